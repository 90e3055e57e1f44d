"""What a capture needs to be shown where the rest of the archive is not: its page's photos and style sheets."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.export.wacz.pages import is_page
from crawler.fetch.requisites.needs import page_requisites, sheet_requisites
from crawler.index import CaptureKind
from crawler.page.page import Page
from crawler.replay.source import Source
from crawler.warc import capture_of, needs_referred

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from crawler.archive.places import WarcFiles
    from crawler.export.selection import Selection
    from crawler.index import CaptureRow

MOST_HOPS = 5
MOST_KEPT = 10_000
"""So many addresses are remembered: pages of one site need the same ones."""


class Needs:
    """Finds it, the nearest in time."""

    def __init__(self, selection: Selection, files: WarcFiles) -> None:
        self._index = selection.index
        self._source = Source(selection.index, files)
        # Within one day the answer is the same: what is nearest to noon may be another one, and is as good.
        self._of_address = lru_cache(MOST_KEPT)(self._found)

    def of_revisit(self, row: CaptureRow) -> Iterator[CaptureRow]:
        """Yield the response that the revisit *row* repeats, where the archive has it."""
        found = None
        if row.refers_to is not None:
            found = self._index.record(row.refers_to)
        elif row.payload_digest is not None:
            found = self._index.payload(row.payload_digest)
        if found is not None and found.kind is CaptureKind.RESPONSE:
            yield found

    def of_page(self, row: CaptureRow) -> Iterator[CaptureRow]:
        """Yield the photos of the articles on the page *row*, its style sheets, icons and fonts, and what these need.

        Nothing for a page that cannot be read: its row is told of when it is copied.
        """
        for article in self._index.all_readings([row.record_id]):
            for photo in article.photos:
                if photo.record_id is not None:
                    yield from self._with_revisited(self._index.record(photo.record_id))
                elif photo.src is not None:
                    yield from self._of_address(photo.src, _noon(row.captured_at))
        try:
            page = self._page(row)
        except BadRecord:
            return
        yield from self._of_addresses(page_requisites(page), row.captured_at)

    def _page(self, row: CaptureRow) -> Page:
        record = self._source.record(row)
        referred = None
        if needs_referred(record):
            there = next(self.of_revisit(row), None)
            referred = None if there is None else self._source.record(there)
        return Page(capture_of(record, referred=referred))

    def _of_addresses(self, urls: Iterable[str], at: datetime) -> Iterator[CaptureRow]:
        for url in urls:
            yield from self._of_address(url, _noon(at))

    def _found(self, url: str, at: datetime) -> tuple[CaptureRow, ...]:
        """Return the capture of *url* nearest to *at*, what it leads to, and what that needs in turn."""
        found: list[CaptureRow] = []
        left = [url]
        asked: set[str] = set()
        while left and len(asked) < MOST_HOPS * 20:
            address = left.pop()
            if address in asked:
                continue
            asked.add(address)
            row = self._index.find(address, at=at)
            if row is None or is_page(row):
                continue
            found += self._with_revisited(row)
            left += self._leads_to(row)
        return tuple(found)

    def _leads_to(self, row: CaptureRow) -> list[str]:
        """Return where a redirect leads, and what a style sheet needs."""
        is_redirect = row.status is not None and 300 <= row.status < 400
        if not is_redirect and row.mime != "text/css":
            return []
        try:
            loaded = self._source.load(row)
            if is_redirect:
                return [] if loaded.location is None else [loaded.location]
            text = Page(capture_of(self._source.record(row))).text if row.kind is CaptureKind.RESPONSE else ""
        except BadRecord:
            return []
        return list(sheet_requisites(text, row.url))

    def _with_revisited(self, row: CaptureRow | None) -> Iterator[CaptureRow]:
        if row is not None:
            yield row
            if row.kind is CaptureKind.REVISIT:
                yield from self.of_revisit(row)


def _noon(at: datetime) -> datetime:
    return at.replace(hour=12, minute=0, second=0, microsecond=0)
