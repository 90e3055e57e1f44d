"""The hours of the day in which an outlet is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

SPAN = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*-\s*([01]?[0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
SPANS = re.compile(r"([0-9:,\s-]*[0-9])(?:\s+([A-Za-z][A-Za-z0-9_+/-]{0,60}))?", re.ASCII)
LONGEST = 200
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans of the day, by the clocks of one zone. A span whose end is not after its start goes over midnight."""

    text: str
    """As a person wrote it."""
    spans: tuple[tuple[int, int], ...]
    """Minutes since midnight: the first that is in, the first that is out again."""
    zone: ZoneInfo

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what *text* says, such as ``22:00-06:00 Europe/Berlin``; without a zone UTC is meant.

        Several spans are divided by commas. Raises `ValueError` with what is wrong.

        >>> Hours.from_text("22:00-06:00, 12:00-13:30 Europe/Berlin").spans
        ((1320, 360), (720, 810))
        """
        found = SPANS.fullmatch(text.strip()[:LONGEST])
        if found is None:
            raise ValueError(f"{text[:80]!r} is not like 22:00-06:00 Europe/Berlin")
        spans = []
        for part in found[1].split(","):
            span = SPAN.fullmatch(part.strip())
            if span is None or (span[3] == "24" and span[4] != "00"):
                raise ValueError(f"{part.strip()[:40]!r} is not like 22:00-06:00")
            spans.append((int(span[1]) * 60 + int(span[2]), (int(span[3]) * 60 + int(span[4])) % DAY_MINUTES))
        try:
            zone = ZoneInfo(found[2] or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError) as err:
            raise ValueError(f"no zone {(found[2] or 'UTC')!r} is known here; give one such as Europe/Berlin") from err
        return cls(" ".join(text.split()), tuple(spans), zone)

    def is_open(self, at: datetime) -> bool:
        """Return whether *at*, an aware time, is in the hours."""
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(
            first <= minute < end if first < end else minute >= first or minute < end for first, end in self.spans
        )

    def opens_at(self, at: datetime) -> datetime:
        """Return *at* when that is in the hours, else when they begin next, in UTC."""
        if self.is_open(at):
            return at
        return min(start for start in self._starts(at) if start > at and self.is_open(start))

    def _starts(self, at: datetime) -> Iterator[datetime]:
        """Yield every time around *at* at which a span begins. When clocks are set back there may be two a day."""
        today = at.astimezone(self.zone).date()
        for days in range(-1, 4):
            for first, _ in self.spans:
                start = time(first // 60, first % 60)
                for fold in (0, 1):
                    local = datetime.combine(today + timedelta(days=days), start, self.zone).replace(fold=fold)
                    yield local.astimezone(UTC)
