"""A try that reached nobody is a record of its own: durable, in the index, and no answer to anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from crawler import settings
from crawler.archive import Archive
from crawler.archive.places import WarcFiles
from crawler.archive.reindex import reindex
from crawler.archive.repair import repair
from crawler.archive.sources import captures_at
from crawler.archive.verify import verify
from crawler.config import ArchiveConfig
from crawler.errors import NoPage
from crawler.http import Bytes
from crawler.index import CaptureKind, CaptureRow, Index
from crawler.model import CaptureState, Exchange, Unreached
from crawler.versions import timeline_of
from crawler.versions.gathering import sightings_of

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DEFAULTS = {name: value for name, value in vars(settings).items() if name.startswith("ARCHIVE")}
URL = "https://gazette.example/2026/ferry"
TRY = Unreached(
    url=URL,
    outcome=CaptureState.DNS,
    started_at=AT,
    ended_at=AT + timedelta(milliseconds=84),
    via="https://gazette.example/",
    spider="news",
    requested_url="https://wanted.example/2026/ferry",
)
OUTCOMES = [state for state in CaptureState if state.is_unreached]


def answered(url: str) -> Exchange:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"<p>The ferry is back.</p>" * 20
    return Exchange(
        url=url, request=Bytes(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), response=Bytes(answer), started_at=AT, ended_at=AT
    )


@pytest.fixture
def config(tmp_path: Path) -> ArchiveConfig:
    """Return an archive with tries between answers, in the order in which a crawl may bring them."""
    config = ArchiveConfig(folder=tmp_path / "archive", vantage="DE home line")
    archive = Archive.open(config, spider="news")
    archive.keep(answered("https://gazette.example/"))
    for outcome in OUTCOMES:
        assert archive.keep(replace(TRY, outcome=outcome, started_at=TRY.started_at + timedelta(seconds=1))) is None
    archive.keep(answered("https://gazette.example/again"))
    assert archive.keep(replace(TRY, url="https://gazette.example/again")) is None
    archive.close()
    return config


def rows(config: ArchiveConfig) -> list[CaptureRow]:
    with Index.open(config.index_address) as index:
        return [row for row in index.captures() if row.kind is CaptureKind.UNREACHED]


def test_the_record_is_written_out_here(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path)
    archive = Archive.open(config, spider="news")
    archive.keep(TRY)
    archive.close()
    (path,) = tmp_path.rglob("*.warc.gz")
    with path.open("rb") as file:
        found = [(each, each.content_stream().read()) for each in ArchiveIterator(file)]
    ((record, text),) = [each for each in found if each[0].rec_type == "metadata"]
    assert record.rec_headers.get_header("WARC-Target-URI") == URL
    assert record.rec_headers.get_header("Content-Type") == "application/warc-fields"
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-24T08:00:00.000000Z"
    assert record.rec_headers.get_header("WARC-Concurrent-To") is None
    assert text == (
        b"outcome: dns\r\nfetchTimeMs: 84\r\nvia: https://gazette.example/\r\nspider: news\r\n"
        b"requestedUrl: https://wanted.example/2026/ferry\r\n"
    )
    (row,) = rows(config)
    assert row.kind is CaptureKind.UNREACHED
    assert (row.url, row.state, row.captured_at, row.fetch_ms) == (URL, CaptureState.DNS, AT, 84)
    assert (row.via, row.spider, row.requested_url) == (TRY.via, "news", TRY.requested_url)
    assert (row.status, row.payload_digest, row.request_record_id, row.truncated) == (None,) * 4


def test_reindex_gives_the_same_rows_and_the_vantage(config: ArchiveConfig) -> None:
    assert sorted(row.state for row in rows(config) if row.url == URL) == sorted(OUTCOMES)
    with Index.open(config.index_address) as index:
        before = list(index.dump())
        assert [file.vantage for file in index.files()] == ["DE home line"]
    done = reindex(config)
    assert (done.flaws, done.counts.unreached) == ((), len(OUTCOMES) + 1)
    with Index.open(config.index_address) as index:
        assert list(index.dump()) == before


def test_other_readers_and_verify_find_nothing_wrong(config: ArchiveConfig) -> None:
    assert verify(config, second_reader=True).flaws == []
    (path,) = config.warc_folder.rglob("*.warc.gz")
    with path.open("rb") as file:
        records = FastIterator(file, record_types=WarcRecordType.any_type, parse_http=False)
        assert all(record.verify_block_digest() for record in records)


def test_repair_adds_the_rows_that_are_missing(config: ArchiveConfig) -> None:
    expected = rows(config)
    with Index.open(config.index_address) as index:
        before = list(index.dump())
    config.folder.joinpath("index.sqlite").unlink()
    repair(config)
    assert rows(config) == expected
    with Index.open(config.index_address) as index:
        assert list(index.dump()) == before


def test_a_killed_writer_s_tries_are_found(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path, vantage="RU mobile")
    gone = Archive.open(config, spider="news")
    gone.keep(answered(URL))
    gone.commit()
    with Index.open(config.index_address) as index:
        assert [(file.is_closed, file.vantage) for file in index.files()] == [(False, "RU mobile")]
    gone.keep(TRY)
    gone._writer.sync()
    gone._writer.abandon()
    Archive.open(config, spider="news").close()
    assert [row.state for row in rows(config)] == [CaptureState.DNS]
    assert verify(config).flaws == []
    with Index.open(config.index_address) as index:
        assert [(file.is_closed, file.vantage) for file in index.files()] == [(True, "RU mobile")]


def test_it_is_an_answer_to_nothing(config: ArchiveConfig) -> None:
    with Index.open(config.index_address) as index:
        assert index.find(URL) is None
        assert index.stand_in("https://wanted.example/2026/ferry") is None
        found = index.find("https://gazette.example/again")
        assert found is not None
        assert found.kind in (CaptureKind.RESPONSE, CaptureKind.REVISIT)
        assert URL not in "".join(index.cdxj_lines())
        assert timeline_of(sightings_of(index, WarcFiles(config, index), URL)).versions == ()
    with pytest.raises(NoPage):
        list(captures_at(URL, config))
    (path,) = config.warc_folder.rglob("*.warc.gz")
    assert {found.capture.url for found in captures_at(str(path), config)} == {
        "https://gazette.example/",
        "https://gazette.example/again",
    }


def test_a_vantage_is_one_line(tmp_path: Path) -> None:
    config = ArchiveConfig.from_settings(
        {**DEFAULTS, "ARCHIVE": tmp_path, "ARCHIVE_VANTAGE": " DE\r\nrobots:\x07 home "}
    )
    archive = Archive.open(config, spider="news")
    archive.keep(TRY)
    archive.close()
    with Index.open(config.index_address) as index:
        assert [file.vantage for file in index.files()] == ["DE robots:  home"]
    assert verify(config).flaws == []


def test_a_lone_metadata_record_of_another_writer_is_none_of_ours(config: ArchiveConfig) -> None:
    from crawler.archive.contents import contents_of
    from crawler.warc.exchange import unreached_record
    from crawler.warc.file import WarcFile

    record = unreached_record(TRY, record_id="urn:uuid:00000000-0000-0000-0000-000000000001")
    theirs = [
        replace(record, block=Bytes(b"fetchTimeMs: 84\r\n")),
        replace(record, block=Bytes(b"outcome: no-response\r\n")),
        replace(record, headers=(("WARC-Concurrent-To", "<urn:uuid:00000000-0000-0000-0000-000000000002>"),)),
    ]
    path = config.folder / "theirs.warc.gz"
    file = WarcFile(path)
    file.append(theirs)
    file.close()
    assert list(contents_of(path, file_name="theirs", on_damage=lambda _: None)) == []
