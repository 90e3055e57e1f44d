"""One article, in all its versions, as what is searched of it. Pure."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Self

from crawler.index.search.fold import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.index.search.query import Phrase
    from crawler.model import Article

AUTHOR, SECTION = "@", "="
"""Before the terms of authors and sections, so that ``author:`` and ``section:`` find only these."""
BOUNDARY = "|"
"""A term between things that do not follow each other, so that no phrase reaches across."""
MOST_TERMS = 50_000
"""Of one story; what comes after is not found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The terms of one story, divided by spaces, in the order of their weight."""

    headline: str
    lead: str
    """Standfirst, captions, credits, topics, authors, sections."""
    body: tuple[str, ...]
    """One text a block."""
    earlier: tuple[str, ...] = ()
    """What only other versions say."""

    @classmethod
    def of(cls, article: Article) -> Self:
        """Return what is searched of *article*, the newest version."""
        texts = [block.text for block in article.blocks] or (article.body or "").split("\n\n")
        room = MOST_TERMS
        body = []
        for text in texts:
            terms = terms_of(text)[:room]
            room -= len(terms)
            if terms:
                body.append(" ".join(terms))
        return cls(
            headline=" ".join(terms_of(article.headline)[:MOST_TERMS]),
            lead=" ".join(_lead(article)[:MOST_TERMS]),
            body=tuple(body),
        )

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Return what `pack` made *data* of."""
        fields = json.loads(zlib.decompress(data))
        return cls(
            headline=fields["headline"],
            lead=fields["lead"],
            body=tuple(fields["body"]),
            earlier=tuple(fields["earlier"]),
        )

    def pack(self) -> bytes:
        fields = {"headline": self.headline, "lead": self.lead, "body": self.body, "earlier": self.earlier}
        return zlib.compress(json.dumps(fields, ensure_ascii=False).encode(), 3)

    def with_earlier(self, other: Self) -> Self:
        """Return this one, the newest, with what only *other* says."""
        own = set(self._parts())
        room = MOST_TERMS
        earlier = []
        for part in dict.fromkeys(chain(other._parts(), other.earlier, self.earlier)):
            room -= part.count(" ") + 1
            if part not in own and room > 0:
                earlier.append(part)
        return type(self)(headline=self.headline, lead=self.lead, body=self.body, earlier=tuple(earlier))

    def says(self, phrases: Iterable[Phrase]) -> bool:
        """Return whether the newest version says all of *phrases*."""
        text = f" {BOUNDARY} ".join(("", self.headline, self.lead, " ".join(self.body), ""))
        return all(phrase.is_in(text) for phrase in phrases)

    def columns(self) -> tuple[str, str, str, str]:
        """Return headline, lead, body and earlier versions as four texts."""
        return self.headline, self.lead, " ".join(self.body), f" {BOUNDARY} ".join(self.earlier)

    def _parts(self) -> Iterator[str]:
        yield from filter(None, (self.headline, *self.lead.split(f" {BOUNDARY} "), *self.body))


def story_name(article: Article) -> bytes:
    """Return 16 bytes that are the same for one article at all its addresses and in all its versions."""
    address = article.key or article.canonical_url or article.url
    return blake2b(f"{article.outlet or ''}\n{address}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _lead(article: Article) -> list[str]:
    photos = [text for photo in article.photos for text in (photo.caption, ", ".join(photo.credits))]
    parts = [
        *(terms_of(text) for text in (article.standfirst, *photos, *article.topics, *article.authors)),
        *(_marked(AUTHOR, name) for name in article.authors),
        *(_marked(SECTION, name) for name in article.section),
    ]
    return _bounded(part for part in parts if part)


def _marked(mark: str, name: str) -> list[str]:
    return [mark + term for term in terms_of(name)]


def _bounded(parts: Iterable[list[str]]) -> list[str]:
    found: list[str] = []
    for part in parts:
        found += [BOUNDARY, *part] if found else part
    return found
