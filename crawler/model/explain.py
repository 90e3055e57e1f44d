"""An article for the eye: each field with its value, shortened, and with the source that gave it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    from crawler.model.article import Article

VALUE_CHARS = 88
SOURCE_CHARS = 30
UNKNOWN = "–"
_OF_THE_CAPTURE = frozenset({"url", "record_id", "captured_at", "reader", "sources", "notes"})
"""Fields that nothing on the page gives."""


def explained(article: Article) -> str:
    """Return *article* as lines: its address, then a line for each field, then its notes."""
    lines = [article.url]
    for field in fields(article):
        if field.name in _OF_THE_CAPTURE:
            continue
        told = _told(getattr(article, field.name))
        source = article.sources.get(field.name) or UNKNOWN
        lines.append(f"  {field.name:<14} {source:<{SOURCE_CHARS}} {told}")
    lines += [f"  note: {_shortened(note)}" for note in article.notes]
    return "\n".join(lines)


def _told(value: Any) -> str:
    if value in (None, [], ""):
        return UNKNOWN
    if isinstance(value, list):
        # Of parts with a structure of their own the number says more than the first one.
        return f"{len(value)}" if is_dataclass(value[0]) else _shortened(" / ".join(map(str, value)))
    return _shortened({True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value))


def _shortened(text: str) -> str:
    """*text* in one line, cut at the end; no control character of a foreign page reaches the terminal."""
    line = "".join(" " if category(character) == "Cc" else character for character in " ".join(text.split()))
    return line if len(line) <= VALUE_CHARS else line[: VALUE_CHARS - 1] + "…"
