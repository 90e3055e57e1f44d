"""Text that a page carries only as data for its scripts: Next.js payloads, for pages that show nothing without them."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LEAST_CHARS = 300
"""Shorter texts are labels of buttons, descriptions and the like."""
LEAST_LINE_CHARS = 40
MOST_VALUES = 200_000
RECOVERED = "the text was in the page's script data only"

_PUSH = "self.__next_f.push("
_TEXT_ROW = re.compile(rb"(?:^|\n)?[0-9a-f]{1,6}:T([0-9a-f]{1,8}),")
_JSON_ROW = re.compile(r"^[0-9a-f]{1,6}:([\[{].*)$", re.MULTILINE)
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?。！？؟।…]")


def may_have_payload(text: str) -> bool:
    """Return whether the page's source holds data of the kind that is read here."""
    return "__next_f" in text or "__NEXT_DATA__" in text


def payload_html(tree: HtmlElement) -> str | None:
    """Return the article's text in the script data as HTML; None when there is none.

    The longest piece of markup is taken; else the list with the most running text.
    """
    markup = ""
    lines: list[str] = []
    for value in _values(tree):
        for kind, found in _texts(value):
            if kind == "markup" and len(found[0]) > len(markup):
                markup = found[0]
            elif kind == "lines" and _chars(found) > _chars(lines):
                lines = found
    if len(markup) >= max(LEAST_CHARS, _chars(lines) // 2):
        return markup
    if _chars(lines) >= LEAST_CHARS:
        return "".join(f"<p>{escape(line)}</p>" for line in lines)
    return None


def _chars(lines: list[str]) -> int:
    return sum(len(line) for line in lines)


def _values(tree: HtmlElement) -> Iterator[Any]:
    """Yield what the scripts push, as JSON values and strings."""
    pushed = []
    for script in tree.iter("script"):
        text = script.text or ""
        if script.get("id") == "__NEXT_DATA__":
            yield _json(text)
        elif "__next_f" in text:
            value = _json(text.strip().rstrip(";").removesuffix(")").partition(_PUSH)[2])
            if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
                pushed.append(value[1])
    stream = "".join(pushed)
    yield from _text_rows(stream.encode("utf-8", "replace"))
    for row in _JSON_ROW.finditer(stream):
        yield _json(row[1])


def _text_rows(stream: bytes) -> Iterator[str]:
    """Yield the texts of rows ``id:Tlength,text``; the length is hexadecimal and counts bytes."""
    at = 0
    while (match := _TEXT_ROW.search(stream, at)) is not None:
        size = int(match[1], 16)
        at = match.end()
        text = stream[at : at + size]
        if len(text) == size:
            at += size
            yield text.decode("utf-8", "replace")


def _texts(value: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield markup in *value*, and the running text of each list in it."""
    waiting = [value]
    for _ in range(MOST_VALUES):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, str):
            if len(item) >= LEAST_CHARS and len(_MARKUP.findall(item[:20_000])) > 1:
                yield "markup", [item]
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
            lines = [line for part in item for line in _lines(part)]
            if lines:
                yield "lines", lines


def _lines(part: Any) -> Iterator[str]:
    """Yield running text in one element of a list: a string, or the strings of an object."""
    values = part.values() if isinstance(part, dict) else [part]
    yield from (value for value in values if isinstance(value, str) and _is_line(value))


def _is_line(text: str) -> bool:
    return len(text) >= LEAST_LINE_CHARS and " " in text and "<" not in text and _SENTENCE.search(text) is not None


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
