"""Where a text says what was asked for, and the best few words around it. Pure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.index.search.fold import terms_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.index.search.query import Phrase

WIDTH = 220
"""Letters of a snippet, about."""
LONGEST_TEXT = 200_000
"""So many letters of a text are looked at."""
MOST_HITS = 500
"""So many places of a text are compared."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, found or around what is found."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands in a text, and which."""

    start: int
    end: int
    phrase: int


def hits_in(text: str, phrases: Sequence[Phrase]) -> list[Hit]:
    """Return every place of *text* at which one of *phrases* stands, in order."""
    if not phrases:
        return []
    terms = [(term, word.start, word.end) for word in words_of(text[:LONGEST_TEXT]) for term in word.terms]
    first: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases):
        if len(phrase.terms) > 1 or not phrase.is_prefix:
            first.setdefault(phrase.terms[0], []).append(number)
    open_ended = [
        (number, phrase) for number, phrase in enumerate(phrases) if phrase.is_prefix and len(phrase.terms) == 1
    ]
    found = []
    for place, (term, start, end) in enumerate(terms):
        for number in first.get(term, ()):
            last = place + len(phrases[number].terms) - 1
            if last < len(terms) and _stands(phrases[number], [each[0] for each in terms[place : last + 1]]):
                found.append(Hit(start, terms[last][2], number))
        for number, phrase in open_ended:
            if term.startswith(phrase.terms[0]):
                found.append(Hit(start, end if term.isascii() or len(term) > 2 else start + 1, number))
    return sorted(found, key=lambda hit: (hit.start, -hit.end))


def _stands(phrase: Phrase, terms: Sequence[str]) -> bool:
    if not phrase.is_prefix:
        return tuple(terms) == phrase.terms
    return tuple(terms[:-1]) == phrase.terms[:-1] and terms[-1].startswith(phrase.terms[-1])


def marked(text: str, hits: Iterable[Hit], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """Return *text* from *start* to *end* with what is hit as pieces of their own."""
    end = len(text) if end is None else end
    pieces: list[Piece] = []
    at = start
    for hit in hits:
        first, last = max(hit.start, at), min(hit.end, end)
        if first >= last:
            continue
        if first > at:
            pieces.append(Piece(text[at:first]))
        if pieces and pieces[-1].is_hit and first == at:
            pieces[-1] = Piece(pieces[-1].text + text[first:last], is_hit=True)
        else:
            pieces.append(Piece(text[first:last], is_hit=True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)


def snippet(texts: Iterable[str], phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """Return the stretch of *texts* with most of *phrases* in it; the beginning where there is none."""
    best, most, opening = "", 0, ""
    for text in texts:
        opening = opening or text
        terms = f" {' '.join(terms_of(text[:LONGEST_TEXT]))} "
        said = sum(phrase.is_in(terms) for phrase in phrases)
        if said > most:
            best, most = text, said
        if most == len(phrases):
            break
    hits = hits_in(best, phrases)
    if not hits:
        return marked(_cut(opening, 0, WIDTH), ())
    starts = [hit.start for hit in hits]
    together = [
        len({each.phrase for each in hits[number : bisect_right(starts, hit.start + WIDTH)]})
        for number, hit in enumerate(hits[:MOST_HITS])
    ]
    return _around(best, hits, starts[together.index(max(together))])


def _around(text: str, hits: Sequence[Hit], at: int) -> tuple[Piece, ...]:
    start = _word_start(text, max(0, at - WIDTH // 3))
    end = min(len(text), start + WIDTH)
    while end < len(text) and not text[end].isspace() and end < start + WIDTH + 20:
        end += 1
    pieces = marked(text, hits, start, end)
    before = (Piece("… "),) if start else ()
    return (*before, *pieces, *((Piece(" …"),) if end < len(text) else ()))


def _word_start(text: str, at: int) -> int:
    """Return the start of the word at *at*, or *at* itself where words have no spaces."""
    space = text.rfind(" ", max(0, at - 20), at)
    return at if space < 0 else space + 1


def _cut(text: str, start: int, width: int) -> str:
    if len(text) <= start + width:
        return text[start:]
    space = text.rfind(" ", start + width - 30, start + width)
    return f"{text[start : space if space > 0 else start + width]} …"
