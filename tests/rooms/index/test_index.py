"""What is put into the index comes out of it."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from rooms.index.made import DIGEST, FIRST_AT, OTHER_DIGEST, article, capture, full_capture, record_id

from crawler.errors import ArchiveNotFound, BadArticle
from crawler.index import CaptureKind, CaptureRow, Counts, FileRow, Index

if TYPE_CHECKING:
    from pathlib import Path


def test_every_field_of_a_capture_comes_back(index: Index) -> None:
    full, bare = full_capture(1), capture(2)
    assert [field.name for field in fields(CaptureRow) if getattr(full, field.name) is None] == []
    index.add_captures([full, bare])
    index.commit()
    assert index.record(full.record_id) == full
    assert index.record(bare.record_id) == bare
    assert index.record(record_id(3)) is None
    assert index.records([full.record_id, record_id(3), bare.record_id]) == {row.record_id: row for row in (full, bare)}
    assert index.records([]) == {}


@pytest.mark.parametrize(
    "identifier",
    ["urn:uuid:00000000-0000-0000-0000-00000000ABCD", "urn:x:1", "https://old.example/record/1", "é" * 7 + "x"],
)
def test_record_ids_of_other_programs_come_back(index: Index, identifier: str) -> None:
    row = capture(1, record_id=identifier)
    index.add_captures([row])
    index.commit()
    assert index.record(identifier) == row


def test_names_and_digests_that_are_empty_are_none(index: Index) -> None:
    """A damaged record of a request has an empty name."""
    index.add_captures([capture(1, request_record_id="", refers_to="", payload_digest=""), capture(2, record_id="")])
    index.commit()
    assert index.record(record_id(1)) == capture(1)
    assert index.record("") == capture(2, record_id="")


def test_digests_of_other_programs(index: Index) -> None:
    hexadecimal = "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"
    other = capture(2, payload_digest="sha256:" + "ab" * 32)
    index.add_captures([capture(1, payload_digest=hexadecimal), other])
    index.commit()
    row, longer = index.record(record_id(1)), index.record(record_id(2))
    assert row is not None
    assert longer is not None
    assert row.payload_digest == DIGEST
    assert longer.payload_digest == "sha256:VOV2XK5LVOV2XK5LVOV2XK5LVOV2XK5LVOV2XK5LVOV2XK5LVOVQ"
    assert index.payload(hexadecimal) == row


def test_a_row_that_cannot_be_kept_takes_none_with_it(index: Index) -> None:
    for bad in ({"payload_digest": "sha1:short"}, {"captured_at": FIRST_AT.replace(tzinfo=None)}):
        with pytest.raises(ValueError, match=r"."):
            index.add_captures([capture(1), capture(2, **bad)])
    index.commit()
    assert index.counts() == Counts()


def test_nothing_is_seen_before_commit(index: Index) -> None:
    index.add_captures([capture(1)])
    index.add_article(article(1), record_id=record_id(1))
    index.add_file(FileRow(name="x.warc.gz"))
    assert index.counts() == Counts()
    index.commit()
    assert index.counts().captures == 1


def test_the_same_record_again_changes_nothing(index: Index) -> None:
    index.add_captures([capture(1), capture(1)])
    index.commit()
    index.add_captures([capture(1, offset=7), capture(2)])
    index.commit(durable=False)
    assert list(index.captures()) == [capture(1), capture(2)]


def test_files(index: Index) -> None:
    closed = FileRow(name="b.warc.gz", is_closed=True, size_bytes=10**10, sha256="0a" * 32, closed_at=FIRST_AT)
    index.add_captures([capture(1, file_name="a.warc.gz"), capture(2, file_name="b.warc.gz")])
    index.commit()
    assert index.files() == [FileRow(name="a.warc.gz"), FileRow(name="b.warc.gz")]
    index.add_file(closed)
    index.commit()
    assert index.files() == [FileRow(name="a.warc.gz"), closed]
    assert index.file("b.warc.gz") == closed
    assert index.file("c.warc.gz") is None
    index.add_file(replace(closed, name="c.warc.gz", closed_at=None))
    index.commit()
    assert [row.name for row in index.files()] == ["a.warc.gz", "b.warc.gz", "c.warc.gz"]


def test_an_article_comes_back_whole(index: Index) -> None:
    odd = article(2, headline="zero \0 half \ud83d", photos=[], mirrors=[], canonical_url=None, outlet=None)
    index.add_captures([capture(1), capture(2, file_name="b.warc.gz")])
    index.add_article(article(1), record_id=record_id(1))
    index.add_article(odd, record_id=record_id(2))
    index.commit()
    assert list(index.articles()) == [article(1), odd]
    assert list(index.articles(url="https://news.example/story/1")) == [article(1)]
    assert list(index.articles(url="https://www.news.example/story/1")) == [article(1)]
    assert list(index.articles(outlet="The Example News")) == [article(1)]
    assert list(index.articles(record_id=record_id(2))) == [odd]
    assert list(index.articles(file="b.warc.gz")) == [odd]
    assert list(index.articles(file="b.warc.gz", outlet="The Example News")) == []


def test_an_article_is_found_by_names_that_no_database_keeps(index: Index) -> None:
    odd = article(1, outlet="The Paper \ud83d", key="/\0", url="https://news.example/\udfff")
    index.add_article(odd, record_id=record_id(1))
    index.commit()
    assert odd.outlet is not None
    assert list(index.articles(outlet=odd.outlet, key=odd.key, url=odd.url)) == [odd]
    assert [place[0] for place in index.article_places(outlet=odd.outlet)] == [record_id(1)]
    assert len(list(index.mirror_claims(outlet=odd.outlet))) == len(odd.mirrors) > 0


def test_a_row_that_holds_no_article_is_named(sqlite_index: Index) -> None:
    sqlite_index.add_article(article(1), record_id=record_id(1))
    sqlite_index.commit()
    with sqlite_index._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE article SET document = x'7b'")
    told = f"the article read from {record_id(1)} is damaged: .*; `microfiche repair` mends it"
    with pytest.raises(BadArticle, match=told):
        list(sqlite_index.articles())
    with pytest.raises(BadArticle, match=told):
        sqlite_index.readings([record_id(1)])


def test_an_article_is_kept_as_it_was_when_it_was_added(index: Index) -> None:
    item = article(1)
    index.add_article(item, record_id=record_id(1))
    item.headline = "changed later"
    item.photos.clear()
    index.commit()
    assert list(index.articles()) == [article(1)]


def test_reading_again_replaces_only_the_same_readers_article(index: Index) -> None:
    newer = article(1, reader="microfiche/0.2.0")
    better = article(1, headline="Better", photos=[], mirrors=[])
    for item in (article(1), newer, better):
        index.add_article(item, record_id=record_id(1))
        index.commit()
    assert list(index.articles()) == [newer, better]
    assert (index.counts().photos, index.counts().mirror_claims) == (2, 1)


def test_mirror_claims_carry_their_page(index: Index) -> None:
    index.add_captures([capture(2), capture(1)])
    for number in (3, 2, 1):
        index.add_article(article(number), record_id=record_id(number))
    index.commit()
    claims = list(index.mirror_claims(host="mirror.example"))
    dated = [claim for claim in claims if claim.captured_at is not None]
    assert [claim.record_id for claim in dated] == [record_id(1), record_id(2)]
    assert {claim.record_id for claim in claims} - {claim.record_id for claim in dated} == {record_id(3)}
    first = dated[0]
    assert first.claim == article(1).mirrors[0]
    assert (first.url, first.outlet, first.reader) == (article(1).url, "The Example News", "microfiche/0.1.0")
    assert first.captured_at == FIRST_AT + timedelta(seconds=1)
    assert list(index.mirror_claims(host="other.example")) == []
    assert list(index.mirror_claims(outlet="Other")) == []


def test_counts(index: Index) -> None:
    kinds = [
        CaptureKind.RESPONSE,
        CaptureKind.RESPONSE,
        CaptureKind.REVISIT,
        CaptureKind.UNANSWERED,
        CaptureKind.RESOURCE,
        CaptureKind.UNREACHED,
    ]
    index.add_captures([capture(number, kind=kind) for number, kind in enumerate(kinds)])
    index.add_captures([capture(9, url="http://other.example/", file_name="b.warc.gz")])
    index.add_article(article(1), record_id=record_id(1))
    index.commit()
    assert index.counts() == Counts(
        files=2, hosts=2, captures=7, responses=3, revisits=1, unanswered=1, unreached=1,
        articles=1, photos=2, photos_with_caption=1, mirror_claims=1,
    )  # fmt: skip


def test_find(index: Index) -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    url = "https://news.example/story"
    early, late = capture(1, url=url, captured_at=noon), capture(2, url=url, captured_at=noon + timedelta(hours=2))
    never = capture(3, url=url, captured_at=noon + timedelta(hours=3), kind=CaptureKind.UNANSWERED)
    nobody = capture(5, url=url, captured_at=noon + timedelta(hours=4), kind=CaptureKind.UNREACHED)
    index.add_captures([late, early, never, nobody, capture(4, url=url + "/2", captured_at=noon)])
    index.commit()
    assert index.find(url) == late
    assert index.find("http://www.NEWS.example/story/#x", at=noon - timedelta(days=9)) == early
    assert index.find(url, at=noon + timedelta(hours=1)) == early
    assert index.find(url, at=noon + timedelta(hours=1, microseconds=1)) == late
    assert index.find(url, at=noon + timedelta(days=9)) == late
    assert index.find("https://news.example/nothing", at=noon) is None


def test_which_images_there_are(index: Index) -> None:
    told: dict[str, dict[str, object]] = {
        "photo": {"status": 200, "mime": "image/jpeg"},
        "untyped": {"status": 200},
        "moved": {"status": 301, "mime": "text/plain"},
        "error": {"status": 404, "mime": "image/png"},
        "page": {"status": 200, "mime": "text/html"},
        "never": {"kind": CaptureKind.UNANSWERED},
    }
    index.add_captures(
        [capture(at, url=f"https://news.example/{name}", **row) for at, (name, row) in enumerate(told.items())]
    )
    index.commit()
    asked = [f"http://news.example/{name}" for name in (*told, "absent")]
    assert index.images(asked) == set(asked[:3])
    assert index.images([]) == set()
    assert index.images([f"https://news.example/{at}" for at in range(1_200)] + asked[:1]) == set(asked[:1])


def test_of_captures_of_one_moment_the_very_address_is_found(index: Index) -> None:
    addresses = [
        "http://news.example/",
        "http://www.news.example/",
        "https://news.example/",
        "https://www.news.example/",
    ]
    index.add_captures([capture(n, url=url, captured_at=FIRST_AT) for n, url in enumerate(addresses)])
    index.commit()
    for url in addresses:
        for at in (None, FIRST_AT, FIRST_AT - timedelta(days=1)):
            found = index.find(url, at=at)
            assert found is not None
            assert found.url == url


def test_captures_by_prefix_host_and_file(index: Index) -> None:
    rows = [
        capture(1, url="https://news.example/b"),
        capture(2, url="https://news.example/a", file_name="b.warc.gz", offset=9),
        capture(3, url="https://www.news.example/a/1", file_name="b.warc.gz", offset=2),
        capture(4, url="https://sport.news.example/a"),
        capture(5, url="https://newsx.example/a"),
        capture(6, url="https://news.example:8080/a"),
    ]
    index.add_captures(rows)
    index.commit()

    def numbers(**conditions: str) -> list[int]:
        return [int(row.record_id[-1]) for row in index.captures(**conditions)]

    assert numbers() == [2, 3, 1, 4, 6, 5]
    assert numbers(surt_prefix="example,news)") == [2, 3, 1]
    assert numbers(surt_prefix="example,news)/a") == [2, 3]
    assert numbers(surt_prefix="example,news,") == [4]
    assert numbers(surt_prefix="") == numbers()
    assert numbers(host="news.example") == [2, 1, 6]
    assert numbers(host="nobody.example") == []
    assert numbers(file="b.warc.gz") == [3, 2]
    assert numbers(file="b.warc.gz", host="news.example") == [2]
    assert numbers(url="http://news.example/a") == [2]


def test_the_first_response_with_a_payload(index: Index) -> None:
    index.add_captures(
        [
            capture(3, payload_digest=DIGEST),
            capture(2, payload_digest=DIGEST),
            capture(1, payload_digest=DIGEST, kind=CaptureKind.REVISIT),
        ]
    )
    index.commit()
    found = index.payload(DIGEST)
    assert found is not None
    assert found.record_id == record_id(2)
    assert index.payload(OTHER_DIGEST) is None
    assert index.payload_place(DIGEST) == (found.record_id, found.file_name, found.offset, found.length)
    assert index.payload_place(OTHER_DIGEST) is None


def test_an_address_that_has_no_surt_is_kept_all_the_same(index: Index) -> None:
    row = capture(1, url="dns:news.example")
    index.add_captures([row])
    index.commit()
    assert index.find("dns:news.example") == row


def test_cdxj_lines(index: Index) -> None:
    index.add_captures(
        [
            full_capture(1, url="https://www.news.example/ö?b=1&a"),
            capture(2, url="https://news.example/", kind=CaptureKind.REVISIT, payload_digest=DIGEST, status=304),
            capture(3, kind=CaptureKind.UNANSWERED),
        ]
    )
    index.commit()
    assert list(index.cdxj_lines()) == [
        (
            'example,news)/ 20261122083002 {"url": "https://news.example/", "mime": "warc/revisit", "status": "304", '
            '"digest": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "length": "900", "offset": "2000", '
            '"filename": "2026/11/a.warc.gz"}'
        ),
        (
            'example,news)/%c3%b6?a&b=1 20261122083001 {"url": "https://www.news.example/\\u00f6?b=1&a", '
            '"mime": "text/html", "status": "200", "digest": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", "length": "900", '
            '"offset": "1000", "filename": "2026/11/a.warc.gz"}'
        ),
    ]


def test_the_words_of_a_cdxj_line_are_three(index: Index) -> None:
    urls = ("ftp://files.example/a b", "ftp://files.example/a!b", "urn:a\u2003b\tc", "https://news.example/a b")
    index.add_captures([capture(number, url=url) for number, url in enumerate(urls)])
    index.add_captures([capture(9, captured_at=datetime(1, 1, 2, 3, 4, 5, tzinfo=UTC))])
    index.commit()
    lines = list(index.cdxj_lines())
    assert lines == sorted(lines)
    assert [line.split(" ")[0] for line in lines] == [
        "example,news)/a%20b",
        "example,news)/story/9",
        "ftp://files.example/a!b",
        "ftp://files.example/a%20b",
        "urn:a%E2%80%83b%09c",
    ]
    assert all(len(line.split(" ")[1]) == 14 and line.split(" ")[2].startswith("{") for line in lines)
    found = index.find(urls[0])
    assert found is not None
    assert found.url == urls[0]


def test_dump(index: Index) -> None:
    index.add_captures([capture(1)])
    index.add_article(article(1, photos=[], mirrors=[]), record_id=record_id(1))
    index.add_file(
        FileRow(name="2026/11/a.warc.gz", is_closed=True, size_bytes=7, sha256="0a" * 32, closed_at=FIRST_AT)
    )
    index.commit()
    file, row, read = index.dump()
    assert file == {
        "table": "warc_file", "name": "2026/11/a.warc.gz", "is_closed": True, "size_bytes": 7, "sha256": "0a" * 32,
            "vantage": None,
    }  # fmt: skip
    assert (row["table"], row["surt"], row["record_id"]) == ("capture", "example,news)/story/1", record_id(1))
    assert row["captured_at"] == "2026-11-22T08:30:01.123456+00:00"
    assert (read["table"], read["record_id"], read["article"]["body"]) == ("article", record_id(1), "One.\n\nTwo.")


def test_what_is_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "index.sqlite"
    with Index.open(path) as index:
        index.add_captures([capture(1)])
        index.commit()
        index.add_captures([capture(2)])
    with Index.open(f"sqlite:///{path}", create=False) as index:
        assert list(index.captures()) == [capture(1)]


def test_an_index_that_is_not_there_is_not_made_for_a_reader(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    for name in ("none.sqlite", "empty.sqlite"):
        with pytest.raises(ArchiveNotFound):
            Index.open(tmp_path / name, create=False)
    assert os.listdir(tmp_path) == ["empty.sqlite"]  # noqa: PTH208  # names are what is compared


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_durable_groups_are_synced(sqlite_index: Index, durable: bool, level: int) -> None:  # noqa: FBT001  # pytest's own call
    sqlite_index.add_captures([capture(1)])
    sqlite_index.commit(durable=durable)
    # The pool holds one connection: the one that wrote.
    with sqlite_index._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level


def test_the_file_is_in_wal_mode(tmp_path: Path) -> None:
    Index.open(tmp_path / "index.sqlite").close()
    connection = sqlite3.connect(tmp_path / "index.sqlite")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
