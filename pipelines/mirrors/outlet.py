"""The names by which a page's own outlet is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.errors import BadAddress
from crawler.url import host_of, registrable_domain
from pipelines.mirrors.fold import fold

if TYPE_CHECKING:
    from crawler.page import Draft

COMMON = frozenset(
    {
        "news",
        "times",
        "post",
        "mail",
        "daily",
        "world",
        "mirror",
        "blog",
        "site",
        "home",
        "www",
        "press",
        "live",
        "today",
    }
)
"""Names too common to tell an outlet by."""
NO_LETTERS = re.compile(r"[\W_]+")
LEAST_CHARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """The outlet that published a page, as far as the page tells."""

    host: str
    names: tuple[str, ...]
    """Folded, without spaces, longest first."""

    def is_named_in(self, folded: str) -> bool:
        """Return whether one of the names stands in the *folded* text."""
        squeezed = squeeze(folded)
        return any(name in squeezed for name in self.names)


def outlet_of(draft: Draft) -> Outlet:
    """Return the outlet of *draft*: its name, the page's site name, the registered name of its host."""
    host = host_or_none(draft.page.url) or ""
    domain = registrable_domain(host) if host else ""
    told = [draft.article.outlet or "", *draft.page.meta.get("og:site_name", [])[:1], domain, domain.split(".")[0]]
    names = {squeeze(fold(name)) for name in told}
    kept = [name for name in names if len(name) >= LEAST_CHARS and name not in COMMON]
    return Outlet(host=host, names=tuple(sorted(kept, key=lambda name: (-len(name), name))))


def squeeze(folded: str) -> str:
    """Return *folded* text with its letters and digits alone."""
    return NO_LETTERS.sub("", folded)


def host_or_none(url: str) -> str | None:
    """Return the host of *url*, or None when it is no web address."""
    try:
        return host_of(url)
    except BadAddress:
        return None
