"""Which answers become revisits, and that each comes back to the byte."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rooms.warc.making import AT, exchange
from trials.disks import FailingDisk

from crawler.archive import Archive
from crawler.archive.sources import captures_at
from crawler.archive.verify import verify
from crawler.config import ArchiveConfig
from crawler.errors import RecordsLost
from crawler.http import Bytes, whole
from crawler.index import CaptureKind, CaptureRow, Index
from crawler.model import Truncation
from crawler.warc import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.model import Exchange

BODY = b"<p>High water at nine, low water at three.</p>\n" * 40
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
LATER = b"HTTP/1.1 200 Fine\r\nx-tide: low\r\nCONTENT-LENGTH: %d\n\r\n" % len(BODY) + BODY
URL = "http://news.example/harbour"


def chunked(*sizes: int, trailer: bytes = b"") -> bytes:
    """Return an answer with BODY in chunks of these sizes and one with the rest."""
    pieces, at = [], 0
    for size in (*sizes, len(BODY) - sum(sizes)):
        pieces.append(b"%x\r\n%b\r\n" % (size, BODY[at : at + size]))
        at += size
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(pieces) + b"0\r\n" + trailer + b"\r\n"


def at(number: int, response: bytes | None, **changes: Any) -> Exchange:
    """Return the exchange number *number*, each a minute after the one before."""
    return exchange(response, **{"started_at": AT + timedelta(minutes=number), **changes})


def kept(folder: Path, *exchanges: Exchange, commits: bool = True, **config: Any) -> list[CaptureRow]:
    """Keep *exchanges* in one archive, each in a process of its own or all in one group, and return their rows."""
    settings = ArchiveConfig(folder=folder, **config)
    groups = [[one] for one in exchanges] if commits else [list(exchanges)]
    for group in groups:
        archive = Archive.open(settings, spider="news")
        for one in group:
            capture = archive.keep(one)
            assert (capture is None) is (one.response is None)
            assert capture is None or capture.block is one.response
        archive.close()
    assert verify(settings).flaws == []
    with Index.open(settings.index_address) as index:
        return sorted(index.captures(), key=lambda row: row.captured_at)


def read_back(folder: Path, row: CaptureRow) -> bytes:
    """Return the block of the capture of *row* as `microfiche read` gets it from its WARC file."""
    found = captures_at(str(folder / "warc" / row.file_name), ArchiveConfig(folder=folder))
    return whole(next(one.capture.block for one in found if one.capture.record_id == row.record_id))


@pytest.mark.parametrize("commits", [True, False], ids=["committed", "waiting"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PLAIN, PLAIN),
        (PLAIN, LATER),
        (chunked(7, 400), PLAIN),
        (chunked(7, 400), chunked(7, 400)),
        (chunked(7, trailer=b"X-Sum: 1\r\n"), chunked(7, trailer=b"X-Sum: 1\r\n")),
    ],
)
def test_the_same_body_is_a_revisit_that_comes_back_to_the_byte(
    tmp_path: Path, first: bytes, second: bytes, *, commits: bool
) -> None:
    rows = kept(tmp_path, at(1, first), at(2, second, url=URL + "/again"), commits=commits)
    assert [row.kind for row in rows] == [CaptureKind.RESPONSE, CaptureKind.REVISIT]
    assert rows[1].refers_to == rows[0].record_id
    assert rows[1].payload_digest == rows[0].payload_digest
    assert [read_back(tmp_path, row) for row in rows] == [first, second]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PLAIN, chunked(7)),
        (chunked(7), chunked(8)),
        (chunked(7), chunked(7, trailer=b"X-Sum: 1\r\n")),
        (PLAIN, PLAIN.replace(b"200 OK", b"404 Not Found")),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 255, b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 255),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",) * 2,
        (BODY, BODY),
    ],
)
def test_what_a_revisit_would_lose_is_kept_whole(tmp_path: Path, first: bytes, second: bytes) -> None:
    rows = kept(tmp_path, at(1, first), at(2, second))
    assert [row.kind for row in rows] == [CaptureKind.RESPONSE] * 2
    assert [read_back(tmp_path, row) for row in rows] == [first, second]


def test_a_truncated_answer_is_kept_whole(tmp_path: Path) -> None:
    rows = kept(tmp_path, at(1, PLAIN), at(2, PLAIN, truncated=Truncation.TIME), at(3, None))
    assert [row.kind for row in rows] == [CaptureKind.RESPONSE] * 2 + [CaptureKind.UNANSWERED]


def test_the_size_from_which_on_is_a_setting(tmp_path: Path) -> None:
    small = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 20
    rows = kept(tmp_path, at(1, small), at(2, small), revisit_min_bytes=20)
    assert rows[1].kind is CaptureKind.REVISIT
    assert kept(tmp_path / "off", at(1, PLAIN), at(2, PLAIN), dedup=False)[1].kind is CaptureKind.RESPONSE


def test_a_large_body_is_a_revisit(tmp_path: Path) -> None:
    large = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n%b\r\n0\r\n\r\n" % (b"tide" * (1 << 19))
    rows = kept(tmp_path, at(1, large), at(2, large))
    assert rows[1].kind is CaptureKind.REVISIT
    assert read_back(tmp_path, rows[1]) == large


def damaged(folder: Path, row: CaptureRow) -> Iterator[None]:
    """Damage the record of *row* and its file in several ways, one after the other, and mend them again."""
    path = folder / "warc" / row.file_name
    data = path.read_bytes()
    middle = row.offset + row.length // 2
    for changed in (data[:middle], data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]):
        path.write_bytes(changed)
        yield
    path.unlink()
    yield
    path.write_bytes(data)


def test_what_cannot_be_read_is_not_referred_to(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path)
    (row,) = kept(tmp_path, at(1, PLAIN))
    for number, _ in enumerate(damaged(tmp_path, row)):
        archive = Archive.open(config, spider="news")
        archive.keep(at(number + 2, PLAIN))
        archive.close()
    with Index.open(config.index_address) as index:
        assert index.counts().revisits == 0


def test_a_target_that_goes_while_the_archive_is_written(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path)
    kept(tmp_path, at(1, PLAIN))
    archive = Archive.open(config, spider="news")
    archive.keep(at(2, PLAIN))
    archive.commit()
    next(tmp_path.rglob("*.warc.gz")).unlink()
    archive.keep(at(3, PLAIN))
    archive.close()
    with Index.open(config.index_address) as index:
        kinds = [row.kind for row in index.captures(url=URL)]
    assert kinds == [CaptureKind.RESPONSE, CaptureKind.REVISIT, CaptureKind.RESPONSE]


def test_what_was_lost_before_its_commit_is_not_referred_to(tmp_path: Path) -> None:
    config, disk = ArchiveConfig(folder=tmp_path), FailingDisk(1_000_000, errno.EIO)
    archive = Archive.open(config, spider="news", disk=disk)
    archive.keep(at(1, PLAIN))
    disk.failing = range(len(disk.asked), len(disk.asked) + 1)
    with pytest.raises(RecordsLost):
        archive.commit()
    archive.keep(at(2, PLAIN))
    archive.keep(at(3, PLAIN))
    archive.close()
    Archive.open(config, spider="news").close()  # ends the file that takes no more; a warcinfo is left in it
    assert verify(config).flaws == []
    with Index.open(config.index_address) as index:
        kinds = [row.kind for row in index.captures(url=URL)]
    assert kinds == [CaptureKind.RESPONSE, CaptureKind.REVISIT]


ETAG = PLAIN.replace(b"\r\n", b'\r\nETag: "t1"\r\nLast-Modified: Mon, 23 Nov 2026 08:00:00 GMT\r\n', 1)
UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "t1"\r\n\r\n'


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        (b'If-None-Match: W/"t0", "t1"', CaptureKind.REVISIT),
        (b"If-Modified-Since: Mon, 23 Nov 2026 08:00:00 GMT", CaptureKind.REVISIT),
        (b'If-None-Match: "other"', CaptureKind.RESPONSE),
        (b"If-Modified-Since: Tue, 24 Nov 2026 08:00:00 GMT", CaptureKind.RESPONSE),
        (b"Accept: */*", CaptureKind.RESPONSE),
    ],
)
def test_an_answer_304_refers_to_what_was_asked_about(tmp_path: Path, condition: bytes, kind: CaptureKind) -> None:
    request = Bytes(b"GET /harbour HTTP/1.1\r\nHost: news.example\r\n%b\r\n\r\n" % condition)
    rows = kept(tmp_path, at(1, ETAG), at(2, PLAIN + b"x", url=URL), at(3, UNCHANGED, request=request))
    assert rows[2].kind is kind
    assert rows[2].status == 304
    assert read_back(tmp_path, rows[2]) == UNCHANGED
    if kind is CaptureKind.REVISIT:
        record = read_record(tmp_path / "warc" / rows[2].file_name, rows[2].offset)
        assert record.first("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        assert record.first("WARC-Truncated") is None
        assert rows[2].refers_to == rows[0].record_id
        assert rows[2].payload_digest == rows[0].payload_digest


def test_an_answer_304_about_a_revisit_refers_to_the_record_with_the_body(tmp_path: Path) -> None:
    later = ETAG.replace(b'"t1"', b'"t2"')
    request = Bytes(b'GET /harbour HTTP/1.1\r\nHost: news.example\r\nIf-None-Match: "t2"\r\n\r\n')
    rows = kept(tmp_path, at(1, ETAG), at(2, later), at(3, UNCHANGED, request=request))
    assert [row.kind for row in rows] == [CaptureKind.RESPONSE, CaptureKind.REVISIT, CaptureKind.REVISIT]
    assert [row.refers_to for row in rows] == [None, rows[0].record_id, rows[0].record_id]
    assert rows[2].payload_digest == rows[0].payload_digest


def test_the_index_is_not_asked_about_small_bodies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them have a row: it would look through as many as there are, for each."""
    asked: list[str] = []
    monkeypatch.setattr(Index, "payload_place", lambda _, digest: asked.append(digest))
    small = b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2_000 + b"\r\n\r\n" + BODY[:40]
    rows = kept(tmp_path, at(1, small), at(2, small), at(3, PLAIN))
    assert [row.kind for row in rows] == [CaptureKind.RESPONSE] * 3
    assert asked == [rows[2].payload_digest]
