"""What changed in a text, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts that are written without spaces: Thai, Lao, Burmese, Khmer, kana and Chinese characters."""
# A letter of these by itself; a word, with the spaces behind it, which would else match all over; a mark.
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+[^\S\n]*|\s+|.", re.DOTALL)
MOST_PAIRS = 25_000_000
"""So many pairs of words are compared; paragraphs behind them change as a whole, so that a page costs no minutes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``=`` in both, ``-`` only before, ``+`` only after."""

    sign: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in order: those but ``+`` make *before*, those but ``-`` make *after*.

    Paragraphs, divided by blank lines, are matched first, so that one that moves does not tear the others.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    left = MOST_PAIRS - len(old) * len(new)
    pieces: list[Piece] = []
    for sign, first, second in _matched(old, new) if left > 0 else [("replace", [before], [after])]:
        if sign == "equal":
            pieces += [Piece("=", text) for text in first]
            continue
        for a, b in zip_longest(first, second, fillvalue=""):
            words, others = _WORD.findall(a), _WORD.findall(b)
            left -= len(words) * len(others)
            pieces += _changed(words, others) if left > 0 else (Piece("-", a), Piece("+", b))
    return _joined(pieces)


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for sign, first, second in _matched(old, new):
        if sign == "equal":
            yield Piece("=", "".join(first))
        else:
            yield Piece("-", "".join(first))
            yield Piece("+", "".join(second))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    for sign, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield sign, old[a:b], new[c:d]


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of *text*, each with the blank line behind it."""
    parts = text.split("\n\n")
    return [*(f"{part}\n\n" for part in parts[:-1]), *filter(None, parts[-1:])]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return *pieces* without empty ones, neighbours of one sign as one, what went before what came."""
    result: list[Piece] = []
    waiting = {"-": "", "+": ""}

    def hand_over() -> None:
        result.extend(Piece(sign, text) for sign, text in waiting.items() if text)
        waiting.update({"-": "", "+": ""})

    for piece in pieces:
        if piece.sign in waiting:
            waiting[piece.sign] += piece.text
        elif piece.text:
            hand_over()
            if result and result[-1].sign == "=":
                result[-1] = Piece("=", result[-1].text + piece.text)
            else:
                result.append(piece)
    hand_over()
    return result
