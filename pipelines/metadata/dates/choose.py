"""Which of a page's dates is that of its publication, and which that of its last change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipelines.metadata.choice import heaviest
from pipelines.metadata.dates.witnesses import month_in_path, plain, witnesses
from pipelines.metadata.dates.words import MODIFIED_META
from pipelines.metadata.weights import PUBLISHED

if TYPE_CHECKING:
    from pipelines.metadata.dates.reader import DateReader
    from pipelines.metadata.dates.witnesses import Witness
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

LEAST = -20.0
EVENING_HOUR = "17"
NO_DAY = ""
"""That the article has no date is an option too."""


def published(told: Told, reader: DateReader, places: Places) -> Witness | None:
    """Return when the article was published, and who says so."""
    options = options_of(told, reader, places)
    day = heaviest({day: marks for day, (_, marks) in options.items()}, PUBLISHED, least=LEAST)
    if not day:
        return None
    witness = _of_the_eve(day, options) or _fullest(options[day][0])
    if all(_tells(one, "modified") for one in options[day][0]):
        reader.note("published_at: what is given is the date of a change")
    return replace(witness, value=reader.zoned(witness.value)) if witness.source == "printed" else witness


def options_of(told: Told, reader: DateReader, places: Places) -> dict[str, tuple[list[Witness], set[str]]]:
    """Return the days that are named, each with its witnesses and all marks; that there is none is one of them."""
    found = witnesses(told, reader, places)
    printed = {witness.value[:10] for witness in found if witness.source == "printed"}
    days: dict[str, list[Witness]] = {}
    for witness in found:
        value = witness.value
        local = reader.local(value) if value[:10] not in printed else value
        said = replace(witness, value=local) if local[:10] in printed else witness
        days.setdefault(said.value[:10], []).append(said)
    known = {day for day in days if any(_tells(one, "published") for one in days[day])}
    changes = (
        {day for day in days if all(_tells(one, "modified") for one in days[day])} if known and told.is_news else set()
    )
    of_others = {day for day in days if all("line:not" in one.marks for one in days[day])}
    kept = [day for day in days if day not in changes | of_others]
    options = {day: (days[day], _marks_of(day, days, told)) for day in kept}
    return {NO_DAY: ([], {"none"}), **options}


def _of_the_eve(day: str, options: dict[str, tuple[list[Witness], set[str]]]) -> Witness | None:
    """The evening on which a text went online that is dated by the paper of the next day, *day*, without a time."""
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    if before not in options or any(len(one.value) > 10 for one in options[day][0]):
        return None
    online = (one for one in options[before][0] if _tells(one, "published") and one.value[11:13] >= EVENING_HOUR)
    return next(online, None)


def _tells(witness: Witness, what: str) -> bool:
    return any(what in mark for mark in witness.marks)


def _marks_of(day: str, days: dict[str, list[Witness]], told: Told) -> set[str]:
    """Return what speaks for and against *day*."""
    marks = {mark for witness in days[day] for mark in witness.marks}
    families = {mark.partition(":")[0] for mark in marks}
    marks.add(f"families:{min(len(families), 4)}")
    month = month_in_path(told)
    if month is not None:
        marks.add("month" if day.startswith(month) else "month:other")
    if day == min(days):
        marks.add("oldest")
    if day == max(days):
        marks.add("newest")
    if any(len(witness.value) > 10 and witness.value[11:19] != "00:00:00" for witness in days[day]):
        marks |= {"timed"} | {f"{mark}+timed" for mark in marks if mark in {"ld:published", "meta:published"}}
        after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        if after in days and all(len(witness.value) == 10 for witness in days[after]):
            # The paper of the next day, whose texts are on the site the evening before.
            marks.add("eve")
    if len(days) == 1:
        marks.add("only")
    if day < "1998":
        marks.add("ancient")
    return marks


_TRUST = ("json-ld:datePublished", "meta:", "time", "json-ld", "printed", "script", "url")


def _fullest(found: list[Witness]) -> Witness:
    """Of witnesses that name one day, one that also knows the time and the zone, the most trusted of those."""

    def rank(witness: Witness) -> tuple[int, int]:
        value = witness.value
        detail = 0 if len(value) > 19 else 1 if len(value) > 10 else 2
        at = next(at for at, name in enumerate(_TRUST) if witness.source.startswith(name))
        modified = any("modified" in mark for mark in witness.marks)
        midnight = detail < 2 and value[11:19] == "00:00:00"
        return (detail + 3 * modified + 2 * midnight, at)

    return min(found, key=rank)


def modified(told: Told, reader: DateReader) -> tuple[str, str] | None:
    """Return when the article was changed, where the page says so to machines, and who says so."""
    for fact in told.articles:
        value = reader.machine(plain(fact.get("dateModified")))
        if value is not None:
            return value, "json-ld:dateModified"
    for name in MODIFIED_META:
        for text in told.page.meta.get(name, ()):
            value = reader.machine(text)
            if value is not None:
                return value, f"meta:{name}"
    return None
