"""Which captures a person means: those of an outlet, of a time, or all."""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.errors import BadAddress, UnknownOutlet
from crawler.model import Scope
from crawler.outlets import host_at, scope_of
from crawler.url import covers
from crawler.warc.fields import parse_date

if TYPE_CHECKING:
    from crawler.model import Outlet
    from crawler.outlets import OutletBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Captures of one outlet, of one span of time, or all."""

    outlet: Outlet | None = None
    """At any of its addresses, or fetched by the spider of its name."""
    scope: Scope | None = None
    """Where the outlet has no entry: its hosts."""
    since: datetime | None = None
    """Captured then or later (aware)."""
    until: datetime | None = None
    """Captured before then (aware)."""

    def holds(self, *, url: str, captured_at: datetime, spider: str | None) -> bool:
        """Return whether the capture of *url* at that time by that spider is one of them."""
        if self.since is not None and captured_at < self.since:
            return False
        if self.until is not None and captured_at >= self.until:
            return False
        if self.outlet is not None:
            return spider == self.outlet.key or _is_at(self.outlet, url)
        return self.scope is None or covers(self.scope, url)


ALL = Wanted()
LATEST = datetime.max.replace(tzinfo=UTC)


def outlet_wanted(name: str, book: OutletBook) -> Wanted:
    """Return the captures of the outlet called *name*: by its entry, else its host. Raises `UnknownOutlet`."""
    if name in book:
        return Wanted(outlet=book.outlet(name))
    called = next((outlet for outlet in book if outlet.name == name), None)
    if called is not None:
        return Wanted(outlet=called)
    if "." not in name or "/" in name or " " in name:
        raise UnknownOutlet(name, list(book.keys))
    return Wanted(scope=Scope(hosts=(name.lower(),)))


def span(text: str) -> tuple[datetime, datetime]:
    """Return when *text* begins and ends: a year, a month, a day, or a moment. Raises ValueError.

    Nothing ends behind the last year of the calendar, which some write for "ever".

    >>> [each.isoformat() for each in span("2026-11")]
    ['2026-11-01T00:00:00+00:00', '2026-12-01T00:00:00+00:00']
    >>> [span(text)[1].isoformat() for text in ("2024", "2024-02", "9999-12-31")]
    ['2025-01-01T00:00:00+00:00', '2024-03-01T00:00:00+00:00', '9999-12-31T23:59:59.999999+00:00']
    """
    start = parse_date(text)
    parts = text.strip().partition("T")[0].split("-")
    if "T" in text:
        length = timedelta(microseconds=1)
    elif len(parts) == 3:
        length = timedelta(days=1)
    else:
        length = timedelta(days=monthrange(start.year, start.month)[1] if len(parts) == 2 else 365 + isleap(start.year))
    return start, LATEST if LATEST - start < length else start + length


def _is_at(outlet: Outlet, url: str) -> bool:
    try:
        return host_at(outlet, url) is not None or covers(scope_of(outlet), url)
    except BadAddress:
        return False
