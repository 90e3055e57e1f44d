"""The JSON-LD objects of the article itself, and shapes of values that JSON-LD allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Page

_ARTICLE_TYPES = """
    article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle
    reviewnewsarticle askpublicnewsarticle blogposting liveblogposting socialmediaposting techarticle scholarlyarticle
    advertisercontentarticle satiricalarticle report
"""
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES.split())


def types_of(item: dict[str, Any]) -> set[str]:
    """Return the types of *item*, lower case, without the vocabulary's address."""
    given = item.get("@type", ())
    names = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    return {str(name).rpartition("/")[2].rpartition(":")[2].lower() for name in names}


def article_facts(page: Page) -> list[dict[str, Any]]:
    """Return the JSON-LD objects that describe an article, the one of this page first.

    Objects that only name a linked article (no date, no text) come last.
    """
    found = [item for item in walked(page.json_ld) if types_of(item) & ARTICLE_TYPES]
    return sorted(found, key=lambda item: not ({"datePublished", "author", "articleBody", "headline"} & item.keys()))


def walked(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the objects, and those they name as their main entity."""
    for item in items:
        yield item
        for key in ("mainEntity", "mainEntityOfPage"):
            below = item.get(key)
            for inner in below if isinstance(below, list) else [below]:
                if isinstance(inner, dict):
                    yield inner


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
