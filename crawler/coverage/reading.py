"""Archived feeds, sitemaps and watched section pages parsed, each capture once; what they say is kept in the index."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.archive.referrals import Referrals
from crawler.errors import ArchiveUnwritable, BadRecord
from crawler.fetch.discovery import BrokenListing, is_json, is_listing, likely_article, read_listing
from crawler.http.coding import decoded
from crawler.index.announced import Look
from crawler.index.captures import key_of
from crawler.page import Page
from crawler.url import registrable_domain
from crawler.warc import capture_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.index.announced import LookRow

NOT_MODIFIED = 304
AWAITED = timedelta(days=7)
"""So long a record is waited for that is not there: the machine that made it has not brought it to the store yet."""
LOOKS_AT_ONCE = 200
ENTRIES_AT_ONCE = 20_000


def catch_up(
    index: Index,
    files: WarcFiles,
    *,
    sections: Iterable[str] = (),
    advance: Callable[[int, int], None] = lambda *_: None,
) -> int:
    """Parse the archived lists that were not parsed yet, keep what they announce, and return how many they were.

    *sections* are the addresses of web pages that serve as lists: all that any outlet has. *advance* is told (captures
    looked at, captures in all). Raises `ArchiveUnwritable` when there is something to keep and the index takes nothing.
    """
    store = index.listings
    mark = store.last_capture()
    known = store.kinds()
    known |= {key_of(url): True for url in sections}
    waiting: list[Look] = []
    fresh: dict[str, Look] = {}
    unread = store.unread([key for key, is_section in known.items() if is_section])
    awaited: list[str] = []
    for seen, row in enumerate(unread, start=1):
        same = fresh.get(row.refers_to or "") or (store.look(row.refers_to) if row.refers_to else None)
        look = _repeated(row, same) or _look(row, index, files, known)
        advance(seen, len(unread))
        if look is None:
            is_there = files.holds(row.file_name, row.offset + row.length)
            if not is_there and row.captured_at > unread[-1].captured_at - AWAITED:
                awaited.append(row.record_id)
            continue
        known.setdefault(key_of(look.url), look.is_section)
        fresh[look.record_id] = replace(look, announced=())
        waiting.append(look)
        if len(waiting) >= LOOKS_AT_ONCE or sum(len(each.announced) for each in waiting) >= ENTRIES_AT_ONCE:
            store.keep(waiting)
            waiting.clear()
    try:
        store.keep(waiting, mark=store.before(awaited, mark))
    except ArchiveUnwritable:
        if fresh:
            raise
    return len(fresh)


def look_of(row: CaptureRow, data: bytes, *, is_known: bool) -> Look | None:
    """Return what the bytes *data* of the answer in *row* say as a list; None when they are none.

    Where a list stood before (*is_known*), what is there now is a list too, with what is wrong with it.
    """
    if not is_known and is_json(data) and not is_listing(data):
        return None
    flaw: str | None = None
    entries = 0
    announced: list[tuple[str, datetime | None]] = []
    for listed in read_listing(data, row.url):
        if isinstance(listed, BrokenListing):
            flaw = listed.reason
            continue
        if listed.language is not None:
            continue  # a translation is announced by the list of its own edition
        entries += 1
        if not listed.is_list:
            announced.append((listed.url, listed.changed_at))
    if not (entries or is_known or flaw is None or is_listing(data)):
        return None
    return Look(
        record_id=row.record_id,
        url=row.url,
        at=row.captured_at,
        entries=entries,
        flaw=flaw,
        announced=tuple(announced),
    )


def section_look(row: CaptureRow, page: Page) -> Look:
    """Return what the section *page* of the answer in *row* names: links at its own domain that are likely articles."""
    host = urlsplit(row.url).hostname or ""
    domain = registrable_domain(host) or host
    found = [link.url for link in page.links if likely_article(link.url, link) and _is_below(link.url, domain)]
    return Look(
        record_id=row.record_id,
        url=row.url,
        at=row.captured_at,
        entries=len(found),
        flaw=None if found else "no link on it looks like an article",
        announced=tuple((url, None) for url in found),
        is_section=True,
    )


def _is_below(url: str, domain: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == domain or host.endswith(f".{domain}")


def _repeated(row: CaptureRow, same: Look | LookRow | None) -> Look | None:
    """Return the look at a list that is as it was: what it announces is known since the capture that *row* repeats."""
    if same is None or key_of(same.url) != key_of(row.url):
        return None
    return Look(
        record_id=row.record_id,
        url=row.url,
        at=row.captured_at,
        entries=same.entries,
        flaw=same.flaw,
        is_section=isinstance(same, Look) and same.is_section,
    )


def _look(row: CaptureRow, index: Index, files: WarcFiles, known: Mapping[str, bool]) -> Look | None:
    if row.status == NOT_MODIFIED or urlsplit(row.url).path == "/robots.txt":
        return None
    try:
        record = files.record(row.file_name, row.offset)
        referred = Referrals(index, files).of(row.refers_to, row.payload_digest)
        capture = capture_of(record, referred=referred)
        if known.get(key_of(row.url)):
            return section_look(row, Page(capture))
        body = decoded(capture.block)
    except BadRecord:
        return None  # `verify` tells of a damaged record
    return look_of(row, body.data, is_known=key_of(row.url) in known)
