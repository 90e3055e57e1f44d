"""An outlet: who publishes, and every address at which it was said to be reached, each with who said so and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from crawler.model.hours import Hours
    from crawler.model.site import Seed


CLAIMED = "claimed by pages"
"""The source of hosts that no outlets.toml names."""


class HostKind(StrEnum):
    """What sort of address of an outlet it is."""

    MAIN = "main"
    WEB_MIRROR = "web-mirror"
    SUCCESSOR = "successor"
    CDN = "cdn"
    BUCKET = "bucket"
    ONION = "onion"
    I2P = "i2p"


class Rewrite(StrEnum):
    """How the path of an article at the main host becomes its path at another address."""

    IDENTITY = "identity"
    """The same path and query."""
    PREFIX = "prefix"
    """`OutletHost.prefix` stands before the path, such as ``/outlet`` or ``/bucket/outlet``."""
    FRAGMENT = "fragment"
    """The path stands in the fragment, behind `OutletHost.prefix`, such as ``/x#/feature/…``."""
    ID_ONLY = "id"
    """Only the article's key is known there: an address can be read, but not made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletHost:
    """One address of an outlet: a claim with a source, never a fact."""

    host: str
    """Full host name in lower case, IDN as A-labels; never only the registrable domain, which many outlets share."""
    kind: HostKind = HostKind.MAIN
    scheme: str = "https"
    rewrite: Rewrite = Rewrite.IDENTITY
    prefix: str = ""
    """For `Rewrite.PREFIX` and `Rewrite.FRAGMENT`; begins with a slash and has none at its end."""
    from_day: date | None = None
    """First day on which it was said to be the outlet's; None: not known."""
    until_day: date | None = None
    """Last day on which it was said to be the outlet's; None: still said, or not known."""
    source: str = ""
    """Who says so: a file, a list, the user, or the page of a claim."""
    confirmed: bool = False
    """Whether content fetched from it agreed with the outlet's, or the user vouches for it."""

    @property
    def is_own(self) -> bool:
        """Whether what it shows is taken for the outlet's: the entry names it main or successor, or it is confirmed."""
        return self.confirmed or (self.kind in (HostKind.MAIN, HostKind.SUCCESSOR) and self.source != CLAIMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One publisher, as an entry of ``outlets.toml`` says it."""

    key: str
    """Name for the command line, such as ``presstv``: lower-case letters, figures, ``-`` and ``_``."""
    name: str
    """Name as printed, such as ``Press TV``."""
    hosts: tuple[OutletHost, ...]
    """At least one of kind main; the first is the one to ask first."""
    language: str | None = None
    """BCP 47 tag of most pages."""
    country: str | None = None
    """ISO 3166-1 alpha-2, lower case."""
    seeds: tuple[Seed, ...] = field(default=())
    """Where to start; none: the home page of the first host."""
    source: str = ""
    """Where the entry comes from."""
    pace_s: float | None = None
    """Seconds from one request to the next that it is promised; None: as the settings say."""
    hours: Hours | None = None
    """When it is asked; None: at any time."""
