"""All dates a page gives, each with where it stands: data for machines, <time>, printed lines, the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pipelines.metadata.dates.words import (
    DATE_CLASS,
    IN_SCRIPTS,
    MODIFIED_CLASS,
    MODIFIED_META,
    MODIFIED_WORDS,
    NOT_OF_THE_ARTICLE,
    PUBLISHED_CLASS,
    PUBLISHED_META,
    PUBLISHED_WORDS,
    SCRIPT_STEMS,
)
from pipelines.metadata.facts import walked
from pipelines.metadata.places import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Block
    from pipelines.metadata.dates.reader import DateReader
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

MOST_TIMES = 120
MOST_LINES = 40
LONGEST_LINE_CHARS = 200
MOST_DATE_WORDS = 14
LATEST_DATELINE = 40
LINE_START_CHARS = 90
"""Of a longer text only a date at its start is a dateline."""
SCRIPT_CHARS = 400_000
LABEL_CHARS = 45
MOST_KEYS, MOST_STEMS, STEM_CHARS = 4, 60, 30
"""So many dates of scripts are taken, so many places looked at for each name, and so far around them."""
"""So far before a date the word stands that says what it is the date of."""

_YEAR_LIKE = re.compile(r"(?:19|20|13|14|25)\d\d|\d\s?[./-]\s?\d{1,2}\s?[./-]\s?\d\d|[۰-۹٠-٩०-९০-৯๐-๙０-９]{4}")
_IN_PATH = re.compile(
    r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?!\d)|(?<!\d)((?:19|20)\d{2})[-_]?(\d{2})[-_]?(\d{2})(?!\d)"
)
_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A date, and who says so."""

    value: str
    source: str
    """Name of the source as `Article.sources` has it."""
    marks: tuple[str, ...]
    """What is known of where it stands."""


def witnesses(told: Told, reader: DateReader, places: Places) -> list[Witness]:
    """Return the dates of the page, those that machines are told first."""
    found = [*_from_json_ld(told, reader), *_from_meta(told, reader), *_from_path(told)]
    reader.known_days.update(witness.value[:10] for witness in found)
    found += _from_times(told, reader, places)
    found += _from_lines(told, reader, places)
    if not any("published" in mark for witness in found for mark in witness.marks):
        found += _from_scripts(told, reader)
    return found


def _from_json_ld(told: Told, reader: DateReader) -> Iterator[Witness]:
    kind = "news" if told.is_news else "other"
    for key, name in (("datePublished", "published"), ("dateCreated", "created"), ("dateModified", "modified")):
        for fact in told.articles:
            value = reader.machine(plain(fact.get(key)))
            if value is not None:
                yield Witness(value=value, source=f"json-ld:{key}", marks=(f"ld:{name}", f"ld:{name}:{kind}"))
                break
    for key, name in (("datePublished", "published"), ("uploadDate", "uploaded"), ("dateModified", "modified")):
        for item in walked(told.page.json_ld):
            value = reader.machine(plain(item.get(key))) if item not in told.articles else None
            if value is not None:
                yield Witness(value=value, source=f"json-ld:{key}", marks=(f"ld-page:{name}",))
                break


def _from_meta(told: Told, reader: DateReader) -> Iterator[Witness]:
    for names, kind in ((PUBLISHED_META, "published"), (MODIFIED_META, "modified")):
        first = True
        for name in names:
            for text in told.page.meta.get(name, ())[:2]:
                value = reader.machine(text)
                if value is not None:
                    marks = (f"meta:{kind}", *((f"meta:{name}",) if name in PUBLISHED_META[:8] else ()))
                    yield Witness(
                        value=value, source=f"meta:{name}", marks=(*marks, f"meta:{kind}:first") if first else marks
                    )
                    first = False


def _from_path(told: Told) -> Iterator[Witness]:
    path = unquote(urlsplit(told.original_url).path)
    match = _IN_PATH.search(path)
    if match is not None:
        parts = [part for part in match.groups() if part]
        if 1 <= int(parts[1]) <= 12 and 1 <= int(parts[2]) <= 31 and 1990 <= int(parts[0]) <= 2100:
            value = f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}"
            yield Witness(
                value=value, source="url", marks=("url", "url:folders") if match[1] else ("url", "url:digits")
            )


def month_in_path(told: Told) -> str | None:
    """Return the year and month that the address names, such as ``2024-05``."""
    match = _MONTH_IN_PATH.search(urlsplit(told.original_url).path)
    return f"{match[1]}-{int(match[2]):02}" if match is not None and 1 <= int(match[2]) <= 12 else None


def _from_times(told: Told, reader: DateReader, places: Places) -> Iterator[Witness]:
    seen: set[str] = set()
    for step, element in enumerate(told.page.tree.iter("time", "abbr", "relative-time")):
        if step > MOST_TIMES:
            return
        given = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None)
        given = given or element.get("content")
        value = reader.machine(given)
        if value is None:
            continue
        block = places.block_around(element)
        if places.kind(element) in ELSEWHERE:
            continue
        distance = places.distance(block) if block is not None else "unseen"
        kind = places.kind(element)
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('pubdate') or ''}"
        label = _label_of_class(marks) or (_label(block.text, element.text or "") if block is not None else "")
        place = f"time:{kind}:{distance}" if kind == "text" else f"time:{kind}"
        rank = f"time:first:{label or 'plain'}" if kind == "text" and _group(label) not in seen else "time:later"
        if kind == "text":
            seen.add(_group(label))
        yield Witness(value=value, source="time", marks=(place, f"time:{label}", rank) if label else (place, rank))


def _from_lines(told: Told, reader: DateReader, places: Places) -> Iterator[Witness]:
    count = 0
    seen: set[str] = set()
    for block in told.page.blocks:
        long = len(block.text) > LONGEST_LINE_CHARS
        text = block.text[:LINE_START_CHARS] if long else block.text
        dates = reader.printed(text) if _may_hold_a_date(text) else ()
        if not dates or (long and dates[0].start > LATEST_DATELINE):
            continue
        count += 1
        if count > MOST_LINES:
            return
        kind = places.kind(block.element)
        if kind in ELSEWHERE:
            continue
        place = f"text:{places.distance(block)}" if kind == "text" else kind
        for step, date in enumerate(dates[:3]):
            marks = _marks_of_line(block, text[: date.start], place, seen if kind == "text" else None)
            shape = "dateline" if long else _shape(block)
            more = (f"line:{shape}", "line:second") if step else (f"line:{shape}",)
            yield Witness(value=date.value, source="printed", marks=(*marks, *more))


def _marks_of_line(block: Block, before: str, place: str, seen: set[str] | None) -> Iterator[str]:
    """Yield what is known of a date behind the text *before*; *seen* are the labels of dates further up in the text."""
    classes = _classes(block)
    label = _label(before, "") or _label_of_class(classes)
    if NOT_OF_THE_ARTICLE.search(before[-LABEL_CHARS:]):
        label = "not"
    yield f"line:{place}"
    if label:
        yield f"line:{label}"
    if seen is not None:
        yield f"line:first:{label or 'plain'}" if _group(label) not in seen else "line:later"
        seen.add(_group(label))
        if DATE_CLASS.search(classes):
            yield "line:class"


def _may_hold_a_date(text: str) -> bool:
    # Most lines are told apart by these, which takes no time.
    if text.isascii() and not ("20" in text or "19" in text or "." in text or "/" in text or "-" in text):
        return False
    return _YEAR_LIKE.search(text) is not None


def _shape(block: Block) -> str:
    return "short" if block.words <= 6 else "middle" if block.words <= 14 else "prose"


def _group(label: str) -> str:
    """A date without a label stands for that of publication: what comes behind a labelled one is not the first."""
    return label if label in {"modified", "not"} else "published"


def _label(before: str, own: str) -> str:
    """Return ``modified``, ``published`` or nothing: what the words before a date call it."""
    if own:
        before = before.partition(own)[0]
    before = before[-LABEL_CHARS:]
    changed, published = list(MODIFIED_WORDS.finditer(before)), list(PUBLISHED_WORDS.finditer(before))
    if changed and (not published or changed[-1].start() > published[-1].start()):
        return "modified"
    return "published" if published else ""


def _label_of_class(marks: str) -> str:
    if MODIFIED_CLASS.search(marks):
        return "" if PUBLISHED_CLASS.search(marks) else "modified"
    return "published" if PUBLISHED_CLASS.search(marks) else ""


def _classes(block: Block) -> str:
    elements = [block.element, *block.inline[:3]]
    return " ".join(f"{e.get('class') or ''} {e.get('itemprop') or ''}" for e in elements)[:300]


def _from_scripts(told: Told, reader: DateReader) -> Iterator[Witness]:
    """Dates in the data of scripts, for pages that say nothing elsewhere."""
    text = told.page.text[:SCRIPT_CHARS]
    for step, match in enumerate(islice(_dated_keys(text), MOST_KEYS)):
        value = reader.machine(match[2])
        if value is not None:
            kind = "modified" if match[1][:3].lower() in {"mod", "upd"} or "modif" in match[1].lower() else "published"
            yield Witness(
                value=value, source="script", marks=(f"script:{kind}", "script:first" if not step else "script")
            )


def dated_blocks(told: Told, reader: DateReader, headline_at: int | None) -> list[Block]:
    """Return the short lines around the headline that hold a date."""
    if headline_at is None:
        return []
    near = told.page.blocks[max(0, headline_at - 6) : headline_at + 26]
    return [b for b in near if b.words <= MOST_DATE_WORDS and _may_hold_a_date(b.text) and reader.printed(b.text)]


def _dated_keys(text: str) -> Iterator[re.Match[str]]:
    """Yield the names of dates in scripts with their values, stem by stem."""
    for stem in SCRIPT_STEMS:
        at = text.find(stem)
        for _ in range(MOST_STEMS):
            if at < 0:
                break
            match = IN_SCRIPTS.search(text[max(0, at - STEM_CHARS) : at + 2 * STEM_CHARS])
            if match is not None:
                yield match
                break
            at = text.find(stem, at + 1)


def plain(value: Any) -> str | None:
    """Return the text of a JSON-LD value, of several the first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return str(value) if isinstance(value, (str, int)) else None
