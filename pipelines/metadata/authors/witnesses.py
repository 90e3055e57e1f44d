"""All texts of a page that may name its authors, each with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Any

from crawler.page.data import objects_in
from crawler.page.payload import RECOVERED, script_values
from crawler.page.site import letters_of
from crawler.page.tree import texts_in
from pipelines.metadata.authors.names import is_name_alone
from pipelines.metadata.authors.printed import is_label, named_in, person_in
from pipelines.metadata.facts import types_of
from pipelines.metadata.places import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.page import Block, Page
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

_META_NAMES = """
author article:author parsely-author dc.creator dcterms.creator sailthru.author byl og:article:author
article:author_name cxenseparse:author dc.contributor citation_author creator og:author authors article:authors
parsely-authors vr:author twitter:creator dc.publisher.author citation_authors bepress_citation_author
"""
META_NAMES = tuple(_META_NAMES.split())
_TAGS = ("a", "span", "div", "p", "address", "li", "strong", "em", "cite", "h3", "h4", "h5", "h6", "b", "small", "td")
_TITLES = ("headline", "title", "name")
_IN_SCRIPTS = ("authors", "author", "byline", "creator")
"""What titles and authors are called in the data of scripts."""
LEAST_TITLE_CHARS, MOST_VALUES = 8, 100_000
MOST_MARKED = 12
"""So many elements that say they hold an author in one way are looked at."""
MOST_NODES = 64
MOST_PIECES = 2 * MOST_NODES
"""So many pieces of an element's text are looked at; longer ones hold more than a line."""
LONGEST_CHARS = 160
MOST_LINE_WORDS = 22

_BYLINE = re.compile(
    r"by-?line|author|autor(?!is)|auteur|writer|contributor|verfasser|redakt|\bfn\b|vcard|posted-?by|reporter|"
    r"created-?by"
)
BYLINES = (
    *("by-line", "byline", "author", "autor", "auteur", "writer", "contributor", "verfasser", "redakt", "fn", "vcard"),
    *("posted", "reporter", "created"),
)
"""One of these is in every class in which `_BYLINE` finds something."""
_NOT_BYLINE = re.compile(
    r"bio|about|desc|avatar|image|img|photo|social|related|comment|more|title|role|job|follow|position|twitter|authori|"
    r"-link-?list|list$|grid|count|date"
)
_NAMED = re.compile(r"name|\bfn\b")
_BOX = re.compile(r"box|card|bio|about|profile|info")
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|people|person|profiles?|by|staff|contributors?|writers?|journalists?|"
    r"redaktion|"
    r"redakteure?|team|users?|members?|mitarbeiter|experts?|columnists?|reporters?|bloggers?|autori|author-profiles|"
    r"creators?|@)[/@.?-]\w"
)
"""In lower case: a pattern that ignores case is searched for four times as slowly."""
_WRITTEN_LABEL = re.compile(
    r"writ|author|verfasst|geschrieben|autor|écrit|escrito|scritto|door|av\b|автор|作者", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Texts that one source names as authors."""

    texts: tuple[str, ...]
    source: str
    """Name of the source as `Article.sources` has it."""
    marks: tuple[str, ...]


def witnesses(told: Told, places: Places) -> list[Witness]:
    """Return what may name the authors, data for machines first."""
    return [
        *_from_json_ld(told),
        *_from_meta(told),
        *_from_scripts(told),
        *_from_elements(told, places),
        *_from_lines(told, places),
        *_below_labels(told, places),
    ]


def _from_json_ld(told: Told) -> Iterator[Witness]:
    kind = "news" if told.is_news else "other"
    for key in ("author", "creator"):
        for fact in told.articles:
            people = list(_people(fact.get(key), told.named))
            if people:
                yield from _as_typed(people, key, f"ld:{kind}")
                break
    for item in told.others[:60]:
        if people := list(_people(item.get("author"), told.named)):
            yield from _as_typed(people, "author", "ld-page")
            return


def _as_typed(people: list[tuple[str, str]], key: str, mark: str) -> Iterator[Witness]:
    """All of *people*, and the persons alone where organisations are among them."""
    types = {type_ for _, type_ in people}
    marks = (mark, f"{mark}:{key}", *(f"ld:{type_}" for type_ in sorted(types)))
    yield Witness(texts=tuple(name for name, _ in people), source=f"json-ld:{key}", marks=marks)
    if len(types) > 1 and "person" in types:
        persons = tuple(name for name, type_ in people if type_ == "person")
        yield Witness(texts=persons, source=f"json-ld:{key}", marks=(mark, f"{mark}:{key}", "ld:persons-only"))


def _people(value: Any, named: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield names with ``person``, ``organisation`` or ``untyped``."""
    waiting = [value]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, str):
            person = named.get(item)
            yield (str(person["name"]), _type_of(person)) if person else (item, "untyped")
        elif isinstance(item, list):
            waiting = [*item, *waiting]
        elif isinstance(item, dict):
            person = item if item.get("name") else named.get(str(item.get("@id")), item)
            name = person.get("name") or " ".join(
                part for key in ("givenName", "familyName") if isinstance(part := person.get(key), str)
            )
            for one in name if isinstance(name, list) else [name]:
                if isinstance(one, str) and one:
                    yield one, _type_of(person)
            if not name and isinstance(item.get("@list"), list):
                waiting = [*item["@list"], *waiting]


def _type_of(item: dict[str, Any]) -> str:
    types = types_of(item)
    if "person" in types:
        return "person"
    return "organisation" if any(name.endswith(("organization", "corporation")) for name in types) else "untyped"


def _from_meta(told: Told) -> Iterator[Witness]:
    meta = told.page.meta
    for name in META_NAMES:
        if name in meta:
            marks = ("meta", f"meta:{name}" if name in META_NAMES[:4] else "meta:rare")
            yield Witness(texts=tuple(meta[name][:20]), source=f"meta:{name}", marks=marks)
    for number in ("1", "2"):
        label, data = meta.get(f"twitter:label{number}"), meta.get(f"twitter:data{number}")
        if label and data and _WRITTEN_LABEL.search(label[0]):
            yield Witness(texts=(data[0],), source=f"meta:twitter:data{number}", marks=("meta", "meta:written-by"))


def _from_scripts(told: Told) -> Iterator[Witness]:
    """Whom the object with the page's title names in the data of scripts, where the text is in such data only."""
    if RECOVERED not in told.page.notes:
        return
    titles = [letters_of(title) for title in (told.page.title, *told.page.meta.get("og:title", ())) if title]
    best, people = LEAST_TITLE_CHARS, tuple[str, ...]()
    for value in script_values(told.page.tagged("script")):
        for item in objects_in([value], most=MOST_VALUES):
            name = letters_of(next((name for key in _TITLES if isinstance(name := item.get(key), str)), ""))
            # The object of the site has a name in the title, too: that of the story is longer.
            if len(name) < best or not any(name in title for title in titles):
                continue
            named = (tuple(one for one, _ in _people(item.get(key), told.named)) for key in _IN_SCRIPTS)
            best, people = len(name) + 1, next(filter(None, named), ())
    if people:
        yield Witness(texts=people, source="script", marks=("meta", "meta:rare"))


def _from_elements(told: Told, places: Places) -> Iterator[Witness]:
    """Elements that say they hold an author: rel=author, itemprop=author, classes, links to a person's page."""
    found = [(element, kind, text) for element, kind in _marked(told) if (text := _short_text(element))]
    ranks: dict[str, int] = {}
    for at, (element, kind, text) in enumerate(found):
        place = places.kind(element)
        if place in ELSEWHERE:
            continue
        block = places.block_within(element)
        distance = places.distance(block) if block is not None else "unseen"
        where = distance if place == "text" else place
        rank = ranks[kind] = ranks.get(kind, 0) + (place == "text")
        marks = (kind, f"{kind}:{where}", f"{kind}:{'first' if rank == 1 else 'later'}", f"at:{where}")
        box = ("box",) if _BOX.search(_marks(element)) or _in_box(element) else ()
        source = {"rel": "rel:author", "itemprop": "itemprop:author", "path": "link"}.get(kind, "class")
        yield Witness(texts=(text,), source=source, marks=(*marks, *box))
        beside = [
            other for later, given, other in found[at + 1 : at + 8] if given == kind and _are_beside(element, later)
        ]
        if beside:
            yield Witness(texts=(text, *beside), source=source, marks=(*marks, *box, "beside"))


def _marked(told: Told) -> Iterator[tuple[HtmlElement, str]]:
    """Yield elements that say they hold an author, with how they say it, kind by kind."""
    page = told.page
    kinds = {
        at: kind
        for value, ats in page.places_with("class", BYLINES).items()
        if (kind := _kind_of_class(value))
        for at in ats
    }
    by_class = ((page.elements[at], kinds[at]) for at in sorted(kinds) if page.elements[at].tag in _TAGS)
    yield from islice(by_class, MOST_MARKED)
    by_itemprop = (element for element in told.with_itemprop if element.get("itemprop") == "author")
    yield from ((element, "itemprop") for element in islice(by_itemprop, MOST_MARKED))
    yield from islice(_linked(page), MOST_MARKED)


def _linked(page: Page) -> Iterator[tuple[HtmlElement, str]]:
    """Yield links that say by rel or by their address that they lead to an author."""
    hrefs = page.places_by("href")
    # Few addresses are a person's: that is seen in all of them at once.
    there = hrefs.items() if _AUTHOR_PATH.search("\n".join(hrefs).lower()) else ()
    by_path = (ats for href, ats in there if _AUTHOR_PATH.search(href[-120:].lower()))
    by_rel = (ats for rel, ats in page.places_by("rel").items() if "author" in rel)
    kinds = dict.fromkeys(chain.from_iterable(by_path), "path") | dict.fromkeys(chain.from_iterable(by_rel), "rel")
    yield from ((page.elements[at], kinds[at]) for at in sorted(kinds) if page.elements[at].tag == "a")


@lru_cache(maxsize=8192)
def _kind_of_class(class_: str | None) -> str:
    marks = (class_ or "")[:200].lower()
    if not marks or not _BYLINE.search(marks) or _NOT_BYLINE.search(marks):
        return ""
    return "class-name" if _NAMED.search(marks) else "class"


def _are_beside(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether they are alike and near: children of one element, or of elements that are."""
    if one.tag != other.tag or (one.get("class") or "") != (other.get("class") or ""):
        return False
    above, beyond = one.getparent(), other.getparent()
    for _ in range(3):
        if above is None or beyond is None:
            return False
        if above is beyond:
            return True
        above, beyond = above.getparent(), beyond.getparent()
    return False


def _in_box(element: HtmlElement) -> bool:
    return any(_BOX.search(_marks(above)) and "author" in _marks(above) for above in islice(element.iterancestors(), 5))


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:200].lower()


def _short_text(element: HtmlElement) -> str:
    """The text of *element*; empty when it is too long for names."""
    pieces = [piece for piece in islice(texts_in(element), MOST_PIECES) if not piece.isspace()]
    return " ".join(" ".join(pieces).split()) if sum(map(len, pieces)) <= LONGEST_CHARS else ""


MOST_LABEL_WORDS = 3
"""So many words has a line that is nothing but "By" or "Written by", the name being in the next one."""
MOST_LABELLED_WORDS = 12
MOST_BELOW_LABEL = 6
SUBHEADINGS = frozenset({"h2", "h3"})
"""Two capitalised words in one are the title of a part, not a name."""


def _from_lines(told: Told, places: Places) -> Iterator[Witness]:
    """Printed lines "By Somebody" wherever they stand, and lines near the headline that are a name alone."""
    ranks = {"by": 0, "name": 0}
    for block in told.page.blocks:
        if block.words > MOST_LINE_WORDS or len(block.text) > LONGEST_CHARS:
            continue
        name = named_in(block.lines)
        if name is None and len(block.lines) > 1 and places.distance(block) in {"headline", "after1"}:
            name = next(filter(None, map(person_in, block.lines[1:])), None)
        kind = "by"
        if (
            name is None
            and block.words <= 5
            and block.tag not in SUBHEADINGS
            and places.distance(block) in {"after1", "after4", "before6"}
            and is_name_alone(block.text)
            and not _is_of_common_words(block.text, told)
        ):
            kind, name = "name", block.text
        if name is None or ranks[kind] > 6:
            continue
        place = places.kind(block.element)
        if place in ELSEWHERE:
            continue
        ranks[kind] += place == "text"
        at = places.distance(block) if place == "text" else place
        marks = (
            f"line-{kind}",
            f"line-{kind}:{at}",
            f"line-{kind}:{'first' if ranks[kind] == 1 else 'later'}",
            f"at:{at}",
        )
        yield Witness(texts=(name,), source="printed", marks=marks)


def _is_of_common_words(line: str, told: Told) -> bool:
    """Whether half of the words of *line* or more stand on the page in small letters as well: "Our History"."""
    words = [(word, word.lower()) for word in line.split()]
    common = sum(word.islower() or (word != small and told.has_word(small)) for word, small in words)
    return 2 * common >= len(words)


def _below_labels(told: Told, places: Places) -> Iterator[Witness]:
    """Lines below one that is nothing but "By", "Author" and the like; of a list all of its items."""
    blocks, rank = told.page.blocks, 0
    for block in blocks:
        if block.words > MOST_LABEL_WORDS or not is_label(block.text) or places.kind(block.element) in ELSEWHERE:
            continue
        below = blocks[block.index + 1 : block.index + 1 + MOST_BELOW_LABEL]
        items = tuple(takewhile(lambda one: one.tag == "li", below))
        texts = tuple(one.text for one in items or below[:1])
        if texts and all(len(text.split()) <= MOST_LABELLED_WORDS and not is_label(text) for text in texts):
            rank += 1
            place = places.kind(block.element)
            at = places.distance(block) if place == "text" else place
            marks = ("line-label", f"line-label:{at}", f"line-label:{'first' if rank == 1 else 'later'}", f"at:{at}")
            yield Witness(texts=texts, source="printed", marks=marks)


def printed_byline(block: Block) -> bool:
    """Return whether *block* reads "By Somebody"."""
    return block.words <= MOST_LINE_WORDS and named_in(block.lines) is not None
