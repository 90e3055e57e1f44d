"""Which of a page's dates is that of its publication, and which that of its last change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.metadata.choice import heaviest
from pipelines.metadata.dates.offset import IN_UTC, by_clock, offset_of
from pipelines.metadata.dates.printed import MASTHEAD, OF_PRINT
from pipelines.metadata.dates.witnesses import month_in_path, plain, witnesses
from pipelines.metadata.dates.words import MODIFIED_META
from pipelines.metadata.weights import PUBLISHED

if TYPE_CHECKING:
    from pipelines.metadata.dates.printed import Witness
    from pipelines.metadata.dates.reader import DateReader
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

LEAST = -20.0
EVENING_HOUR = "17"
_AWAY = frozenset({"aside", "behind", "far"})
"""Marks of dates that stand beside or below the article."""
NO_DAY = ""
"""That the article has no date is an option too."""


def published(told: Told, reader: DateReader, places: Places) -> Witness | None:
    """Return when the article was published, and who says so."""
    options = options_of(told, reader, places)
    day = heaviest({day: marks for day, (_, marks) in options.items()}, PUBLISHED, least=LEAST)
    if not day:
        return None
    witness = _fullest(_not_of_readers(options[day][0]))
    if all(_tells(one, "modified") for one in options[day][0]):
        reader.note("published_at: what is given is the date of a change")
    if all(MASTHEAD in one.marks for one in options[day][0]):
        reader.note("published_at: the date stands above the article and may be that of a visit")
    if witness.source == "printed":
        return replace(witness, value=reader.zoned(witness.value))
    return replace(witness, value=_local(witness.value, options, reader))


def _local(value: str, options: dict[str, tuple[list[Witness], set[str]]], reader: DateReader) -> str:
    """Return a moment in UTC by the clock of the page's country, unless the page prints the day that it is in UTC.

    What is midnight by that clock is a day without a time that somebody has put into UTC.
    """
    printed = [one for witnesses, _ in options.values() for one in witnesses if one.source == "printed"]
    value = _by_printed_zone(value, printed)
    local = reader.local(value) if value.endswith(IN_UTC) else value
    if local[:10] == value[:10]:
        return value
    near = {one.value[:10] for one in printed if not any(_AWAY.intersection(mark.split(":")) for mark in one.marks)}
    return value if value[:10] in near and local[11:19] != "00:00:00" else local


def _by_printed_zone(value: str, printed: list[Witness]) -> str:
    """Return a moment that is called UTC with the zone with which the very same time is printed: some call all so."""
    if not value.endswith(IN_UTC):
        return value
    same = (one.value for one in printed if one.value[:16] == value[:16] and len(one.value) == len(value))
    return next((value[:19] + one[19:] for one in same if one != value), value)


def options_of(told: Told, reader: DateReader, places: Places) -> dict[str, tuple[list[Witness], set[str]]]:
    """Return the days that are named, each with its witnesses and all marks; that there is none is one of them."""
    found = witnesses(told, reader, places)
    printed = {witness.value[:10] for witness in found if witness.source == "printed"}
    offset = offset_of(found)
    days: dict[str, list[Witness]] = {}
    for witness in found:
        said = witness
        if witness.value[:10] not in printed and witness.value.endswith(IN_UTC):
            local = reader.local(witness.value) if offset is None else by_clock(witness.value, offset)
            said = replace(witness, value=local) if offset is not None or local[:10] in printed else witness
        days.setdefault(said.value[:10], []).append(said)
    beside = [one for ones in days.values() for one in ones if _is_beside_headline(one)]
    if beside:
        # What is printed above the article tells nothing more, nor a day that a comment names too, save its time.
        untimed = {one.value[:10] for one in beside} - {one.value[:10] for one in beside if len(one.value) > 10}
        days = {day: [one for one in ones if day in untimed or MASTHEAD not in one.marks] for day, ones in days.items()}
        days = {day: ones for day, ones in days.items() if ones}
    known = any(_tells(one, "published") for ones in days.values() for one in ones)
    dropped = {day for day in days if all("line:not" in one.marks for one in days[day])}
    is_labelled = any("line:published" in one.marks for one in beside)
    if told.is_news or is_labelled:
        dropped |= {day for day in days if known and _is_of_a_change(days[day])}
    dropped |= {day for day in days if min(days) < day and all(OF_PRINT in one.marks for one in days[day])}
    if told.is_news:
        dropped |= {day for day in days if _eve_of(day, days) not in {None, *dropped}}
    kept = [day for day in days if day not in dropped]
    options = {day: (days[day], _marks_of(day, days, told)) for day in kept}
    return {NO_DAY: ([], {"none"}), **options}


def _is_beside_headline(witness: Witness) -> bool:
    """Whether machines are told that the article was published then, or a line near its headline tells it."""
    if MASTHEAD in witness.marks:
        return False
    if witness.source.startswith(("json-ld", "meta")):
        return _tells(witness, "published")
    near = any(mark.startswith(("line:text:", "time:text:")) and mark.endswith(_NEAR) for mark in witness.marks)
    marks = set(witness.marks)
    is_line = "line:prose" not in marks or len(witness.value) > len("2024-05-01") or bool(_LABELLED & marks)
    return near and is_line and not _OF_OTHERS & marks


def _eve_of(day: str, days: dict[str, list[Witness]]) -> str | None:
    """The evening on which a text went online that is dated by the paper of the next day, *day*, without a time."""
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    if any(len(one.value) > 10 for one in days[day]):
        return None
    online = (_tells(one, "published") and one.value[11:13] >= EVENING_HOUR for one in days.get(before, ()))
    return before if any(online) else None


def _is_of_a_change(found: list[Witness]) -> bool:
    """Whether machines are told that it is the date of a change, and nobody that it is that of publication."""
    told = [one for one in found if one.source.startswith(("json-ld", "meta"))]
    return all(_tells(one, "modified") for one in told or found) and not any(_tells(one, "published") for one in found)


def _tells(witness: Witness, what: str) -> bool:
    return any(what in mark for mark in witness.marks)


def _marks_of(day: str, days: dict[str, list[Witness]], told: Told) -> set[str]:
    """Return what speaks for and against *day*."""
    marks = {mark for witness in _most_prominent(days[day]) for mark in witness.marks}
    families = {mark.partition(":")[0] for mark in marks}
    marks.add(f"families:{min(len(families), 4)}")
    marks |= _agreeing(marks)
    month = month_in_path(told)
    if month is not None:
        marks.add("month" if day.startswith(month) else "month:other")
    if day == min(days):
        marks.add("oldest")
    if day == max(days):
        marks.add("newest")
    if any(len(witness.value) > 10 and witness.value[11:19] != "00:00:00" for witness in days[day]):
        marks |= {"timed"} | {f"{mark}+timed" for mark in marks if mark in {"ld:published", "meta:published"}}
    if len(days) == 1:
        marks.add("only")
    if day < "1998":
        marks.add("ancient")
    return marks


_LABELLED = frozenset({"line:published", "line:modified"})
_OF_OTHERS = frozenset({"line:dateline", "line:behind", "line:not", "line:link"})
_NEAR = ("headline", "after1", "after4", "before6", "start")


def _most_prominent(found: list[Witness]) -> list[Witness]:
    """Return the witnesses less the repetitions further down: of <time> and of lines the most prominent one counts.

    A date that is printed below the headline is no worse for being printed again among the related articles.
    """
    told: list[Witness] = []
    for kind in ("time", "printed"):
        seen = [one for one in found if one.source == kind]
        told += sorted(seen, key=_hiddenness)[:1]
    return [*(one for one in found if one.source not in {"time", "printed"}), *told]


def _hiddenness(witness: Witness) -> tuple[int, int]:
    marks = " ".join(witness.marks)
    if ":not" in marks or ":unseen" in marks:
        return (3, 0)
    place = 2 if ":text:" not in marks else 0 if ":first:" in marks and marks.partition(" ")[0].endswith(_NEAR) else 1
    return (place, "line:prose" in marks or "line:dateline" in marks)


_VOICES = {
    "ld:published": "ld",
    "ld:modified": "ld-changed",
    "meta:published": "meta",
    "meta:modified": "meta-changed",
    "line:alone": "line",
    "line:short": "line",
    "line:middle": "line",
    "line:prose": "prose",
    "url": "url",
}
"""What counts as one voice where the marks of a day are taken two by two."""


def _agreeing(marks: set[str]) -> set[str]:
    voices = {_VOICES[mark] for mark in marks if mark in _VOICES}
    voices |= {"time" for mark in marks if mark.startswith("time:text")}
    return {f"{one}+{two}" for one in voices for two in voices if one < two} | {
        f"{one}+none" for one in voices if len(voices) == 1
    }


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


def _not_of_readers(found: list[Witness]) -> list[Witness]:
    """Return *found* less the dates in several texts further down: without marks, readers' letters look like that."""
    letters = [one for one in found if {"line:prose", "line:later"}.issubset(one.marks)]
    own = [one for one in found if one not in letters]
    return own if own and len(letters) > 1 else found


def modified(told: Told, reader: DateReader, places: Places, since: str | None) -> tuple[str, str] | None:
    """Return when the article was changed, and who says so: machines before people, and to those not before *since*."""
    for fact in told.articles:
        value = reader.machine(plain(fact.get("dateModified")))
        if value is not None:
            return value, "json-ld:dateModified"
    for name in MODIFIED_META:
        for text in told.page.meta.get(name, ()):
            value = reader.machine(text)
            if value is not None:
                return value, f"meta:{name}"
    changes = [one for one in witnesses(told, reader, places) if one.tells_change]
    later = [one for one in changes if not _is_before(reader.by_own_clock(one.value), since)]
    if not any(one.source == "printed" for one in later):
        # <time class=updated> has the date of publication where a text was never changed.
        later = [one for one in later if one.value != since]
    if not later:
        return None
    # Of the first day that is told, the moment if one of its witnesses knows it.
    first = _fullest([one for one in later if one.value[:10] == later[0].value[:10]])
    return reader.zoned(first.value, "modified_at") if first.source == "printed" else first.value, first.source


def _is_before(value: str, since: str | None) -> bool:
    """Whether *value* is before *since*, by days unless both are moments with a zone."""
    if since is None:
        return False
    if min(len(value), len(since)) > len("2024-05-01T10:30:00"):
        # What is printed is told to the minute.
        return datetime.fromisoformat(value) < datetime.fromisoformat(since).replace(second=0)
    return value[:10] < since[:10]
