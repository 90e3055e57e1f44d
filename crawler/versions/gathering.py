"""All that the archive knows of one article's addresses, for its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.http import read_head
from crawler.model.readings import newest_reading
from crawler.outlets import story_address
from crawler.url import resolve
from crawler.versions.sighting import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.model import Article

Story = tuple[str | None, str]
"""Outlet and key of an article, the same at all its addresses."""


def sightings_of(index: Index, files: WarcFiles, url: str) -> Iterator[Sighting]:
    """Yield each capture of the addresses at which the article of *url* was read, with what was read from it.

    *url* is an address it was fetched from, in any spelling with the same SURT, or that its page calls its own; where
    the pages of several articles do, and none was read there, the newest is meant. A capture that was read more than
    once comes with the reading of the newest reader.
    """
    addresses = dict.fromkeys([url, *(row.url for row in index.captures(url=url))])
    named = [article for address in addresses for article in index.articles(url=address)]
    own = [article for article in named if not addresses.keys().isdisjoint(_addresses_of(article))]
    # A page that names an address may be of another article: many sites name one address on all of their pages.
    stories = {_story(article) for article in own or named[-1:]}
    readings: dict[str, Article] = {}
    left = list(addresses)
    while left:
        address = left.pop(0)
        for article in index.articles(url=address):
            if _story(article) not in stories and address not in _addresses_of(article):
                continue
            stories.add(_story(article))
            if article.record_id is not None:
                known = readings.get(article.record_id, article)
                readings[article.record_id] = newest_reading([known, article]) or article
            left += [name for name in _addresses_of(article) if name not in addresses]
            addresses |= dict.fromkeys(_addresses_of(article))
    met: set[str] = set()
    for address in addresses:
        for row in index.captures(url=address):
            if row.record_id not in met:
                met.add(row.record_id)
                yield _sighting(row, readings.get(row.record_id), files)


def _addresses_of(article: Article) -> tuple[str, str]:
    """Return where *article* was read, and what its page calls its own address, when it can be right."""
    return article.url, story_address(article.url, article.canonical_url)


def _story(article: Article) -> Story:
    return article.outlet, article.key or article.url


def _sighting(row: CaptureRow, article: Article | None, files: WarcFiles) -> Sighting:
    redirects = row.status is not None and 300 <= row.status < 400
    return Sighting(
        at=row.captured_at,
        url=row.url,
        record_id=row.record_id,
        status=row.status,
        leads_to=_target(row, files) if redirects else None,
        refers_to=row.refers_to,
        article=article,
    )


def _target(row: CaptureRow, files: WarcFiles) -> str | None:
    """Return the address a redirect names; None when its record cannot be read, which `verify` tells, or names none."""
    try:
        head = read_head(files.record(row.file_name, row.offset).block)[0]
        location = head.first(b"location") if head else None
        return resolve(row.url, location.decode("utf-8", "replace")) if location else None
    except BadRecord:
        return None
