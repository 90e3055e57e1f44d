"""What JSON-LD says about the images of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.page.data import objects_in
from crawler.url import resolve
from pipelines.captions.credit.line import credit_names, split_credit
from pipelines.captions.source import photo_key

if TYPE_CHECKING:
    from crawler.page import Page

MOST_VALUES = 5_000
CAPTIONS = ("caption", "description")
CREDITS = ("creditText", "copyrightHolder", "copyrightNotice", "author", "creator")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageObject:
    """One ImageObject of the page's JSON-LD."""

    caption: str | None
    credits: tuple[str, ...]


def image_object(page: Page, key: str) -> ImageObject | None:
    """Return the first ImageObject of *page* with the photo of *key* (`photo_key`) and a caption or credit."""
    for value in objects_in(page.json_ld, most=MOST_VALUES):
        kinds = value.get("@type")
        if "ImageObject" not in (kinds if isinstance(kinds, list) else [kinds]):
            continue
        url = next((value[name] for name in ("contentUrl", "url", "@id") if isinstance(value.get(name), str)), None)
        address = resolve(page.base_url, url) if url else None
        if address is None or photo_key(address) != key:
            continue
        split = split_credit(next((text for name in CAPTIONS if (text := _text(value.get(name)))), ""))
        names = [name for key in CREDITS for name in credit_names(_text(value.get(key)))]
        if split.caption or split.credits or names:
            return ImageObject(caption=split.caption, credits=tuple(dict.fromkeys([*names[:3], *split.credits])))
    return None


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return _text(value.get("name"))
    return " ".join(value.split()) if isinstance(value, str) and "<" not in value else ""
