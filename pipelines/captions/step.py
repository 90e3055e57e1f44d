"""The step: photos of the article, and claims on the text that captions them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.model import Photo
from pipelines.captions.area import LONG_WORDS, Area
from pipelines.captions.claims import claimed, claimed_lines, claimed_repeats
from pipelines.captions.credit.line import CreditSplit, credit_names, is_only_credit, split_credit, without_reserved
from pipelines.captions.found import photos_of, told_by_attributes, with_text_beside
from pipelines.captions.lead import Placed, is_sign, preview_images, with_lead
from pipelines.captions.lines import less_credits, names_ahead, without_counter, without_label, without_lead_of_all
from pipelines.captions.mention import chosen_photo, may_point, mentions_in
from pipelines.captions.printed import Printed
from pipelines.captions.scripts import MARKS, photos_in_scripts
from pipelines.captions.source import RENDITION, largest_source, photo_key, pixels
from pipelines.captions.text import text_of
from pipelines.captions.words import is_noise, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from crawler.page import Draft, Page
    from pipelines.captions.found import Found, Told

SOURCES = (
    "figcaption",
    "class",
    "figure",
    "table",
    "beside",
    "printed",
    "data-attribute",
    "title",
    "alt",
    "json-ld",
    "script",
)
"""Where a caption can come from (docs/reading.md)."""
MOST_PHOTOS = 300
MOST_CREDIT_WORDS = 6
MOSTLY = 0.7
MOST_LINKS = 0.3
MOST_BYLINE_WORDS = 14
BYLINE_AT = 12
"""A name so near the beginning is that of a byline; further back somebody does something in the picture."""
MOST_WORDS_BESIDE_NAME = 3
LEAST_WIDE_PX = 600
MOST_LINKED_WORDS = 8


def read_captions(draft: Draft) -> Draft:
    """Return *draft* with its photos, each with caption, credits and mention; their text is claimed."""
    page = draft.page
    found = photos_of(page)
    draft = claimed(draft, found)
    if draft.article.photos:
        return claimed_lines(draft).sourced(photos="site")
    area = Area(draft)
    previews = preview_images(page)
    keys = {photo_key(url) for url in previews}
    told = {one: told_by_attributes(one.place, one.images) for one in found if _is_own(one, area, keys)}
    own = {_with_text_beside(one, attributes, area): attributes for one, attributes in told.items()}
    draft = claimed(draft, (one for one in own if one.source == "beside"))
    photos = [(one, _photo(one, attributes, page)) for one, attributes in own.items()]
    authors = draft.article.authors
    placed = [
        _placed(one, photo, area) for one, photo in photos if not _shows_author(photo, authors, wide=_is_wide(one))
    ]
    draft, placed = _with_printed(draft, placed, area)
    placed += _from_scripts(draft, placed, area)
    placed = with_lead(_merged(filter(_is_photo, placed)), page, area, previews)
    draft = claimed_lines(claimed_repeats(draft, filter(None, (one.photo.caption for one in placed))))
    placed = _with_mentions(placed, draft, area)
    kept = [one.photo for one in placed[:MOST_PHOTOS]]
    return draft.with_article(photos=kept).sourced(photos=_most_common(kept))


def _is_photo(placed: Placed) -> bool:
    """Whether it is no sign; what has a caption, a credit or others beside it is none, whatever its file is called."""
    photo = placed.photo
    is_told = bool(photo.caption or photo.credits) or photo.role == "gallery"
    return is_told or photo.src is None or not is_sign(photo.src)


def _most_common(photos: list[Photo]) -> str | None:
    """Where most of the captions come from; ``image`` when there are photos, but none has a caption or credit."""
    counts = Counter(photo.source for photo in photos if photo.source)
    return counts.most_common(1)[0][0] if counts else ("image" if photos else None)


def _with_text_beside(found: Found, told: Told, area: Area) -> Found:
    at_home = area.holds(found.place) or area.follows(found.place)
    if found.captions or told.caption or not found.images or not at_home or _is_of_sign(found, area):
        return found
    return with_text_beside(found)


def _is_of_sign(found: Found, area: Area) -> bool:
    """Whether it is a sign that lies on the photo, such as the glass that enlarges it: the text beside is not its."""
    sources = [source for image in found.images if (source := largest_source(image, area.base_url))]
    return bool(sources) and all(map(is_sign, sources))


def _placed(found: Found, photo: Photo, area: Area) -> Placed:
    at = area.order[found.place]
    image_at = next((area.order[image] for image in found.images if image in area.order), at)
    return Placed(photo=photo, at=at, image_at=image_at)


def _photo(found: Found, told: Told, page: Page) -> Photo:
    sources = [source for image in found.images if (source := largest_source(image, page.base_url))]
    alts = [" ".join((image.get("alt") or "").split()) for image in found.images]
    lines = [text_of(element) for element in found.credits]
    text = without_label(without_counter(found.text or told.caption or ""))
    first = found.first_line
    leads = bool(first) and not lines and text.startswith(first) and len(first) < len(text) and is_only_credit(first)
    if leads:
        text = text[len(first) :].strip()
    ahead = names_ahead(text) if lines else credit_names(first) if leads else []
    if lines:
        text = "" if ahead else less_credits(text, lines)
    split = split_credit(text.rstrip(" ©") if lines else text)
    if split.caption and split.credits:
        split = replace(split, caption=without_lead_of_all(split.caption))
    if split.caption and not sources:
        drawn = (largest_source(image, page.base_url, drawings=True) for image in found.images)
        sources = [source for source in drawn if source]
    if split.caption is not None and is_noise(split.caption):
        split = CreditSplit(caption=None, credits=split.credits)
    names = [*ahead, *(name for line in lines for name in _credit_of(without_reserved(without_counter(line))))]
    if not names and told.credit:
        names = credit_names(told.credit)
    credits_: dict[str, str] = {}
    for name in (*names, *split.credits):
        credits_.setdefault(name.casefold(), name)
    source = found.source if found.text or lines else told.source
    return Photo(
        src=sources[0] if sources else None,
        caption=split.caption,
        credits=list(credits_.values()),
        source=source if split.caption or credits_ else None,
        alt=next((alt for alt in alts if alt), None),
        role="gallery" if _in_gallery(found.place) else "inline",
    )


def _credit_of(line: str) -> list[str]:
    """The names of a credit element, which on some sites holds the caption too."""
    split = split_credit(line) if len(line.split()) > MOST_CREDIT_WORDS else None
    told = split is not None and split.caption is not None and split.credits
    return list(split.credits) if split is not None and told else credit_names(line)


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
    # Most photos of a page stand elsewhere. Where links lead is asked last: to resolve an address takes longest.
    place = found.place
    at_home = area.holds(place) or (area.follows(place) and _is_told_below(found))
    if not at_home and not (keys and (area.spans(place) or area.precedes(place))):
        return False
    if (area.leads_away(place) and not _is_credited(found, area)) or _is_teaser(found, area):
        return False
    if area.order[place] > area.end_of_holder and any(area.is_linked_away(image) for image in found.images):
        return False
    sources = () if at_home else (largest_source(image, area.base_url) for image in found.images)
    return at_home or any(source is not None and photo_key(source) in keys for source in sources)


def _is_told_below(found: Found) -> bool:
    """Whether a photo below the text has a caption in a gallery, or a line behind it that is nothing but its credit."""
    if found.captions or not found.images:
        return bool(found.captions) and _in_gallery(found.place)
    beside = with_text_beside(found)
    return bool(beside.credits) and not beside.captions


def _is_credited(found: Found, area: Area) -> bool:
    """Whether it has a caption with a credit, as headlines have none: its link leads to the page of the photo."""
    if not found.text and area.leads_to_photo(found.place):
        found = with_text_beside(found)
    return bool(found.text) and (bool(found.credits) or bool(split_credit(found.text).credits))


def _is_teaser(found: Found, area: Area) -> bool:
    """Whether its caption is a link to another page, and so the headline there."""
    links = [
        link for caption in found.captions[:1] for link in caption.iter("a") if area.is_away(link.get("href") or "")
    ]
    linked = sum(len(text_of(link)) for link in links)
    if linked and linked >= MOSTLY * len(found.text) and not _is_linked_caption(found, area):
        return True
    if found.credits and not found.captions:
        # The card of another page as a whole, which tells whose page it is.
        around = {_link_around(element) for element in (*found.credits, *found.images)}
        return None not in around and len(around) == 1 and all(map(area.is_linked_away, found.images))
    return any(
        area.is_linked_away(caption) and area.is_linked_away(image)
        for caption in found.captions
        for image in found.images
    )


def _link_around(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("a"), None)


def _is_linked_caption(found: Found, area: Area) -> bool:
    """Whether it is a photo among the paragraphs that leads nowhere, whose caption links to more about what it shows.

    Headlines of other stories are longer, and no sentences.
    """
    short = len(found.text.split()) <= MOST_LINKED_WORDS or found.text.endswith(".")
    leads = not found.images or any(map(area.is_linked_away, found.images))
    return short and not leads and area.is_in_text(found.place)


def _is_wide(found: Found) -> bool:
    """Whether an image says that it is as wide as the text, and no portrait."""
    sizes = [(pixels(image.get("width")) or 0, pixels(image.get("height")) or 0) for image in found.images]
    return any(width >= LEAST_WIDE_PX and 0 < height < width for width, height in sizes)


def _shows_author(photo: Photo, authors: list[str], *, wide: bool = False) -> bool:
    """Whether the picture is that of a byline: its caption is a short one with an author's name, or it is called so.

    An author may have taken the photos too: a name in the credit says nothing. The credit of somebody else, or that it
    is *wide*, says that it is a photo of what is told, unless the caption is hardly more than the name.
    """
    text = (photo.caption or "").casefold()
    count = len(text.split())
    if not count and (photo.alt or "").casefold() in {name.casefold() for name in authors}:
        return True
    credit = " ".join(photo.credits).casefold()
    for name in authors if 0 < count <= MOST_BYLINE_WORDS else ():
        at = text.find(name.casefold()) if " " in name else -1
        if at >= 0 and count <= len(name.split()) + MOST_WORDS_BESIDE_NAME:
            return True
        if 0 <= at <= BYLINE_AT and not wide and (not credit or name.casefold() in credit):
            return True
    return False


def _in_gallery(place: HtmlElement) -> bool:
    gallery = words().gallery
    return any(
        gallery.within(above.get("class")) for _, above in zip(range(5), (place, *place.iterancestors()), strict=False)
    )


def _from_scripts(draft: Draft, placed: list[Placed], area: Area) -> list[Placed]:
    """Photos in the data of scripts; none where the page prints a caption, as then it prints all of them."""
    page = draft.page
    if any(one.photo.caption for one in placed) or not any(mark in page.text for mark in MARKS):
        return []
    long = [block for block in page.blocks if block.words >= LONG_WORDS and block.link_density < MOST_LINKS]
    prose = [block for block in long if area.first <= area.order[block.opened] <= area.end]
    found = []
    for one in photos_in_scripts(page, draft.article.headline, prose):
        told = one.image
        photo = Photo(src=told.src, caption=told.caption, credits=list(told.credits), source="script", alt=told.alt)
        at = area.begin if one.at is None else area.order[page.blocks[one.at].element]
        if not _shows_author(photo, draft.article.authors):
            found.append(Placed(photo=photo, at=at, image_at=at))
    return found


def _merged(placed: Iterable[Placed]) -> list[Placed]:
    """The same photo in several sizes is one; an image that names no address and has no caption is none.

    So is that of one caption and one file name in several folders, or that the page shows once more by script alone.
    """
    kept: dict[str, Placed] = {}
    by_caption: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in sorted(placed, key=lambda one: one.at):
        photo = one.photo
        if photo.src is None and photo.caption is None:
            continue
        key = _key_of(photo, by_caption[photo.caption or ""])
        known = kept.get(key)
        kept[key] = one if known is None else replace(known, photo=_joined(known.photo, photo))
    return list(kept.values())


def _key_of(photo: Photo, known: dict[str, str]) -> str:
    """What names *photo* among others; *known* are the keys of those with its caption, by the names of their files."""
    key = photo_key(photo.src) if photo.src else f"caption {photo.caption}"
    if photo.caption is None:
        return key
    name = RENDITION.sub(r"\1", key.rpartition("/")[2].lstrip("-")) if photo.src else ""
    if name not in known:
        known[name] = known.pop("", key) if name else next(iter(known.values()), key)
    return known[name]


def _joined(first: Photo, second: Photo) -> Photo:
    return replace(
        first,
        src=first.src or second.src,
        caption=first.caption or second.caption,
        credits=first.credits or second.credits,
        source=first.source if first.caption else second.source or first.source,
        alt=first.alt or second.alt,
    )


def _with_mentions(placed: list[Placed], draft: Draft, area: Area) -> list[Placed]:
    """Link each sentence that points at a photo to it."""
    inside = set(area.holder.iter()) - {area.holder} if placed else set()
    texts = [block for block in draft.page.blocks if block.element in inside and block.index not in draft.claimed]
    if not may_point("\n".join(block.text for block in texts)):
        return placed
    order = sorted(range(len(placed)), key=lambda index: placed[index].image_at)
    places = [placed[index].image_at for index in order]
    linked = list(placed)
    for block in texts:
        for mention in mentions_in(block.text):
            chosen = chosen_photo(places, area.order[block.element], mention.toward)
            if chosen is None or linked[order[chosen]].photo.mention is not None:
                continue
            one = linked[order[chosen]]
            linked[order[chosen]] = replace(one, photo=replace(one.photo, mention=mention.sentence))
    return linked
