"""Counts in words for people."""

from __future__ import annotations


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return *count* with its noun: with *one* when it is 1, else with *many* or, without it, *one* and an s.

    >>> counted(1, "page"), counted(0, "page"), counted(2, "entry", "entries")
    ('1 page', '0 pages', '2 entries')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
