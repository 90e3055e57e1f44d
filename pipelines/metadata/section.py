"""The breadcrumb: which section of the site an article stands in."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from crawler.page.site import folded_name, full_names, letters_of
from crawler.url import resolve
from pipelines.metadata.facts import bare, text_of, types_of, walked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Block, Page
    from pipelines.metadata.facts import Told

MOST_LEVELS = 8
MOST_TRIED = 12
"""So many elements that are called breadcrumbs are looked into."""
LONGEST_CHARS = 60
_HOME = (
    "home homepage start startseite accueil inicio início principal portada homepagina hem hjem etusivu anasayfa "
    "ana-sayfa ana_sayfa главная головна начало početna naslovna domov úvod kezdőlap címlap acasă strona_główna αρχική "
    "الرئيسية الصفحة_الرئيسية خانه صفحه_نخست صفحه_اصلی דף_הבית ראשי होम हिंदी_होम হোম முகப்பு หน้าแรก trang_chủ beranda "
    "ホーム トップ トップページ 首页 首頁 主页 主頁 홈 index"
)
HOME = frozenset(word.replace("_", " ") for word in _HOME.split())
_LABELS = (
    "breadcrumb breadcrump breadcrumbs breadcrumbtraillinks brotkrumen youarehere siesindhier siebefindensichhier "
    "dubistinhier aktuellerartikel currentarticle article artikel vousêtesici estásaquí ustedestáaquí seitrovasiqui "
    "вынаходитесьздесь выздесь أنتهنا شمااینجاهستید 当前位置 您的位置 您当前的位置 您现在的位置 目前位置 現在位置 正文 "
    "本文 記事"
)
LABELS = frozenset(_LABELS.split())
"""What stands beside the names of a breadcrumb for those who hear it, in letters alone."""
_DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b")
_SHORTENED = re.compile(r"(?:…|\.\.\.)$")
LEAST_TITLE_CHARS = 8
"""A shorter title or address may be part of any name."""
LINES_ABOVE = 6
"""A breadcrumb stands so near above the headline."""
_STEPS = re.compile(r"\s[/›»>→]\s|[›»→]")
CRUMBS = ("crumb", "brotkrumen", "ariane")
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
    titles = _titles(told, headline_at)
    for names, source in _said(told, headline_at):
        found = _without_site([name for name in tidy(names) if not _is_headline(name, titles)], told)
        if found:
            return found[:MOST_LEVELS], source
    return [], None


def tidy(names: list[str]) -> list[str]:
    """Return section names without home, labels, repeats, and what is too long to be one or has no letter."""
    found: list[str] = []
    for given in names:
        # What JSON-LD and meta tags say was often escaped twice.
        name = " ".join(html.unescape(given).split())
        name = _without_label(name.strip(" /›>|·•-" if "«" in name else " /›»>|·•-"))
        here = name.rpartition(": ")[2].lower()
        is_label = name.endswith((":", "：")) or here in HOME or letters_of(name) in LABELS
        if len(name) <= LONGEST_CHARS and any(map(str.isalpha, name)) and not is_label and name not in found:
            found.append(name)
    return found


def _without_label(name: str) -> str:
    """*name* less what stands before it for those who hear it: "当前位置：国内"."""
    label, colon, rest = re.sub("：", ": ", name, count=1).partition(": ")
    return rest.strip() if colon and rest.strip() and letters_of(label) in LABELS else name


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
    # The vowels of Hindi and others are marks, which are folded away.
    if len(folded if name.isascii() else name) <= 20 and not _SHORTENED.search(name):
        return folded in titles
    return any(folded[:40] in title or (len(title) > LEAST_TITLE_CHARS and title[:40] in folded) for title in titles)


def _without_site(names: list[str], told: Told) -> list[str]:
    """Return *names* less the site's own in front, which leads home."""
    first = folded_name(names[0].lower().removeprefix("www.")) if names else ""
    return names[1:] if first in map(folded_name, full_names(told.page)) else names


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
            yield [step for block in blocks if not _DAY.search(block.text) for step in _steps_of(block)]


def _steps_of(block: Block) -> Iterator[str]:
    """Yield what signs part in *block*, and what is a link of its own though no sign parts it from the next one."""
    linked = [" ".join("".join(anchor.itertext()).split()) for anchor in block.anchors[:MOST_LEVELS]]
    runs = {
        " ".join(linked[start:end]): linked[start:end] for end in range(len(linked) + 1) for start in range(end - 1)
    }
    for piece in _PARTING.split(block.text):
        yield from runs.get(piece.strip(), [piece])


def _from_article(told: Told) -> Iterator[tuple[list[str], str]]:
    for fact in told.articles:
        value = fact.get("articleSection")
        names = value if isinstance(value, list) else [value]
        yield [name for name in names if isinstance(name, str)], "json-ld:articleSection"
    for name in ("article:section", "section", "parsely-section", "category", "articlesection"):
        yield list(told.page.meta.get(name, ())), f"meta:{name}"


def _from_lines(told: Told, headline_at: int | None) -> Iterator[list[str]]:
    """Lines above the headline such as "News > Harbour", of links and what parts them, whatever element holds them."""
    for block in told.page.blocks[max(0, headline_at - LINES_ABOVE) : headline_at] if headline_at is not None else ():
        pieces = [piece for piece in map(str.strip, _STEPS.split(block.text)) if piece]
        linked = {" ".join("".join(anchor.itertext()).split()) for anchor in block.anchors}
        if 1 < len(pieces) <= MOST_LEVELS and linked.issuperset(pieces[:-1]):
            yield pieces


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
    return names
