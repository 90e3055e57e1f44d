"""A word diff holds both texts whole, and says nothing of texts that are the same."""

from __future__ import annotations

from itertools import pairwise
from math import isqrt

from hypothesis import given
from hypothesis import strategies as st

from crawler.versions import Piece, word_diff
from crawler.versions.words import MOST_PAIRS

TEXTS = st.text(st.sampled_from("ab é\n.,船渡ทà\u00ad"), max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_had_back(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == before
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == after
    assert all(piece.text for piece in pieces)
    assert all(first.sign != second.sign for first, second in pairwise(pieces))


@given(TEXTS)
def test_nothing_changed_is_one_piece(text: str) -> None:
    assert word_diff(text, text) == ([Piece("=", text)] if text else [])


def test_words_and_letters_of_scripts_without_spaces() -> None:
    assert word_diff("It left at nine.", "It left at ten.") == [
        Piece("=", "It left at "),
        Piece("-", "nine"),
        Piece("+", "ten"),
        Piece("=", "."),
    ]
    assert word_diff("渡船九点", "渡船十点") == [
        Piece("=", "渡船"),
        Piece("-", "九"),
        Piece("+", "十"),
        Piece("=", "点"),
    ]


def test_a_new_paragraph_leaves_the_others_whole() -> None:
    assert word_diff("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == [
        Piece("=", "One.\n\n"),
        Piece("+", "Two.\n\n"),
        Piece("=", "Three."),
    ]


def test_a_paragraph_that_was_the_last_is_not_changed_by_the_next() -> None:
    assert word_diff("Ana Ray", "Ana Ray\n\nB. Loe") == [Piece("=", "Ana Ray"), Piece("+", "\n\nB. Loe")]


def test_a_huge_paragraph_changes_as_a_whole() -> None:
    words = isqrt(MOST_PAIRS) + 1
    before, after = "a " * words + "a b", "c " * words
    assert word_diff(before, after) == [Piece("-", before), Piece("+", after)]


def test_more_paragraphs_than_are_compared_change_as_a_whole() -> None:
    paragraphs = isqrt(MOST_PAIRS) + 1
    before, after = "a\n\n" * paragraphs + "b", "a\n\n" * paragraphs + "c"
    assert word_diff(before, after) == [Piece("-", before), Piece("+", after)]


def test_of_many_large_paragraphs_the_last_change_as_a_whole() -> None:
    words = " ".join(map(str, range(isqrt(MOST_PAIRS) // 2)))
    pairs = [(f"{words} {number}", f"{words} {number} b") for number in range(6)]
    before, after = ("\n\n".join(side) for side in zip(*pairs, strict=True))
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == before
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == after
    assert pieces[0].sign == "="
    assert pairs[-1][0] in pieces[-2].text
