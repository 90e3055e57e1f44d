"""The names by which a page's own outlet is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.errors import BadAddress
from crawler.page.site import ends_of_title, folded_name, mastheads, without_article
from crawler.url import host_of, registrable_domain
from pipelines.mirrors.fold import fold

if TYPE_CHECKING:
    from crawler.page import Draft

_COMMON = "news times post mail daily world mirror blog site home www press live today"
COMMON = frozenset(_COMMON.split())
"""Names too common to tell an outlet by."""
NO_LETTERS = re.compile(r"[\W_]+")
LEAST_CHARS = 3
MOST_NAME_WORDS = 5


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
    """Return the outlet of *draft*: its name, what the page calls its site, the registered name of its host."""
    page = draft.page
    host = host_or_none(page.url) or ""
    domain = registrable_domain(host) if host else ""
    printed = [*page.meta.get("og:site_name", [])[:1], *mastheads(page)[:1], *_beside_headline(draft)]
    told = [draft.article.outlet or "", *printed, domain, domain.split(".")[0]]
    # "The Tidewater Gazette" is "Tidewater Gazette" in the names of its apps.
    names = {squeeze(fold(name)) for name in [*told, *map(without_article, told)]}
    kept = [name for name in names if len(name) >= LEAST_CHARS and name not in COMMON]
    return Outlet(host=host, names=tuple(sorted(kept, key=lambda name: (-len(name), name))))


def _beside_headline(draft: Draft) -> list[str]:
    """What stands beside the headline in the page's title, when it is one name."""
    headline = folded_name(draft.article.headline or "")
    ends = ends_of_title(draft.page.title or "")
    others = [name for name in ends if folded_name(name) != headline]
    return others if len(ends) == 2 and len(others) == 1 and len(others[0].split()) <= MOST_NAME_WORDS else []


def squeeze(folded: str) -> str:
    """Return *folded* text with its letters and digits alone."""
    return NO_LETTERS.sub("", folded)


def host_or_none(url: str) -> str | None:
    """Return the host of *url*, or None when it is no web address."""
    try:
        return host_of(url)
    except BadAddress:
        return None
