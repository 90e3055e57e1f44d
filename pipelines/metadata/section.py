"""The breadcrumb: which section of the site an article stands in."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from crawler.page.links import link_text
from crawler.page.site import folded_name, full_names, letters_of
from crawler.url import registrable_domain, resolve
from pipelines.metadata.crumbs import PARTING, listed, pieces_of, tidy
from pipelines.metadata.facts import bare, text_of, types_of, walked
from pipelines.metadata.folders import named_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Page
    from pipelines.metadata.facts import Told

MOST_LEVELS = 8
MOST_TRIED = 12
"""So many elements that are called breadcrumbs are looked into."""
_DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b")
_SHORTENED = re.compile(r"(?:…|\.\.\.)$")
LINES_ABOVE = 6
"""A breadcrumb stands so near above the headline."""
_STEPS = re.compile(r"\s[/›»>→]\s|[›»→]")
CRUMBS = ("crumb", "brotkrumen", "ariane")
"""Parts of what elements are called that hold a breadcrumb."""
OF_MANY = frozenset(["news", "sport", "sports", "business", "blog", "magazine", "magazin", "money", "health", "travel"])
"""Names of sites that are those of sections as well."""
LEAST_TITLE_CHARS = 8
"""A shorter title or address may be part of any name."""
MOST_LISTED = 3
"""With more names in one value of JSON-LD there are tags among them."""


def section_of(told: Told, headline_at: int | None = None) -> tuple[list[str], str | None]:
    """Return the breadcrumb from the outermost section inwards, without home and the article, and what gave it.

    *headline_at* is the index of the block that prints the headline.
    """
    page = told.page
    template = page.template.section
    if template:
        texts = [" ".join("".join(element.itertext()).split()) for element in page.select(template)]
        return tidy([piece for text in texts for piece in PARTING.split(text)]), "template"
    titles = _titles(told, headline_at)
    for names, source in _said(told, headline_at):
        found = _without_site([name for name in tidy(names) if not _is_headline(name, titles)], told)
        if found:
            return found[:MOST_LEVELS], source
    return [], None


def _said(told: Told, headline_at: int | None) -> Iterator[tuple[list[str], str]]:
    """Yield what may be the breadcrumb, the best first, each with its source."""
    for names in _from_lists(told):
        yield names, "json-ld:breadcrumb"
    for names in _from_markup(told):
        yield names, "breadcrumb"
    yield from _from_article(told)
    for names in _from_lines(told, headline_at):
        yield names, "breadcrumb"
    yield _from_links(told.page), "link"
    for names in _many(told):
        yield names, "json-ld:articleSection"
    yield named_folders(told.page), "url"


def _titles(told: Told, headline_at: int | None) -> list[str]:
    """Return what the article is called, in its address, too, in letters."""
    page = told.page
    printed = [page.blocks[headline_at].text] if headline_at is not None else []
    stated = [text_of(fact.get("headline")) or "" for fact in told.articles]
    slug = unquote(page.url.rstrip("/").rpartition("/")[2])
    titles = (*printed, *page.meta.get("og:title", ()), *stated, slug)
    return [letters for title in titles if (letters := letters_of(title))]


def _is_headline(name: str, titles: list[str]) -> bool:
    folded = letters_of(name)
    if len(folded) <= 20 and not _SHORTENED.search(name):
        return any(title.startswith(folded) and 2 * len(folded) >= len(title) for title in titles)
    return any(folded[:40] in title or (len(title) > LEAST_TITLE_CHARS and title[:40] in folded) for title in titles)


def _without_site(names: list[str], told: Told) -> list[str]:
    """Return *names* less the site's own in front, which leads home, and less its address."""
    *called, host = full_names(told.page)
    kept = [name for name in names if "." not in name or _folded(name) != folded_name(host)]
    first = _folded(kept[0]) if kept else ""
    is_called = first in map(folded_name, called)
    label = letters_of(registrable_domain(host).partition(".")[0])
    return kept[1:] if is_called or (len(kept) > 1 and first == label and label not in OF_MANY) else kept


def _folded(name: str) -> str:
    return folded_name(name.lower().removeprefix("www."))


def _from_lists(told: Told) -> Iterator[list[str]]:
    for item in walked(told.page.json_ld):
        crumbs = item if "breadcrumblist" in types_of(item) else item.get("breadcrumb")
        if isinstance(crumbs, dict) and isinstance(crumbs.get("itemListElement"), list):
            parts = [part for part in crumbs["itemListElement"] if isinstance(part, dict)]
            if len(parts) > 1 and _address(parts[-1], told.page) in {
                bare(told.page.url),
                bare(told.page.own_address),
            }:
                parts.pop()
            if len(parts) > 1 and "/" not in (_address(parts[0], told.page) or "/"):
                del parts[0]  # leads home, whatever it is called
            yield [name for part in parts if (name := text_of(part.get("name")) or text_of(part.get("item")))]


def _address(part: dict[str, Any], page: Page) -> str | None:
    item = part.get("item")
    address = (item.get("@id") or item.get("url")) if isinstance(item, dict) else item
    return bare(resolve(page.url, address)) if isinstance(address, str) and address.strip() else None


def _from_markup(told: Told) -> Iterator[list[str]]:
    page = told.page
    marks = (page.places_with(name, CRUMBS).values() for name in ("class", "id", "aria-label"))
    told_so = {at for named in marks for places in named for at in places}
    for element in islice(page.at_places(told_so, "nav", "ol", "ul", "div", "p", "span"), MOST_TRIED):
        blocks = page.blocks_within(element)
        if blocks and sum(block.words for block in blocks) <= 60:
            names = [piece for block in blocks if not _DAY.search(block.text) for piece in pieces_of(block)]
            # A trail is shorter than a menu.
            if len(tidy(names)) <= MOST_LEVELS:
                yield names


def _from_article(told: Told) -> Iterator[tuple[list[str], str]]:
    for fact in told.articles:
        value = fact.get("articleSection")
        names = value if isinstance(value, list) else [value]
        told_so = [listed(name) for name in names if isinstance(name, str)]
        yield [name for each in told_so if len(each) <= MOST_LISTED for name in each], "json-ld:articleSection"
    for name in ("article:section", "section", "parsely-section", "category", "articlesection"):
        yield [one for value in told.page.meta.get(name, ()) for one in listed(value)], f"meta:{name}"


def _many(told: Told) -> Iterator[list[str]]:
    """Long lists in one value: sections and tags alike, so that all else is better."""
    for fact in told.articles:
        value = fact.get("articleSection")
        if isinstance(value, str) and len(names := listed(value)) > MOST_LISTED:
            yield names


def _from_lines(told: Told, headline_at: int | None) -> Iterator[list[str]]:
    """Lines above the headline such as "News > Harbour", of links and what parts them, whatever element holds them."""
    for block in told.page.blocks[max(0, headline_at - LINES_ABOVE) : headline_at] if headline_at is not None else ():
        pieces = [piece for piece in map(str.strip, _STEPS.split(block.text)) if piece]
        linked = {link_text(anchor) for anchor in block.anchors}
        if 1 < len(pieces) <= MOST_LEVELS and linked.issuperset(pieces[:-1]):
            yield pieces


def _from_links(page: Page) -> list[str]:
    """Links that call themselves the section of what they stand in; of several groups the first."""
    names: list[str] = []
    group = None
    marked = {at for rel, places in page.places_by("rel").items() if "category" in rel.lower().split() for at in places}
    marked.update(page.places_by("itemprop").get("articleSection", ()))
    for element in page.at_places(marked, "a", "span"):
        if group is not None and element.getparent() is not group:
            break
        group = element.getparent()
        names.append(" ".join("".join(element.itertext()).split()))
    return names
