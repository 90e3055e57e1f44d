"""Versions of an article, and what counts as a change.

A change is one of headline, standfirst, text, captions and credits, authors, mirror addresses, paywall. What a page
says about itself elsewhere, such as topics, dates and addresses of images, changes without anybody having edited it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from crawler.model import Article

SHORT_WORDS = 8
"""A line of at most so many words that is no sentence may be a counter: ``23 comments``, ``Updated 5 minutes ago``."""
_SENTENCE_END = re.compile(r"[.!?…。！？؟।։]['\"”’»)\]]{0,3}$")
_FIGURES = re.compile(r"\d+")
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u00ad": None, "\u200b": None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that is another in the later of two readings."""

    field: str
    """headline, standfirst, body, captions, authors, mirrors or paywalled."""
    before: str
    """As text, parts divided by blank lines; empty when there was none."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The article as it was from one capture on, until it was another."""

    number: int
    """From 1, the oldest first."""
    article: Article
    """As read from the first capture that shows the version."""
    first_seen_at: datetime
    last_seen_at: datetime
    captures: int
    """How many captures show it."""
    changes: tuple[Change, ...] = ()
    """Against the version that the same address showed before, at a new address the newest; none for the first."""
    other_reader: bool = False
    """Whether that one was read by another version of the reader, which may be what changed."""


def changes_between(before: Article, after: Article) -> tuple[Change, ...]:
    """Return what an editor changed; white space, the style of quotation marks and counters are nothing."""
    found = []
    for name, texts in _TEXTS.items():
        old, new = texts(before), texts(after)
        if [_essence(text) for text in old] != [_essence(text) for text in new]:
            found.append(Change(field=name, before="\n\n".join(old), after="\n\n".join(new)))
    return tuple(found)


def _headline(article: Article) -> list[str]:
    return [article.headline] if article.headline else []


def _standfirst(article: Article) -> list[str]:
    return [article.standfirst] if article.standfirst else []


def _body(article: Article) -> list[str]:
    return [block.text for block in article.blocks] or ([article.body] if article.body else [])


def _authors(article: Article) -> list[str]:
    return list(article.authors)


def _paywalled(article: Article) -> list[str]:
    return ["paywalled"] if article.paywalled else []


def _captions(article: Article) -> list[str]:
    told = [" — ".join(filter(None, [photo.caption, ", ".join(photo.credits)])) for photo in article.photos]
    return list(filter(None, told))


def _mirrors(article: Article) -> list[str]:
    return sorted({f"{claim.kind} {claim.address or claim.name or ''}".strip() for claim in article.mirrors})


_TEXTS: dict[str, Callable[[Article], list[str]]] = {
    "headline": _headline,
    "standfirst": _standfirst,
    "body": _body,
    "captions": _captions,
    "authors": _authors,
    "mirrors": _mirrors,
    "paywalled": _paywalled,
}


def _essence(text: str) -> str:
    """Return *text* without what changes by itself."""
    plain = " ".join(text.translate(_ALIKE).split())
    if len(plain.split()) <= SHORT_WORDS and not _SENTENCE_END.search(plain):
        return _FIGURES.sub("#", plain)
    return plain
