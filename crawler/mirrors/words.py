"""A row of the history in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.mirrors.course import Course
    from crawler.mirrors.history import AddressHistory


def lanes_of(row: AddressHistory) -> Iterator[tuple[AddressHistory, Course | None]]:
    """Yield *row* with each of its courses; once without one when nobody has asked it."""
    for course in row.courses or (None,):
        yield row, course


def facts_of(row: AddressHistory) -> str:
    """Return all of *row* as a few sentences for a person who hears them."""
    return " ".join([f"{row.place} ({row.kind}): {_said(row)}.", *map(_fared, row.courses)])


def sayers(row: AddressHistory) -> str:
    """Return who says that it is the outlet's."""
    if row.is_circular:
        return "only itself"
    return ", ".join([*row.page_hosts, *([row.source] if row.source else [])])


def _said(row: AddressHistory) -> str:
    parts = []
    if row.pages:
        when = ""
        if row.first_printed_at is not None and row.last_printed_at is not None:
            when = f" from {row.first_printed_at:%Y-%m-%d} to {row.last_printed_at:%Y-%m-%d}"
        parts.append(f"printed on {row.pages} page{'s' if row.pages > 1 else ''}{when}")
    if row.source:
        parts.append(f"listed by {row.source}" + (f" until {row.listed_until}" if row.listed_until else ""))
    if row.is_circular:
        parts.append("it vouches only for itself")
    return "; ".join([*parts, *([] if row.courses else ["never asked"])])


def _fared(course: Course) -> str:
    vantage = f" from {course.vantage}" if course.vantage else ""
    leads = f" to {course.spans[-1].leads_to}" if course.spans[-1].leads_to else ""
    parts = [f"{course.state}{leads} as seen{vantage} at {course.seen_at:%Y-%m-%d %H:%M}"]
    if course.last_worked_at is not None:
        parts.append(f"last worked {course.last_worked_at:%Y-%m-%d %H:%M}")
    if course.last_failed_at is not None:
        parts.append(f"last failed {course.last_failed_at:%Y-%m-%d %H:%M} ({course.last_failure})")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
