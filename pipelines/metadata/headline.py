"""The headline: what the page's own witnesses agree on, less the site's name."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING

from pipelines.metadata.facts import article_facts, first_fact

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page import Page

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_PARTED = re.compile(r"\s+[|\u2013\u2014\u2022·»«›‹:~-]{1,2}\s+|\s*[|｜]\s*| - ")


def headline_of(page: Page) -> str | None:
    """Return the headline: the <h1> most like the others, else the JSON-LD headline, else og:title, else <title>."""
    headings = _headings(page)
    told = _unescaped(first_fact(article_facts(page), "headline"))
    og = _without_site(_first_meta(page, "og:title"), page)
    others = [
        told,
        og,
        _without_site(_first_meta(page, "twitter:title"), page),
        _without_site(_title_element(page), page),
    ]
    witnesses = [text for text in others if text]
    best, likeness = None, 0.0
    for heading in headings:
        score = max((_agreement(heading, other) for other in witnesses), default=0.0)
        if score > likeness + 1e-9:
            best, likeness = heading, score
    if best is not None and likeness >= 0.5:
        return best
    if witnesses:
        return witnesses[0]
    return headings[0] if headings else None


def _agreement(heading: str, witness: str) -> float:
    """How alike they are; what begins alike comes before the site's name, which ends titles."""
    return like(heading, witness) + (0.05 if witness.startswith(heading) else 0.0)


def like(one: str, other: str) -> float:
    """Return how alike two texts are by their words, 0 to 1.

    >>> like("A storm is coming", "a storm is coming!"), like("A", "b")
    (1.0, 0.0)
    """
    left, right = Counter(_words(one)), Counter(_words(other))
    size = left.total() + right.total()
    return 2 * (left & right).total() / size if size else 0.0


def _words(text: str) -> list[str]:
    text = text[:1000].lower()
    return (
        list(text.replace(" ", ""))
        if not text.isascii() and len(text.split()) * 12 < len(text)
        else _WORD.findall(text)
    )


def _headings(page: Page) -> list[str]:
    texts = []
    for element in page.tree.iter("h1"):
        texts.append(" ".join(block.text for block in page.blocks_within(element)) if False else _text(element))
        if len(texts) >= 8:
            break
    return [text for text in texts if text]


def _text(element: HtmlElement) -> str:
    pieces: list[str] = []
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in {"script", "style", "svg"}:
            pieces.append(node.text or "")
            if node.tag == "br":
                pieces.append(" ")
        if node is not element:
            pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())[:500]


def _first_meta(page: Page, name: str) -> str | None:
    return next((unescape(value) for value in page.meta.get(name, ())), None)


def _unescaped(text: str | None) -> str | None:
    return unescape(text) if text and "&" in text else text


def _title_element(page: Page) -> str | None:
    for element in page.tree.iter("title"):
        text = " ".join((element.text or "").split())
        if text:
            return text
    return None


def site_names(page: Page) -> set[str]:
    """Return names of the site, lower case letters and digits only."""
    from urllib.parse import urlsplit

    names = set(page.meta.get("og:site_name", ())) | set(page.meta.get("application-name", ()))
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names |= {host, labels[0], labels[-2] if len(labels) > 1 else host}
    for item in page.json_ld:
        publisher = item.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            names.add(publisher["name"])
    return {folded for name in names if len(folded := _folded(name)) > 1}


def _without_site(text: str | None, page: Page) -> str | None:
    """*text* less the site's name at its end or start."""
    if not text:
        return None
    names = site_names(page)
    for _ in range(3):
        parts = list(_PARTED.finditer(text))
        if not parts:
            return text
        last, first = parts[-1], parts[0]
        tail, head = _folded(text[last.end() :]), _folded(text[: first.start()])
        if tail in names or any(len(name) > 3 and (name in tail or (len(tail) > 3 and tail in name)) for name in names):
            text = text[: last.start()]
        elif head in names:
            text = text[first.end() :]
        else:
            return text
    return text


def _folded(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", text.lower())
