"""What a page tells about its article to machines, looked up once, and shapes of values that JSON-LD allows."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.page.site import folded_name, site_names
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.page import Page

_ARTICLE_TYPES = """
    article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle
    reviewnewsarticle askpublicnewsarticle blogposting liveblogposting socialmediaposting techarticle scholarlyarticle
    advertisercontentarticle satiricalarticle report
"""
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES.split())
MOST_FOUND = 50
"""A word is looked for in so many places; a short one stands in many others."""
HEADING_MARKS = frozenset({"datePublished", "author", "articleBody", "headline"})


class Told:
    """A page with what it tells of its article; each answer is worked out once."""

    def __init__(self, page: Page, outlet: str | None = None) -> None:
        self.page = page
        self._outlet = outlet

    @cached_property
    def articles(self) -> list[dict[str, Any]]:
        """The JSON-LD objects that describe the article; those of other pages only where none has this one's address.

        Objects that only name a linked article (no date, no text) come last.
        """
        found = [item for item in walked(self.page.json_ld) if types_of(item) & ARTICLE_TYPES]
        if len(found) > 1:
            own = set(map(bare, (self.page.url, self.original_url, self.page.own_address)))
            places = [set(self._addresses(item)) for item in found]
            if any(own & named for named in places):
                found = [item for item, named in zip(found, places, strict=True) if not named or own & named]
        return sorted(found, key=lambda item: not (HEADING_MARKS & item.keys()))

    @cached_property
    def others(self) -> list[dict[str, Any]]:
        """The JSON-LD objects that describe no article: the page, the site, photos and the like."""
        return [item for item in walked(self.page.json_ld) if not types_of(item) & ARTICLE_TYPES]

    def _addresses(self, item: dict[str, Any]) -> Iterator[str]:
        """Yield the addresses that *item* names as its own, less those of a front page, which tell nothing."""
        for key in ("url", "@id", "mainEntityOfPage"):
            value = item.get(key)
            given = [value.get("@id"), value.get("url")] if isinstance(value, dict) else [value]
            for text in given:
                address = bare(resolve(self.page.url, text)) if isinstance(text, str) and text.strip() else None
                if address is not None and "/" in address:
                    yield address

    @cached_property
    def is_news(self) -> bool:
        """Whether the JSON-LD calls the article news."""
        return any(name.endswith("newsarticle") for item in self.articles[:1] for name in types_of(item))

    @cached_property
    def named(self) -> dict[str, dict[str, Any]]:
        """JSON-LD objects with a name, by their ``@id``."""
        return {item["@id"]: item for item in self.page.json_ld if isinstance(item.get("@id"), str) and "name" in item}

    @cached_property
    def _text(self) -> str:
        return "\n".join(block.text for block in self.page.blocks)

    def has_word(self, word: str) -> bool:
        """Return whether *word* stands on the page in these very letters, by itself."""
        text, at = self._text, -1
        for _ in range(MOST_FOUND):
            at = text.find(word, at + 1)
            if at < 0:
                return False
            before, behind = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
            if not (before.isalnum() or behind.isalnum()):
                return True
        return False

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Names of the site, folded."""
        names = [*site_names(self.page), *([self._outlet] if self._outlet else [])]
        return frozenset(folded for name in names if len(folded := folded_name(name)) > 1)

    @cached_property
    def with_itemprop(self) -> list[HtmlElement]:
        """Elements of the body that say which property they hold."""
        places = chain.from_iterable(self.page.places_by("itemprop").values())
        return [element for element in self.page.at_places(places) if element.tag not in {"meta", "link"}]

    @cached_property
    def host(self) -> str:
        """The host of the page's address; of a page in a web archive, that of the page that was archived."""
        return (urlsplit(self.original_url).hostname or "").lower()

    @cached_property
    def original_url(self) -> str:
        """The page's address without that of a web archive before it."""
        url = self.page.url
        at = url.find("http", 8)
        is_archived = at > 0 and "web.archive.org/" in url[:at] and resolve(url[at:], "") is not None
        return url[at:] if is_archived else url

    @cached_property
    def country(self) -> str | None:
        """The country of the host's name, where it has one."""
        last = self.host.rpartition(".")[2]
        return last if len(last) == 2 and last.isalpha() and last not in {"eu", "io", "ai", "tv", "me", "fm"} else None


def types_of(item: dict[str, Any]) -> set[str]:
    """Return the types of *item*, lower case, without the vocabulary's address."""
    given = item.get("@type", ())
    names = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    return {str(name).rpartition("/")[2].rpartition(":")[2].lower() for name in names}


def walked(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the objects, and those they name as their main entity."""
    for item in items:
        yield item
        for key in ("mainEntity", "mainEntityOfPage"):
            below = item.get(key)
            for inner in below if isinstance(below, list) else [below]:
                if isinstance(inner, dict):
                    yield inner


def bare(address: str | None) -> str | None:
    """Return host and path of *address*, by which links are compared.

    >>> bare("https://www.news.example/ferry/?from=feed")
    'news.example/ferry'
    """
    if address is None:
        return None
    return re.split("[?#]", address, maxsplit=1)[0].rstrip("/").partition("//")[2].removeprefix("www.")


def text_of(value: Any) -> str | None:
    """Return the first text in *value*, be it a string, a list or an object with a value."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("headline")
        else:
            break
    if isinstance(value, str):
        return " ".join(value.split()) or None
    return None


def first_fact(facts: list[dict[str, Any]], *keys: str) -> str | None:
    """Return the first text under one of *keys*, keys in their order."""
    for key in keys:
        for item in facts:
            text = text_of(item.get(key))
            if text:
                return text
    return None
