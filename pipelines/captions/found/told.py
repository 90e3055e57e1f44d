"""Captions and credits that a page keeps in attributes of an image and of what stands around it."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pipelines.captions.credit.line import split_credit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LEVELS_UP = 3
MOST_INSIDE = 20
AROUND = frozenset({"a", "figure", "picture", "div", "span", "li"})
CAPTION_WORDS = ("caption", "cutline", "legend", "bildunterschrift", "bildtext", "didascalia", "subhtml", "epigrafe")
CREDIT_WORDS = (
    "credit",
    "copyright",
    "photographer",
    "bildquelle",
    "bildnachweis",
    "iptcbyline",
    "imagesource",
    "kredit",
)
WHOLE_CAPTION = frozenset({"data-description", "data-desc"})
WHOLE_CREDIT = frozenset({"data-source"})
"""Attributes of these names speak of other things when they are part of a longer one."""
LONGEST_CHARS = 1_500
LONGEST_CREDIT_CHARS = 160
LONGEST_JSON_CHARS = 20_000
LEAST_WORDS = 2
MARKUP = re.compile(r"<[^<>]{0,300}>")
JSON_CAPTIONS = ("caption", "legend", "description")
JSON_CREDITS = ("credit", "credits", "creditText", "copyright", "photographer")


class Told(NamedTuple):
    """What attributes say of one image."""

    caption: str | None = None
    credit: str | None = None
    source: str | None = None
    """``data-attribute`` or ``title``, whichever held the caption or the credit."""


def told_by_attributes(container: HtmlElement, images: tuple[HtmlElement, ...]) -> Told:
    """Return what data attributes of *images*, of *container* and of what lies between say, else a telling title."""
    caption = credit = None
    for element in _around(container, images):
        for name, value in element.items():
            kind = _kind(name) if name.startswith("data-") else None
            if kind == "caption" and caption is None:
                caption = _caption_in(value)
            elif kind == "credit" and credit is None:
                credit = _credit_in(value)
            elif kind is None and value[:1] == "{" and '"caption"' in value[:LONGEST_JSON_CHARS]:
                caption, credit = _joined((caption, credit), _of_json(value))
    if caption or credit:
        return Told(caption, credit, "data-attribute")
    return next((told for image in images if (told := _of_title(image))), Told())


def _around(container: HtmlElement, images: tuple[HtmlElement, ...]) -> Iterator[HtmlElement]:
    yield container
    for image in images:
        if image is not container:
            yield image
    if container.tag == "figure":
        yield from islice(container.iterdescendants("div", "span", "button"), MOST_INSIDE)
    for above in islice(images[0].iterancestors(), LEVELS_UP) if images else ():
        if above.tag in AROUND and above is not container:
            yield above


@lru_cache(maxsize=4_096)
def _kind(name: str) -> str | None:
    squeezed = name[5:].replace("-", "").replace("_", "").lower()
    if name in WHOLE_CREDIT or any(word in squeezed for word in CREDIT_WORDS):
        return "credit"
    if name in WHOLE_CAPTION or any(word in squeezed for word in CAPTION_WORDS):
        return "caption"
    return None


def _caption_in(value: str) -> str | None:
    """A text of some words; names of elements, switches and templates to be filled in are none."""
    text = _plain(value)
    short = len(text.split()) < LEAST_WORDS and text.isascii()
    return None if short or len(text) > LONGEST_CHARS or text[:1] in {"#", "{", "["} else text or None


def _credit_in(value: str) -> str | None:
    text = _plain(value)
    good = 2 <= len(text) <= LONGEST_CREDIT_CHARS and text[0] not in "{[#." and "://" not in text
    return text if good and text.lower() not in {"true", "false", "none", "null", "yes", "no"} else None


def _plain(value: str) -> str:
    return " ".join((MARKUP.sub(" ", value) if "<" in value else value).split())


def _of_json(value: str) -> tuple[str | None, str | None]:
    """Caption and credit of an object that was put into an attribute for a script."""
    try:
        told = json.loads(value) if len(value) <= LONGEST_JSON_CHARS else None
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(told, dict):
        return None, None
    captions = [text for name in JSON_CAPTIONS if isinstance(text := told.get(name), str)]
    credits_ = [text for name in JSON_CREDITS if isinstance(text := told.get(name), str)]
    return next(filter(None, map(_caption_in, captions)), None), next(filter(None, map(_credit_in, credits_)), None)


def _joined(
    first: tuple[str | None, str | None], second: tuple[str | None, str | None]
) -> tuple[str | None, str | None]:
    return first[0] or second[0], first[1] or second[1]


def _of_title(image: HtmlElement) -> Told | None:
    """The title of an image when it is the alternative text with a credit behind it: "The ferry leaves | AFP"."""
    title, alt = _plain(image.get("title") or ""), _plain(image.get("alt") or "")
    if not alt or len(title) <= len(alt) or not title.startswith(alt) or len(title) > LONGEST_CHARS:
        return None
    split = split_credit(title)
    if not split.credits or split.caption is None or len(split.caption) > len(alt) + 2:
        return None
    return Told(split.caption, " | ".join(split.credits), "title")
