"""The texts that may be the headline, each with where it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page.site import letters_of
from pipelines.metadata.facts import first_fact, text_of
from pipelines.metadata.headline.large import (
    SOFT_HYPHEN,
    is_headline_class,
    lone_large,
    set_large,
    tells_site_only,
    text_of_element,
)
from pipelines.metadata.headline.like import like
from pipelines.metadata.headline.site import pieces_of, without_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

MOST_HEADINGS = 8
LEAST_LIKENESS = 0.5
"""So much like a title an <h2> is, where there is no <h1>, to be the headline."""
LEAST_PRINTED_CHARS, MOST_PRINTED_WORDS = 12, 40
"""A line that is the title less the site's name has so many letters and words."""
LONE = "lone"
"""Mark of what is set as a headline where the page prints nothing of its titles."""
EDGES = " |:»«–—-"
_PARTING_BEFORE = re.compile(r"^(?:[|:·~•–—]\s*|[»«-]\s+)+")
_PARTING_BEHIND = re.compile(r"(?:(?<![|:·~•–—\s])\s*[|:·~•–—]+|\s[»«-])\Z")
_NAMED_TAGS = frozenset({"h2", "h3", "div", "p", "span"})
_TITLES = ("og:title", "twitter:title")
_OTHER_TITLES = ("title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "citation_title", "headline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A text that may be the headline."""

    text: str
    source: str
    """Name of the source as `Article.sources` has it."""
    marks: tuple[str, ...]


def witnesses(told: Told, places: Places) -> list[Witness]:
    """Return the candidates, the more trusted ones first."""
    found = [*_headings(told, places), *_from_json_ld(told), *_from_titles(told)]
    if not any(one.source == "h1" for one in found):
        headline, letters = _printed(told)
        if headline:
            # The pieces of a title that the page does not show are the site's name or the section.
            found = [one for one in found if not one.marks[0].startswith("piece") or letters_of(one.text) in letters]
            found.append(Witness(text=headline, source="printed", marks=("printed",)))
    if any(LONE in one.marks for one in found):
        found = [one for one in found if one.source == "heading"]
    return [one for one in found if one.text.strip(EDGES)]


def _headings(told: Told, places: Places) -> Iterator[Witness]:
    """Texts of the <h1>, and of other elements that are called a headline."""
    elements = told.page.tagged("h1")[:MOST_HEADINGS]
    texts = _without_masthead([text_of_element(element) for element in elements], told.page.title or "")
    given = len(list(filter(None, texts)))
    for at, (element, text) in enumerate(zip(elements, texts, strict=True)):
        if text:
            yield Witness(text=text, source="h1", marks=("h1", *_marks_of(element, at, given, places)))
            yield from _parts(element, text)
    for at, element in enumerate(islice(_named(told), 4)):
        if text := text_of_element(element):
            kind = "itemprop" if element.get("itemprop") else str(element.tag)
            marks = ("named", f"named:{kind}", f"named:{'first' if at == 0 else 'later'}", f"named:{bool(given)}")
            yield Witness(text=text, source="heading", marks=marks)
    if not given:
        yield from _without_h1(told, places)


def _without_h1(told: Told, places: Places) -> Iterator[Witness]:
    """Lesser headings that are like a title, and what is set as a headline where titles do not tell it."""
    titles = _titles(told)
    if titles:
        for at, element in enumerate(told.page.tagged("h2")[:3]):
            text = text_of_element(element)
            if text and max(like(text, title) for title in titles) >= LEAST_LIKENESS:
                yield Witness(text=text, source="heading", marks=("h2", f"h2:{at}"))
    large = list(set_large(told, places)) if all(tells_site_only(title, told) for title in titles) else []
    for at, text in enumerate(large):
        yield Witness(text=text, source="heading", marks=("h2", f"h2:{at}"))
    is_alone = not large and titles == [told.page.title]
    if is_alone and (lone := lone_large(told, places, titles)) is not None:
        yield Witness(text=lone, source="heading", marks=("h2", "h2:0", LONE))


def _marks_of(element: HtmlElement, at: int, count: int, places: Places) -> Iterator[str]:
    yield "h1:only" if count == 1 else f"h1:{min(at, 3)}"
    kind = places.kind(element)
    if kind != "text":
        yield f"h1:{kind}"
    if is_headline_class(element.get("class") or "") or element.get("itemprop") in {"headline", "name"}:
        yield "h1:named"
    for step, above in enumerate(element.iterancestors()):
        if above.tag in {"article", "main"}:
            yield "h1:article"
        elif above.tag == "header" and step < 3:
            yield "h1:header"
        elif above.tag == "a" or any(child.tag == "a" for child in islice(element.iter(), 4)):
            yield "h1:link"
            break
        if step > 8:
            break


def _parts(element: HtmlElement, whole: str) -> Iterator[Witness]:
    """A heading less what stands in an element of its own before or after the rest: kickers and sub-headlines."""
    children = [child for child in element.iter() if child is not element]
    direct = [child for child in element if child.tag != "br" and text_of_element(child)]
    if not children or not direct:
        return
    first, last = text_of_element(direct[0]), text_of_element(direct[-1])
    for part, mark in (
        (whole.removeprefix(first), "part:less-first"),
        (whole.removesuffix(last), "part:less-last"),
        (first, "part:first"),
        (last, "part:last"),
    ):
        text = _without_rests(part)
        if text and text != whole:
            yield Witness(text=text, source="h1", marks=("part", mark, f"{mark}:{min(len(direct), 3)}"))


def _from_json_ld(told: Told) -> Iterator[Witness]:
    headline = first_fact(told.articles, "headline")
    if headline:
        kind = "news" if told.is_news else "other"
        yield Witness(text=_clean(headline), source="json-ld:headline", marks=("ld", f"ld:{kind}"))
    name = first_fact(told.articles, "name")
    if name:
        yield Witness(text=_clean(name), source="json-ld:name", marks=("ld-name",))
    for item in told.others[:40]:
        if text := text_of(item.get("headline")):
            yield Witness(text=_clean(text), source="json-ld:headline", marks=("ld-page",))
            return


def _from_titles(told: Told) -> Iterator[Witness]:
    names = told.site_names
    given = [(name, value) for name in _TITLES for value in told.page.meta.get(name, ())[:1]]
    given += [("title", told.page.title)] if told.page.title else []
    for name, value in given:
        source, short = ("title", "title") if name == "title" else (f"meta:{name}", name.partition(":")[0])
        text = _clean(value)
        bare = _without_rests(without_site(text, names))
        yield Witness(text=bare, source=source, marks=(short, f"{short}:{'cut' if bare != text else 'whole'}"))
        if bare != text:
            yield Witness(text=text, source=source, marks=("raw", f"raw:{short}"))
        pieces = pieces_of(bare)
        if pieces:
            yield Witness(text=pieces[0], source=source, marks=(f"piece:{short}", "piece:first"))
            yield Witness(text=pieces[-1], source=source, marks=(f"piece:{short}", "piece:last"))
            before = _without_rests(bare[: bare.rfind(pieces[-1])])
            if before not in {pieces[0], bare}:
                yield Witness(text=before, source=source, marks=(f"piece:{short}", "piece:less-last"))
    for name in _OTHER_TITLES:
        for value in told.page.meta.get(name, ())[:1]:
            text = without_site(_clean(value), names).strip()
            yield Witness(text=text, source=f"meta:{name}", marks=("meta-title",))


def _printed(told: Told) -> tuple[str | None, set[str]]:
    """The longest line of the page, no link, with which its title begins or ends; the letters of all such lines."""
    page = told.page
    given = [page.title, *page.meta.get("og:title", ())]
    titles = {letters_of(title) for title in given if title}
    letters: set[str] = set()
    best, size = None, LEAST_PRINTED_CHARS - 1
    for block in page.blocks if titles else ():
        lines = dict.fromkeys((block.text, *block.lines)) if block.words <= MOST_PRINTED_WORDS else ()
        for line in lines:
            text = letters_of(line)
            if text and any(title.startswith(text) or title.endswith(text) for title in titles):
                letters.add(text)
                if len(text) > size and block.link_density < 0.5:
                    best, size = line.strip(EDGES), len(text)
    return best, letters


def _titles(told: Told) -> list[str]:
    given = [told.page.title, *told.page.meta.get("og:title", ()), first_fact(told.articles, "headline")]
    return [title for title in given if title]


def _without_masthead(texts: list[str], title: str) -> list[str]:
    """*texts* less the site's name: the one with which the title ends, where another is what it begins with."""
    pieces = [letters_of(piece) for piece in pieces_of(title)]
    known = [letters_of(text) for text in texts]
    if len(pieces) > 1 and pieces[0] in known and pieces[-1] in known:
        return ["" if one == pieces[-1] else text for one, text in zip(known, texts, strict=True)]
    return texts


def _named(told: Told) -> Iterator[HtmlElement]:
    yield from (one for one in told.with_itemprop if one.get("itemprop") == "headline" and one.tag in _NAMED_TAGS)
    yield from filter(_is_called_headline, told.page.tagged("h2", "h3"))


def _is_called_headline(element: HtmlElement) -> bool:
    class_ = element.get("class")
    # Boxes are called so too, with the kicker and the date in them.
    return class_ is not None and is_headline_class(class_) and element.get("itemprop") != "headline"


def _without_rests(text: str) -> str:
    """*text* less what parted it from what stood before or behind it; a quotation keeps its marks."""
    return _PARTING_BEHIND.sub("", _PARTING_BEFORE.sub("", text.strip()))


def _clean(text: str) -> str:
    text = unescape(text) if "&" in text else text
    return " ".join(text.replace(SOFT_HYPHEN, "").split())[:500]
