"""Records that are not as most writers have them: index, replay and proof say the same of them, and each is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from rooms.importing import foreign
from rooms.importing.taking import bodies, config, dump, flaws, take

from crawler.archive.places import WarcFiles
from crawler.archive.reindex import reindex
from crawler.archive.verify import verify
from crawler.importing.taking import Importer
from crawler.index import Index
from crawler.model import Truncation
from crawler.replay.source import Source

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.index import CaptureRow
    from crawler.replay.source import Loaded

HTTP = ("Content-Type", "application/http;msgtype=response")
CONCURRENT = ("WARC-Concurrent-To", foreign.uuid(1))
DATE = ("WARC-Date", "2031-03-05T08:00:01Z")
NO_TYPE = "Content-Type is not application/http"
NO_UNICODE = "WARC-Target-URI is no Unicode: those bytes are percent-encoded"
SAME_ID = "another record of the archive has the same WARC-Record-ID: this one has no row"
SEGMENT = "it is one segment of a record, and segments are not joined"


def response(number: int, *fields: tuple[str, str], block: bytes | None = None, kind: str = "response") -> bytes:
    named = [DATE, ("WARC-Record-ID", foreign.uuid(number)), ("WARC-Target-URI", foreign.url(number)), *fields]
    return foreign.record(kind, named, foreign.answer(number) if block is None else block)


def replayed(folder: Path, url: str) -> tuple[CaptureRow, Loaded]:
    with Index.open(config(folder).index_address) as index:
        source = Source(index, WarcFiles(config(folder), index))
        row, loaded = source.find(url, None), source.open(url, None)
        assert row is not None
        assert loaded is not None
        return row, loaded


@pytest.mark.parametrize("fields", [[], [("Content-Type", "message/http")], [("Content-Type", "text/html")]])
def test_an_answer_of_http_without_its_type(fields: list[tuple[str, str]], tmp_path: Path) -> None:
    body = foreign.answer(1).partition(b"\r\n\r\n")[2]
    records = [foreign.warcinfo(), response(1, *fields, ("WARC-Payload-Digest", foreign.sha1(body)))]
    taken = take(tmp_path, foreign.members(records), "a.warc.gz")
    assert flaws(taken) == {NO_TYPE: 1}
    row, loaded = replayed(tmp_path, foreign.url(1))
    assert (row.status, row.mime) == (loaded.status, loaded.mime) == (200, "text/html")
    assert b"".join(loaded.payload()) == body
    assert bodies(tmp_path) == {foreign.url(1): foreign.answer(1)}
    proved = verify(config(tmp_path))
    assert (proved.flaws, proved.as_imported) == ([], 1)


def test_a_page_without_a_head_is_shown_as_it_is(tmp_path: Path) -> None:
    page = b"<title>Low water</title><p>The harbour is dry until noon.</p>"
    records = [foreign.warcinfo(), response(1, ("Content-Type", "text/html"), block=page)]
    assert flaws(take(tmp_path, foreign.members(records), "a.warc.gz")) == {NO_TYPE: 1}
    row, loaded = replayed(tmp_path, foreign.url(1))
    assert row.status is loaded.status is None
    assert b"".join(loaded.payload()) == page
    assert verify(config(tmp_path)).flaws == []


def test_a_segment_is_never_taken_for_the_whole_page(tmp_path: Path) -> None:
    whole = foreign.answer(1)
    digest = ("WARC-Payload-Digest", foreign.sha1(whole.partition(b"\r\n\r\n")[2]))
    origin = ("WARC-Segment-Origin-ID", foreign.uuid(1))
    records = [
        foreign.warcinfo(),
        response(1, HTTP, digest, ("WARC-Segment-Number", "1"), block=whole[:-40]),
        response(2, origin, ("WARC-Segment-Number", "2"), block=whole[-40:], kind="continuation"),
    ]
    taken = take(tmp_path, foreign.members(records), "a.warc.gz")
    assert (taken.captures, flaws(taken)) == (1, {SEGMENT: 2})
    row, _ = replayed(tmp_path, foreign.url(1))
    assert row.truncated is Truncation.UNSPECIFIED
    proved = verify(config(tmp_path))
    assert (proved.flaws, proved.as_imported) == ([], 2)
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before


def test_addresses_that_are_no_utf8_stay_two(tmp_path: Path) -> None:
    records = b"".join(foreign.by_wget((1, 2)))
    for letter, number in ((b"\xe9", b"1"), (b"\xe8", b"2")):
        records = records.replace(b"/story/" + number + b">", b"/caf" + letter + b"/\xc3\xbc>")
    taken = take(tmp_path, records, "a.warc")
    arc = b"".join(foreign.arc((3,))).replace(b"/story/3", b"/caf\xea")
    converted = take(tmp_path, arc, "b.arc")
    assert (taken.captures, converted.captures) == (2, 1)
    assert (flaws(taken)[NO_UNICODE], flaws(converted)) == (4, {NO_UNICODE: 1})
    assert bodies(tmp_path) == {
        f"http://{foreign.HOST}/caf%E9/ü": foreign.answer(1),
        f"http://{foreign.HOST}/caf%E8/ü": foreign.answer(2),
        f"http://{foreign.HOST}/caf%EA": foreign.answer(3),
    }
    assert verify(config(tmp_path)).flaws == []


def test_of_records_with_one_id_only_the_same_one_is_passed_over_in_silence(tmp_path: Path) -> None:
    records = [foreign.warcinfo(), response(1, HTTP), response(2, HTTP)]
    assert take(tmp_path, foreign.members(records), "a.warc.gz").captures == 2
    other = records[2].replace(foreign.url(2).encode(), foreign.url(8).encode())
    taken = take(tmp_path, foreign.members([*records[:2], other, response(3, HTTP)]), "b.warc.gz", day=6)
    assert (taken.captures, taken.already, flaws(taken)) == (1, 1, {SAME_ID: 1})
    proved = verify(config(tmp_path))
    assert (proved.flaws, proved.as_imported) == ([], 1)
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before


@pytest.mark.slow
def test_a_revisit_without_its_page_is_told_until_another_import_brings_it(tmp_path: Path) -> None:
    first, revisit = foreign.by_browser(foreign.sha1(foreign.answer(1).partition(b"\r\n\r\n")[2]))[1:]
    for name, record, missing in (("again", revisit, 1), ("first", first, 0)):
        (tmp_path / f"{name}.warc.gz").write_bytes(foreign.members([foreign.warcinfo(), record]))
        done = run("import", f"{name}.warc.gz", cwd=tmp_path)
        assert ("1 revisit repeats a capture that is not in the archive" in done.stderr) is bool(missing)
        proved = verify(config(tmp_path))
        assert (proved.flaws, proved.dangling, proved.as_imported) == ([], missing, 0)
        told = run("verify", cwd=tmp_path).stdout
        assert ("1 revisit repeats a capture that is not in the archive" in told) is bool(missing)
    assert run("import", ".", "--json", cwd=tmp_path).stderr == ""


def test_an_answer_304_repeats_no_capture_that_is_missing(tmp_path: Path) -> None:
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/server-not-modified")
    digest = ("WARC-Payload-Digest", foreign.sha1(b"gone"))
    gone = ("WARC-Refers-To", foreign.uuid(99))
    head = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
    alone = [
        response(number, HTTP, profile, *fields, block=block, kind="revisit")
        for number, (fields, block) in enumerate([((), head), ((), b""), ((digest,), head), ((gone,), head)], 1)
    ]
    with_page = response(9, HTTP, ("WARC-Profile", "x"), digest, block=b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit")
    for name, records, missing in (("alone", alone, 0), ("with_page", [with_page], 1)):
        taken = take(tmp_path, foreign.members([foreign.warcinfo(), *records]), f"{name}.warc.gz")
        assert taken.captures == len(records)
        proved = verify(config(tmp_path))
        assert (proved.flaws, proved.dangling, proved.as_imported) == ([], missing, 0)
        with Index.open(config(tmp_path).index_address) as index:
            importer = Importer(config(tmp_path), index, now=lambda: datetime.now(UTC))
            assert importer.dangling([taken.name]) == missing


def test_zeros_in_headers_and_a_request_without_a_name(tmp_path: Path) -> None:
    """No database keeps a zero as a letter: what stands in its place is the same in the record and in its row."""
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text\0/html\r\n\r\nHigh water."
    asked = foreign.record(
        "request", [DATE, ("WARC-Target-URI", foreign.url(1)), CONCURRENT], b"GET / HTTP/1.1\r\n\r\n"
    )
    fields = (HTTP, ("WARC-IP-Address", "::1\0"), ("WARC-Protocol", "http/1.1\0"))
    odd = response(1, *fields, block=page).replace(foreign.url(1).encode(), foreign.url(1).encode() + b"\0x")
    taken = take(tmp_path, foreign.members([foreign.warcinfo(), odd, asked]), "a.warc.gz")
    assert taken.captures == 1
    with Index.open(config(tmp_path).index_address) as index:
        (row,) = index.captures()
    assert (row.url, row.mime, row.request_record_id) == (f"{foreign.url(1)}\ufffdx", "text\ufffd/html", None)
    assert (row.ip_address, row.protocol) == ("::1\ufffd", "http/1.1\ufffd")
    assert verify(config(tmp_path)).flaws == []


def test_a_name_that_is_too_long_for_an_index_is_told(tmp_path: Path) -> None:
    name = "<urn:x:" + "n" * 3_000 + ">"
    records = [
        foreign.warcinfo(),
        response(1, HTTP),
        response(2, HTTP).replace(foreign.uuid(2).encode(), name.encode()),
    ]
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest")
    records.append(response(3, HTTP, profile, ("WARC-Refers-To", name), kind="revisit"))
    taken = take(tmp_path, foreign.members(records), "a.warc.gz")
    assert (taken.captures, taken.damaged, flaws(taken)["WARC-Record-ID is too long"]) == (2, 1, 1)
    with Index.open(config(tmp_path).index_address) as index:
        assert [row.refers_to for row in index.captures()] == [None, None]
    assert verify(config(tmp_path)).flaws == []
