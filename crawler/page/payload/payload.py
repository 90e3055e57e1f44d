"""Text that a page carries only as data for its scripts, for pages that show nothing without them."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.page.payload.indexed import revived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

LEAST_CHARS = 300
"""Shorter texts are labels of buttons, descriptions and the like."""
LEAST_LINE_CHARS = 40
MOST_LEVELS = 8
"""So deep a paragraph lies in rich text, and its words in it."""
MOST_VALUES = 200_000
MOST_VARIABLES = 20
RECOVERED = "the text was in the page's script data only"

_MARKS = (
    "__next_f",
    "application/json",
    "articleBody",
    "_STATE__",
    "__NEXT_DATA__",
    "__NUXT__",
    "globalContent",
    "JSON.parse(",
    "window.__",
    "window[",
    "globalThis.__",
)
_STATE = re.compile(
    r"(?:\b(?:window|self|globalThis|Fusion)(?:\.\w{1,60}|\[['\"]\w{1,60}['\"]\]){1,4}|\b(?:var|let|const)\s{1,5}__\w{1,60})"
    r"\s{0,20}=\s{0,20}(?:(JSON\.parse\()(?=[\"'])|(?=[\[{\"]))"
)
"""A script that sets a variable of the page to JSON, or to a string of JSON that it parses."""
_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(['\n])|.)|\"", re.DOTALL)
_JSON_TYPES = frozenset({"application/json", "application/ld+json"})
_PUSH = "self.__next_f.push("
_TEXT_ROW = re.compile(rb"(?:^|\n)?[0-9a-f]{1,6}:T([0-9a-f]{1,8}),")
_JSON_ROW = re.compile(r"^[0-9a-f]{1,6}:([\[{].*)$", re.MULTILINE)
_TAG = re.compile(r"<[^<>]{0,500}>")
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_OF_TEASERS = frozenset({"url", "href", "slug", "link", "headline", "canonical_url", "publishedAt", "datePublished"})
"""An object in a list that has such a key is an article among others, not a paragraph of one."""
_BELOW = frozenset({"content", "children"})
"""Where an element of rich text has those within it."""
_FIELDS = ("data", "attributes")
"""Where the blocks of some editors have their text."""
_BODIES = ("articleBody", "body", "content")
"""What the text of an article is called that is one string."""
LEAST_SENTENCES = 3
_OF_ELEMENTS = frozenset({"_type", "nodeType", "type"})
"""Where one says what it is: what does not is a document of its own, as other stories and comments are."""
_DECODER = json.JSONDecoder(strict=False)
_SENTENCE = re.compile(r"[.!?。！？؟।…]")


def may_have_payload(text: str) -> bool:
    """Return whether the page's source holds data of the kind that is read here."""
    return any(mark in text for mark in _MARKS)


def payload_html(tree: HtmlElement) -> str | None:
    """Return the article's text in the script data as HTML; None when there is none.

    The longest piece of markup is taken; else the list with the most running text.
    """
    markup = ""
    lines: list[str] = []
    for value in script_values(tree.iter("script")):
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


def script_values(scripts: Iterable[HtmlElement], wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Any]:
    """Yield what *scripts* push, set or hold, as JSON values and strings, where the text of the data is *wanted*."""
    pushed = []
    for script in scripts:
        text = script.text or ""
        if "__next_f" not in text and not wanted(text):
            continue
        if script.get("id") == "__NEXT_DATA__" or script.get("type") in _JSON_TYPES:
            value = _json(text)
            yield revived(value) if isinstance(value, list) and _is_indexed(script) else value
        elif "__next_f" in text:
            value = _json(text.strip().rstrip(";").removesuffix(")").partition(_PUSH)[2])
            if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
                pushed.append(value[1])
        else:
            yield from _set(text)
    stream = "".join(pushed)
    if not wanted(stream):
        return
    yield from _text_rows(stream.encode("utf-8", "replace"))
    for row in _JSON_ROW.finditer(stream):
        yield _json(row[1])


def _is_indexed(script: HtmlElement) -> bool:
    return script.get("data-nuxt-data") is not None or (script.get("id") or "").startswith("__NUXT_DATA__")


def _set(text: str) -> Iterator[Any]:
    """Yield what a script sets variables of the page to, where that is JSON."""
    end = 0
    for match in islice(_STATE.finditer(text), MOST_VARIABLES):
        if match.start() < end:
            continue  # within a value that was read
        try:
            if text[match.end()] == "'":
                value, end = _quoted(text, match.end())
            else:
                value, end = _DECODER.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        yield _json(value) if match[1] and isinstance(value, str) else value


def _quoted(text: str, at: int) -> tuple[str, int]:
    """Return the string of a script that begins with a single quotation mark at *at*, and where it ends.

    Raises `ValueError` where none does.
    """
    match = _QUOTED.match(text, at)
    if match is None:
        raise ValueError("no string")
    return json.loads(f'"{_ESCAPE.sub(_as_json, match[1])}"', strict=False), match.end()


def _as_json(match: re.Match[str]) -> str:
    """An escape of a script's string as JSON has it."""
    if match[0] == '"':
        return '\\"'
    if match[1] is not None:
        return f"\\u00{match[1]}"
    return match[0] if match[2] is None else match[2].strip("\n")


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
            for name in _BODIES:
                if isinstance(body := item.get(name), str) and (name == "articleBody" or _is_running(body)):
                    yield "lines", [line for part in body.split("\n") if (line := _plain(part)) and "<" not in line]
        elif isinstance(item, list):
            waiting.extend(item)
            yield "lines", [line for part in item for line in _lines(part)]
            told = [line for part in item for line in _paragraphs(part)]
            if _chars(list(filter(_is_line, told))) >= LEAST_CHARS:
                yield "lines", told


def _lines(part: Any) -> Iterator[str]:
    """Yield running text in one element of a list: a string, or the strings of an object that is no teaser."""
    values: list[Any] = []
    if isinstance(part, dict) and not _OF_TEASERS & part.keys():
        fields = (part[name] for name in _FIELDS if isinstance(part.get(name), dict))
        values = [*part.values(), *(value for inner in fields for value in inner.values())]
    elif isinstance(part, str):
        values = [part]
    yield from (line for value in values if isinstance(value, str) and _is_line(line := _plain(value)))


def _plain(text: str) -> str:
    """*text* without the markup within a paragraph; markup of several is left."""
    if "<" in text and len(_MARKUP.findall(text[:20_000])) <= 1:
        text = _TAG.sub("", text)
    return (unescape(text) if "&" in text else text).strip()


def _is_running(text: str) -> bool:
    """Whether *text* is prose of some sentences, and no markup."""
    return len(text) >= LEAST_CHARS and "<" not in text[:200] and len(_SENTENCE.findall(text)) >= LEAST_SENTENCES


def _paragraphs(part: Any, levels: int = MOST_LEVELS) -> Iterator[str]:
    """Yield the paragraphs of rich text: what lies below one element of a list that is no teaser.

    Source: the documents of ProseMirror, Portable Text, Slate, Lexical and Contentful: elements with their children in
    a list, down to those that hold a text, which together are one paragraph.
    """
    below = _below(part)
    if any(_leaf(one) is not None for one in below):
        text = " ".join(_running(part, levels).split())
        if text:
            yield text
    elif levels and isinstance(part, dict) and _OF_ELEMENTS & part.keys():
        for one in below:
            yield from _paragraphs(one, levels - 1)


def _running(part: Any, levels: int) -> str:
    """The text in *part*: its own, or that of its children, with a space for what has neither."""
    leaf = _leaf(part)
    if leaf is not None:
        return leaf
    return "".join(_running(one, levels - 1) for one in _below(part)) if levels else " "


def _below(part: Any) -> list[Any]:
    """The children of an element of rich text; none of what is a teaser."""
    if not isinstance(part, dict) or _OF_TEASERS & part.keys():
        return []
    found = next((part[name] for name in sorted(_BELOW & part.keys())), None)
    return found if isinstance(found, list) else [found] if isinstance(found, dict) else []


def _leaf(part: Any) -> str | None:
    """The text of what holds nothing else in rich text."""
    if not isinstance(part, dict):
        return None
    kind = next((part[name] for name in sorted(_OF_ELEMENTS & part.keys())), "text")
    text = part.get("value" if "nodeType" in part else "text")
    is_text = isinstance(kind, str) and kind in {"text", "span"}
    return text if is_text and isinstance(text, str) and "title" not in part else None


def _is_line(text: str) -> bool:
    return len(text) >= LEAST_LINE_CHARS and " " in text and "<" not in text and _SENTENCE.search(text) is not None


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
