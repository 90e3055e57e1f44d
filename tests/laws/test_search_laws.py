"""Laws of search: terms are safe, texts are found by their own words, order plays no part."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms.index.made import article, record_id

from crawler.errors import ArchiveError, BadQuery
from crawler.index import Index
from crawler.index.search.fold import fold, terms_of, words_of
from crawler.index.search.query import parse_query, phrase_of
from crawler.index.search.snippets import hits_in, marked, snippet
from crawler.index.search.telling import Told
from crawler.model import UNCONFIRMED, TextBlock

SCRIPTS = "aß ÉøİǅЖё ελς נןך״ صة‌كيـَ १हि ก็ื 新華 ガｶﾞ 한각 \U00020000'\"’-_*:.\n\x00\ud800"
TEXTS = st.text(st.one_of(st.sampled_from(SCRIPTS), st.characters()), max_size=60)
UNSAFE = re.compile(r"[\x00-/:-@\[-`{-\x7fA-Z\s\ud800-\udfff]")


@pytest.mark.slow
def test_no_character_gives_a_term_that_a_database_could_misread() -> None:
    made = {chr(code): terms_of(f"a{chr(code)}b{chr(code)}") for code in range(0x110000)}
    assert {
        letter: terms for letter, terms in made.items() if any(UNSAFE.search(term) or not term for term in terms)
    } == {}


@given(TEXTS)
def test_terms_are_those_of_the_words(text: str) -> None:
    words = list(words_of(text))
    assert terms_of(text) == [term for word in words for term in word.terms]
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)


@given(TEXTS)
def test_case_makes_no_difference(text: str) -> None:
    ascii_text = text.encode("ascii", "ignore").decode()
    assert terms_of(ascii_text.upper()) == terms_of(ascii_text.lower()) == terms_of(ascii_text)


@given(st.text(max_size=20))
def test_folding_is_the_same_however_it_is_reached(word: str) -> None:
    assert fold(word) == fold.__wrapped__(word)


@given(TEXTS)
def test_a_text_is_found_by_itself_and_marked_whole(text: str) -> None:
    phrase = phrase_of(text.replace("*", " "))
    if phrase is None:
        assert terms_of(text) == []
        return
    hits = hits_in(text.replace("*", " "), [phrase])
    assert hits
    assert hits[0].start == next(words_of(text.replace("*", " "))).start


@given(TEXTS, TEXTS)
def test_pieces_make_the_text(text: str, query: str) -> None:
    phrase = phrase_of(query)
    phrases = [] if phrase is None else [phrase]
    assert "".join(piece.text for piece in marked(text, hits_in(text, phrases))) == text
    shown = "".join(piece.text for piece in snippet([text], phrases)).removeprefix("… ").removesuffix(" …")
    assert shown in text


@given(st.text(st.one_of(st.sampled_from("abc \"-:*|@=()'\\“新ا"), st.characters()), max_size=40))
def test_any_query_is_understood_or_told_in_one_line(text: str) -> None:
    told = ""
    try:
        query = parse_query(text)
    except BadQuery as err:
        told = str(err)
    assert "\n" not in told
    if not told:
        assert not any(UNSAFE.search(term.lstrip("@=")) for phrase in query.phrases for term in phrase.terms)


QUERIES = st.builds(
    " ".join,
    st.lists(
        st.one_of(
            TEXTS,
            st.sampled_from(
                [
                    "outlet:x",
                    "author:a",
                    "section:b",
                    "lang:en",
                    "from:2026",
                    "to:2025",
                    "has:photos",
                    "-a",
                    "a*",
                    '"a b"',
                    "NOT",
                    "AND",
                    "NEAR",
                ]
            ),
        ),
        max_size=4,
    ),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(QUERIES, min_size=1, max_size=8))
def test_no_query_is_an_error_of_the_database(queries: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Index.open(Path(folder) / "index.sqlite") as index:
        index.add_article(article(1), record_id=record_id(1))
        index.commit()
        for text in queries:
            told = ""
            try:
                index.stories.search(parse_query(text))
            except ArchiveError as err:
                told = str(err)
            assert not told.startswith("index"), text
            assert "\n" not in told


VERSIONS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 3), st.sampled_from(["ferry late", "ferry gone", "boat", ""])),
    min_size=1,
    max_size=9,
)


@pytest.mark.slow
@settings(max_examples=40)
@given(VERSIONS, st.randoms(use_true_random=False))
def test_the_order_in_which_versions_come_plays_no_part(versions: list[tuple[bool, int, str]], dice: object) -> None:
    captures = [number - (number % 3 == 2) for number in range(len(versions))]  # each third reads the second anew
    told = [
        article(
            number,
            record_id=record_id(captures[number]),
            reader="microfiche/0.10.0" if captures[number] < number else "microfiche/0.9.0",
            key=f"/{key}",
            captured_at=f"2026-11-22T08:{captures[number]:02}:00+00:00",
            blocks=[TextBlock(kind="paragraph", text=text)] if text else [],
            notes=[UNCONFIRMED] if is_copy else [],
        )
        for number, (is_copy, key, text) in enumerate(versions)
    ]
    shuffled = [*told]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random
    assert _all_found(told, group_rows=1) == _all_found(shuffled, group_rows=1) == _all_found(shuffled, group_rows=9)


def _all_found(articles: list, *, group_rows: int) -> dict[str, set[tuple[str, bool]]]:  # type: ignore[type-arg]  # of articles
    with tempfile.TemporaryDirectory() as folder, Index.open(Path(folder) / "index.sqlite") as index:
        for at, each in enumerate(articles, 1):
            index.add_article(each, record_id=each.record_id)
            if at % group_rows == 0:
                index.commit(durable=False)
        index.commit(durable=False)
        assert list(index.stories.flaws()) == []
        return {
            word: {(found.story.url, found.is_earlier) for found in index.stories.search(parse_query(word)).found}
            for word in ("ferry", "late", "boat", "gone")
        }


@given(TEXTS, TEXTS)
def test_what_is_told_can_be_packed(first: str, second: str) -> None:
    told = Told.of(article(1, headline=first)).with_earlier(Told.of(article(1, headline=second)))
    assert Told.unpack(told.pack()) == told
