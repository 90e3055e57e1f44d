"""An object of script data that is an image: its address, caption and credits, whatever the site calls them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.url import resolve
from pipelines.captions.area import IMAGE_ENDINGS
from pipelines.captions.credit.line import credit_names, split_credit
from pipelines.captions.source import size_hint

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_NODES = 120
"""So many values of an object are looked at for an address: those of all sizes of one photo."""
LEVELS = 3
"""So deep within an object is the address of its image."""
MOST_CREDIT_WORDS = 14
MOST_CREDITS = 3
_CAPTIONS = (
    "caption",
    "captiontext",
    "captiontitle",
    "captionhtml",
    "legend",
    "legende",
    "cutline",
    "bildunterschrift",
    "didascalia",
)
_CAPTIONS_OF_IMAGES = ("text", "description")
"""What captions an object that calls itself an image, or has a credit."""
_CREDITS = ("credit", "credits", "creditline", "credittext", "copyright", "copyrightholder", "photographer", "agency")
_CREDITS_OF_IMAGES = ("source", "author", "byline")
_PARTS = ("properties", "data", "meta", "metadata", "attributes", "fields")
"""Where some systems keep what they know of an image, be it an object or a list of names with values."""
_TEXTS = ("text", "html", "htmltext", "plain", "basic", "default", "rendered", "value", "content", "name", "by")
"""Where an object has its text."""
_ADDRESS = re.compile(r"(?:\w{1,20}(?=src|url))?(?:src|url|href)|image\Z")
_SURE_ADDRESSES = frozenset({"src", "image", "contenturl", "imageurl", "originalurl", "sourceurl"})
_ALTS = ("alt", "alttext", "alternativetext")
_KINDS = ("type", "__typename", "kind", "modelName", "contentType", "media_type", "mime_type")
_IMAGE = re.compile(r"image|photo|picture|bild|foto", re.IGNORECASE)
_VIDEO = re.compile(r"video|audio|podcast", re.IGNORECASE)
_TELLING = re.compile(
    r"caption|credit|legend|cutline|bildunterschrift|didascalia|copyright|photographer|agency|text|description|"
    r"\A(?:properties|data|meta|metadata|attributes|fields)\Z",
    re.IGNORECASE,
)
"""What one of the keys of a captioned image has in it."""
_WIDTH = re.compile(r"__WIDTH__|\{w(?:idth)?\}", re.IGNORECASE)
"""Where the script is to put the width in."""
USUAL_WIDTH = "1200"
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageData:
    """What an object of script data says of one image."""

    src: str
    caption: str | None
    credits: tuple[str, ...]
    alt: str | None


def image_of(item: dict[str, Any], base_url: str) -> ImageData | None:
    """Return the image that *item* is; None when it has no address, or neither caption nor credit.

    >>> ferry = {"image": {"src": "/a.jpg"}, "caption": "<p>A ferry</p>", "credit": {"name": "AFP"}}
    >>> image_of(ferry, "https://a.example/")
    ImageData(src='https://a.example/a.jpg', caption='A ferry', credits=('AFP',), alt=None)
    """
    if not any(map(_may_tell, item)):
        return None
    fields = _fields_of(item)
    called = is_called_image(item)
    text = _first(fields, _CAPTIONS, ending="caption")
    credit = _first(fields, _CREDITS, ending="credit")
    if not text and not credit and not called:
        return None
    # What has no caption may be a whole page with its copyright: only its own address counts.
    src = _address(item, base_url, called=called, levels=LEVELS if text else 0)
    text = text or _first(fields, _CAPTIONS_OF_IMAGES)
    if src is None:
        return None
    credit = credit or _first(fields, _CREDITS_OF_IMAGES)
    names = credit_names(credit) if credit and "://" not in credit and len(credit.split()) <= MOST_CREDIT_WORDS else []
    split = split_credit(text)
    told = tuple(dict.fromkeys([*names[:MOST_CREDITS], *split.credits]))
    if not split.caption and not told:
        return None
    return ImageData(src=src, caption=split.caption, credits=told, alt=_first(fields, _ALTS) or None)


def is_called_image(item: dict[str, Any]) -> bool:
    """Return whether *item* says that it is an image."""
    return any(isinstance(kind := item.get(name), str) and _IMAGE.search(kind) for name in _KINDS)


def is_called_video(item: dict[str, Any]) -> bool:
    """Return whether *item* says that it moves or sounds."""
    return any(isinstance(kind := item.get(name), str) and _VIDEO.search(kind) for name in _KINDS)


def is_photo(address: str) -> bool:
    """Return whether *address* has the ending of an image."""
    return address.partition("?")[0].partition("#")[0].lower().endswith(IMAGE_ENDINGS)


def plain(text: str) -> str:
    """Return *text* without markup, white space collapsed."""
    text = _TAG.sub(" ", text) if "<" in text else text
    return " ".join((unescape(text) if "&" in text else text).split())


@lru_cache(maxsize=4096)
def _may_tell(name: str) -> bool:
    """Whether a key may be that of a caption or credit. Data have thousands of objects and few names."""
    return _TELLING.search(name) is not None


def _key(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _fields_of(item: dict[str, Any]) -> dict[str, Any]:
    fields = {_key(name): value for name, value in item.items()}
    for part in _PARTS:
        inner = item.get(part)
        if isinstance(inner, dict):
            pairs = list(inner.items())
        elif isinstance(inner, list):
            pairs = [(one["name"], one.get("value")) for one in inner if isinstance(one, dict) and "name" in one]
        else:
            continue
        for name, value in pairs:
            if isinstance(name, str):
                fields.setdefault(_key(name), value)
    return fields


def _first(fields: dict[str, Any], names: tuple[str, ...], *, ending: str | None = None) -> str:
    """The first text under one of *names*, or under a name with *ending*."""
    for name in names:
        if name in fields and (text := _text(fields[name])):
            return text
    if ending is not None:
        for name, value in fields.items():
            if name.endswith(ending) and (text := _text(value)):
                return text
    return ""


def _text(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return plain(value)
    if depth > 3:
        return ""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, (_text(one, depth + 1) for one in value[:6]))))
    if isinstance(value, dict):
        fields = {_key(name): inner for name, inner in value.items()}
        return next((text for name in _TEXTS if name in fields and (text := _text(fields[name], depth + 1))), "")
    return ""


def _address(item: dict[str, Any], base_url: str, *, called: bool, levels: int) -> str | None:
    """The address of the image: one that tells that it is one, the least deep, of those the largest."""
    found = [(one, one[3] or is_photo(one[2])) for one in islice(_addresses(item, levels), MOST_NODES)]
    told = [(not sure, depth, -width, text) for (depth, width, text, _), sure in found if sure or called]
    for _, _, _, text in sorted(told, key=lambda one: one[:3]):
        address = resolve(base_url, text)
        if address is not None:
            return address
    return None


def _addresses(item: dict[str, Any], levels: int) -> Iterator[tuple[int, int, str, bool]]:
    """Yield depth, width, address, and whether its key says that it is one, breadth first."""
    waiting: list[tuple[int, Any]] = [(0, item)]
    for depth, value in waiting:
        if len(waiting) > MOST_NODES:
            return
        if isinstance(value, list):
            waiting.extend((depth + 1, one) for one in value if depth < levels)
        elif isinstance(value, dict):
            width = value.get("width")
            for name, inner in value.items():
                key = _key(name)
                if isinstance(inner, str) and _ADDRESS.match(key):
                    text = _WIDTH.sub(USUAL_WIDTH, inner)
                    if text.startswith(("https://", "http://", "/")) and not any(mark in text for mark in " {<["):
                        yield depth, width if isinstance(width, int) else size_hint(text), text, key in _SURE_ADDRESSES
                elif (
                    isinstance(inner, (dict, list)) and depth < levels and key not in _CAPTIONS and key not in _CREDITS
                ):
                    waiting.append((depth + 1, inner))
