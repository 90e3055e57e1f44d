"""The photos of a page: which images there are, and which elements caption them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.captions.source import IMAGES, is_icon
from pipelines.captions.text import text_of
from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.page import Page

FIGURES = frozenset({"figure", "amp-figure"})
MOST_CONTAINERS = 600
"""So many figures and captions are looked at; no page in earnest has more."""
LEVELS_UP = 3
"""An image belongs to a caption element when it stands at most so many levels above it."""
LEVELS_OF_TABLE = 6
MOST_CELLS = 6
LEAST_CHARS, LONGEST_CELL_CHARS = 8, 400
LONGEST_CAPTION_CHARS = 1_500
LONGEST_CREDIT_CHARS = 160
CAPTION_DATA = ("data-caption", "data-image-caption", "data-title-caption", "data-sub-html", "data-description")
CREDIT_DATA = ("data-credit", "data-copyright", "data-credits", "data-photographer", "data-source")
UNTOLD = frozenset({"img", "amp-img", "source", "picture", "noscript", "script", "style", "video", "iframe", "button"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An image with what stands around it, before it is known to be a photo of the article."""

    place: HtmlElement
    """The element by which its position is judged."""
    images: tuple[HtmlElement, ...]
    """The same photo, perhaps several times: a placeholder and its <noscript>."""
    captions: tuple[HtmlElement, ...] = ()
    credits: tuple[HtmlElement, ...] = ()
    data_caption: str | None = None
    data_credit: str | None = None

    @property
    def text(self) -> str:
        """The caption as printed, without the elements that are its credit."""
        without = set(self.credits)
        told = dict.fromkeys(text_of(element, without) for element in self.captions if element not in without)
        return " ".join(text for text in told if text)


def photos_of(page: Page) -> list[Found]:
    """Return all images of *page* with their captions, in no particular order, icons left out."""
    taken: set[HtmlElement] = set()
    found: list[Found] = []
    extra = set(page.select(page.template.captions)) if page.template.captions else set()
    for figure in islice(page.tree.iter(*FIGURES), MOST_CONTAINERS):
        if figure not in taken and not any(inner is not figure and _images(inner) for inner in figure.iter(*FIGURES)):
            found.append(_of_container(figure, extra))
            taken.update(figure.iter())
    for element in _named_captions(page, extra):
        if len(found) >= MOST_CONTAINERS:
            break
        container = None if element in taken else _container_of(element, taken)
        if container is not None:
            found.append(_of_container(container, extra, element))
            taken.update(container.iter())
    for image in list(islice(page.tree.iter(*IMAGES), MOST_CONTAINERS)):
        cell = None if image in taken or is_icon(image) else _cell_beside(image)
        if cell is not None:
            found.append(replace(_of_container(cell[0], extra, cell[1]), place=image))
            taken.update(cell[0].iter())
    bare = (image for image in page.tree.iter(*IMAGES) if image not in taken and not is_icon(image))
    found.extend(_bare(image) for image in islice(bare, MOST_CONTAINERS))
    return [one for one in found if one.images or (one.captions and not _shows_something_else(one.place))]


def _named_captions(page: Page, extra: set[HtmlElement]) -> Iterator[HtmlElement]:
    """Elements that call themselves captions, whatever they hold."""
    is_caption = words().caption.name
    for element in page.elements:
        tag = element.tag
        if tag in UNTOLD or not isinstance(tag, str):
            continue
        if tag == "figcaption" or is_caption(element) or element in extra:
            yield element


def _shows_something_else(container: HtmlElement) -> bool:
    """Whether a figure without an image is there for a table, a quotation or code."""
    return next(container.iter("table", "blockquote", "pre", "code", "math", "audio"), None) is not None


def _of_container(container: HtmlElement, extra: Iterable[HtmlElement], caption: HtmlElement | None = None) -> Found:
    named = _outermost(_credits(container))
    captions = [caption] if caption is not None else _captions(container, extra)
    if not captions:
        captions = _untold_captions(container, named)
    images = tuple(_images(container))
    return Found(
        place=container,
        images=images,
        captions=tuple(captions),
        credits=tuple(element for element in named if not any(image in element.iter() for image in images)),
        data_caption=_data(container, images, CAPTION_DATA),
        data_credit=_data(container, images, CREDIT_DATA),
    )


def _captions(container: HtmlElement, extra: Iterable[HtmlElement]) -> list[HtmlElement]:
    table = words().caption
    named = [element for element in container.iter("figcaption", "amp-figcaption") if text_of(element)]
    if named:
        return named[:1]
    chosen = [
        element
        for element in container.iterdescendants()
        if isinstance(element.tag, str)
        and element.tag not in UNTOLD
        and (element in extra or table.name(element))
        and not _images(element)
        and 0 < len(text_of(element)) <= LONGEST_CAPTION_CHARS
    ]
    return _outermost(chosen)[:2]


def _untold_captions(container: HtmlElement, of_credit: list[HtmlElement]) -> list[HtmlElement]:
    """In a figure without a caption element: the one element that holds all its text, if that is short."""
    if container.tag not in FIGURES or not _images(container):
        return []
    inside = [
        element
        for element in container.iterchildren()
        if isinstance(element.tag, str)
        and element.tag not in UNTOLD
        and not _images(element)
        and element not in of_credit
    ]
    told = [element for element in inside if 0 < len(text_of(element)) <= LONGEST_CAPTION_CHARS]
    return told if len(told) == 1 else []


def _credits(container: HtmlElement) -> Iterator[HtmlElement]:
    table = words()
    for element in container.iterdescendants():
        if not isinstance(element.tag, str) or element.tag in UNTOLD:
            continue
        named = table.credit.name(element) or element.tag in {"cite", "footer"}
        if named and 0 < len(text_of(element)) <= LONGEST_CREDIT_CHARS:
            yield element


def _outermost(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    kept: list[HtmlElement] = []
    inside: set[HtmlElement] = set()
    for element in elements:
        if element not in inside:
            kept.append(element)
            inside.update(element.iter())
    return kept


def _images(container: HtmlElement) -> list[HtmlElement]:
    return [image for image in container.iter(*IMAGES) if not is_icon(image)]


def _container_of(caption: HtmlElement, taken: set[HtmlElement]) -> HtmlElement | None:
    """The nearest element around *caption* that holds an image, at most LEVELS_UP above it."""
    if not 0 < len(text_of(caption)) <= LONGEST_CAPTION_CHARS:
        return None
    if _images(caption):
        return caption
    for _, above in zip(range(LEVELS_UP), caption.iterancestors(), strict=False):
        if above in taken or above.tag in {"body", "html"}:
            return None
        images = _images(above)
        if len(images) in {1, 2} or (images and above.tag in {"picture", "amp-img"}):
            return above
        if images:
            return None
    return None


def _cell_beside(image: HtmlElement) -> tuple[HtmlElement, HtmlElement] | None:
    """The table that was made for *image* alone, and its one cell with text: how captions were set before CSS."""
    table = next((above for above in islice(image.iterancestors(), LEVELS_OF_TABLE) if above.tag == "table"), None)
    if table is None or len(list(islice(table.iter("td", "th"), MOST_CELLS + 1))) > MOST_CELLS:
        return None
    told = [cell for cell in table.iter("td", "th", "caption") if text_of(cell)]
    if len(told) != 1 or len(_images(table)) != 1 or not LEAST_CHARS <= len(text_of(told[0])) <= LONGEST_CELL_CHARS:
        return None
    return table, told[0]


def _bare(image: HtmlElement) -> Found:
    return Found(
        place=image,
        images=(image,),
        data_caption=_data(image, (image,), CAPTION_DATA),
        data_credit=_data(image, (image,), CREDIT_DATA),
    )


def _data(container: HtmlElement, images: tuple[HtmlElement, ...], names: tuple[str, ...]) -> str | None:
    around = [above for image in images[:1] for _, above in zip(range(3), image.iterancestors(), strict=False)]
    for element in (container, *images, *(above for above in around if above.tag in {"a", "figure", "picture", "div"})):
        for name in names:
            value = " ".join((element.get(name) or "").split())
            if value and "<" not in value and "{" not in value:
                return value
    return None
