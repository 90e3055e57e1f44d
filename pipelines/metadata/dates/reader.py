"""Reads dates as the page has them: its order of day and month, its zone."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crawler.page.dates import Place, Printed, dates_in, since_1970
from crawler.page.dates.forms import IN_FIGURES
from crawler.page.dates.zones import ZONE_OF
from pipelines.metadata.dates.zone import likeliest_zone, zone_of_language

if TYPE_CHECKING:
    from pipelines.metadata.dates.printed import Witness
    from pipelines.metadata.facts import Told

MOST_BLOCKS_ASKED = 600
MONTH_FIRST_LANGUAGES = frozenset({"en", "en-US", "en-PH", "en-CA"})
MONTH_FIRST_COUNTRIES = frozenset({"us", "ph", "ca"})
UNSET = ("0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1969-12-31", "1970-01-01")
"""Days on which the calendars of programs begin: what a field says that nobody has filled in."""


class DateReader:
    """Reads dates of one page and remembers which of them are doubtful."""

    def __init__(self, told: Told, language: str | None) -> None:
        self._page = told.page
        self._country = told.country
        self._language = language
        template = told.page.template
        self._fixed_order = template.published_order
        self.place = Place(order=template.published_order or "dmy", zone=template.published_zone, country=told.country)
        self.known_days: set[str] = set()
        """Days that machines are told; they decide what a date in figures means."""
        self.notes: list[str] = []
        """What was doubtful or taken for granted."""
        self.witnesses: list[Witness] | None = None
        """All dates that the page gives, once they have been looked for."""
        self.doubtful: set[str] = set()
        """Dates whose day and month may be the other way round."""

    def machine(self, text: str | None) -> str | None:
        """Return the date of a field that is meant for machines; None where nobody has filled it in (`UNSET`)."""
        moment = since_1970(text)
        if moment is None:
            found = self.printed(text)
            moment = found[0].value if found else None
        return None if moment is None or moment.startswith(UNSET) else moment

    def printed(self, text: str | None) -> tuple[Printed, ...]:
        """Return the dates in a line that is meant for people."""
        found = dates_in(text, self.place)
        return tuple(self._settled(one) for one in found) if any(one.other for one in found) else found

    def local(self, value: str) -> str:
        """Return a moment in UTC by the clock of the page's country, or else of its language; others as they are."""
        zone = likeliest_zone(self._country, self._language)
        if zone is None or not value.endswith("+00:00"):
            return value
        return datetime.fromisoformat(value).astimezone(ZoneInfo(zone)).isoformat()

    def by_own_clock(self, value: str) -> str:
        """Return a time that is printed without a zone by the clock of the page's country or language."""
        if self._clock is None or len(value) != len("2024-05-01T10:30:00"):
            return value
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(self._clock)).isoformat()

    def zoned(self, value: str, field: str = "published_at") -> str:
        """Return the same as `by_own_clock`, with a note for *field*."""
        zoned = self.by_own_clock(value)
        if zoned != value:
            of_what = "the country in the address" if self._country is not None else "the page's language"
            self.note(f"{field}: no zone is printed; that of {of_what} is taken")
        return zoned

    @cached_property
    def _clock(self) -> str | None:
        """IANA zone of times that are printed without one."""
        return ZONE_OF.get(self._country) if self._country is not None else zone_of_language(self._language)

    def note(self, text: str) -> None:
        """Keep what is doubtful about the dates."""
        self.notes.append(text)

    def _settled(self, found: Printed) -> Printed:
        """*found* in the order that there is evidence for; it is doubtful when only custom speaks."""
        if found.other is None or self._fixed_order is not None:
            return found
        turned = Printed(value=found.other, start=found.start, end=found.end)
        known = (found.value[:10] in self.known_days, found.other[:10] in self.known_days)
        if known[0] != known[1]:
            return found if known[0] else turned
        if self._printed_order is not None:
            return found if self._printed_order == "dmy" else turned
        chosen = turned if self._usual_order == "mdy" else found
        self.doubtful.add(chosen.value)
        return chosen

    @cached_property
    def _printed_order(self) -> str | None:
        """The order that other dates on the page show, those with a day above 12."""
        orders = {"dmy": 0, "mdy": 0}
        for block in self._page.blocks[:MOST_BLOCKS_ASKED]:
            text = block.text[:400]
            if "/" in text or "-" in text:
                for match in IN_FIGURES.finditer(text):
                    first, second = int(match[1]), int(match[3])
                    if match[2] != "." and (first > 12) != (second > 12):
                        orders["dmy" if first > 12 else "mdy"] += 1
        best = max(orders, key=lambda order: orders[order])
        return best if orders[best] > 2 * min(orders.values()) else None

    @property
    def _usual_order(self) -> str:
        """American pages put the month first; of plain ``en`` without a country most are American."""
        if self._country is not None:
            return "mdy" if self._country in MONTH_FIRST_COUNTRIES else "dmy"
        return "mdy" if self._language is None or self._language in MONTH_FIRST_LANGUAGES else "dmy"
