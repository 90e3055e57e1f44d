"""All that the archive knows of one article's addresses, for its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.http import read_head
from crawler.model.readings import newest_reading
from crawler.url import resolve
from crawler.versions.sighting import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.model import Article


def sightings_of(index: Index, files: WarcFiles, url: str) -> Iterator[Sighting]:
    """Yield each capture of the addresses at which the article of *url* was read, with what was read from it.

    *url* is an address it was fetched from, in any spelling with the same SURT, or that its page calls its own. A
    capture that was read more than once comes with the reading of the newest reader.
    """
    addresses = list(dict.fromkeys([url, *(row.url for row in index.captures(url=url))]))
    readings: dict[str, Article] = {}
    for address in addresses:  # grows on the way
        for article in index.articles(url=address):
            if article.record_id is not None:
                known = readings.get(article.record_id, article)
                readings[article.record_id] = newest_reading([known, article]) or article
            named = (name for name in (article.url, article.canonical_url) if name)
            addresses += [name for name in dict.fromkeys(named) if name not in addresses]
    met: set[str] = set()
    for address in addresses:
        for row in index.captures(url=address):
            if row.record_id not in met:
                met.add(row.record_id)
                yield _sighting(row, readings.get(row.record_id), files)


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
