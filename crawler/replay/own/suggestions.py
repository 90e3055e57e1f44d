"""Addresses of the archive that are near to one that is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.index import Span
from crawler.index.captures import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.index import CaptureRow, Index

EACH_WAY = 4
LOOKED_AT = 200
"""So many captures are looked at on each side: an address captured a thousand times hides its neighbours, no more."""


def near(index: Index, url: str) -> list[CaptureRow]:
    """Return captures of the same host whose keys stand next to that of *url*, nearest first; one of each address."""
    key = key_of(url)
    host = key.partition(")")[0] + ")"
    behind = Span(keys=((key, host[:-1] + "*"),))
    before = Span(keys=((host, key),), backwards=True)
    sides = [list(_distinct(index.listing(span, at_once=LOOKED_AT), key)) for span in (before, behind)]
    found = [row for side in sides for row in side]
    return sorted(found, key=lambda row: -_shared(key_of(row.url), key))[: 2 * EACH_WAY]


def _distinct(rows: Iterator[CaptureRow], key: str) -> Iterator[CaptureRow]:
    seen: dict[str, CaptureRow] = {}
    for count, row in enumerate(rows):
        own = key_of(row.url)
        if own != key and row.status is not None and row.status < 400:
            seen.setdefault(own, row)
        if count >= LOOKED_AT or len(seen) >= EACH_WAY:
            break
    return iter(seen.values())


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
