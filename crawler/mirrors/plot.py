"""The timeline of an outlet's addresses as an SVG picture that needs nothing else. Pure.

A state is told by the pattern and the letter of its bar, and in words to those who hear the picture; colour only helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.mirrors.course import AddressState
from crawler.mirrors.words import facts_of, lanes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.mirrors.course import Course, Span
    from crawler.mirrors.history import AddressHistory

WIDTH, LABELS, RIGHT, TOP, LANE = 1200, 330, 24, 74, 46
BAR, PRINTED = 16, 7
LEAST_BAR = 7
LETTERS = {
    AddressState.CONFIRMED: "C",
    AddressState.WORKING: "W",
    AddressState.DIFFERS: "D",
    AddressState.MOVED: "M",
    AddressState.FAILING: "F",
    AddressState.DEAD: "X",
    AddressState.BLOCKED: "B",
    AddressState.SEIZED: "S",
    AddressState.PARKED: "P",
}
DEFINITIONS = files("crawler.mirrors").joinpath("plot.svg")
STEPS = (
    *(timedelta(minutes=number) for number in (1, 5, 15)),
    *(timedelta(hours=number) for number in (1, 3, 6, 12)),
    *(timedelta(days=number) for number in (1, 2, 7, 14, 31, 92, 183, 366, 732, 1830, 3660)),
)
MOST_TICKS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(LABELS + share * (WIDTH - LABELS - RIGHT), 1)


def plot(name: str, rows: Sequence[AddressHistory]) -> str:
    """Return the picture of *rows*, the addresses of the outlet called *name*."""
    scale = _scale(rows)
    lanes = [lane for row in rows for lane in lanes_of(row)]
    bottom = TOP + LANE * len(lanes)
    height = bottom + 96
    title = escape(f"Addresses of {name}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"',
        ' role="img" aria-labelledby="title desc">',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">{escape(" ".join(facts_of(row) for row in rows) or "No address is known.")}</desc>',
        DEFINITIONS.read_text("utf-8"),
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
        f'<text class="head" x="16" y="32">{title}</text>',
        *_axis(scale, bottom),
    ]
    for number, (row, course) in enumerate(lanes):
        parts += _lane(row, course, TOP + LANE * number, scale)
    return "\n".join([*parts, *_legend(bottom + 40), "</svg>", ""])


def _scale(rows: Sequence[AddressHistory]) -> _Scale:
    """Return a scale with all that is known on it, and a little more at both ends."""
    spans = [span for row in rows for course in row.courses for span in course.spans]
    times = [at for span in spans for at in (span.from_at, span.until_at)]
    times += [at for row in rows for at in _printed(row) if at is not None]
    first = min(times, default=datetime(2000, 1, 1, tzinfo=UTC))
    last = max(times, default=first)
    margin = max((last - first) / 40, timedelta(seconds=30))
    return _Scale(start=first - margin, end=last + margin)


def _printed(row: AddressHistory) -> tuple[datetime | None, datetime | None]:
    """Return from when to when somebody said that it is the outlet's."""
    days = [datetime.combine(day, time(), UTC) for day in (row.listed_from, row.listed_until) if day is not None]
    times = [at for at in (row.first_printed_at, row.last_printed_at, *days) if at is not None]
    return min(times, default=None), max(times, default=None)


def _axis(scale: _Scale, bottom: int) -> Iterator[str]:
    whole = scale.end - scale.start
    step = next((step for step in STEPS if whole / step <= MOST_TICKS), whole / MOST_TICKS)
    form = "%Y-%m-%d" if step >= timedelta(days=1) else "%m-%d %H:%M"
    at = datetime(scale.start.year, 1, 1, tzinfo=UTC)
    at += -(-(scale.start - at) // step) * step
    while at <= scale.end:
        x = scale.x(at)
        yield f'<line class="tick" x1="{x}" y1="{TOP - 14}" x2="{x}" y2="{bottom}"/>'
        yield f'<text class="small" text-anchor="middle" x="{x}" y="{TOP - 20}">{at.strftime(form)}</text>'
        at += step


def _lane(row: AddressHistory, course: Course | None, y: int, scale: _Scale) -> Iterator[str]:
    state = course.state if course is not None else AddressState.CLAIMED
    vantage = f" from {course.vantage}" if course is not None and course.vantage else ""
    leads = f" to {course.spans[-1].leads_to}" if course is not None and course.spans[-1].leads_to else ""
    yield f'<g role="img"><title>{escape(facts_of(row))}</title>'
    yield f'<line class="rule" x1="16" y1="{y + LANE - 4}" x2="{WIDTH - RIGHT}" y2="{y + LANE - 4}"/>'
    yield f'<text class="name" x="16" y="{y + 16}">{escape(_short(row.place, 44))}</text>'
    yield f'<text class="small" x="16" y="{y + 32}">{escape(_short(f"{row.kind}: {state}{leads}{vantage}", 54))}</text>'
    first, last = _printed(row)
    if first is not None and last is not None:
        x, width = _extent(scale, first, last)
        yield f'<g role="img"><title>{escape(f"printed {first:%Y-%m-%d} to {last:%Y-%m-%d}")}</title>'
        yield f'<rect class="printed" x="{x}" y="{y + 4}" width="{width}" height="{PRINTED}"/></g>'
    free_from = 0.0
    for span in course.spans if course is not None else ():
        x, width = _extent(scale, span.from_at, span.until_at)
        is_told = x >= free_from
        free_from = x + 11 if is_told else free_from
        yield _bar(span, x, width, y + 14, is_told=is_told)
    yield "</g>"


def _bar(span: Span, x: float, width: float, y: int, *, is_told: bool) -> str:
    leads = f" ({span.leads_to})" if span.leads_to else ""
    text = f"{span.state}{leads}: {span.from_at:%Y-%m-%d %H:%M:%S} to {span.until_at:%Y-%m-%d %H:%M:%S}, {span.why}"
    letter = ""
    if is_told:
        letter = f'<text class="letter" x="{x + 3.5}" y="{y + BAR + 10}">{LETTERS[span.state]}</text>'
    bar = f'<rect class="bar {span.state}" x="{x}" y="{y}" width="{width}" height="{BAR}"/>'
    return f'<g role="img"><title>{escape(text)}</title>{bar}{letter}</g>'


def _extent(scale: _Scale, first: datetime, last: datetime) -> tuple[float, float]:
    x = scale.x(first)
    return x, round(max(scale.x(last) - x, LEAST_BAR), 1)


def _legend(y: int) -> Iterator[str]:
    x = 16
    for state, letter in LETTERS.items():
        yield f'<rect class="bar {state}" x="{x}" y="{y - 12}" width="30" height="{BAR}"/>'
        yield f'<text class="small" x="{x + 36}" y="{y}">{letter} {state}</text>'
        x += 124
    yield f'<rect class="printed" x="16" y="{y + 18}" width="30" height="{PRINTED}"/>'
    yield (
        f'<text class="small" x="52" y="{y + 26}">printed on pages or listed. A bar reaches from the first to the last'
        " capture that shows the state; between bars nobody looked. Times are UTC.</text>"
    )


def _short(text: str, most: int) -> str:
    """Return *text* with its middle left out when it is long: onion names differ at both ends."""
    return text if len(text) <= most else f"{text[: most - 13]}…{text[-12:]}"
