"""The table of rules (rules.toml) as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRule:
    words: frozenset[str]
    parameters: frozenset[str]
    filler: frozenset[str]
    """Words that, like numbers, only tell a time."""
    years_back: int
    years_ahead: int
    addresses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRule:
    session: frozenset[str]
    session_starts: tuple[str, ...]
    session_when_token: frozenset[str]
    """Names that mean a session only when their value is long and random."""
    token_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Each field is a rule of the table, or the one number of one."""

    long_address: int
    many_segments: int
    repeated_segment: int
    repeated_number: int
    many_parameters: int
    repeated_parameter: int
    many_filters: int
    deep_list: int
    list_parameters: frozenset[str]
    list_segments: frozenset[str]
    many_lists: int
    calendar: CalendarRule
    same_page: SessionRule

    @staticmethod
    @cache
    def shipped() -> Rules:
        """Return the rules of the table."""
        table: dict[str, dict[str, Any]] = tomllib.loads(files(__package__).joinpath("rules.toml").read_text("utf-8"))
        calendar, same_page, deep = table["calendar"], table["same_page"], table["deep_list"]
        return Rules(
            long_address=table["long_address"]["chars"],
            many_segments=table["many_segments"]["segments"],
            repeated_segment=table["repeated_segment"]["times"],
            repeated_number=table["repeated_segment"]["number_times"],
            many_parameters=table["many_parameters"]["parameters"],
            repeated_parameter=table["repeated_parameter"]["times"],
            many_filters=table["many_filters"]["sets"],
            deep_list=deep["number"],
            list_parameters=frozenset(deep["parameters"]),
            list_segments=frozenset(deep["segments"]),
            many_lists=table["many_lists"]["lists"],
            calendar=CalendarRule(**{name: _value(value) for name, value in calendar.items()}),
            same_page=SessionRule(
                session=frozenset(same_page["session"]),
                session_starts=tuple(same_page["session_starts"]),
                session_when_token=frozenset(same_page["session_when_token"]),
                token_chars=same_page["token_chars"],
            ),
        )


def _value(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value
