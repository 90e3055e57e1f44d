"""When an article was published and changed: from JSON-LD, meta tags, <time>, printed lines and the address."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.page.dates import any_date, read_date
from pipelines.metadata.facts import article_facts, walked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Block, Page

_PUBLISHED_META = """
article:published_time og:published_time datepublished date pubdate publishdate publish_date publish-date
dc.date dc.date.issued dcterms.date dcterms.created dcterms.issued dc.date.created parsely-pub-date
sailthru.date cxenseparse:recs:publishtime article.published published_time publication_date
article:published article:post_date og:article:published_time published-date citation_publication_date
citation_date date.issued datecreated created timestamp last-modified-date rnews:datepublished
weibo:article:create_at originalpublicationdate displaydate article_date_original vr:published_time
iso-8601-publish-date shareaholic:article_published_time
"""
PUBLISHED_META = tuple(_PUBLISHED_META.split())
_MODIFIED_META = """
article:modified_time og:updated_time datemodified lastmod last-modified dc.date.modified dcterms.modified
revised article:updated_time updated_time
"""
MODIFIED_META = tuple(_MODIFIED_META.split())
NEAR_BLOCKS = 25
MOST_NODES = 64
"""So many nodes below an element are looked at for its text; longer ones hold more than a line."""
LONGEST_LINE_CHARS = 160

_PUBLISHED_CLASS = re.compile(
    r"publi|date|time|posted|datum|fecha|zeit|created|datetime|stamp|entry-meta|byline|meta", re.IGNORECASE
)
_MODIFIED_WORDS = re.compile(
    r"updated|modified|aktualisiert|mis à jour|modifié|actualizad|atualizad|aggiornat|güncelle|"
    r"обновлен|оновлен|zaktualiz|bijgewerkt|last (?:reviewed|edited)",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?!\d)|[/_-]((?:20)\d{2})(\d{2})(\d{2})(?!\d)")


class DateReader:
    """Reads dates as the page's own order and zone have them."""

    def __init__(self, page: Page, language: str | None) -> None:
        self._page = page
        self.zone = page.template.published_zone
        self.order = page.template.published_order or _order_of(language)
        self.doubtful: set[str] = set()
        """Dates whose day and month may be the other way round."""

    def machine(self, text: str | None) -> str | None:
        """Return the date of a field that is meant for machines."""
        return self._told(text, any_date(text, order=self.order, zone=self.zone))

    def printed(self, text: str | None) -> str | None:
        """Return the date of a line that is meant for people."""
        return self._told(text, read_date(text, order=self.order, zone=self.zone))

    def _told(self, text: str | None, value: str | None) -> str | None:
        if value is not None and self._page.template.published_order is None and any_date(text, zone=self.zone) is None:
            self.doubtful.add(value)
        return value


def _order_of(language: str | None) -> str:
    """American pages put the month first; of plain ``en`` most are American."""
    return "mdy" if language in {"en", "en-US", "en-PH", None} else "dmy"


def published(page: Page, reader: DateReader, headline_at: int | None) -> str | None:
    """Return when the article was published, as the most trusted source that names it says."""
    return next(_published_sources(page, reader, headline_at), None)


def modified(page: Page, reader: DateReader) -> str | None:
    """Return when the article was changed, where the page says so to machines."""
    for fact in article_facts(page):
        value = reader.machine(_plain(fact.get("dateModified")))
        if value is not None:
            return value
    return next(
        (value for name in MODIFIED_META for text in page.meta.get(name, ()) if (value := reader.machine(text))), None
    )


def _published_sources(page: Page, reader: DateReader, headline_at: int | None) -> Iterator[str]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for fact in [*article_facts(page), *[item for item in walked(page.json_ld) if key == "datePublished"]]:
            value = reader.machine(_plain(fact.get(key)))
            if value is not None:
                yield value
                break
    for name in PUBLISHED_META:
        for text in page.meta.get(name, ()):
            value = reader.machine(text)
            if value is not None:
                yield value
    yield from _times(page, reader)
    yield from (value for block in dated_blocks(page, headline_at) if (value := reader.printed(block.text)))
    match = _IN_PATH.search(urlsplit(page.url).path)
    if match is not None:
        value = read_date("-".join(part for part in match.groups() if part))
        if value is not None:
            yield value
    yield from _marked(page, reader)


def _times(page: Page, reader: DateReader) -> Iterator[str]:
    """Dates of <time> elements: those called published first, those called changed and those of other articles last."""
    first: list[str] = []
    later: list[str] = []
    for step, element in enumerate(page.tree.iter("time", "abbr")):
        if step > 200:
            break
        given = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None)
        value = reader.machine(given) or (reader.printed(_short(element)) if element.tag == "time" else None)
        if value is None:
            continue
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if _is_elsewhere(element):
            continue
        (later if "modif" in marks or "updated" in marks.split() else first).append(value)
    yield from first[:1]
    yield from later[:1]


def _is_elsewhere(element: Any) -> bool:
    for step, above in enumerate(element.iterancestors()):
        if step > 15 or above.tag == "main":
            return False
        marks = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in {"aside", "footer", "nav", "li"} or any(
            word in marks for word in ("related", "comment", "sidebar", "teaser", "recent", "popular", "latest")
        ):
            return True
    return False


def dated_blocks(page: Page, headline_at: int | None) -> list[Block]:
    """Return short blocks around the headline that hold a digit, those after it first, those of changes last."""
    if headline_at is None:
        return []
    after = page.blocks[headline_at + 1 : headline_at + 1 + NEAR_BLOCKS]
    before = page.blocks[max(0, headline_at - 6) : headline_at][::-1]
    short = [b for b in [*after, *before] if len(b.text) <= LONGEST_LINE_CHARS and any(c.isdigit() for c in b.text)]
    return sorted(short, key=lambda block: _MODIFIED_WORDS.search(block.text) is not None)


def _marked(page: Page, reader: DateReader) -> Iterator[str]:
    """Dates of elements whose class speaks of a date."""
    for step, element in enumerate(
        page.tree.iter("span", "div", "p", "li", "small", "em", "td", "b", "font", "strong")
    ):
        if step > 6000:
            return
        marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if len(marks) > 2 and _PUBLISHED_CLASS.search(marks) and not _is_elsewhere(element):
            value = reader.machine(element.get("content")) or reader.printed(_short(element))
            if value is not None:
                yield value
                return


def _short(element: Any) -> str:
    pieces: list[str] = []
    size = 0
    for node in islice(element.iter(), MOST_NODES):
        if not isinstance(node.tag, str) or node.tag in {"script", "style"}:
            continue
        for text in (node.text, node.tail if node is not element else None):
            if text:
                pieces.append(text)
                size += len(text)
        if size > 400:
            return ""
    text = " ".join(" ".join(pieces).split())
    return text if len(text) <= LONGEST_LINE_CHARS else ""


def _plain(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return str(value) if isinstance(value, (str, int)) else None
