"""The values that go into the tables of listings and come out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.index.rows import CaptureRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One capture of a feed or sitemap, parsed."""

    record_id: str
    url: str
    """Where the list stands."""
    at: datetime
    entries: int
    """How many pages and lists it names."""
    flaw: str | None = None
    """Why it could not be read, or not to its end."""
    announced: tuple[tuple[str, datetime | None], ...] = ()
    """Address and the time the list gives for it, of each page."""
    is_section: bool = False
    """Whether it is a web page that a person named as a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """What a `Look` found, without the pages."""

    record_id: str
    url: str
    """Address of the list, as first seen."""
    at: datetime
    entries: int
    flaw: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRow:
    """An address that was a feed or sitemap at least once, or a section page that a person named."""

    surt: str
    url: str
    looks: tuple[LookRow, ...]
    """The oldest first."""
    is_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedRow:
    """One page that a list announced."""

    url: str
    listing: str
    """Address of the list."""
    first_at: datetime
    """When the list was first seen to name it."""
    announced_at: datetime
    """The time that the list gave for it then, if that was earlier; else `first_at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One capture made for an address, and whether an article was read from it."""

    surt: str
    """Key of the address that was wanted."""
    row: CaptureRow
    is_read: bool
