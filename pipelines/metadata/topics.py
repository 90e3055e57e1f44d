"""Keywords of an article, and whether it stands behind a paywall."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipelines.metadata.facts import article_facts, text_of, walked

if TYPE_CHECKING:
    from crawler.page import Page

MOST_TOPICS = 60
META_NAMES = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_PARTS = re.compile(r"[,;،、，]")


def topics_of(page: Page) -> list[str]:
    """Return keywords in the page's order, each once: from JSON-LD, else ``article:tag``, else ``keywords``."""
    for fact in article_facts(page):
        found = _each(fact.get("keywords"))
        if found:
            return found
    for names in (("article:tag",), META_NAMES[:1], META_NAMES[1:]):
        found = _each([value for name in names for value in page.meta.get(name, ())])
        if found:
            return found
    return []


def _each(value: Any) -> list[str]:
    texts = [text_of(item) for item in (value if isinstance(value, list) else [value])]
    pieces = [piece.strip() for text in texts if text for piece in _PARTS.split(text)]
    return list(dict.fromkeys(piece for piece in pieces if 0 < len(piece) <= 100))[:MOST_TOPICS]


def paywalled_of(page: Page) -> bool | None:
    """Return whether the page says that its text must be paid for; None when it does not say."""
    for item in [*article_facts(page), *walked(page.json_ld)]:
        free = item.get("isAccessibleForFree")
        if free is not None:
            return str(free).strip().lower() in {"false", "no", "0"}
    for value in page.meta.get("article:content_tier", ()):
        return value.lower() in {"locked", "metered"}
    return None
