"""A new index in the place of the old one, with others at work."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from rooms.index.made import capture
from rooms.replay.served import AT, Made, answer

from crawler.archive import Archive
from crawler.archive.folder import open_for_reading
from crawler.archive.reindex import _replace, reindex
from crawler.errors import ArchiveError, ArchiveNotFound
from crawler.http import Bytes
from crawler.importing.taking import Importer
from crawler.index import Index
from crawler.index.search.query import parse_query
from crawler.model import Article, Exchange

if TYPE_CHECKING:
    from pathlib import Path


def exchange(number: int) -> Exchange:
    return Exchange(
        url=f"http://news.example/{number}",
        request=Bytes(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"),
        response=Bytes(answer(b"<p>%d</p>" % number)),
        started_at=AT,
        ended_at=AT,
    )


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path).keep(("http://news.example/a", answer(b"a")))


def test_whoever_reads_meanwhile_reads_the_new_one(made: Made) -> None:
    with open_for_reading(made.config) as reader:
        assert reader.counts().captures == 1
        reindex(made.config)
        made.keep(("http://news.example/b", answer(b"b")))
        assert reader.counts().captures == 2
        assert [row.url for row in reader.captures()] == ["http://news.example/a", "http://news.example/b"]


def test_an_index_that_is_gone_is_not_made_by_who_reads(made: Made) -> None:
    path = made.config.folder / "index.sqlite"
    with open_for_reading(made.config) as reader:
        path.unlink()
        with pytest.raises(ArchiveNotFound):
            reader.counts()
        assert not path.exists()
        reindex(made.config)
        assert reader.counts().captures == 1


def test_a_crawl_that_writes_is_waited_for(made: Made) -> None:
    archive = Archive.open(made.config, spider="test")
    archive.keep(exchange(1))
    before = (made.config.folder / "index.sqlite").stat().st_ino
    with pytest.raises(
        ArchiveError, match=r"^a crawl writes .*\.warc\.gz now, and into the index: reindex when it has"
    ):
        reindex(made.config)
    archive.close()
    assert (made.config.folder / "index.sqlite").stat().st_ino == before
    assert reindex(made.config).counts.captures == 2


def test_a_crawl_that_began_meanwhile_keeps_its_index(made: Made) -> None:
    begun: list[Archive] = []

    def begin(_done: int, _total: int) -> None:
        if not begun:
            begun.append(Archive.open(made.config, spider="test"))
            begun[0].keep(exchange(1))

    with pytest.raises(ArchiveError, match="reindex when it has ended"):
        reindex(made.config, advance=begin)
    begun[0].close()
    assert sorted(path.name for path in made.config.folder.glob("index*")) == ["index.sqlite"]
    with Index.open(made.config.index_address) as index:
        assert index.counts().captures == 2


def test_an_import_that_runs_is_waited_for(made: Made) -> None:
    with Index.open(made.config.index_address) as index:
        importer = Importer(made.config, index, now=lambda: AT)
        with importer.held(), pytest.raises(ArchiveError, match=r"^an import writes .*: reindex when it has ended$"):
            reindex(made.config)
        assert reindex(made.config).counts.captures == 1


def test_an_import_that_begins_meanwhile_is_kept_out_or_keeps_its_index(made: Made) -> None:
    """It is kept out when there was one before, which left the lock; the first of all keeps its index."""
    with Index.open(made.config.index_address) as index:
        begun = ExitStack()

        def begin(_done: int, _total: int) -> None:
            begun.enter_context(Importer(made.config, index, now=lambda: AT).held())

        with begun, pytest.raises(ArchiveError, match="reindex when it has ended"):
            reindex(made.config, advance=begin)
        assert sorted(path.name for path in made.config.folder.glob("index.sqlite.new*")) == []
        with begun, pytest.raises(ArchiveError, match="or `microfiche reindex`, is running"):
            reindex(made.config, advance=begin)
        assert reindex(made.config).counts.captures == 1


def test_who_writes_on_into_the_new_index_takes_the_ids_of_the_new_one(tmp_path: Path) -> None:
    rows = [capture(n, url=f"https://{name}.example/{n}", file_name=f"{name}.warc.gz") for n, name in enumerate("ab")]
    with Index.open(tmp_path / "index.sqlite") as index, Index.open(tmp_path / "fresh.sqlite") as fresh:
        for into, order in ((index, rows), (fresh, rows[::-1])):
            for row in order:
                into.add_captures([row])
                into.commit()
        fresh.close()
        _replace(tmp_path / "fresh.sqlite", tmp_path / "index.sqlite")
        more = capture(7, url="https://a.example/7", file_name="a.warc.gz")
        index.add_captures([more])
        index.commit()
        assert list(index.captures(host="a.example")) == [rows[0], more]
        assert list(index.captures(file="a.warc.gz")) == [rows[0], more]


def test_what_was_read_again_stays_the_newest_whatever_its_file_is_called(made: Made) -> None:
    page = Article(url="http://news.example/a", body="The ferry sails.", record_id=uuid4().urn)
    for spider, version in (("zebra", "0.1.0"), ("reread", "0.2.0")):
        archive = Archive.open(made.config, spider=spider)
        archive.keep_article(replace(page, reader=f"microfiche/{version}", headline=f"As {version} reads it"))
        archive.close()
    reindex(made.config)
    with Index.open(made.config.index_address) as index:
        found = index.stories.search(parse_query("ferry")).found
        assert [each.story.headline for each in found] == ["As 0.2.0 reads it"]
        assert list(index.stories.flaws()) == []
