"""The breadcrumb: which section of the site an article stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.page.site import letters_of
from pipelines.metadata.facts import text_of, types_of, walked

if TYPE_CHECKING:
    from crawler.page import Page
    from pipelines.metadata.facts import Told

MOST_LEVELS = 8
MOST_TRIED = 12
"""So many elements that are called breadcrumbs are looked into."""
LONGEST_CHARS = 60
_HOME = (
    "home homepage start startseite accueil inicio início principal portada homepagina hem hjem etusivu anasayfa "
    "ana-sayfa главная головна الرئيسية خانه ホーム 首页 홈 index"
)
HOME = frozenset(_HOME.split())
LINES_ABOVE = 6
"""A breadcrumb stands so near above the headline."""
_STEPS = re.compile(r"\s[/›»>→]\s|[›»→]")
CRUMBS = ("breadcrumb", "bread-crumb", "crumbs", "brotkrumen", "ariane")
"""Parts of what elements are called that hold a breadcrumb."""
_PARTING = re.compile(r"[/›»>→|·•\u2192]")


def section_of(told: Told, headline_at: int | None = None) -> tuple[list[str], str | None]:
    """Return the breadcrumb from the outermost section inwards, without home and the article, and what gave it.

    *headline_at* is the index of the block that prints the headline.
    """
    page = told.page
    template = page.template.section
    if template:
        texts = [" ".join("".join(element.itertext()).split()) for element in page.select(template)]
        return tidy([piece for text in texts for piece in _PARTING.split(text)]), "template"
    found = _from_list(told)
    if found:
        return found, "json-ld:breadcrumb"
    found = _from_markup(told)
    if found:
        return found, "breadcrumb"
    found, source = _from_article(told)
    if not found:
        found, source = _from_line(told, headline_at), "breadcrumb"
    if not found:
        found, source = _from_links(page), "link"
    return found, source if found else None


def tidy(names: list[str]) -> list[str]:
    """Return section names without home, repeats and what is too long to be one."""
    found: list[str] = []
    for given in names:
        name = " ".join(given.split()).strip(" /›»>|·•-")
        if name and len(name) <= LONGEST_CHARS and name.lower() not in HOME and name not in found:
            found.append(name)
    return found[:MOST_LEVELS]


def _from_list(told: Told) -> list[str]:
    for item in walked(told.page.json_ld):
        crumbs = item if "breadcrumblist" in types_of(item) else item.get("breadcrumb")
        if isinstance(crumbs, dict) and isinstance(crumbs.get("itemListElement"), list):
            names = [_crumb(part) for part in crumbs["itemListElement"] if isinstance(part, dict)]
            # The last one is the article when it has its address, or is as long as a headline.
            found = tidy([name for name in names if name and not _is_headline(name, told)])
            if found:
                return found
    return []


def _crumb(part: dict[str, Any]) -> str | None:
    return text_of(part.get("name")) or text_of(part.get("item"))


def _is_headline(name: str, told: Told) -> bool:
    folded = letters_of(name)
    titles = [*told.page.meta.get("og:title", ()), *(text_of(fact.get("headline")) or "" for fact in told.articles)]
    return len(folded) > 20 and any(
        folded[:40] in letters_of(title) or letters_of(title)[:40] in folded for title in titles if title
    )


def _from_markup(told: Told) -> list[str]:
    page = told.page
    tried = 0
    marks = (page.places_with(name, CRUMBS).values() for name in ("class", "id", "aria-label"))
    told_so = {at for named in marks for places in named for at in places}
    for element in page.at_places(told_so, "nav", "ol", "ul", "div", "p", "span"):
        tried += 1
        if tried > MOST_TRIED:
            break
        blocks = page.blocks_within(element)
        if not blocks or sum(block.words for block in blocks) > 60:
            continue
        names = [piece for block in blocks for piece in _PARTING.split(block.text)]
        found = tidy([name for name in names if not _is_headline(name, told)])
        if found:
            return found
    return []


def _from_article(told: Told) -> tuple[list[str], str | None]:
    for fact in told.articles:
        value = fact.get("articleSection")
        names = value if isinstance(value, list) else [value]
        found = tidy([name for name in names if isinstance(name, str)])
        if found:
            return found, "json-ld:articleSection"
    for name in ("article:section", "section", "parsely-section", "category", "articlesection"):
        found = tidy(list(told.page.meta.get(name, ())))
        if found:
            return found, f"meta:{name}"
    return [], None


def _from_line(told: Told, headline_at: int | None) -> list[str]:
    """A line above the headline such as "News > Harbour", of links and what parts them, whatever element holds it."""
    for block in told.page.blocks[max(0, headline_at - LINES_ABOVE) : headline_at] if headline_at is not None else ():
        pieces = [piece for piece in map(str.strip, _STEPS.split(block.text)) if piece]
        linked = {" ".join("".join(anchor.itertext()).split()) for anchor in block.anchors}
        if 1 < len(pieces) <= MOST_LEVELS and linked.issuperset(pieces[:-1]):
            found = tidy([piece for piece in pieces if not _is_headline(piece, told)])
            if found:
                return found
    return []


def _from_links(page: Page) -> list[str]:
    """Links that call themselves the section of what they stand in; of several groups the first."""
    names: list[str] = []
    group = None
    for element in page.tagged("a", "span"):
        rel = (element.get("rel") or "").lower().split()
        if "category" in rel or element.get("itemprop") == "articleSection":
            if group is not None and element.getparent() is not group:
                break
            group = element.getparent()
            names.append(" ".join("".join(element.itertext()).split()))
    return tidy(names)
