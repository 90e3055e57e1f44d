"""The photos of a page: which images there are, and which elements caption them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.captions.credit.line import is_joined, is_only_credit
from pipelines.captions.found.credited import (
    ENDS,
    LONGEST_CREDIT_CHARS,
    UNTOLD,
    credit_behind,
    credits_in,
    is_credit_long,
    is_short,
    name_behind,
    not_captions,
    outermost,
    without_bylines,
)
from pipelines.captions.source import image_tags, is_icon
from pipelines.captions.text import first_line_of, text_of, text_within
from pipelines.captions.words import is_noise, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page import Page

FIGURES = frozenset({"figure", "amp-figure"})
MOST_CONTAINERS = 600
"""So many figures and captions are looked at; no page in earnest has more."""
LEVELS_UP = 3
"""An image belongs to a caption element when it stands at most so many levels above it."""
LEVELS_UP_ALONE = 7
"""So many when there is hardly any other text around both."""
OTHER_CHARS = 120
LEVELS_OF_TABLE = 6
MOST_CELLS = 6
LEAST_CHARS, LONGEST_CELL_CHARS = 8, 400
LONGEST_CAPTION_CHARS = 1_500
LONGEST_UNTOLD_CHARS = 500
MOST_NAME_WORDS = 5
MOST_TOLD = 100
"""In so many elements of a figure its credit is looked for, where none is called one."""
MOST_BETWEEN = 4
"""So many elements without text, such as line breaks and scripts, may part a caption from its image."""
MOST_OF_ONE_PHOTO = 2
LEAST_WORDS_OF_PROSE, MOST_LINKS = 15, 0.3
OF_TEXT = ("p", "div", "span", "small", "em", "figcaption")
ELSE = ("table", "blockquote", "pre", "code", "math", "audio")
EMPTY_BRACKETS = re.compile(r"\s?(?:\(\s*\)|\[\s*\]|（\s*）)")
"""In which the credit stood."""
MOST_LINKS_TOLD = 4
MOST_LINKED = 0.5
OF_PICTURES = ("img", "image", "photo", "picture", "figure", "bild", "foto", "media")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An image with what stands around it, before it is known to be a photo of the article."""

    place: HtmlElement
    """The element by which its position is judged."""
    images: tuple[HtmlElement, ...]
    """The same photo, perhaps several times: a placeholder and its <noscript>."""
    captions: tuple[HtmlElement, ...] = ()
    credits: tuple[HtmlElement, ...] = ()
    source: str = "class"
    """Where its *captions* come from, one of `pipelines.captions.step.SOURCES`."""

    @property
    def text(self) -> str:
        """The caption as printed, without the elements that are its credit."""
        links = (link for one in self.captions for link in islice(one.iter("a"), MOST_LINKS_TOLD) if is_short(link))
        without = {*self.credits, *(link for link in links if is_noise(text_of(link)))}
        told = dict.fromkeys(text_of(element, without) for element in self.captions if element not in without)
        text = " ".join(text for text in told if text)
        return _once(EMPTY_BRACKETS.sub("", text) if without else text)

    @property
    def first_line(self) -> str:
        """The line that the caption begins with, where a break ends it: "Photo: Jane Roe<br>A ferry leaves"."""
        return first_line_of(self.captions[0]) if self.captions else ""


def photos_of(page: Page) -> list[Found]:
    """Return all images of *page* with their captions, in no particular order, icons left out."""
    return _Finder(page).found()


class _Finder:
    """One search. What a container has taken is not looked at again."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tags = image_tags(page)
        self._taken: set[HtmlElement] = set()
        self._found: list[Found] = []
        self._extra = frozenset(page.select(page.template.captions)) if page.template.captions else frozenset()

    @cached_property
    def _prose(self) -> dict[HtmlElement, int]:
        return _words_of_prose(self._page)

    def found(self) -> list[Found]:
        self._figures()
        self._named()
        images = [image for image in self._page.tagged(*self._tags) if image not in self._taken]
        images = [image for image in images[:MOST_CONTAINERS] if not is_icon(image)]
        for image in images:
            self._celled(image)
        self._credited()
        self._found.extend(self._bare(image) for image in images if image not in self._taken)
        return [one for one in self._found if one.images or (one.captions and not _shows_something_else(one.place))]

    def _take(self, container: HtmlElement, found: Found) -> None:
        self._found.append(found)
        self._taken.update(container.iter())

    def _figures(self) -> None:
        for figure in islice(self._page.tagged(*FIGURES), MOST_CONTAINERS):
            if figure in self._taken:
                continue
            if any(inner is not figure and self._images(inner) for inner in figure.iter(*FIGURES)):
                continue
            if not self._holds_several(figure):
                self._take(figure, self._of_container(figure))

    def _holds_several(self, figure: HtmlElement) -> bool:
        """Whether *figure* is a gallery: photos in boxes of their own, each with its caption."""
        images = self._images(figure)
        if len(images) < 2:
            return False
        around = {above for image in images for above in image.iterancestors()}
        captions = [one for one in figure.iter() if one.tag == "figcaption" or words().caption.name(one)]
        told = [one for one in outermost(captions) if one.tag not in UNTOLD and one not in around and text_of(one)]
        boxes = (next(above for above in one.iterancestors() if above in around) for one in told)
        return len(set(boxes) - {figure}) > 1

    def _named(self) -> None:
        page = self._page
        chosen = {*words().caption.named(page), *self._extra, *page.tagged("figcaption")} - self._taken
        for element in filter(chosen.__contains__, page.elements) if chosen else ():
            if element in self._taken or element.tag in UNTOLD:
                continue
            if len(self._found) >= MOST_CONTAINERS:
                return
            images = self._beside_among_prose(element)
            if images:
                self._take_pair(images, element)
                continue
            container = self._container_of(element)
            if container is not None:
                self._take(container, self._of_container(container, element))

    def _take_pair(self, images: list[HtmlElement], caption: HtmlElement) -> None:
        found = self._of_container(caption, caption)
        behind = caption.getnext()
        if not found.credits and behind is not None and words().credit.name(behind) and is_credit_long(behind):
            found = replace(found, credits=tuple(without_bylines([behind], [caption])))
        self._found.append(replace(found, place=images[0], images=tuple(images)))
        for element in (*images, caption, *found.credits):
            self._taken.update(element.iter())

    def _celled(self, image: HtmlElement) -> None:
        cell = None if image in self._taken else self._cell_beside(image)
        if cell is not None:
            found = self._of_container(cell[0], cell[1])
            self._take(cell[0], replace(found, place=image, source="table"))

    def _credited(self) -> None:
        """Take the boxes with nothing but a photo and an element that is called its credit."""
        for element in words().of_photos.named(self._page)[:MOST_CONTAINERS]:
            if element in self._taken or element.tag in UNTOLD:
                continue
            text = text_within(element, LONGEST_CREDIT_CHARS)
            if not text or (len(text.split()) > MOST_NAME_WORDS and not is_only_credit(text)):
                continue
            for above in islice(element.iterancestors(), LEVELS_UP):
                if above in self._taken or above.tag in ENDS or text_within(above, len(text)) is None:
                    break
                if images := self._images(above):
                    self._take(above, Found(place=images[0], images=tuple(images), credits=(element,)))
                    break

    def _bare(self, image: HtmlElement) -> Found:
        return Found(place=image, images=(image,))

    def _of_container(self, container: HtmlElement, caption: HtmlElement | None = None) -> Found:
        images = tuple(self._images(container))
        named = list(credits_in(container))
        if container.tag in FIGURES:
            named = [element for element in named if not self._images(element)]
        captions, source = ([caption], "class") if caption is not None else self._captions(container)
        named = without_bylines(outermost(not_captions(named, captions)), captions)
        if not captions:
            captions, source = self._untold_captions(container, images, named), "figure"
        if not named and captions:
            named = credit_behind(container, text_of(captions[0]))
        if not named and container.tag in FIGURES:
            named = self._told_credits(container, captions)
        if not named:
            named = [tag for element in captions[-1:] if (tag := name_behind(element)) is not None]
        return Found(
            place=container,
            images=images,
            captions=tuple(captions),
            credits=tuple(element for element in named if not any(image in element.iter() for image in images)),
            source="figcaption" if captions and captions[0].tag in {"figcaption", "amp-figcaption"} else source,
        )

    def _captions(self, container: HtmlElement) -> tuple[list[HtmlElement], str]:
        named = [element for element in container.iter("figcaption", "amp-figcaption") if text_of(element)]
        if named:
            return named[:1], "figcaption"
        table = words().caption
        chosen = [
            element
            for element in container.iterdescendants()
            if element.tag not in UNTOLD
            and (element in self._extra or table.name(element))
            and not self._images(element)
            and 0 < len(text_of(element)) <= LONGEST_CAPTION_CHARS
        ]
        return outermost(chosen)[:2], "class"

    def _untold_captions(
        self, container: HtmlElement, images: tuple[HtmlElement, ...], of_credit: list[HtmlElement]
    ) -> list[HtmlElement]:
        """In a figure without a caption element: the one element that holds all its text, if that is short."""
        if container.tag not in FIGURES or not images:
            return []
        inside = [
            element
            for element in container.iterchildren()
            if element.tag not in UNTOLD and not self._images(element) and element not in of_credit
        ]
        told = [element for element in inside if 0 < len(text_of(element)) <= LONGEST_UNTOLD_CHARS]
        return told if len(told) == 1 else []

    def _told_credits(self, figure: HtmlElement, captions: list[HtmlElement]) -> list[HtmlElement]:
        """What stands in *figure* beside its *captions*, is called nothing and is a credit as a whole."""
        within = {inner for caption in captions for inner in caption.iter()}
        told = [
            element
            for element in islice(figure.iterdescendants(*OF_TEXT), MOST_TOLD)
            if element not in within
            and is_short(element)
            and not within.intersection(element.iter())
            and not self._images(element)
            and _is_credit(element)
        ]
        return outermost(told)

    def _images(self, container: HtmlElement) -> list[HtmlElement]:
        return [image for image in container.iter(*self._tags) if not is_icon(image)]

    def _container_of(self, caption: HtmlElement) -> HtmlElement | None:
        """The nearest element around *caption* that holds an image; itself when it is told to be the caption of one."""
        chars = len(text_within(caption, LONGEST_CAPTION_CHARS) or "")
        if not chars:
            return None
        if self._images(caption):
            return caption
        for level, above in enumerate(islice(caption.iterancestors(), LEVELS_UP_ALONE)):
            if above in self._taken or above.tag in {"body", "html"}:
                return None
            if level >= LEVELS_UP and text_within(above, chars + OTHER_CHARS) is None:
                break
            images = self._images(above)
            if len(images) in {1, 2} or (images and above.tag in {"picture", "amp-img"}):
                return above
            if images:
                return None
        return caption if _is_of_picture(caption) else None

    def _beside_among_prose(self, caption: HtmlElement) -> list[HtmlElement]:
        """The image right before *caption*, else right behind it, where both stand among the paragraphs of the text.

        What holds them is no box made for the photo then: not all of its images and texts belong together.
        """
        chars = len(text_within(caption, LONGEST_CAPTION_CHARS) or "")
        if not chars or self._images(caption):
            return []
        own = self._prose.get(caption, 0)
        branch = caption
        for above in islice(caption.iterancestors(), LEVELS_UP):
            if self._prose.get(above, 0) > own:
                alone = branch is caption or text_within(branch, chars + OTHER_CHARS) is not None
                return (self._next_images(branch, back=True) or self._next_images(branch, back=False)) if alone else []
            if self._images(above):
                return []
            branch = above
        return []

    def _next_images(self, branch: HtmlElement, *, back: bool) -> list[HtmlElement]:
        """The one photo in the element next to *branch*; a placeholder and its <noscript> lie in two."""
        found: list[HtmlElement] = []
        tail = None if back else branch.tail
        for sibling in islice(branch.itersiblings(preceding=back), MOST_BETWEEN):
            between = sibling.tail if back else tail
            tail = sibling.tail
            if (between or "").strip() or sibling in self._taken or (sibling.tag not in UNTOLD and text_of(sibling)):
                break
            images = self._images(sibling) if isinstance(sibling.tag, str) else []
            if len(found) + len(images) > MOST_OF_ONE_PHOTO:
                break
            found = [*images, *found] if back else [*found, *images]
            if images and sibling.tag != "noscript":
                break
        return found

    def _cell_beside(self, image: HtmlElement) -> tuple[HtmlElement, HtmlElement] | None:
        """The table made for *image* alone, and its one cell with text: how captions were set before CSS."""
        table = next((above for above in islice(image.iterancestors(), LEVELS_OF_TABLE) if above.tag == "table"), None)
        if table is None or len(list(islice(table.iter("td", "th"), MOST_CELLS + 1))) > MOST_CELLS:
            return None
        told = [cell for cell in table.iter("td", "th", "caption") if text_of(cell)]
        if len(told) != 1 or len(self._images(table)) != 1:
            return None
        good = LEAST_CHARS <= len(text_of(told[0])) <= LONGEST_CELL_CHARS and not _is_of_links(told[0])
        return (table, told[0]) if good else None


def _is_credit(element: HtmlElement) -> bool:
    text = text_of(element)
    return is_only_credit(text) or is_only_credit(_all_text_of(element)) or is_joined(text)


def _is_of_links(cell: HtmlElement) -> bool:
    """Whether *cell* holds what one can do with the article, told in several links: print it, send it on."""
    links = [text for link in islice(cell.iter("a"), MOST_LINKS_TOLD) if (text := text_of(link))]
    return len(links) > 1 and sum(map(len, links)) >= MOST_LINKED * len(text_of(cell))


def _all_text_of(element: HtmlElement) -> str:
    """The text of *element* with what only screen readers tell: "Image source, Jane Roe"."""
    return " ".join("".join(element.itertext()).split())


def _words_of_prose(page: Page) -> dict[HtmlElement, int]:
    """Words of longer paragraphs in each element of *page* that has some."""
    found: dict[HtmlElement, int] = defaultdict(int)
    for block in page.blocks:
        if block.words >= LEAST_WORDS_OF_PROSE and block.link_density < MOST_LINKS and block.tag != "figcaption":
            for element in {block.element, *block.element.iterancestors(), *block.inline}:
                found[element] += block.words
    return found


def _once(text: str) -> str:
    """*text*, of which one half is left where it holds one caption twice: for narrow and for wide screens."""
    half = len(text) // 2
    twice = len(text) > 2 * LEAST_CHARS and text[half] == " " and text[:half] == text[half + 1 :]
    return text[:half] if twice else text


def _is_of_picture(caption: HtmlElement) -> bool:
    """Whether a caption without an image in reach says that it captions one: a script will put the image there."""
    names = f"{caption.get('class') or ''} {caption.get('id') or ''}".lower()
    return any(word in names for word in OF_PICTURES) and next(credits_in(caption), None) is not None


def _shows_something_else(container: HtmlElement) -> bool:
    """Whether a figure without an image is there for a table, a quotation or code."""
    return next(container.iter(*ELSE), None) is not None
