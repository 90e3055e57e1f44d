"""The state of a capture and the address that was wanted are recorded, and come back from the WARC files alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rooms.page.notices import NOTICES, ORDINARY

from crawler.archive import Archive
from crawler.archive.reindex import reindex
from crawler.archive.sources import captures_at
from crawler.config import ArchiveConfig
from crawler.fetch.reader import Reader
from crawler.http import Bytes
from crawler.index import Index
from crawler.model import Article, CaptureState, Exchange
from crawler.warc import metadata_fields, read_exchanges
from spiders.news import News

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WANTED = "https://gazette.example/2026/ferry"
MIRROR = "https://mirror.example/2026/ferry"


def exchange(url: str, html: str, requested_url: str | None = None) -> Exchange:
    body = html.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return Exchange(
        url=url,
        request=Bytes(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        response=Bytes(head.encode() + body),
        started_at=AT,
        ended_at=AT,
        requested_url=requested_url,
    )


def config(folder: Path) -> ArchiveConfig:
    return ArchiveConfig(folder=folder)


def kept(folder: Path) -> list[CaptureState]:
    """Keep a notice at the address wanted, and the page of a mirror in its place."""
    archive = Archive.open(config(folder), spider="news")
    captures = [
        archive.keep(exchange(WANTED, NOTICES[0][2])),
        archive.keep(exchange(MIRROR, ORDINARY[0][1], WANTED)),
    ]
    archive.close()
    return [capture.state for capture in captures if capture is not None]


def test_they_are_recorded_and_reindex_gives_the_same(tmp_path: Path) -> None:
    assert kept(tmp_path) == [CaptureState.SEIZED, CaptureState.OK]
    (path,) = tmp_path.rglob("*.warc.gz")
    facts = [dict(metadata_fields(each.metadata)) for each in read_exchanges(path) if each.metadata and each.response]
    assert [(each.get("state"), each.get("requestedUrl")) for each in facts] == [("seized", None), (None, WANTED)]
    with Index.open(tmp_path / "index.sqlite") as index:
        before = list(index.dump())
        assert {row.url: row.state for row in index.captures()} == {
            WANTED: CaptureState.SEIZED,
            MIRROR: CaptureState.OK,
        }
    reindex(config(tmp_path))
    with Index.open(tmp_path / "index.sqlite") as index:
        assert list(index.dump()) == before


def test_a_notice_is_passed_over_and_the_page_in_its_place_is_read(tmp_path: Path) -> None:
    kept(tmp_path)
    (path,) = tmp_path.rglob("*.warc.gz")
    reader = Reader([], lambda _: News())
    found = [each.capture for each in captures_at(str(path), config(tmp_path))]
    assert reader.read(found[0]) is None
    article = reader.read_as_article(found[0])
    assert article.notes == ["no article: the answer is not the site's own (seized)"]
    assert (article.url, article.headline, article.body) == (WANTED, None, None)
    (named,) = captures_at(WANTED, config(tmp_path))
    assert (named.capture.url, named.capture.requested_url) == (MIRROR, WANTED)


def test_the_newest_copy_from_elsewhere(tmp_path: Path) -> None:
    archive = Archive.open(config(tmp_path), spider="news")

    def copy(host: str, minute: int, key: str = "/ferry") -> Article:
        capture = archive.keep(exchange(f"https://{host}{key}", f"{minute}"))
        assert capture is not None
        at = AT.replace(minute=minute).isoformat()
        return Article(
            url=capture.url, outlet="Gazette", key=key, record_id=capture.record_id, captured_at=at, reader="r"
        )

    first, second = copy("a.example", 1), copy("b.example", 2)
    archive.keep_article(first)
    archive.commit()
    archive.keep_article(second)
    archive.keep_article(copy("a.example", 3, "/other"))
    assert archive.copy_elsewhere(copy("a.example", 4)) == second, "written, and not committed yet"
    assert archive.copy_elsewhere(copy("b.example", 4)) == first
    assert archive.copy_elsewhere(copy("c.example", 4)) == second
    assert archive.copy_elsewhere(copy("c.example", 4, "/new")) is None
    archive.close()
