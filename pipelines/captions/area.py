"""Where on the page the article stands, as far as photos are concerned."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.page.block import HEADINGS
from crawler.url import resolve
from pipelines.captions.source import IMAGES, largest_source, photo_key
from pipelines.captions.text import folded
from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from crawler.page import Block, Draft, Page

LONG_WORDS = 15
LEVELS_UP = 4
CLEARLY_MORE = 1.2
MUCH = 0.4
REFUSED_TAGS = frozenset({"aside", "nav", "footer", "form", "dialog", "menu", "head"})
LINK_LEVELS = 8
LEVELS_TO_TEXT = 3
LIKE_CHARS = 6
"""So much of their names all sizes of one photo have in common."""
OF_PHOTOS = re.compile(
    r"image|photo|picture|galler|galer|foto|bild|media|slide|diapo|attachment|zoom|lightbox", re.IGNORECASE
)
"""Found in addresses of pages that show one photo of an article in full size."""
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
MOST_HEADINGS = 50
"""Among so many the beginning of a next story is looked for."""


class Area:
    """The article of one page: the element that holds its text, its beginning and its end in document order."""

    def __init__(self, draft: Draft) -> None:
        self._page: Page = draft.page
        elements = self._page.elements
        self.order: dict[HtmlElement, int] = dict(zip(elements, range(len(elements)), strict=True))
        self._dropped = {element for drop in self._page.template.drop for element in self._page.select(drop)}
        self._chains: dict[HtmlElement, tuple[HtmlElement, ...]] = {}
        prose = _prose_of(self._page.blocks)
        self.headline = folded(draft.article.headline or "")
        """What the article is called, in the form in which texts are compared."""
        self._headline = self._headline_element(draft)
        self._above_headline = set() if self._headline is None else {self._headline, *self._headline.iterancestors()}
        self._next_story = self._start_of_next_story(prose)
        prose = [block for block in prose if self.order[block.opened] < self._next_story]
        self._bulk = self._bulk_of(prose)
        self._total = sum(block.words for block in prose)
        self._asides: dict[HtmlElement, bool | None] = {}
        self._own_path = urlsplit(self._page.url).path
        self._leading: dict[str, bool] = {}
        """Of the addresses that links have, whether they are own ones; the title and the photo of a card have one."""
        long = [block for block in prose if not self.is_aside(block.element)]
        self.holder = self._holder(long)
        self.scope = self._common_scope()
        ends = self._within(long, {self.holder}) or long
        self.first = self.order[ends[0].opened] if ends else 0
        self.end_of_holder = max((self.order[block.opened] for block in ends), default=len(self.order))
        further = self._within(long, self._alike())
        self.end = max([self.end_of_holder, *(self.order[block.opened] for block in further)])
        self.begin = self.order[self._headline] if self._headline is not None else self.order[self.holder]

    def holds(self, element: HtmlElement) -> bool:
        """Return whether a photo at *element* belongs to the article."""
        return self.spans(element) and not self.is_aside(element)

    def spans(self, element: HtmlElement) -> bool:
        """Return whether *element* stands between the article's beginning and its end, be it in a box or not."""
        at = self.order[element]
        if at >= self._next_story:
            return False
        around = self._around(element)[1:]
        if self.holder in around:
            return True
        if self.scope not in around or at > self.end:
            return False
        return at >= self.begin or self.scope.tag not in {"body", "html"}

    def is_in_text(self, element: HtmlElement) -> bool:
        """Return whether *element* is a figure that stands among the paragraphs of the text."""
        return element.tag == "figure" and self.holder in islice(element.iterancestors(), LEVELS_TO_TEXT)

    def precedes(self, element: HtmlElement) -> bool:
        """Return whether *element* stands above the headline, and in no box beside the article."""
        above = self.order[element] < self.begin and element not in self._above_headline
        return above and not self.is_aside(element)

    def follows(self, element: HtmlElement) -> bool:
        """Return whether *element* stands below the text, but in the same <article> and in no box beside it."""
        inside = self.scope.tag == "article" and self.scope in element.iterancestors()
        return inside and self.order[element] < self._next_story and not self.is_aside(element)

    @property
    def base_url(self) -> str:
        return self._page.base_url

    def leads_away(self, element: HtmlElement) -> bool:
        """Return whether *element* stands in a link to another page."""
        for above in self._around(element):
            if above is self.holder or above.tag == "figure":
                return False
            if above.tag == "a" and (href := above.get("href")):
                return not (self.is_own(href) or self._is_larger(href, element) or self._is_of_photo(above))
        return False

    def leads_to_photo(self, element: HtmlElement) -> bool:
        """Return whether the link around *element* leads to a page that shows one photo, by its address."""
        link = next((above for above in islice(element.iterancestors(), LINK_LEVELS) if above.tag == "a"), None)
        return link is not None and OF_PHOTOS.search(link.get("href") or "") is not None

    def is_linked_away(self, element: HtmlElement) -> bool:
        """Return whether *element* stands in a link to another page, be it in a figure or not."""
        for above in (element, *islice(element.iterancestors(), LINK_LEVELS)):
            if above is self.holder:
                return False
            if above.tag == "a" and above.get("href"):
                return self.is_away(above.get("href") or "")
        return False

    def is_away(self, href: str) -> bool:
        """Return whether *href* leads to another page that is not there to show a photo."""
        return bool(href) and not href.startswith("#") and not self.is_own(href) and not OF_PHOTOS.search(href)

    def is_own(self, href: str) -> bool:
        """Return whether *href* leads to an image or back to this page."""
        if href not in self._leading:
            target = resolve(self._page.base_url, href)
            path = None if target is None else urlsplit(target).path
            self._leading[href] = path is None or path.lower().endswith(IMAGE_ENDINGS) or path == self._own_path
        return self._leading[href]

    def _is_of_photo(self, link: HtmlElement) -> bool:
        """Whether *link* leads to the page of a photo: an attachment, below this page, or at a service for photos."""
        target = resolve(self._page.base_url, link.get("href") or "")
        if target is None or "attachment" in (link.get("rel") or "") or "attachment" in target:
            return target is not None
        there, own = urlsplit(target), urlsplit(self._page.url)
        if there.hostname != own.hostname:
            return "/photo/" in there.path or "/photos/" in there.path
        own_path = own.path.rstrip("/")
        return bool(own_path) and there.path.startswith(f"{own_path}/")

    def _is_larger(self, href: str, image: HtmlElement) -> bool:
        """Whether *href* is an address of the photo that *image* shows, though it has no ending of images."""
        name = href.rpartition("/")[2][:LIKE_CHARS]
        if image.tag not in IMAGES or not name or not any(name in value for value in image.values()):
            return False
        source = largest_source(image, self.base_url)
        return source is not None and photo_key(href) == photo_key(source)

    def is_aside(self, element: HtmlElement) -> bool:
        """Return whether *element* lies in a part of the page that is beside the article."""
        # The nearest element that says so decides.
        for above in self._around(element):
            if above not in self._asides:
                self._asides[above] = self._says_aside(above)
            if (said := self._asides[above]) is not None:
                return said
        return False

    def _says_aside(self, element: HtmlElement) -> bool | None:
        """Return whether what *element* is says that it is beside the article; None when it says nothing."""
        if element in self._dropped:
            return True
        # What holds the headline or much of the page's prose is no box beside it, whatever it is called.
        if (
            element in self._above_headline
            or self._bulk.get(element, 0) > MUCH * self._total
            or element.tag in {"body", "html", "main"}
        ):
            return False
        if element.tag in REFUSED_TAGS:
            return True
        refused = words().refused
        named = element.tag not in IMAGES and (
            refused.within(element.get("class")) or refused.within(element.get("id"))
        )
        return True if named else None

    def _holder(self, long: list[Block]) -> HtmlElement:
        selector = self._page.template.body
        found = self._page.select(selector) if selector else []
        if found:
            return found[0]
        heaviest = _heaviest(long)
        return self._page.tree if heaviest is None else _widened(heaviest, self._bulk_of(long))

    def _around(self, element: HtmlElement) -> tuple[HtmlElement, ...]:
        """*element* and what it lies in: of photos and paragraphs that is asked for again and again."""
        if element not in self._chains:
            self._chains[element] = (element, *element.iterancestors())
        return self._chains[element]

    def _within(self, blocks: list[Block], boxes: AbstractSet[HtmlElement]) -> list[Block]:
        return [block for block in blocks if not boxes.isdisjoint(self._around(block.element))]

    def _bulk_of(self, blocks: list[Block]) -> dict[HtmlElement, int]:
        """Words of prose below each element."""
        bulk: dict[HtmlElement, int] = defaultdict(int)
        for block in blocks:
            for element in self._around(block.element):
                bulk[element] += block.words
        return bulk

    def _alike(self) -> set[HtmlElement]:
        """Boxes of the make of the one that holds the text: some systems put it into several, with photos between."""
        holder, class_ = self.holder, self.holder.get("class")
        if not class_:
            return set()
        story = next(holder.iterancestors("article"), None)
        same = self._page.at_places(self._page.places_by("class")[class_], str(holder.tag))
        alike = (box for box in same if self.scope in self._around(box))
        return {box for box in alike if next(box.iterancestors("article"), None) is story}

    def _headline_element(self, draft: Draft) -> HtmlElement | None:
        claimed = draft.claimed_as("headline")
        if claimed:
            return self._page.blocks[claimed[0]].element
        wanted = " ".join((draft.article.headline or "").split()).casefold()
        heads = [block for block in self._page.blocks if block.tag in {"h1", "h2"}]
        same = [block for block in heads if block.text.casefold() == wanted]
        first = same or [block for block in heads if block.tag == "h1"]
        return first[0].element if first else None

    def _start_of_next_story(self, prose: list[Block]) -> int:
        """Where a second story begins that an endless page put below this one, perhaps a longer one.

        Its box and its heading are of the make of those of the first, and text stands in both boxes.
        """
        heading = self._headline
        if heading is None or heading.tag != "h1" or self._page.template.body:
            return len(self.order)
        at = self.order[heading]
        inside = {above.getparent(): above for above in (heading, *heading.iterancestors())}
        for other in islice(self._page.tagged("h1"), MOST_HEADINGS):
            if self.order[other] <= at or other.get("class") != heading.get("class"):
                continue
            box = next((above for above in (other, *other.iterancestors()) if above.getparent() in inside), other)
            own = inside.get(box.getparent())
            if own is not None and _are_stories(own, box) and {own, box} <= self._bulk_of(prose).keys():
                return self.order[box]
        return len(self.order)

    def _common_scope(self) -> HtmlElement:
        """The smallest element that holds headline and text, or the nearest <article> or <main> around it."""
        scope = self.holder
        if self._headline is not None:
            above = set(self._headline.iterancestors())
            scope = next((element for element in (scope, *scope.iterancestors()) if element in above), scope)
        for element in (scope, *scope.iterancestors()):
            if element.tag in {"article", "main"}:
                return element
        return scope


def _are_stories(first: HtmlElement, second: HtmlElement) -> bool:
    """Whether both are boxes of one make: each an <article>, or of one class."""
    if first.tag != second.tag or first.tag in HEADINGS:
        return False
    return first.tag == "article" or (bool(first.get("class")) and first.get("class") == second.get("class"))


def _prose_of(blocks: Sequence[Block]) -> list[Block]:
    """Longer texts. What stands in tables and lists counts only where there is nothing else, as on the oldest pages."""
    long = [block for block in blocks if block.words >= LONG_WORDS and block.link_density < 0.3]
    return [block for block in long if block.tag not in {"figcaption", "td", "li"}] or long


def _widened(holder: HtmlElement, bulk: dict[HtmlElement, int]) -> HtmlElement:
    """Climb while the parent holds clearly more prose: the text may be cut into several boxes."""
    for _, above in zip(range(LEVELS_UP), holder.iterancestors(), strict=False):
        if above.tag in {"body", "html", "main"}:
            break
        if bulk[above] >= CLEARLY_MORE * bulk[holder]:
            holder = above
        if above.tag == "article":
            break
    return holder


def _heaviest(blocks: list[Block]) -> HtmlElement | None:
    """The element with the most prose directly below it; half of what lies one level deeper counts."""
    mass: dict[HtmlElement, float] = defaultdict(float)
    for block in blocks:
        parent = block.element.getparent()
        # Runs parted by <br> have one element, which then is the parent of the text.
        holder = block.element if block.tag in {"div", "section", "article", "main"} else parent
        if holder is None:
            continue
        mass[holder] += block.words
        above = holder.getparent()
        if above is not None:
            mass[above] += block.words / 2
    return max(mass, key=lambda element: mass[element], default=None)
