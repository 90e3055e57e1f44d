"""The step: photos of the article, and claims on the text that captions them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.model import Photo
from pipelines.captions.area import Area
from pipelines.captions.credit import credit_names, split_credit
from pipelines.captions.find import photos_of
from pipelines.captions.lead import Placed, preview_images, with_lead
from pipelines.captions.mention import chosen_photo, may_point, mentions_in
from pipelines.captions.printed import Printed
from pipelines.captions.source import largest_source, photo_key
from pipelines.captions.text import text_of
from pipelines.captions.words import words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page import Draft, Page
    from pipelines.captions.find import Found

MOST_PHOTOS = 300
MOST_BYLINE_WORDS = 14


def read_captions(draft: Draft) -> Draft:
    """Return *draft* with its photos, each with caption, credits and mention; their text is claimed."""
    page = draft.page
    found = photos_of(page)
    draft = _claimed(draft, found)
    if draft.article.photos:
        return draft
    area = Area(draft)
    keys = {photo_key(url) for url in preview_images(page)}
    own = [(one, _photo(one, page)) for one in found if _is_own(one, area, keys)]
    authors = draft.article.authors
    placed = [Placed(photo=photo, at=area.order[one.place]) for one, photo in own if not _shows_author(photo, authors)]
    draft, placed = _with_printed(draft, placed, area)
    placed = _merged(placed)
    placed = with_lead(placed, page, area)
    placed = _with_mentions(placed, draft, area)
    return draft.with_article(photos=[one.photo for one in placed[:MOST_PHOTOS]])


def _photo(found: Found, page: Page) -> Photo:
    sources = [source for image in found.images if (source := largest_source(image, page.base_url))]
    alts = [" ".join((image.get("alt") or "").split()) for image in found.images]
    split = split_credit(found.text or found.data_caption or "")
    if split.caption and not sources:
        drawn = (largest_source(image, page.base_url, drawings=True) for image in found.images)
        sources = [source for source in drawn if source]
    printed = [text_of(element) for element in found.credits]
    names = [name for line in printed for name in credit_names(line)]
    if not names and found.data_credit:
        names = credit_names(found.data_credit)
    return Photo(
        src=sources[0] if sources else None,
        caption=split.caption,
        credits=list(dict.fromkeys([*names, *split.credits])),
        alt=next((alt for alt in alts if alt), None),
        role="gallery" if _in_gallery(found.place) else "inline",
    )


def _with_printed(draft: Draft, placed: list[Placed], area: Area) -> tuple[Draft, list[Placed]]:
    printed = Printed(draft.page.blocks, draft.claimed, area.order)
    changed = list(placed)
    for index, one in enumerate(placed):
        told = printed.caption_of(one.photo, one.at)
        if told is not None:
            changed[index] = replace(one, photo=told[0])
            draft = draft.claim([told[1].index], "caption")
    return draft, changed


def _is_own(found: Found, area: Area, keys: set[str]) -> bool:
    """Whether it is a photo of the article. The one the page shows in link previews may stand in an odd box."""
    if area.leads_away(found.place):
        return False
    if area.holds(found.place):
        return True
    if found.captions and area.follows(found.place) and _in_gallery(found.place):
        return True
    if not keys:
        return False
    sources = [source for image in found.images if (source := largest_source(image, area.base_url))]
    return area.spans(found.place) and any(photo_key(source) in keys for source in sources)


def _shows_author(photo: Photo, authors: list[str]) -> bool:
    """Whether the picture is that of a byline: its caption is a short one with an author's name.

    An author may have taken the photos too: a name in the credit says nothing.
    """
    text = (photo.caption or "").casefold()
    return len(text.split()) <= MOST_BYLINE_WORDS and any(name.casefold() in text for name in authors if " " in name)


def _in_gallery(place: HtmlElement) -> bool:
    gallery = words().gallery
    return any(
        gallery.within(above.get("class")) for _, above in zip(range(5), (place, *place.iterancestors()), strict=False)
    )


def _merged(placed: list[Placed]) -> list[Placed]:
    """The same photo in several sizes is one; an image that names no address and has no caption is none."""
    kept: dict[str, Placed] = {}
    for one in sorted(placed, key=lambda one: one.at):
        photo = one.photo
        if photo.src is None and photo.caption is None:
            continue
        key = photo_key(photo.src) if photo.src else f"caption {photo.caption}"
        known = kept.get(key)
        kept[key] = one if known is None else Placed(photo=_joined(known.photo, photo), at=known.at)
    return list(kept.values())


def _joined(first: Photo, second: Photo) -> Photo:
    return replace(
        first,
        caption=first.caption or second.caption,
        credits=first.credits or second.credits,
        alt=first.alt or second.alt,
    )


def _with_mentions(placed: list[Placed], draft: Draft, area: Area) -> list[Placed]:
    """Link each sentence that points at a photo to it."""
    inside = set(area.holder.iter()) - {area.holder} if placed else set()
    texts = [block for block in draft.page.blocks if block.element in inside and block.index not in draft.claimed]
    if not may_point("\n".join(block.text for block in texts)):
        return placed
    order = sorted(range(len(placed)), key=lambda index: placed[index].at)
    places = [placed[index].at for index in order]
    linked = list(placed)
    for block in texts:
        for mention in mentions_in(block.text):
            chosen = chosen_photo(places, area.order[block.element], mention.toward)
            if chosen is None or linked[order[chosen]].photo.mention is not None:
                continue
            one = linked[order[chosen]]
            linked[order[chosen]] = replace(one, photo=replace(one.photo, mention=mention.sentence))
    return linked


def _claimed(draft: Draft, found: list[Found]) -> Draft:
    """Claim caption and credit text, wherever on the page: none of it is text of the article."""
    for role in ("credit", "caption"):
        elements = [
            element for one in found if one.images for element in (one.credits if role == "credit" else one.captions)
        ]
        draft = draft.claim(_whole_blocks(draft.page, elements), role)
    return draft


def _whole_blocks(page: Page, elements: list[HtmlElement]) -> list[int]:
    """The blocks that lie in *elements*, unless most of their text stands outside of them."""
    owner = {inner: element for element in elements for inner in element.iter()}
    chars = {element: len(text_of(element)) for element in elements}
    whole = []
    for block in page.blocks if elements else ():
        around = next((owner[part] for part in (block.element, *block.inline) if part in owner), None)
        if around is not None and len(block.text) <= 1.3 * chars[around] + 20:
            whole.append(block.index)
    return whole
