"""All dates a page gives, each with where it stands: data for machines, the address, and what is printed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from crawler.page.dates.calendars import from_ethiopian, from_nepali
from pipelines.metadata.dates.printed import Witness, from_lines, from_times, label_before, may_hold_a_date
from pipelines.metadata.dates.words import (
    DATE_IN_SCRIPTS,
    IN_SCRIPTS,
    MODIFIED_LIKE,
    MODIFIED_META,
    PUBLISHED_LIKE,
    PUBLISHED_META,
    SCRIPT_STEMS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.metadata.dates.reader import DateReader
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

TOLD_APART = 12
"""So many of the names of <meta> have a mark of their own."""
LONGEST_META_CHARS, DESCRIPTION_CHARS = 60, 300
SCRIPT_CHARS = 400_000
BESIDE_CHARS = 300
"""So far from the change of a post the date of its publication stands in the data of WordPress."""
MOST_KEYS, MOST_STEMS, STEM_CHARS = 4, 60, 30
"""So many dates of scripts are taken, so many places looked at for each name, and so far around them."""

_IN_PATH = re.compile(
    r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?!\d)|(?<!\d)((?:19|20)\d{2})[-_]?(\d{2})[-_]?(\d{2})(?!\d)"
)
_YEAR_LAST_IN_PATH = re.compile(r"(?<![\d.-])(\d{1,2})([-_.])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_NAMED_IN_PATH = re.compile(r"/((?:19|20)\d{2})/([^\W\d_]{3,10})/(\d{1,2})(?!\d)")
_MONTH_IN_PATH = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})(?!\d)")


def witnesses(told: Told, reader: DateReader, places: Places) -> list[Witness]:
    """Return the dates of the page, those that machines are told first; they are looked for once."""
    if reader.witnesses is None:
        reader.witnesses = _looked_for(told, reader, places)
    return reader.witnesses


def _looked_for(told: Told, reader: DateReader, places: Places) -> list[Witness]:
    found = [*_from_json_ld(told, reader), *_from_meta(told, reader), *_from_path(told, reader)]
    reader.known_days.update(witness.value[:10] for witness in found)
    found += _from_descriptions(told, reader)
    found += from_times(told, reader, places)
    found += from_lines(told, reader, places)
    days = {one.value[:10] for one in found if one.source != "url"}
    found = [_by_own_calendar(one, days) if one.source == "url" else one for one in found]
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
        for item in told.others:
            value = reader.machine(plain(item.get(key)))
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
                    marks = (f"meta:{kind}", *((f"meta:{name}",) if name in PUBLISHED_META[:TOLD_APART] else ()))
                    yield Witness(
                        value=value, source=f"meta:{name}", marks=(*marks, f"meta:{kind}:first") if first else marks
                    )
                    first = False
    for name, values in told.page.meta.items():
        kind_like = _like_known(name)
        if kind_like and len(values[0]) < LONGEST_META_CHARS:
            value = reader.machine(values[0])
            if value is not None:
                yield Witness(value=value, source=f"meta:{name}", marks=(f"meta-like:{kind_like}",))


@lru_cache(maxsize=2048)
def _like_known(name: str) -> str:
    """Return ``published`` or ``modified`` when *name* is none of the known ones but speaks of that; else nothing."""
    if name in PUBLISHED_META or name in MODIFIED_META:
        return ""
    letters = "".join(filter(str.isalpha, name.lower()))
    if MODIFIED_LIKE.search(letters):
        return "modified"
    return "published" if PUBLISHED_LIKE.search(letters) else ""


def _from_path(told: Told, reader: DateReader) -> Iterator[Witness]:
    path = unquote(urlsplit(told.original_url).path)
    match = _IN_PATH.search(path)
    if match is not None:
        parts = [part for part in match.groups() if part]
        if 1 <= int(parts[1]) <= 12 and 1 <= int(parts[2]) <= 31 and 1990 <= int(parts[0]) <= 2100:
            value = f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}"
            yield Witness(
                value=value, source="url", marks=("url", "url:folders") if match[1] else ("url", "url:digits")
            )
            return
    for pattern, groups, mark in ((_YEAR_LAST_IN_PATH, (1, 3, 4), "digits"), (_NAMED_IN_PATH, (3, 2, 1), "folders")):
        match = pattern.search(path)
        if match is not None:
            parts = [match[group] for group in groups]
            for found in reader.printed((" " if mark == "folders" else "/").join(parts))[:1]:
                yield Witness(value=found.value, source="url", marks=("url", f"url:{mark}"))


def _by_own_calendar(witness: Witness, days: set[str]) -> Witness:
    """Return an address's day by our calendar, where it is one of *days* by the calendar of Ethiopia or Nepal."""
    if witness.value in days:
        return witness
    year, month, day = map(int, witness.value.split("-"))
    for converted in (from_ethiopian(year, month, day), from_nepali(year, month, day)):
        if converted is not None and converted.isoformat() in days:
            return replace(witness, value=converted.isoformat())
    return witness


def _from_descriptions(told: Told, reader: DateReader) -> Iterator[Witness]:
    """Dates in the summary for search engines and social networks."""
    for name in ("description", "og:description"):
        for whole in told.page.meta.get(name, ())[:1]:
            text = whole[:DESCRIPTION_CHARS]
            for found in reader.printed(text)[:1] if may_hold_a_date(text) else ():
                edge = "start" if found.start < 3 else "end" if len(text) - found.end < 3 else "within"
                label = label_before(text[: found.start])
                marks = ("description", f"description:{edge}", *((f"description:{label}",) if label else ()))
                yield Witness(value=found.value, source=f"meta:{name}", marks=marks)


def month_in_path(told: Told) -> str | None:
    """Return the year and month that the address names, such as ``2024-05``."""
    match = _MONTH_IN_PATH.search(urlsplit(told.original_url).path)
    return f"{match[1]}-{int(match[2]):02}" if match is not None and 1 <= int(match[2]) <= 12 else None


def _from_scripts(told: Told, reader: DateReader) -> Iterator[Witness]:
    """Dates in the data of scripts, for pages that say nothing elsewhere."""
    text = told.page.text[:SCRIPT_CHARS]
    for step, match in enumerate(islice(_dated_keys(text), MOST_KEYS)):
        value = reader.machine(match[2])
        if value is not None:
            kind = "modified" if match[1][:3].lower() in {"mod", "upd"} or "modif" in match[1].lower() else "published"
            yield Witness(
                value=value,
                source="script",
                marks=(f"script:{kind}", "script:first" if not step else "script"),
                tells_change=match[1].lower() == "modified",
            )


def _dated_keys(text: str) -> Iterator[re.Match[str]]:
    """Yield the names of dates in scripts with their values, stem by stem."""
    for stem in SCRIPT_STEMS:
        at = text.find(stem)
        for _ in range(MOST_STEMS):
            if at < 0:
                break
            match = IN_SCRIPTS.search(text[max(0, at - STEM_CHARS) : at + 2 * STEM_CHARS])
            if match is not None:
                if match[1].lower() == "modified":
                    # WordPress calls the date of publication nothing but "date", which alone could be that of anything.
                    beside = DATE_IN_SCRIPTS.search(text[max(0, at - BESIDE_CHARS) : at + BESIDE_CHARS])
                    yield from [beside] if beside is not None else []
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
