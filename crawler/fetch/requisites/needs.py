"""What a page needs to be shown as it was: style sheets, icons, fonts, and what these need in turn."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page.page import Page

MOST = 100
"""So many are taken of one page or one style sheet; no page in earnest has more."""
SHEET_CHARS = 4 << 20
"""So much of a style sheet is looked through."""
ICON_RELS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "fluid-icon"})
PRELOADED = frozenset({"style", "font"})

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TARGET = r"(?:\"([^\"\n]{1,4000})\"|'([^'\n]{1,4000})'|([^\s\"'()]{1,4000}))"
_IMPORT = re.compile(rf"@import\s{{0,20}}(?:url\(\s{{0,20}})?{_TARGET}", re.IGNORECASE)
_FONT_FACE = re.compile(r"@font-face\s{0,20}\{([^{}]{1,20000})\}", re.IGNORECASE)
_URL = re.compile(rf"url\(\s{{0,20}}{_TARGET}\s{{0,20}}\)", re.IGNORECASE)
_BEST_FIRST = (".woff2", ".woff", ".ttf", ".otf", ".eot", ".svg")


def page_requisites(page: Page) -> tuple[str, ...]:
    """Return the addresses of style sheets, icons and fonts that *page* names, in its order, none twice."""
    found: list[str | None] = []
    for element in page.tree.iter("link", "style"):
        if element.tag == "style":
            found += sheet_requisites(element.text or "", page.base_url)
            continue
        rels = frozenset((element.get("rel") or "").lower().split())
        is_sheet = "stylesheet" in rels and "alternate" not in rels
        is_preloaded = "preload" in rels and (element.get("as") or "").strip().lower() in PRELOADED
        if is_sheet or is_preloaded or rels & ICON_RELS:
            found.append(resolve(page.base_url, element.get("href") or ""))
    return _first(found)


def sheet_requisites(text: str, base_url: str) -> tuple[str, ...]:
    """Return the addresses of what a style sheet imports and of its fonts: of each font one file, the most compact.

    Pictures in the background are left out: they are furniture, and there are many.
    """
    plain = _COMMENT.sub(" ", text[:SHEET_CHARS])
    return _first(chain(_imports(plain, base_url), _fonts(plain, base_url)))


def _imports(plain: str, base_url: str) -> Iterator[str | None]:
    for match in _IMPORT.finditer(plain):
        yield resolve(base_url, _target(match))


def _fonts(plain: str, base_url: str) -> Iterator[str | None]:
    for face in _FONT_FACE.finditer(plain):
        best = min((_target(match) for match in _URL.finditer(face[1])), key=_size_class, default=None)
        yield None if best is None else resolve(base_url, best)


def _target(match: re.Match[str]) -> str:
    return match[1] or match[2] or match[3] or ""


def _size_class(source: str) -> int:
    path = source.lower().partition("?")[0].partition("#")[0]
    return next((rank for rank, ending in enumerate(_BEST_FIRST) if path.endswith(ending)), len(_BEST_FIRST))


def _first(found: Iterable[str | None]) -> tuple[str, ...]:
    """Return the first addresses of *found*; no more are looked at than are taken, and some that are none."""
    wanted = (url.partition("#")[0] for url in islice(found, 4 * MOST) if url)
    return tuple(dict.fromkeys(wanted))[:MOST]
