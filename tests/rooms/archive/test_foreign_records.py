"""Whole records that say what no index can keep: recovery takes what it can and tells of the rest, and never fails."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from rooms.warc.making import AT
from trials.making import Acknowledged, article, config, exchange, open_again

from crawler.archive import Archive
from crawler.archive.reindex import reindex
from crawler.archive.rows import ARTICLE_TYPE, article_record
from crawler.archive.verify import verify
from crawler.http import Bytes
from crawler.index import Index
from crawler.model.article_json import article_from_json
from crawler.warc import NewRecord, record_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.index import CaptureRow

URL = "http://gazette.example/foreign"
CAPTURE, METADATA, ARTICLE = (f"urn:uuid:00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3))
ARTICLES = {
    "deep": b"[" * 200_000,
    "number for an address": b'{"url":5,"record_id":"urn:x","reader":"r"}',
    "number for an id": b'{"url":"http://a.example/","record_id":5,"reader":"r"}',
    "object for a headline": b'{"url":"http://a.example/","record_id":"urn:x","headline":{"a":1}}',
    "large number": b'{"url":"http://a.example/","record_id":"urn:x","headline":99999999999999999999}',
    "list for a photo's address": b'{"url":"http://a.example/","record_id":"urn:x","photos":[{"src":[1]}]}',
    "no role": b'{"url":"http://a.example/","record_id":"urn:x","photos":[{"role":null}]}',
    "confidence is no number": b'{"url":"http://a.example/","record_id":"urn:x","mirrors":[{"kind":"onion","confidence":NaN}]}',
    "text for a list": b'{"url":"http://a.example/","record_id":"urn:x","topics":"a"}',
    "no object": b"[1]",
}


def record(kind: str, record_id: str, block: bytes, content_type: str, **fields: str) -> bytes:
    headers = tuple((name.replace("_", "-"), value) for name, value in fields.items())
    return record_bytes(
        NewRecord(
            type=kind, record_id=record_id, date=AT, target_uri=URL, content_type=content_type, block=Bytes(block), headers=headers
        )
    )  # fmt: skip


def answer(**fields: str) -> bytes:
    return record("response", CAPTURE, b"HTTP/1.1 200 OK\r\n\r\nx", "application/http;msgtype=response", **fields)


def recovered(folder: Path, *records: bytes) -> tuple[ArchiveConfig, list[CaptureRow], int]:
    """Put *records* behind what a dead writer has acknowledged; return the rows of them, and the damage told."""
    settings, known = config(folder), Acknowledged()
    archive = Archive.open(settings, spider="gazette")
    archive.on_kept = known.note
    archive.keep(exchange(1))
    archive.commit()
    archive._writer.abandon()
    archive._index.close()
    (path,) = settings.warc_folder.rglob("*.open")
    with path.open("ab") as file:
        file.writelines(zlib.compress(each, wbits=31) for each in records)
    archive = open_again(settings)
    (done,) = archive.recovered
    archive.close()
    with Index.open(settings.index_address) as index:
        rows, dump = list(index.captures(url=URL)), list(index.dump())
        assert {row.url for row in index.captures()} >= known.captures
    reindex(settings)
    with Index.open(settings.index_address) as index:
        assert list(index.dump()) == dump
    return settings, rows, done.damaged_places


@pytest.mark.parametrize("digest", ["sha1:xyz", "crc32:00", "sha1:", "none"])
def test_a_payload_digest_that_is_none(digest: str, tmp_path: Path) -> None:
    _, rows, damaged = recovered(tmp_path, answer(WARC_Payload_Digest=digest))
    assert [(row.record_id, row.payload_digest) for row in rows] == [(CAPTURE, None)]
    assert damaged == 0


@pytest.mark.parametrize("time_ms", ["99999999999999999999", "9" * 5_000, "٣", "-1", "1.5"])
def test_a_time_of_fetching_that_is_none(time_ms: str, tmp_path: Path) -> None:
    fields = f"fetchTimeMs: {time_ms}\r\nspider: other\r\n".encode()
    about = record("metadata", METADATA, fields, "application/warc-fields", WARC_Concurrent_To=f"<{CAPTURE}>")
    settings, rows, _ = recovered(tmp_path, answer(), about)
    assert [(row.fetch_ms, row.spider) for row in rows] == [(None, "other")]
    assert verify(settings).flaws == []


@pytest.mark.parametrize("document", ARTICLES.values(), ids=ARTICLES)
def test_an_article_that_is_none(document: bytes, tmp_path: Path) -> None:
    _, rows, damaged = recovered(tmp_path, record("conversion", ARTICLE, document, ARTICLE_TYPE), answer())
    assert damaged == 1
    assert [row.record_id for row in rows] == [CAPTURE]
    with pytest.raises(ValueError, match="article"):
        article_from_json(document)


def test_an_article_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    archive = Archive.open(config(tmp_path), spider="gazette")
    capture = archive.keep(exchange(1))
    assert capture is not None
    wrong = article(capture)
    wrong.headline = {"text": "an object"}  # type: ignore[assignment]  # as a pipeline of the user's own might
    with pytest.raises(ValueError, match="headline"):
        article_record(wrong, written_at=AT, record_id=ARTICLE)
    with pytest.raises(ValueError, match="headline"):
        archive.keep_article(wrong)
    archive.close()
