"""What an archive holds of what an outlet announced: asked from its index, and from its records where that is mute."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from protego import Protego

from crawler.coverage.alarms import Count, History, Reading, alarms_of, reading_of
from crawler.coverage.day import Announced, Day, Reason, days_before, days_of, end_of, midnight, reason_of, without_gaps
from crawler.coverage.lists import Listing, known_days, listing_of
from crawler.coverage.report import Report
from crawler.coverage.sites import Site, host_in, sites_of
from crawler.errors import BadAddress, BadRecord
from crawler.fetch.discovery.robots import MAX_BYTES
from crawler.http import read_head
from crawler.http.coding import decoded
from crawler.index.captures import key_of
from crawler.url import canonical_url, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.index.announced import AnnouncedRow, Fetched
    from crawler.outlets import OutletBook

MOST_HOPS = 5
"""Redirects are followed so far, as browsers do twenty."""
HISTORY_DAYS = 64
"""Alarms look back over eight weeks from each day; the days before say nothing to the last ones."""


def all_sites(index: Index, book: OutletBook) -> list[Site]:
    """Return every outlet of which the archive has an article or an announcement, by name."""
    store = index.listings
    return sites_of(book, store.outlet_hosts(), store.hosts())


class Gathering:
    """Asks one archive, of which `catch_up` has read the lists. Its methods raise `ArchiveError`."""

    def __init__(self, index: Index, files: WarcFiles, *, agent: str) -> None:
        """*agent* is the name by which robots.txt files are asked what they forbid."""
        self._index = index
        self._files = files
        self._robots = _Robots(index, files, agent)

    def report(self, site: Site, *, first: date, last: date) -> Report:
        """Return what there is to tell of *site* from the day *first* to the day *last*."""
        days = self.days(site, since=midnight(first), until=end_of(last))
        history = self.history(site, last=last)
        alarms = [alarm for alarm in alarms_of(history) if alarm.is_standing or alarm.last_day >= first]
        return Report(
            site=site,
            days=tuple(without_gaps(days, until=last)),
            listings=history.listings,
            alarms=tuple(alarms),
        )

    def history(self, site: Site, *, last: date) -> History:
        """Return what alarms of *site* are made from: what was known at the end of the day *last*."""
        until = end_of(last)
        since = midnight(days_before(last, HISTORY_DAYS - 1))
        pages = self._pages(site, since=since, until=until)
        announced = Counter(min(row.announced_at for row in rows).date() for rows in pages.values())
        listings = tuple(self.listings(site, since=since, until=until))
        return History(
            counts=tuple(Count(day=day, announced=announced[day]) for day in known_days(listings)),
            readings=tuple(self._readings(site, since=since, until=until)),
            listings=listings,
        )

    def days(self, site: Site, *, since: datetime, until: datetime) -> list[Day]:
        """Return the days of *site* from *since* on and before *until* (aware), on which anything was announced."""
        pages = self._pages(site, since=since, until=until)
        fetched = _fetched(self._index, self._files, {row.url for rows in pages.values() for row in rows})
        found = []
        for rows in pages.values():
            first = min(rows, key=lambda row: (row.announced_at, row.url))
            reason = reason_of([each for url in {row.url for row in rows} for each in fetched[url]])
            if reason is Reason.NOT_ASKED and self._robots.forbid(first.url):
                reason = Reason.FORBIDDEN
            listings = tuple(sorted({row.listing for row in rows}))
            found.append(Announced(url=first.url, announced_at=first.announced_at, listings=listings, reason=reason))
        return days_of(site.name, found)

    def _pages(self, site: Site, *, since: datetime, until: datetime) -> dict[str, list[AnnouncedRow]]:
        """Return what was announced, by the key under which spellings of one page meet."""
        pages: dict[str, list[AnnouncedRow]] = defaultdict(list)
        for host in site.hosts:
            for row in self._index.listings.announced(host, since=since, until=until):
                pages[_key(row.url)].append(row)
        return pages

    def _readings(self, site: Site, *, since: datetime, until: datetime) -> list[Reading]:
        """Return one reading for each page and day: a page that was read again says no more."""
        found: dict[tuple[str, date], Reading] = {}
        for host in site.hosts:
            for at, article in self._index.listings.read_at(host, since=since, until=until):
                found[article.url, at.date()] = reading_of(article, at)
        return sorted(found.values(), key=lambda each: (each.at, each.url))

    def listings(self, site: Site, *, since: datetime, until: datetime) -> list[Listing]:
        """Return the feeds and sitemaps of *site*: those at its hosts, and others that announce mostly its pages.

        How they fared before *until*, from *since* on, or since they were last well.
        """
        store = self._index.listings
        found = []
        for row in store.listings(site.hosts, since=since, until=until):
            begin = min([since, *(look.at for look in row.looks[:1])])
            found.append(_until(listing_of(row, store.fetched([row.surt], since=begin)), until))
        return [listing for listing in found if listing.asked]


def newest_at(index: Index, sites: Iterable[Site]) -> datetime | None:
    """Return when the newest capture at a host of *sites* was made; None when there is none."""
    found = (index.listings.newest_at(host) for site in sites for host in site.hosts)
    return max((at for at in found if at is not None), default=None)


def _until(listing: Listing, until: datetime) -> Listing:
    return replace(listing, asked=tuple(each for each in listing.asked if each.at < until))


def _fetched(index: Index, files: WarcFiles, urls: Iterable[str]) -> Mapping[str, list[Fetched]]:
    """Return the captures of each of *urls*, those of where it redirects to among them."""
    wanted = {url: {_key(url), key_of(url)} for url in urls}
    found = _by_key(index, {key for keys in wanted.values() for key in keys})
    for _ in range(MOST_HOPS):
        leads = {
            url: key_of(target)
            for url, keys in wanted.items()
            if not any(_shows(each) for key in keys for each in found[key])
            for target in _targets(files, [each.row for key in keys for each in found[key]])
        }
        fresh = {url: key for url, key in leads.items() if key not in wanted[url]}
        if not fresh:
            break
        for key, each in _by_key(index, {key for key in fresh.values() if key not in found}).items():
            found[key] = each
        for url, key in fresh.items():
            wanted[url].add(key)
    return {url: [each for key in keys for each in found[key]] for url, keys in wanted.items()}


def _by_key(index: Index, keys: Iterable[str]) -> dict[str, list[Fetched]]:
    found: dict[str, list[Fetched]] = defaultdict(list)
    for each in index.listings.fetched(keys):
        found[each.surt].append(each)
    return found


def _shows(fetched: Fetched) -> bool:
    return fetched.is_read or reason_of([fetched]) is Reason.NO_ARTICLE


def _targets(files: WarcFiles, rows: list[CaptureRow]) -> list[str]:
    """Return where the last of *rows* that redirects leads; nothing when its record cannot be read or names nothing."""
    redirects = [row for row in rows if row.status is not None and 300 <= row.status < 400 and row.status != 304]
    if not redirects:
        return []
    row = max(redirects, key=lambda each: each.captured_at)
    try:
        head = read_head(files.record(row.file_name, row.offset).block)[0]
    except BadRecord:
        return []  # `verify` tells of a damaged record
    location = head.first(b"location") if head else None
    target = resolve(row.url, location.decode("utf-8", "replace")) if location else None
    return [target] if target else []


def _key(url: str) -> str:
    """Return the key under which spellings of one address meet, tracking parameters off."""
    try:
        return key_of(canonical_url(url))
    except BadAddress:
        return url


class _Robots:
    """What the newest archived robots.txt of each host forbids."""

    def __init__(self, index: Index, files: WarcFiles, agent: str) -> None:
        self._index = index
        self._files = files
        self._agent = agent
        self._rules: dict[str, Protego | None] = {}

    def forbid(self, url: str) -> bool:
        origin = resolve(url, "/robots.txt") or url
        if origin not in self._rules:
            self._rules[origin] = self._read(origin)
        rules = self._rules[origin]
        return rules is not None and not rules.can_fetch(url, self._agent)

    def _read(self, url: str) -> Protego | None:
        row = self._index.find(url)
        if row is None or row.status != 200 or host_in(row.url) != host_in(url):
            return None
        if row.refers_to is not None:
            row = self._index.record(row.refers_to) or row
        try:
            body = decoded(self._files.record(row.file_name, row.offset).block).data
        except BadRecord:
            return None  # `verify` tells of a damaged record
        return Protego.parse(body[:MAX_BYTES].decode("utf-8", "replace"))
