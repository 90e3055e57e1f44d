"""What is found, and that it follows from the articles: in SQLite, and in PostgreSQL alike."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from rooms.index.made import article, record_id

from crawler.errors import BadQuery, UnknownOutlet
from crawler.index import Index
from crawler.index.search.query import parse_query
from crawler.model import UNCONFIRMED, Photo, TextBlock

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.model import Article


def story(number: int, text: str = "Nothing of note.", **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "canonical_url": None,
        "key": f"/{number}",
        "headline": f"Story {number}",
        "captured_at": f"2026-11-22T08:{number % 60:02}:00+00:00",
        "blocks": [TextBlock(kind="paragraph", text=part) for part in text.split("\n\n")],
        "photos": [],
        "mirrors": [],
    }
    return article(number, **{**fields, **changes})


def keep(index: Index, *articles: Article) -> None:
    for each in articles:
        assert each.record_id is not None
        index.add_article(each, record_id=each.record_id)
    index.commit()


def numbers(index: Index, query: str, **options: Any) -> list[int]:
    """Return the numbers of the stories that are found."""
    found = index.stories.search(parse_query(query), **options).found
    return [int(each.story.url.rpartition("/")[2]) for each in found]


TEXTS = {
    1: "The harbour wall of Port Ellery opens again on Monday.",
    2: "Das Straßenfest in Łódź wurde abgesagt. Élysée sagt nichts.",
    3: "新華社記者報道，颱風逼近台灣。",
    4: "وَقَالَ الكِتابُ إنّ المدينة آمنة ٢٠٢٦",
    5: 'ראש הממשלה שָׁלוֹם אמר בצה"ל',
    6: "การเมืองไทยวันนี้",
    7: "대한민국 정부는 오늘 발표했다",
    8: "وزارت امور خارجه می‌گوید",
    9: "Wall of sound: the harbour is quiet.",
    10: "東京で地震 バナナ",
}


FINDS: dict[str, set[int]] = {
    "harbour": {1, 9},
    "HARBOUR wall": {1, 9},
    '"harbour wall"': {1},
    "“harbour wall”": {1},
    '"wall harbour"': set(),
    "harbo*": {1, 9},
    "harbo": set(),
    "harbour -quiet": {1},
    "-harbour": {2, 3, 4, 5, 6, 7, 8, 10},
    "strassenfest lodz": {2},
    "elysee": {2},
    "新華社": {3},
    "社記者": {3},
    "華新": set(),
    "颱風": {3},
    "灣": {3},
    "風": {3},
    "كتاب": {4},
    "الكتاب": {4},
    "مدينه 2026": {4},
    "المد*": {4},
    "والمدي*": {4},
    "الم*": set(),
    '"harbour wall” quiet': set(),
    "„harbour wall“": {1},
    "שלום": {5},
    "צהל": set(),
    'בצה"ל': {5},
    "การเมือง": {6},
    "정부": {7},
    "대한민국": {7},
    "ميگويد": {8},
    "می گوید": set(),
    "地震": {10},
    "ﾊﾞﾅﾅ": {10},
    "東京 バナナ": {10},
}


def test_words_of_many_scripts(index: Index) -> None:
    keep(index, *(story(number, text) for number, text in TEXTS.items()))
    assert {query: set(numbers(index, query)) for query in FINDS} == FINDS


FILTERED = (
    story(1, outlet="Press TV", authors=["Jane Doe"], section=["World", "Asia"], language="en"),
    story(2, outlet="The Example News", authors=["John Jane"], section=["Sport"], language="pt-BR"),
    story(3, outlet="The Example News Weekly", language="pt", photos=[Photo(src="https://x.example/1.jpg")]),
    story(4, outlet=None, published_at="2025-12-31", language="ptx", photos=[Photo(caption="Without an image")]),
    story(5, "Asia is mentioned. So is Jane.", outlet="Press TV", published_at="2026-02-28T23:30:00-02:00"),
)


FILTERS: dict[str, set[int]] = {
    "outlet:presstv": {1, 5},
    'outlet:"press tv"': {1, 5},
    'outlet:"The Example News"': {2},
    "outlet:example": {2, 3},
    "outlet:example outlet:presstv": {1, 2, 3, 5},
    "author:jane": {1, 2},
    'author:"jane doe"': {1},
    'author:"doe john"': set(),
    "section:asia": {1},
    'section:"world asia"': set(),
    "-author:jane": {3, 4, 5},
    "asia": {5},
    "jane": {1, 2, 5},
    "lang:pt": {2, 3},
    "lang:pt-br": {2},
    "lang:PT_BR lang:en": {1, 2, 5},
    "has:photos": {3},
    "to:2025": {4},
    "from:2026-03 to:2026-03-01": {5},
    "from:2026-03-01 to:2026-03": {5},
    "from:2026 jane outlet:press": {1, 5},
}


def test_filters(index: Index) -> None:
    keep(index, *FILTERED)
    assert {query: set(numbers(index, query)) for query in FILTERS} == FILTERS


def test_an_unknown_outlet_is_told_with_the_known_ones(index: Index) -> None:
    keep(index, *FILTERED)
    with pytest.raises(UnknownOutlet, match="no outlet called 'BBC'; known: Press TV, The Example News"):
        numbers(index, "outlet:BBC")


def test_the_headline_counts_most_and_pages_follow_each_other(index: Index) -> None:
    keep(index, story(1, "A ferry. " * 3), story(2, headline="The ferry"), story(3), story(4, standfirst="On a ferry"))
    assert numbers(index, "ferry") == [2, 4, 1] or numbers(index, "ferry")[0] == 2
    assert [*numbers(index, "ferry", limit=2), *numbers(index, "ferry", limit=2, offset=2)] == numbers(index, "ferry")
    assert index.stories.search(parse_query("ferry"), limit=1).total == 3


def test_without_words_the_newest_comes_first(index: Index) -> None:
    days = {1: "2026-01-02", 2: "2026-01-03T10:00:00+05:00", 3: None, 4: "not a day"}
    keep(index, *(story(number, published_at=day) for number, day in days.items()))
    assert numbers(index, "lang:en") == [4, 3, 2, 1]
    assert numbers(index, "lang:en", sort="oldest") == [1, 2, 3, 4]


def test_all_versions_at_all_addresses_are_one_story(index: Index) -> None:
    first = story(1, "The minister denies it.\n\nNobody was hurt.", headline="Denial", key="/x", authors=["Ada Clerk"])
    second = story(2, "The minister admits it.\n\nNobody was hurt.", headline="Admission", key="/x")
    keep(index, second, first)
    assert index.stories.search(parse_query("nobody")).total == 1
    found = index.stories.search(parse_query("denies")).found
    assert [(each.is_earlier, each.story.record_id, each.story.headline) for each in found] == [
        (True, record_id(1), "Denial")
    ]
    shown = found[0].story
    at = datetime(2026, 11, 22, 8, 1, tzinfo=UTC)
    assert (shown.url, shown.seen_at) == ("https://news.example/story/1", at), "all of it is of that version"
    assert "".join(piece.text for piece in found[0].snippet) == "The minister denies it."
    assert [piece.text for piece in found[0].snippet if piece.is_hit] == ["denies"]
    assert (numbers(index, "denial"), numbers(index, "admission")) == ([1], [2])
    (by,) = index.stories.search(parse_query("author:Clerk")).found
    assert (by.is_earlier, by.story.record_id) == (True, record_id(1))
    (now,) = index.stories.search(parse_query("admits")).found
    assert (now.is_earlier, now.story.record_id) == (False, record_id(2))
    assert now.story.first_seen_at == datetime(2026, 11, 22, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_a_copy_at_an_unconfirmed_address_is_not_the_newest_version(index: Index, order: tuple[int, ...]) -> None:
    versions = [
        story(1, "The ferry is late."),
        story(2, "The ferry sails.", key="/1"),
        story(3, "The ferry was sold.", key="/1", url="https://copy.example/story/3", notes=[UNCONFIRMED]),
    ]
    for number in order:
        keep(index, versions[number])
    (found,) = index.stories.search(parse_query("ferry")).found
    assert (found.story.url, found.story.record_id) == ("https://news.example/story/2", record_id(2))
    (found,) = index.stories.search(parse_query("sold")).found
    assert (found.story.url, found.story.record_id) == ("https://copy.example/story/3", record_id(3))
    assert found.is_earlier, "not the version that is shown"
    keep(index, story(2, "Read anew, it sails.", key="/other", reader="microfiche/0.2.0"))
    (found,) = index.stories.search(parse_query("late")).found
    assert (found.story.record_id, found.is_earlier) == (record_id(1), False)


def test_a_new_reading_takes_the_place_of_the_old_one(index: Index) -> None:
    keep(index, story(1, "Cookie banner and text"), story(2, "Text alone, later", key="/1"))
    assert numbers(index, "cookie") == [1], "in the version before"
    keep(index, story(1, "Text", reader="microfiche/0.2.0"))
    assert numbers(index, "cookie") == []
    keep(index, story(2, "Mended", key="/other"))
    assert numbers(index, "later") == []
    assert (numbers(index, "text"), numbers(index, "mended")) == ([1], [2])
    assert index.stories.search(parse_query("lang:en")).total == 2


def test_several_writers_tell_the_same_stories(index: Index) -> None:
    def write(writer: int) -> None:
        with Index.open(index._engine.url.render_as_string(hide_password=False).removeprefix("sqlite:///")) as other:
            for number in range(12):
                key = number if writer % 2 else 11 - number
                other.add_article(
                    story(100 * writer + number, "Ferry", key=f"/{key}"), record_id=record_id(100 * writer + number)
                )
                other.add_article(
                    story(100 * writer + 50 + number, "Ferry", key=f"/{11 - key}"),
                    record_id=record_id(100 * writer + 50 + number),
                )
                other.commit(durable=False)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(1, 5)))
    assert (index.stories.search(parse_query("ferry")).total, list(index.stories.flaws())) == (12, [])


def test_the_same_group_again_changes_nothing(index: Index) -> None:
    for _ in range(3):
        keep(index, *FILTERED)
    assert index.stories.search(parse_query("-nothere")).total == 5
    assert [(each.name, each.stories) for each in index.stories.outlets()] == [
        ("Press TV", 2),
        ("The Example News", 1),
        ("The Example News Weekly", 1),
    ]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_a_list_by_time_goes_on_where_it_ended_also_without_times(index: Index, sort: str) -> None:
    timeless = [story(number, captured_at=None, published_at=None) for number in (1, 2, 3)]
    keep(index, *timeless, *(story(number, published_at="2026-11-20T08:00:00+00:00") for number in (4, 5)), story(6))
    for query in ("note", "-nothere"):
        met: list[int] = []
        place = None
        while len(met) < 6:
            part = index.stories.search(parse_query(query), sort=sort, limit=1, after=place)
            met += [int(each.story.url.rpartition("/")[2]) for each in part.found]
            place = part.next
            assert part.total == 6
        assert (met, place) == (numbers(index, query, sort=sort), None)


def test_what_came_in_and_how_much_of_each_day(index: Index) -> None:
    keep(index, *FILTERED)
    assert [each.record_id for each in index.stories.recent(limit=2)] == [record_id(5), record_id(4)]
    assert [each.record_id for each in index.stories.recent(outlet="Press TV")] == [record_id(1), record_id(5)]
    days = index.stories.days(from_at=datetime(2026, 1, 1, tzinfo=UTC), before_at=datetime(2027, 1, 1, tzinfo=UTC))
    day = datetime(2026, 11, 22, tzinfo=UTC).timestamp() // 86400
    assert days == {
        ("Press TV", day): 1,
        ("Press TV", datetime(2026, 3, 1, tzinfo=UTC).timestamp() // 86400): 1,
        ("The Example News", day): 1,
        ("The Example News Weekly", day): 1,
    }


def test_a_search_that_takes_too_long_is_told_in_one_line(index: Index) -> None:
    # PostgreSQL counts milliseconds, and the quickest machine takes some for so many words.
    words = " ".join(f"word{number}" for number in range(2_000))
    keep(index, *(story(number, words) for number in range(100)))
    with pytest.raises(BadQuery, match="took longer than 0 s"):
        index.stories.search(parse_query("w*"), timeout_s=0)
    assert index.stories.search(parse_query("w*")).total == 100


def test_texts_of_any_size_are_kept(index: Index) -> None:
    many = " ".join(f"word{number}" for number in range(60_000))
    keep(index, story(1, many), story(2, "x" * 100_000), story(3, "新" * 30_000), story(4, "a " * 30_000 + "ferry"))
    assert numbers(index, "word1 word4000") == [1]
    assert numbers(index, "x" * 64) == [2]
    assert numbers(index, "新新新") == [3]
    assert numbers(index, "ferry") == [4]


STRANGE = (
    *(
        '"',
        "'",
        "\\",
        "|",
        "@",
        "=",
        "NOT",
        "a NOT",
        "OR",
        "NEAR(a b)",
        "headline : x",
        "^x",
        "*",
        "%",
        "a:b:c",
        "{a}",
        "(",
    ),
    *(
        "\x00",
        "\ud800",
        "a\x00b",
        "&",
        "!a",
        "<->",
        ":*",
        "author:",
        "from:",
        "has:x",
        "lang:",
        "outlet:''",
        "--",
        "/*",
        ";",
    ),
)


def test_any_text_finds_something_or_nothing_or_is_told_in_one_line(index: Index) -> None:
    keep(index, *FILTERED)
    for text in STRANGE:
        for typed in (text, f"a {text}", f'"{text}', f"-{text}", f"author:{text}"):
            try:
                index.stories.search(parse_query(typed))
            except (BadQuery, UnknownOutlet) as err:
                assert "\n" not in str(err)  # noqa: PT017  # most find something


def test_an_older_index_gets_its_stories_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with Index.open(path) as index:
        first = story(1, "Ferry", reader="microfiche/0.1.0")
        keep(index, first, story(1, "Boat", reader="microfiche/0.2.0"), story(2, "Ferry, later", key="/1"))
        before = list(index.dump())
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP TABLE redaction; DROP TABLE hidden; DROP INDEX ix_capture_refers_to;"
            "DROP TABLE story_words; DROP TABLE story; DROP INDEX ix_article_story_id;"
            " ALTER TABLE article DROP COLUMN story_id; ALTER TABLE warc_file DROP COLUMN place; UPDATE alembic_version SET version_num = '0005'"
        )
    with Index.open(path) as index:
        assert (numbers(index, "ferry"), numbers(index, "boat"), list(index.stories.flaws())) == ([2], [1], [])
        assert list(index.dump()) == before


def test_flaws_of_the_stories_are_found(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with Index.open(path) as index:
        keep(index, *FILTERED)
        assert list(index.stories.flaws()) == []
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE article SET story_id = NULL WHERE id = 1")
        connection.execute("DELETE FROM story WHERE id = 3")
        connection.commit()
    with Index.open(path) as index:
        assert list(index.stories.flaws()) == [
            "2 articles are in no story",
            "1 story shows an article that is not its own",
            "4 stories, and the words of 5",
        ]


def test_an_older_reading_in_a_story_is_a_flaw(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with Index.open(path) as index:
        keep(index, story(1), story(1, reader="microfiche/0.2.0"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE article SET story_id = CASE id WHEN 1 THEN (SELECT id FROM story) END")
        connection.commit()
    with Index.open(path) as index:
        assert list(index.stories.flaws()) == [
            "1 story shows an article that is not its own",
            "1 article that was read again is still in a story",
        ]
