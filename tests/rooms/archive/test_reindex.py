"""A new index in the place of the old one, with others at work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from rooms.replay.served import AT, Made, answer

from crawler.archive import Archive
from crawler.archive.folder import open_for_reading
from crawler.archive.reindex import reindex
from crawler.errors import ArchiveError, ArchiveNotFound
from crawler.http import Bytes
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
