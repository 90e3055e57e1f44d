"""What an archive answers to an address: the right capture at a time, with its body; else why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rooms.reread.again import AT, answered
from scrapy.settings import Settings

from crawler.archive import Archive
from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.errors import BadSetting, NotArchived
from crawler.fetch.archived import Replay, turn_to_archive
from crawler.fetch.archived.handler import response_of
from crawler.fetch.archived.web import ArchivedWeb
from crawler.http import Bytes, whole
from crawler.index import Index
from crawler.model import CaptureState, Truncation, Unreached

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.model import Exchange

URL = "http://gazette.example/story"
OK = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "a"\r\n'
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\n"
BODY = b"<p>The same words, long enough for a revisit.</p>" * 8


def web_of(folder: Path, tries: list[Exchange | Unreached], *, at: datetime | None = None) -> ArchivedWeb:
    config = ArchiveConfig(folder=folder / "archive")
    archive = Archive.open(config, spider="news")
    for each in tries:
        archive.keep(each)
        archive.commit()
    archive.close()
    index = Index.open(config.index_address)
    return ArchivedWeb(index, WarcFiles(config, index), at=at)


def told(web: ArchivedWeb, url: str = URL) -> tuple[int, bytes, int]:
    """Return status, body and hours since the first capture."""
    capture, _ = web.answer(url)
    response = response_of(capture)
    return response.status, response.body, round((capture.captured_at - AT) / timedelta(hours=1))


def story(number: int, head: bytes = OK, **changes: Any) -> Exchange:
    return replace(answered(URL, head, BODY + bytes([65 + number]), number), **changes)


def test_the_nearest_in_time(tmp_path: Path) -> None:
    tries: list[Exchange | Unreached] = [story(number) for number in (1, 4, 9)]
    web = web_of(tmp_path, tries)
    assert told(web)[2] == 9
    for at, hours in ((-5, 1), (2, 1), (3, 4), (2.5, 1), (20, 9)):
        web._at = AT + timedelta(hours=at)
        assert told(web)[2] == hours


def test_a_revisit_and_a_304_come_with_the_page(tmp_path: Path) -> None:
    request = Bytes(b'GET /story HTTP/1.1\r\nHost: gazette.example\r\nIf-None-Match: "a"\r\n\r\n')
    same = replace(answered(URL, OK, BODY, 2))
    unchanged = replace(answered(URL, b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n', b"", 3), request=request)
    web = web_of(tmp_path, [answered(URL, OK, BODY, 1), same, unchanged])
    assert [row.kind for row in web._index.captures()] == ["response", "revisit", "revisit"]
    for hours in (2, 3):
        web._at = AT + timedelta(hours=hours)
        assert told(web) == (200, BODY, hours)


def test_a_second_try_is_taken_for_the_first(tmp_path: Path) -> None:
    soon = AT + timedelta(hours=1, minutes=1)
    web = web_of(tmp_path, [story(1, BUSY), story(2, started_at=soon), story(9, BUSY)], at=AT)
    assert told(web)[:2] == (200, BODY + b"C")
    web._at = AT + timedelta(hours=9)
    assert told(web)[0] == 503
    cut = story(1, truncated=Truncation.DISCONNECT)
    web = web_of(tmp_path / "cut", [cut, story(2, started_at=soon)], at=AT)
    assert told(web)[1] == BODY + b"C"


def test_another_address_stands_in(tmp_path: Path) -> None:
    mirror = replace(answered("http://mirror.example/story", OK, BODY, 2), requested_url=URL)
    gone = Unreached(url=URL, outcome=CaptureState.DNS, started_at=AT, ended_at=AT, spider="news")
    web = web_of(tmp_path, [gone, mirror])
    capture, _ = web.answer(URL)
    assert (capture.url, capture.requested_url) == ("http://mirror.example/story", URL)


def test_the_very_address_goes_before_one_that_counts_as_the_same(tmp_path: Path) -> None:
    """Both have one key: the redirect would lead to itself for ever."""
    secure = URL.replace("http:", "https:")
    moved = answered(URL, b"HTTP/1.1 301 Moved\r\nLocation: %s\r\n" % secure.encode(), b"", 5)
    web = web_of(tmp_path, [moved, replace(story(4), url=secure)])
    assert told(web)[0] == 301
    assert told(web, secure)[0] == 200
    only_moved = web_of(tmp_path / "moved", [moved])
    with pytest.raises(NotArchived):
        only_moved.answer(secure)


def test_why_there_is_no_answer(tmp_path: Path) -> None:
    gone = Unreached(url=URL, outcome=CaptureState.DNS, started_at=AT, ended_at=AT, spider="news")
    web = web_of(tmp_path, [gone, story(1, response=None)])
    with pytest.raises(
        NotArchived, match=r"story: not in the archive: asked 2 times, last 2031-03-05 09:00:00: no answer came"
    ):
        web.answer(URL)
    with pytest.raises(NotArchived, match=r"other: not in the archive$"):
        web.answer("http://gazette.example/other")
    with pytest.raises(NotArchived, match="answers no POST"):
        web.answer(URL, method="POST")
    web = web_of(tmp_path / "torn", [story(1)])
    next((tmp_path / "torn").rglob("*.warc.gz")).write_bytes(b"")
    with pytest.raises(NotArchived, match="its record cannot be read"):
        web.answer(URL)


def test_the_answer_as_it_was(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    exchange = replace(story(1), response=Bytes(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
    capture, row = web_of(tmp_path, [exchange]).answer(URL)
    response = response_of(capture, ip_address=row.ip_address)
    assert response.body == b"abcde"
    assert response.headers.getlist("Set-Cookie") == [b"a=1", b"b=2"]
    assert whole(capture.block) == head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert response_of(capture, without_body=True).body == b""
    assert response_of(replace(capture, block=Bytes(b"no head at all"))).status == 200


def test_nothing_that_could_go_out_is_left() -> None:
    settings = Settings({"REPLAY": "kept", "REPLAY_AT": "20310305080000", "DOWNLOAD_HANDLERS": {"gopher": "a.B"}})
    settings.setmodule("crawler.settings", "default")
    replay = Replay.from_settings(settings)
    assert replay is not None
    assert replay.at == AT
    turn_to_archive(settings, replay)
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    live = {scheme for scheme, handler in handlers.items() if "archived" not in str(handler)}
    assert live == {"data", "file"}
    assert {"http", "https", "ftp", "s3", "gopher"} <= set(handlers)
    settings.set("DOWNLOAD_DELAY", 5, "spider")
    assert (settings["DOWNLOAD_DELAY"], settings["ARCHIVE"]) == (0.0, "kept")
    with pytest.raises(BadSetting):
        Replay.from_settings(Settings({"REPLAY": "a", "REPLAY_WRITE": "perhaps"}))
