"""All texts of a page that may name its authors, each with where it stands."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from crawler.page.data import objects_in
from crawler.page.payload import RECOVERED, script_values
from crawler.page.site import letters_of
from pipelines.metadata.authors.elements import are_beside, from_elements
from pipelines.metadata.authors.names import clean_names, is_name_alone
from pipelines.metadata.authors.printed import (
    is_label,
    is_of_photos,
    is_set_apart,
    named_in,
    named_in_dateline,
    person_in,
)
from pipelines.metadata.authors.witness import Witness
from pipelines.metadata.facts import types_of
from pipelines.metadata.places import ELSEWHERE, LEAST_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page import Block
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

_META_NAMES = """
author article:author parsely-author dc.creator dcterms.creator sailthru.author byl og:article:author
article:author_name cxenseparse:author dc.contributor citation_author creator og:author authors article:authors
parsely-authors vr:author twitter:creator dc.publisher.author citation_authors bepress_citation_author
"""
META_NAMES = tuple(_META_NAMES.split())
_TITLES = ("headline", "title", "name")
_IN_SCRIPTS = ("authors", "author", "byline", "creator")
"""What titles and authors are called in the data of scripts."""
LEAST_TITLE_CHARS, MOST_VALUES = 8, 100_000
MOST_NODES = 64
LONGEST_CHARS = 160
MOST_LINE_WORDS, LONGEST_WIDE_CHARS = 22, 48
"""A line has so many words, or letters where each counts as a word."""

_WRITTEN_LABEL = re.compile(
    r"writ|author|verfasst|geschrieben|autor|écrit|escrito|scritto|door|av\b|автор|作者", re.IGNORECASE
)


def witnesses(told: Told, places: Places) -> list[Witness]:
    """Return what may name the authors, data for machines first."""
    return [
        *_from_json_ld(told),
        *_from_meta(told),
        *_from_scripts(told),
        *from_elements(told, places),
        *_from_lines(told, places),
        *_from_dateline(told, places),
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


MOST_LABEL_WORDS = 3
"""So many words has a line that is nothing but "By" or "Written by", the name being in the next one."""
MOST_LABELLED_WORDS = 12
MOST_BELOW_LABEL = 6
NEAR_HEADLINE = frozenset({"after1", "after4", "before6"})
MOST_NAME_WORDS, MOST_NAMES_WORDS = 5, 14
"""So many words has a line that is one name, and one with several, with jobs, places or the date."""
_QUOTE_ENDS = ("»", "”", '"', "“", "」", ")")
_SENTENCE_ENDS = (".", "?", "!", "…", ":", "।", "。", "։", "۔", "؟", "።", "။", "។", "！", "？")
_PARTICLES = "von van de di da dos das del della la le du bin ibn al el y e zu af av ten ter und and et"
PARTICLES = frozenset(_PARTICLES.split())
"""Words in small letters that a signature may have."""
_VAN_DER = re.compile(r"\s(?:von|van)\s(?:de[rnm]|het)\s")
"""Alone "der" is no particle of names: "Programm der Tagung"."""
_WITHIN = re.compile(r"[a-z][A-Z](?<!Mc[A-Z])(?<!Mac[A-Z])(?<!De[A-Z])(?<!Di[A-Z])(?<!La[A-Z])(?<!Le[A-Z])")
"""A capital within a word, as names of products have."""
NEXT_LINE = "; "
"""Parts lines of one block so that names are not read across them."""
SUBHEADINGS = frozenset({"h2", "h3"})
"""Two capitalised words in one are the title of a part, not a name."""


def _from_lines(told: Told, places: Places) -> Iterator[Witness]:
    """Printed lines "By Somebody" wherever they stand, and lines near headline or text that are names alone."""
    ranks = {"by": 0, "name": 0}
    for kind, lines in _runs(_named_lines(told, places), places):
        block, place = lines[0][0], places.kind(lines[0][0].element)
        if ranks[kind] > 6 or place in ELSEWHERE:
            continue
        ranks[kind] += place == "text"
        at = places.distance(block) if place == "text" else place
        signed = [one for one, _ in lines if kind == "by" or _is_written_as_names(one.text)]
        edges = {places.edge(one) for one in signed if _is_beside_text(one, told, places)}
        marks = (
            f"line-{kind}",
            f"line-{kind}:{at}",
            f"line-{kind}:{'first' if ranks[kind] == 1 else 'later'}",
            f"at:{at}",
            *(f"line-{kind}:{edge}" for edge in sorted(edges)),
        )
        yield Witness(texts=tuple(name for _, name in lines), source="printed", marks=marks)


def _named_lines(told: Told, places: Places) -> Iterator[tuple[str, Block, str]]:
    """Yield lines that name somebody, with ``by`` or ``name`` and the text that has the name."""
    for block in told.page.blocks:
        if len(block.text) > (LONGEST_CHARS if block.words <= MOST_LINE_WORDS else LONGEST_WIDE_CHARS):
            continue
        name = named_in(block.lines)
        if name is None and len(block.lines) > 1 and places.distance(block) in {"headline", "after1"}:
            name = next(filter(None, map(person_in, block.lines[1:])), None)
        if name is not None:
            yield "by", block, name
        elif block.tag not in SUBHEADINGS and _is_of_names(block, told, places):
            yield "name", block, NEXT_LINE.join(block.lines)


def _runs(named: Iterable[tuple[str, Block, str]], places: Places) -> list[tuple[str, list[tuple[Block, str]]]]:
    """Return *named* line by line, but those that are names alone and follow one another together: they are a list."""
    runs: list[tuple[str, list[tuple[Block, str]]]] = []
    for kind, block, name in named:
        last, lines = runs[-1] if runs else ("", [])
        above = lines[-1][0] if kind == last == "name" else None
        if above is not None and _is_list(above, block, places):
            lines.append((block, name))
        else:
            runs.append((kind, [(block, name)]))
    return runs


def _is_list(above: Block, block: Block, places: Places) -> bool:
    follows = above.index + 1 == block.index and are_beside(above.element, block.element)
    return follows and places.kind(block.element) == "text"


def _is_beside_text(block: Block, told: Told, places: Places) -> bool:
    """Whether *block* stands right before the first paragraph, or right behind the last one or its last sentence."""
    blocks, edge = told.page.blocks, places.edge(block)
    if edge == "begin":
        return blocks[block.index + 1].words >= LEAST_WORDS
    above = blocks[block.index - 1]
    return edge == "end" and (above.words >= LEAST_WORDS or above.text.endswith(_SENTENCE_ENDS + _QUOTE_ENDS))


def _is_of_names(block: Block, told: Told, places: Places) -> bool:
    """Whether *block*, which nothing marks, is the name of a person, or names with jobs, places and the date."""
    if block.words > MOST_NAMES_WORDS:
        return False
    text, distance = block.text, places.distance(block)
    is_beside_text = block.tag != "li" and _is_beside_text(block, told, places)
    is_near_headline = distance in NEAR_HEADLINE
    if not (is_near_headline or (is_beside_text and _is_written_as_names(text))) or is_of_photos(text):
        return False
    if block.words <= MOST_NAME_WORDS and is_name_alone(text):
        return not _is_of_common_words(text, told)
    if is_beside_text and is_set_apart(block):
        return True
    if distance == "before6" or text.endswith(_SENTENCE_ENDS):
        return False
    names = clean_names([NEXT_LINE.join(block.lines)])
    return bool(names) and all(is_name_alone(name) and not _is_of_common_words(name, told) for name in names)


def _from_dateline(told: Told, places: Places) -> Iterator[Witness]:
    """Whom the first paragraph names before it begins."""
    for block in told.page.blocks:
        if block.words >= LEAST_WORDS and (name := named_in_dateline(block.text)):
            if places.kind(block.element) == "text":
                at = places.distance(block)
                marks = ("line-by", f"line-by:{at}", "line-by:first", "line-by:begin", f"at:{at}")
                yield Witness(texts=(name,), source="printed", marks=marks)
            return


def _is_written_as_names(text: str) -> bool:
    """Whether all words of *text* begin with capitals, save those within names, and have none behind small letters."""
    words = _VAN_DER.sub(" ", text).split()
    return not any(_WITHIN.search(word) or (word[0].islower() and word not in PARTICLES) for word in words)


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
