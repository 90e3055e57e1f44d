"""What a page says about itself to machines: JSON-LD and <meta>."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

JSON_CHARS_MAX = 4_000_000
MOST_OBJECTS = 2_000

_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')


def json_ld_of(scripts: Iterable[HtmlElement]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return all JSON-LD objects of *scripts*, ``@graph`` and lists laid flat, and notes on what could not be read."""
    found: list[dict[str, Any]] = []
    notes: list[str] = []
    for script in scripts:
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        if not text.strip():
            continue
        value = parse_json(text)
        if value is None:
            notes.append("JSON-LD that is no JSON")
        else:
            _flatten(value, found)
    return found, notes


def parse_json(text: str) -> Any:
    """Return the value of *text*, forgiving what sites get wrong: wrappings, raw line breaks, trailing commas.

    None when it is beyond that.

    >>> parse_json('<!-- {"a": [1, 2,],} -->')
    {'a': [1, 2]}
    """
    if len(text) > JSON_CHARS_MAX:
        return None
    stripped = _unwrapped(text)
    for mend in (_as_is, _escapes, _commas, _unescaped):
        try:
            # Raw control characters within strings are common; strict=False takes them.
            return json.loads(mend(stripped), strict=False)
        except (ValueError, RecursionError):
            continue
    return _first_value(stripped)


def _unwrapped(text: str) -> str:
    """*text* without the comment or CDATA marks that once hid scripts from old browsers."""
    text = text.strip().strip("\ufeff")
    for opening in ("<!--", "/*", "//", "<![CDATA[", "*/"):
        text = text.removeprefix(opening).lstrip()
    for closing in ("*/", "]]>", "//", "/*", "-->"):
        text = text.removesuffix(closing).rstrip()
    return text.rstrip(";")


def _as_is(text: str) -> str:
    return text


def _escapes(text: str) -> str:
    return _BAD_ESCAPE.sub(r"\\\\", text)


def _commas(text: str) -> str:
    return _TRAILING_COMMA.sub("", _escapes(text))


def _unescaped(text: str) -> str:
    return _TRAILING_COMMA.sub("", unescape(text))


def _first_value(text: str) -> Any:
    """Return the first object of *text*, when something else follows it."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(_commas(text))[0]
    except (ValueError, RecursionError):
        return None


def _flatten(value: Any, into: list[dict[str, Any]]) -> None:
    waiting = [value]
    while waiting and len(into) < MOST_OBJECTS:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            graph = item.get("@graph")
            if len(item) > (graph is not None) + ("@context" in item):
                into.append(item)
            if isinstance(graph, (list, dict)):
                waiting.append(graph)


def objects_in(roots: Sequence[Any], *, most: int) -> Iterator[dict[str, Any]]:
    """Yield the objects in JSON values, however deep, in their order; at most *most* values are looked at."""
    waiting = list(reversed(roots))
    for _ in range(most):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def title_of(titles: Iterable[HtmlElement]) -> str | None:
    """Return the text of the first <title> that is not empty."""
    texts = (" ".join((element.text or "").split()) for element in titles)
    return next(filter(None, texts), None)


def meta_of(elements: Iterable[HtmlElement]) -> dict[str, list[str]]:
    """Return the contents of <meta> elements by lower-case name, property, itemprop or http-equiv, in order."""
    found: dict[str, list[str]] = {}
    for element in elements:
        content = " ".join((element.get("content") or "").split())
        if not content:
            continue
        names = [element.get(key) for key in ("name", "property", "itemprop", "http-equiv")]
        for name in dict.fromkeys(name.strip().lower() for name in names if name):
            found.setdefault(name, []).append(content)
    return found
