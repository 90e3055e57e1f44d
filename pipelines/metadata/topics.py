"""Keywords of an article, and whether it stands behind a paywall."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from pipelines.metadata.facts import text_of

if TYPE_CHECKING:
    from pipelines.metadata.facts import Told

MOST_TOPICS = 60
META_NAMES = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_PARTS = re.compile(r"[,;|،؛、，；｜]|(?<=[\u3400-\u9fff])\s(?=[\u3400-\u9fff])")
_NO_WORD = re.compile(r"(?i)[\W_]+|_.*|@.*|.*://.*|\d{5,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What a program numbers or marks pages by: ``_Prio_3``, ``@post-id:19``, ``100312362``, a UUID."""
_FIELD = re.compile(r"[A-Za-z][A-Za-z -]{1,30}:\s?\S")
LEAST_FIELDS = 2
"""So many keywords like ``Page Type: Article`` are the fields of a program; a single one may be a subject."""


def topics_of(told: Told) -> tuple[list[str], str | None]:
    """Return keywords in the page's order, each once, and what gave them: JSON-LD, ``article:tag`` or ``keywords``."""
    for fact in told.articles:
        found = _each(fact.get("keywords"))
        if found:
            return found, "json-ld:keywords"
    for names in (("article:tag",), META_NAMES[:1], META_NAMES[1:]):
        found = _each([value for name in names for value in told.page.meta.get(name, ())])
        if found:
            return found, f"meta:{next(name for name in names if name in told.page.meta)}"
    return [], None


def _each(value: Any) -> list[str]:
    texts = [text_of(item) for item in (value if isinstance(value, list) else [value])]
    pieces = [piece.strip() for text in texts if text for piece in _PARTS.split(html.unescape(text))]
    named = [piece for piece in pieces if 0 < len(piece) <= 100 and not _NO_WORD.fullmatch(piece)]
    fields = [piece for piece in named if _FIELD.match(piece)]
    if len(fields) >= LEAST_FIELDS:
        named = [piece for piece in named if piece not in fields]
    return list(dict.fromkeys(named))[:MOST_TOPICS]


def paywalled_of(told: Told) -> tuple[bool | None, str | None]:
    """Return whether the page says that its text must be paid for, and what says so; None when it does not say."""
    for item in [*told.articles, *told.others]:
        free = item.get("isAccessibleForFree")
        if free is not None:
            return str(free).strip().lower() in {"false", "no", "0"}, "json-ld:isAccessibleForFree"
    for value in told.page.meta.get("article:content_tier", ()):
        return value.lower() in {"locked", "metered"}, "meta:article:content_tier"
    return None, None
