"""Which photo is the lead, and what the page says about it in other places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.model import Photo
from crawler.page.block import count_words
from crawler.url import resolve
from pipelines.captions.credit.line import split_credit
from pipelines.captions.jsonld import image_object
from pipelines.captions.source import DRAWING, photo_key, size_hint
from pipelines.captions.text import folded

if TYPE_CHECKING:
    from crawler.page import Page
    from pipelines.captions.area import Area
    from pipelines.captions.jsonld import ImageObject

PREVIEWS = (
    "og:image",
    "og:image:secure_url",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "sailthru.image.full",
)
ALTS = ("og:image:alt", "twitter:image:alt")
OF_SITE = re.compile(r"logo|default|placeholder|fallback|favicon|sharing|social[-_]|[-_/]share[-_.]", re.IGNORECASE)
"""A preview image of such a name stands for the whole site."""
SIGN = re.compile(
    r"-([5-9]\d|1\d\d|2[0-4]\d|250)x\1\.\w{2,5}$|/(?:bl)?avatar/[0-9a-f]{32}|/(?:[a-z]{0,12}icons?|smil(?:ies|eys)|emojis?)/|(?:^|/)apple-touch-icon|"
    r"(?:^|[/_-])blank\.\w{2,5}$|/(?:zoom|lupe|loupe|print(?:er)?)\.(?:png|gif|svg)$|logo\d{0,3}\.\w{2,5}$|"
    r"(?:^|[/_.-])(?:icons?|favicon|smiley|emoji|sprite|logos?)(?:[_.-][^/]{0,100})?\.(?:png|gif|svg|ico|webp)$",
    re.IGNORECASE,
)
"""An image of such a path is no photo.

It is a sign beside the text, who writes or comments (small and square), the site itself, or fills a place.
"""
LEAST_WORDS, LEAST_WORDS_OPEN = 4, 6
"""A caption from data has so many words, more where no full stop ends it."""
SENTENCE_ENDS = (".", "!", "?", "。", "।", "۔", "؟")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A photo and where it stands."""

    photo: Photo
    at: int
    """Position in document order, of what holds the photo and its caption."""
    image_at: int
    """Position of the image itself: what holds it may hold text of the article too."""


def preview_images(page: Page) -> list[str]:
    """Return the addresses of the photo that stands for *page* in link previews."""
    values = [value for name in PREVIEWS for value in page.meta.get(name, ())[:1]]
    found = [url for value in values if (url := resolve(page.base_url, value))]
    return [url for url in found if not OF_SITE.search(url) and not is_sign(url)]


def is_sign(url: str) -> bool:
    """Return whether an image of this address is a sign, such as an icon or a logo, by the name of its file.

    >>> is_sign("https://news.example/img/icons/mail.png"), is_sign("https://news.example/2031/style-icon-dies.jpg")
    (True, False)
    """
    return SIGN.search(urlsplit(url).path) is not None


def with_lead(placed: list[Placed], page: Page, area: Area, previews: list[str]) -> list[Placed]:
    """Return *placed* with the lead photo first: the one of link *previews*, else the first above the text.

    A preview image that is not on the page is a photo too.
    """
    keys = {photo_key(url) for url in previews}
    leads = [one for one in placed if one.photo.src and photo_key(one.photo.src) in keys]
    leads = leads or [one for one in placed if one.at < area.first and one.photo.role == "inline"]
    if leads:
        rest = [one for one in placed if one is not leads[0]]
        lead = replace(leads[0], photo=_larger(leads[0].photo, previews))
        if lead.photo.role == "gallery" and lead.at > area.first:
            return [replace(lead, photo=_told(lead.photo, page, area.headline)), *rest]
    elif previews:
        lead = Placed(photo=Photo(src=previews[0], alt=_preview_alt(page)), at=area.begin, image_at=area.begin)
        rest = placed
    else:
        return placed
    return [replace(lead, photo=_told(replace(lead.photo, role="lead"), page, area.headline)), *rest]


def _larger(photo: Photo, previews: list[str]) -> Photo:
    """*photo* with the address of a preview image that is the same photo in a larger size, as its name says.

    A drawing in its place, or no address at all, stands there until a script loads the photo.
    """
    src = photo.src
    if src is None or (previews and DRAWING.search(urlsplit(src).path)):
        return replace(photo, src=previews[0]) if previews else photo
    same = [url for url in previews if photo_key(url) == photo_key(src)]
    best = max([src, *same], key=size_hint)
    return replace(photo, src=best) if size_hint(src) else photo


def _told(photo: Photo, page: Page, headline: str) -> Photo:
    """*photo* with what JSON-LD says of it; its alternative text is its caption when it reads like one.

    Many sites put the headline in both; that is no caption.
    """
    told = image_object(page, photo_key(photo.src)) if photo.src else None
    if told is not None and folded(told.caption) == headline:
        told = replace(told, caption=None) if told.credits else None
    if told is not None and _is_caption(told, photo):
        source = photo.source if photo.caption or not told.caption else "json-ld"
        caption, credits_ = photo.caption or told.caption, photo.credits or list(told.credits)
        photo = replace(photo, caption=caption, credits=credits_, source=source or "json-ld")
    if photo.caption is not None or photo.credits or not photo.alt or folded(photo.alt) == headline:
        return photo
    # Most alternative texts describe the picture to those who cannot see it; a whole sentence or one with a credit was
    # written as a caption.
    split = split_credit(photo.alt)
    if split.credits or photo.alt.endswith(SENTENCE_ENDS):
        return replace(photo, caption=split.caption, credits=list(split.credits), source="alt")
    return photo


def _is_caption(told: ImageObject, photo: Photo) -> bool:
    """Whether what JSON-LD says was written as a caption: many sites put the title or the alternative text there."""
    if told.credits or told.caption is None:
        return True
    count = count_words(told.caption)
    ends = told.caption.endswith(SENTENCE_ENDS)
    return (ends and count >= LEAST_WORDS) or (count >= LEAST_WORDS_OPEN and folded(told.caption) != folded(photo.alt))


def _preview_alt(page: Page) -> str | None:
    return next((value for name in ALTS for value in page.meta.get(name, ())), None)
