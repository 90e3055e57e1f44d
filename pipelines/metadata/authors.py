"""Names of authors: from JSON-LD, meta tags and printed bylines, without "By", jobs, addresses and organisations."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipelines.metadata.facts import article_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Block, Page

_META_NAMES = """
author article:author parsely-author dc.creator dcterms.creator sailthru.author byl og:article:author
article:author_name cxenseparse:author dc.contributor citation_author creator
"""
META_NAMES = tuple(_META_NAMES.split())
LONGEST_NAME_CHARS = 60
MOST_AUTHORS = 12
MOST_NODES = 64
"""So many nodes below an element are looked at for its text; longer ones hold more than a line."""

_DONE = "written posted published reported story review reviewed words text edited article"
_BY = (
    "by von vom par por di da af av door tarafından автор авторы yazan tekst autor autoren autorin autores autora "
    "author authors auteur auteure auteurs autore redaktion text"
)
_LEAD = re.compile(
    rf"^\W*(?:(?:{'|'.join(_DONE.split())})\s+by|{'|'.join(_BY.split())})\b\s*:?\s*(?:by\s+)?", re.IGNORECASE
)
_TAIL = re.compile(
    r"\s+(?:\||•|·|–|—|-)\s+.*$|\s*[(\[<|•·].*$|"
    r"\s+(?:on|am|le|el|em|updated|published|posted)\s+\w*\s*\d.*$",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(r"\s*(?:[,;/|•·、，]|\s&\s|\s(?:and|und|et|y|og|och|ve|и|та|with|mit|avec)\s)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|de|co)\b", re.IGNORECASE)
_DEGREES = "phd ph.d md m.d mba jr sr cfa cpa rn esq msc m.sc bsc b.sc ii iii"
_NOBODY = (
    "admin administrator wpadmin webmaster guest unknown null none undefined true false n/a author autor editor "
    "redaktion redaktor staff contributor reporter correspondent published posted updated by follow share"
)
_JOBS = "editor reporter correspondent writer contributor redakteur redakteurin manager director analyst officer author"
_NOT_NAMES = re.compile(
    rf"^(?:{'|'.join(map(re.escape, (_DEGREES + ' ' + _NOBODY).split()))}|senior .*|"
    rf".* (?:{'|'.join(_JOBS.split())})|read more|\d.*)$",
    re.IGNORECASE,
)
_BYLINE_NAMES = re.compile(r"byline|author|autor|auteur|writer|contributor|verfasser|redakt", re.IGNORECASE)
_NOT_BYLINE = re.compile(
    r"bio|about|desc|box|avatar|image|img|photo|social|related|comment|more|title|role|job|follow|position",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"^(?:.{0,40}?\d\S{0,6}(?:\s(?:[A-Z]{2,4}|Uhr|[ap]\.?m\.?))?[\s,|•·–—-]{1,4})?"  # the date on the same line
    r"\W{0,3}(?:(?:written|posted|reported|story|words|text|article)\s+by|by|von|par|por|di|af|av|door|автор|авторы|text)"
    r"\b:?"
    r"\s+(\S.{2,120})$",
    re.IGNORECASE,
)


def authors_of(page: Page, headline_at: int | None = None) -> list[str]:
    """Return the names of the authors in the page's order, each once."""
    for source in (_from_json_ld, _from_meta, _from_markup):
        names = clean_names(source(page))
        if names:
            return names
    matches = (_PRINTED.match(block.text) for block in printed_bylines(page, headline_at))
    return clean_names([match[1] for match in matches if match])


def clean_names(given: Iterator[str] | list[str]) -> list[str]:
    """Return the names in *given*, cut at commas and "and", without what is no name.

    >>> clean_names(["By Ada Lind and Bo Ek | Staff"]), clean_names(["https://x.example/ada"])
    (['Ada Lind', 'Bo Ek'], [])
    """
    found: dict[str, str] = {}
    for text in given:
        for name in _names_in(text):
            found.setdefault(name.casefold(), name)
            if len(found) >= MOST_AUTHORS:
                return list(found.values())
    return list(found.values())


def _names_in(text: str) -> Iterator[str]:
    text = " ".join(unescape(text).split())[:400]
    if _ADDRESS.search(text) and " " not in text:
        return
    text = _TAIL.sub("", _LEAD.sub("", text))
    for piece in _CUT.split(text):
        name = _LEAD.sub("", piece).strip(" \t.,;:–—-*'\"")
        if (
            1 < len(name) <= LONGEST_NAME_CHARS
            and not _NOT_NAMES.match(name)
            and not _ADDRESS.search(name)
            and len(name.split()) <= 6
        ):
            yield name


def _from_json_ld(page: Page) -> Iterator[str]:
    by_id = {item["@id"]: item for item in page.json_ld if isinstance(item.get("@id"), str) and item.get("name")}
    for fact in article_facts(page):
        names = list(_people(fact.get("author") or fact.get("creator"), by_id))
        if names:
            yield from names
            return


def _people(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, list):
            yield from (inner for inner in item if isinstance(inner, str))
        elif isinstance(item, dict):
            person = item if item.get("name") else by_id.get(str(item.get("@id")), {})
            name = person.get("name")
            for one in name if isinstance(name, list) else [name]:
                if isinstance(one, str):
                    yield one


def _from_meta(page: Page) -> Iterator[str]:
    for name in META_NAMES:
        values = [value for value in page.meta.get(name, ()) if clean_names([value])]
        if values:
            yield from values
            return


def _from_markup(page: Page) -> Iterator[str]:
    """Names in elements that say they hold an author: rel=author, itemprop=author, classes."""
    for element in page.tree.iter("a", "span", "div", "p", "address", "li", "strong", "em", "cite", "h4", "h5", "h6"):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_author = (
            element.get("rel") == "author"
            or element.get("itemprop") == "author"
            or (_BYLINE_NAMES.search(marks) is not None and _NOT_BYLINE.search(marks) is None)
        )
        if not is_author or _in_comments(element):
            continue
        text = _short_text(element)
        if text and clean_names([text]):
            yield text
            return


def _in_comments(element: Any) -> bool:
    for step, above in enumerate(element.iterancestors()):
        if step > 12:
            return False
        marks = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if (
            "comment" in marks.split()
            or "comments" in marks
            or above.tag in {"aside", "footer", "nav"}
            or "related" in marks
        ):
            return True
    return False


def _short_text(element: Any) -> str:
    """The text of *element*; empty when it is too long for names."""
    pieces: list[str] = []
    size = 0
    for node in islice(element.iter(), MOST_NODES):
        if not isinstance(node.tag, str) or node.tag in {"script", "style"}:
            continue
        for text in (node.text, node.tail if node is not element else None):
            if text and not text.isspace():
                pieces.append(text)
                size += len(text)
        if size > 150:
            return ""
    return " ".join(" ".join(pieces).split())


def printed_bylines(page: Page, headline_at: int | None) -> list[Block]:
    """Return blocks near the headline that read "By Somebody"."""
    if headline_at is None:
        return []
    near = page.blocks[max(0, headline_at - 4) : headline_at + 14]
    found = [
        block for block in near if block.words <= 14 and (match := _PRINTED.match(block.text)) and match[1][0].isupper()
    ]
    return found[:1]
