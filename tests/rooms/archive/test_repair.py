"""`repair` mends what follows from the WARC files, takes nothing away, and names the rest."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from trials.left_over import left_over
from trials.making import Acknowledged, config, open_again, proof, write_one

from crawler.archive import Archive
from crawler.archive.folder import index_name, open_for_reading, warc_files
from crawler.archive.reindex import reindex
from crawler.archive.repair import repair
from crawler.archive.verify import verify
from crawler.errors import ArchiveError, ArchiveNotFound, BadSetting
from crawler.index import Index
from crawler.model.article_json import article_to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.config import ArchiveConfig
    from crawler.model import Article

ROW_WITHOUT_RECORD = """
    CREATE TEMP TABLE more AS SELECT * FROM capture WHERE id = 2;
    UPDATE more SET id = 99, record_id = randomblob(16), offset = 99999;
    INSERT INTO capture SELECT * FROM more;
"""


@pytest.fixture
def closed(tmp_path: Path) -> tuple[ArchiveConfig, Acknowledged]:
    """Return an archive of one closed file, and what it holds."""
    settings, acknowledged = config(tmp_path), Acknowledged()
    archive = open_again(settings)
    archive.on_kept = acknowledged.note
    for number in range(6):
        write_one(archive, number)
    archive.close()
    return settings, acknowledged


def change_index(settings: ArchiveConfig, statement: str) -> None:
    database = sqlite3.connect(settings.folder / "index.sqlite")
    database.executescript(statement)
    database.close()


def dump(settings: ArchiveConfig) -> list[object]:
    with Index.open(settings.index_address) as index:
        return list(index.dump())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM capture WHERE id IN (2, 5)",
        "DELETE FROM photo; DELETE FROM mirror_claim; DELETE FROM article",
        "UPDATE article SET document = x'7b' WHERE id = 2",
        "UPDATE warc_file SET is_closed = 0, sha256 = NULL, size_bytes = NULL",
        "DELETE FROM capture; DELETE FROM warc_file",
    ],
)
def test_rows_that_are_missing_are_added(closed: tuple[ArchiveConfig, Acknowledged], statement: str) -> None:
    settings, acknowledged = closed
    before = dump(settings)
    change_index(settings, statement)
    assert repair(settings).now.flaws == []
    assert dump(settings) == before
    assert proof(settings, acknowledged) == []


def test_a_lost_index_is_made_anew(closed: tuple[ArchiveConfig, Acknowledged]) -> None:
    settings, _ = closed
    before = dump(settings)
    (settings.folder / "index.sqlite").unlink()
    assert repair(settings).now.flaws == []
    assert dump(settings) == before


def test_an_empty_database_elsewhere_is_filled(closed: tuple[ArchiveConfig, Acknowledged], tmp_path: Path) -> None:
    settings, _ = closed
    before = dump(settings)
    elsewhere = replace(settings, index=f"sqlite:///{tmp_path}/elsewhere.sqlite")
    with pytest.raises(BadSetting, match="`microfiche repair` fills an empty database"):
        reindex(elsewhere)
    assert repair(elsewhere).now.flaws == []
    assert dump(elsewhere) == before


def test_an_article_that_cannot_be_read_says_what_mends_it(closed: tuple[ArchiveConfig, Acknowledged]) -> None:
    settings, _ = closed
    change_index(settings, "UPDATE article SET document = x'7b' WHERE id = 2")
    with Index.open(settings.index_address) as index, pytest.raises(ArchiveError, match="`microfiche repair` mends it"):
        list(index.told_articles())
    repair(settings)
    with Index.open(settings.index_address) as index:
        assert len(list(index.told_articles())) == index.counts().articles


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_missed_as_one_that_is_not_there(
    closed: tuple[ArchiveConfig, Acknowledged], make: Callable[[Path], None]
) -> None:
    """A folder cannot be read, and a named pipe is waited at for ever."""
    settings, _ = closed
    (path,) = warc_files(settings)
    path.unlink()
    make(path)
    make(path.with_name("left-over.warc.gz.open"))
    named = f"{index_name(settings, path)}: in the index, but the file is not there"
    assert warc_files(settings) == []
    for flaws in (verify(settings).flaws, repair(settings).now.flaws):
        assert str(flaws[0]) == named
    assert reindex(settings).files == 0


def test_an_index_that_is_empty_is_named(closed: tuple[ArchiveConfig, Acknowledged]) -> None:
    settings, _ = closed
    before = dump(settings)
    (settings.folder / "index.sqlite").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"index\.sqlite is a broken index: it is empty; `microfiche reindex`"):
        verify(settings)
    reindex(settings)
    assert verify(settings).flaws == []
    assert dump(settings) == before


def test_an_empty_index_without_warc_files_is_no_archive(tmp_path: Path) -> None:
    settings = config(tmp_path)
    settings.folder.mkdir()
    (settings.folder / "index.sqlite").write_bytes(b"")
    with pytest.raises(ArchiveNotFound):
        open_for_reading(settings)


def test_a_left_over_file_is_ended_without_a_crawl(tmp_path: Path) -> None:
    settings, acknowledged, tail = left_over(tmp_path)
    result = repair(settings)
    assert [file.tail_bytes for file in result.recovered] == [len(tail)]
    assert result.now.flaws == []
    assert list(settings.warc_folder.rglob("*.open")) == []
    assert proof(settings, acknowledged) == []


def test_a_crawl_that_runs_is_left_alone(tmp_path: Path) -> None:
    settings = config(tmp_path)
    living = Archive.open(settings, spider="gazette")
    write_one(living, 1)
    result = repair(settings)
    assert (result.recovered, result.now.flaws, len(result.now.being_written)) == ((), [], 1)
    living.close()
    assert proof(settings, Acknowledged()) == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE capture SET status = 299 WHERE id = 2", "the index says something else: status"),
        ("UPDATE warc_file SET sha256 = zeroblob(32)", "SHA-256 is not what it was"),
        (
            ROW_WITHOUT_RECORD,
            "no such record",
        ),
    ],
)
def test_what_cannot_be_mended_is_named_and_stays(
    closed: tuple[ArchiveConfig, Acknowledged], statement: str, words: str
) -> None:
    settings, _ = closed
    change_index(settings, statement)
    before = dump(settings)
    (flaw,) = repair(settings).now.flaws
    assert words in str(flaw)
    assert dump(settings) == before


def test_the_index_may_have_either_reading_of_one_capture(closed: tuple[ArchiveConfig, Acknowledged]) -> None:
    """Two crawls at once may read a page that one of them has archived, each with the photos that it has itself."""
    settings, _ = closed
    with Index.open(settings.index_address) as index:
        first = next(iter(index.articles()))
    archive = open_again(settings)
    archive.keep_article(replace(first, headline="Read by the other"))
    archive.close()
    assert verify(settings).flaws == []
    change_index(settings, with_document(first))
    assert verify(settings).flaws == []
    change_index(settings, with_document(replace(first, headline="What nobody has read")))
    assert [flaw.what for flaw in verify(settings).flaws] == ["the index says something else"] * 2


def with_document(article: Article) -> str:
    """Return the statement that puts *article* in the place of the one that was read twice."""
    return f"UPDATE article SET document = x'{article_to_json(article).hex()}' WHERE headline = 'Read by the other'"


def test_rows_of_a_missing_file_stay(closed: tuple[ArchiveConfig, Acknowledged]) -> None:
    settings, _ = closed
    (path,) = settings.warc_folder.rglob("*.warc.gz")
    before = dump(settings)
    path.unlink()
    assert any("the file is not there" in flaw.what for flaw in repair(settings).now.flaws)
    assert dump(settings) == before


def test_where_there_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound):
        repair(config(tmp_path))
    assert list(tmp_path.iterdir()) == []
