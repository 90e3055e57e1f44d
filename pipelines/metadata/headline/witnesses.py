"""The texts that may be the headline, each with where it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page.block import count_words
from crawler.page.site import folded_name, letters_of
from crawler.page.tree import texts_in
from pipelines.metadata.facts import first_fact, text_of
from pipelines.metadata.headline.like import like
from pipelines.metadata.headline.site import pieces_of, without_site
from pipelines.metadata.places import ELSEWHERE

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
MOST_LARGE, LEAST_LARGE_WORDS = 40, 3
_LARGE_TAGS = ("h2", "h3", "h4", "font", "p", "div", "span", "td")
LEAST_NAME_CHARS, MOST_REST_CHARS = 5, 16
SUBHEADINGS = frozenset({"h2", "h3", "h4"})
LARGE_SIZES = frozenset({"4", "5", "6", "7", "+1", "+2", "+3", "+4"})
"""Of a <font>: before style sheets, headlines were no more than that."""
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
EDGES = " |:»«–—-"
_HEADLINE = re.compile(
    r"head-?line(?!s)|page-?(?:header|title)\b|(?:entry|post|article|story|news)[-_]?(?:title|header)\b", re.IGNORECASE
)
_PARTING_BEFORE = re.compile(r"^(?:[|:·~•–—]\s*|[»«-]\s+)+")
_PARTING_BEHIND = re.compile(r"(?:(?<![|:·~•–—\s])\s*[|:·~•–—]+|\s[»«-])\Z")
_GLUED = re.compile(r"\w :\w")
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
    return [one for one in found if one.text.strip(EDGES)]


def _headings(told: Told, places: Places) -> Iterator[Witness]:
    """Texts of the <h1>, and of other elements that are called a headline."""
    elements = told.page.tagged("h1")[:MOST_HEADINGS]
    texts = _without_masthead([_text(element) for element in elements], told.page.title or "")
    given = len(list(filter(None, texts)))
    for at, (element, text) in enumerate(zip(elements, texts, strict=True)):
        if text:
            yield Witness(text=text, source="h1", marks=("h1", *_marks_of(element, at, given, places)))
            yield from _parts(element, text)
    for at, element in enumerate(islice(_named(told), 4)):
        if text := _text(element):
            kind = "itemprop" if element.get("itemprop") else str(element.tag)
            marks = ("named", f"named:{kind}", f"named:{'first' if at == 0 else 'later'}", f"named:{bool(given)}")
            yield Witness(text=text, source="heading", marks=marks)
    titles = _titles(told)
    if not given and titles:
        for at, element in enumerate(told.page.tagged("h2")[:3]):
            text = _text(element)
            if text and max(like(text, title) for title in titles) >= LEAST_LIKENESS:
                yield Witness(text=text, source="heading", marks=("h2", f"h2:{at}"))
    if not given and all(_is_of_site(title, told) for title in titles):
        for at, text in enumerate(_set_large(told, places)):
            yield Witness(text=text, source="heading", marks=("h2", f"h2:{at}"))


def _is_of_site(title: str, told: Told) -> bool:
    """Whether *title* is the site's name, perhaps with a word that no line prints: some sites give it to all pages."""
    name = folded_name(title)
    names = told.site_names.union(map(folded_name, told.page.front_links))
    rests = (name.replace(one, "", 1) for one in names if len(one) >= LEAST_NAME_CHARS and one in name)
    rest = min(rests, key=len, default=name)
    if name in names or not rest:
        return True
    lines = (block.text for block in told.page.blocks if block.words <= MOST_PRINTED_WORDS and block.link_density < 0.5)
    return len(rest) <= min(MOST_REST_CHARS, len(name) - 1) and all(letters_of(line) != rest for line in lines)


def _set_large(told: Told, places: Places) -> Iterator[str]:
    """The first texts that are set as headlines are: by their tag, their class or their size."""
    within: set[HtmlElement] = set()
    found = 0
    for element in islice(filter(_is_large, told.page.tagged(*_LARGE_TAGS)), MOST_LARGE):
        text = "" if element in within or places.kind(element) in ELSEWHERE else _text(element)
        linked = "".join(_text(link) for link in element.iter("a"))
        if LEAST_LARGE_WORDS <= count_words(text) <= MOST_PRINTED_WORDS and 2 * len(linked) < len(text):
            within.update(element.iter())
            yield text
            found += 1
        if found == 2:
            return


def _is_large(element: HtmlElement) -> bool:
    if element.tag == "font":
        return (element.get("size") or "").strip() in LARGE_SIZES
    return element.tag in SUBHEADINGS or _is_headline_class(element.get("class") or "")


def _marks_of(element: HtmlElement, at: int, count: int, places: Places) -> Iterator[str]:
    yield "h1:only" if count == 1 else f"h1:{min(at, 3)}"
    kind = places.kind(element)
    if kind != "text":
        yield f"h1:{kind}"
    if _HEADLINE.search(element.get("class") or "") or element.get("itemprop") in {"headline", "name"}:
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
    direct = [child for child in element if child.tag != "br" and _text(child)]
    if not children or not direct:
        return
    first, last = _text(direct[0]), _text(direct[-1])
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
    return class_ is not None and _is_headline_class(class_) and element.get("itemprop") != "headline"


@lru_cache(maxsize=4096)
def _is_headline_class(class_: str) -> bool:
    return _HEADLINE.search(class_) is not None


def _text(element: HtmlElement) -> str:
    pieces = texts_in(element, "br", "div", "p")
    text = " ".join("".join(pieces).replace(SOFT_HYPHEN, "").split())[:500]
    # "Weapons :Court decides": the colon is there for those who hear the page, in an element of its own.
    return text.replace(" :", ": ") if _GLUED.search(text) else text


def _without_rests(text: str) -> str:
    """*text* less what parted it from what stood before or behind it; a quotation keeps its marks."""
    return _PARTING_BEHIND.sub("", _PARTING_BEFORE.sub("", text.strip()))


def _clean(text: str) -> str:
    text = unescape(text) if "&" in text else text
    return " ".join(text.replace(SOFT_HYPHEN, "").split())[:500]
