"""Addresses and names of any length: PostgreSQL has no room for long ones in its indexes, and refused whole groups."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

import pytest
from rooms.index.made import FIRST_AT, article, capture, record_id
from sqlalchemy import update

from crawler.index import Index, Span, one_key
from crawler.index.announced import Look
from crawler.index.captures import MOST_KEY_BYTES, bounded, key_of, whole_key
from crawler.index.engine import open_engine, url_of, writing
from crawler.index.migrate import shorten
from crawler.index.schema import ARTICLE, CAPTURE

if TYPE_CHECKING:
    from pathlib import Path


def long_url(number: int, length: int = 6_000) -> str:
    """Return an address that is hard to compress, as those that hand a signed request on."""
    letters = random.Random(number).choices(string.ascii_lowercase + string.digits, k=length)
    return "https://news.example/sso?request=" + "".join(letters)


def test_captures(index: Index) -> None:
    urls = [long_url(number) for number in range(3)]
    rows = [capture(number, url=url) for number, url in enumerate(urls)]
    rows.append(capture(9, requested_url=urls[0], status=200))
    index.add_captures(rows)
    index.commit()
    assert [list(index.captures(url=url)) for url in urls] == [[row] for row in rows[:3]]
    assert list(index.captures(requested=urls[0])) == [rows[3]]
    assert index.find(urls[1]) == rows[1]
    assert index.visits(urls[2], before=FIRST_AT.replace(year=2030), most=5) == [rows[2]]
    assert list(index.listing(Span(keys=(one_key(urls[1]),)))) == [rows[1]]
    listed = list(index.listing(Span(), at_once=1))
    assert {row.record_id for row in listed} == {row.record_id for row in rows}
    assert [row["surt"] for row in index.dump() if row["table"] == "capture"] == [key_of(row.url) for row in rows]


def test_articles_and_lists(index: Index) -> None:
    url, other = long_url(1), long_url(2)
    told = article(1, url=url, canonical_url=other, outlet=other, key=url, published_at=other)
    index.add_captures([capture(1, url=url)])
    index.add_article(told, record_id=record_id(1))
    index.commit()
    assert list(index.articles(url=url)) == list(index.articles(url=other)) == [told]
    assert list(index.articles(outlet=other, key=url)) == [told]
    assert [place[:2] for place in index.article_places(outlet=other)] == [(record_id(1), url)]
    look = Look(record_id=record_id(1), url=url, at=FIRST_AT, entries=1, announced=((other, None),))
    index.listings.keep([look, look])
    assert [(row.url, row.listing) for row in index.listings.announced("news.example", **ALL_TIME)] == [(other, url)]
    assert [each.row.url for each in index.listings.fetched([key_of(url)])] == [url]


ALL_TIME = {"since": FIRST_AT.replace(year=2000), "until": FIRST_AT.replace(year=2100)}


def test_lines_for_other_programs_have_whole_keys_and_are_sorted(sqlite_index: Index) -> None:
    begin = long_url(1, MOST_KEY_BYTES + 100)
    urls = [begin + end for end in "fbdace"] + [begin[:-300], begin[:1_990], begin, "https://news.example/a"]
    sqlite_index.add_captures([capture(number, url=url) for number, url in enumerate(urls)])
    sqlite_index.commit()
    lines = list(sqlite_index.cdxj_lines())
    assert lines == sorted(lines)
    assert sorted(line.split()[0] for line in lines) == sorted(map(whole_key, urls))


@pytest.mark.parametrize("letter", ["a", "é", "字", "😀"])
def test_what_is_short_enough_stays_as_it_is(letter: str) -> None:
    for length in (0, 400, 499, 500, 501, 999, 1_000, 1_001, 1_999, 2_000):
        text = letter * length
        if len(text.encode()) <= MOST_KEY_BYTES:
            assert bounded(text) == text
        else:
            assert len(bounded(text).encode()) <= MOST_KEY_BYTES
            assert bounded(text).startswith(text[:480])
            assert bounded(bounded(text)) == bounded(text) != bounded(text + letter)


def test_keys_of_an_earlier_version_are_shortened(address: Path | str) -> None:
    url = "https://news.example/" + "ab" * 1_500  # PostgreSQL compresses that, and so had room for it
    with Index.open(address) as index:
        index.add_captures([capture(1, url=url), capture(2)])
        index.add_article(article(1, url=url, key=url), record_id=record_id(1))
        index.commit()
    engine = open_engine(url_of(address), create=False)
    with writing(engine, durable=True) as connection:
        connection.execute(update(CAPTURE).where(CAPTURE.c.url == url).values(surt=whole_key(url)))
        connection.execute(update(ARTICLE).values(key=url))
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0008'")
        for column in ("url", "canonical_url"):
            connection.exec_driver_sql(f"DROP INDEX ix_article_{column}")
            connection.exec_driver_sql(f"CREATE INDEX ix_article_{column} ON article ({column})")
    engine.dispose()
    with Index.open(address) as index:
        assert [row.record_id for row in index.captures(url=url)] == [record_id(1)]
        assert [each.url for each in index.articles(outlet=article(1).outlet, key=url)] == [url]
        index.add_article(article(2, url=long_url(2)), record_id=record_id(2))
        index.commit()
        with writing(index._engine, durable=True) as connection:
            shorten(connection)  # finds nothing more to do
        assert (index.counts().captures, index.counts().articles) == (2, 2)
