"""Which elements of the box of a photo are its credit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.captions.credit.line import is_name_tag, is_only_credit, split_credit
from pipelines.captions.text import text_of, text_within
from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

BYLINE = re.compile(
    r"(?:by|par|por|von|di|door|av|af|texte?|texto|testo|tekst|автор|autore?|auteur)(?:\s?:|\s(?=\S))", re.IGNORECASE
)
"""How lines begin that tell who wrote a text; of photos some sites say so too."""
LEVELS_DOWN = 6
LEVELS_BEHIND = 4
LONGEST_CREDIT_CHARS = 160
ENDS = frozenset({"body", "main", "article", "section", "header"})
UNTOLD = frozenset({"img", "amp-img", "source", "picture", "noscript", "script", "style", "video", "iframe", "button"})


def credits_in(container: HtmlElement) -> Iterator[HtmlElement]:
    is_named = words().credit.name
    for element in container.iterdescendants():
        if element.tag in UNTOLD:
            continue
        named = is_named(element) or element.tag in {"cite", "footer"}
        if named and is_credit_long(element):
            yield element


def is_credit_long(element: HtmlElement) -> bool:
    return bool(text_within(element, LONGEST_CREDIT_CHARS))


def is_short(element: HtmlElement) -> bool:
    """As `is_credit_long`; looks at no more of what a figure holds than it must."""
    chars = 0
    for piece in element.itertext():
        chars += len(piece.strip())
        if chars > LONGEST_CREDIT_CHARS:
            return False
    return chars > 0


def not_captions(named: list[HtmlElement], captions: list[HtmlElement]) -> list[HtmlElement]:
    """*named* less what holds a caption too, unless all of it is a credit."""
    around = {above for caption in captions for above in (caption, *caption.iterancestors())}
    is_caption = words().caption.name
    return [
        element
        for element in named
        if not (element in around or (len(named) > 1 and is_caption(element))) or is_only_credit(text_of(element))
    ]


def without_bylines(named: list[HtmlElement], captions: list[HtmlElement]) -> list[HtmlElement]:
    """*named* less what tells who wrote the text, where the caption has its credit: "Par : Jane Roe"."""
    bylines = [element for element in named if BYLINE.match(text_of(element))]
    if not bylines or not captions or not split_credit(text_of(captions[0], set(named))).credits:
        return named
    return [element for element in named if element not in bylines]


def name_behind(caption: HtmlElement) -> HtmlElement | None:
    """The last element in *caption* when it holds but a name: "The ferry leaves. (Jane Roe)"."""
    last = caption
    for _ in range(LEVELS_DOWN):
        inner = list(last)
        if not inner or (inner[-1].tail or "").strip() or inner[-1].tag in {"a", "br", "b", "strong"}:
            return None
        alone = len(inner) == 1 and not (last.text or "").strip()
        last = inner[-1]
        if not alone:
            break
    text = text_of(last)
    ahead = text_of(caption, {last})
    return last if ahead and is_name_tag(text, behind=ahead) else None


def credit_behind(container: HtmlElement, caption: str) -> list[HtmlElement]:
    """The credit that stands right behind *container* where *caption* is printed a second time."""
    inner = container
    for _ in range(LEVELS_BEHIND):
        above = inner.getparent()
        behind = inner.getnext()
        if behind is not None:
            named = outermost(credits_in(behind))
            good = len(named) == 1 and text_of(behind, set(named)) == caption
            return named if good else []
        if above is None or above.tag in ENDS:
            break
        inner = above
    return []


def outermost(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    kept: list[HtmlElement] = []
    inside: set[HtmlElement] = set()
    for element in elements:
        if element not in inside:
            kept.append(element)
            inside.update(element.iter())
    return kept
