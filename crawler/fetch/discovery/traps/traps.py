"""The rules applied to one address after the other, with a memory that does not grow with the site."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.fetch.discovery.traps.rules import Rules

if TYPE_CHECKING:
    from urllib.parse import SplitResult

MOST_REMEMBERED = 20_000
"""Paths with parameters, and calendars, whose addresses are counted; beyond that the oldest are forgotten."""
SHORT_NUMBER = re.compile(r"[0-9]{1,4}")
YEAR = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")
TIME = re.compile(r"(?:[0-9]{1,4}|[12][0-9]{3}(?:0[1-9]|1[0-2])(?:[0-3][0-9])?)(?:[-_.][0-9]{1,4}){0,3}")
"""A longer number that is no day or month written together is that of an event."""
TOKEN = re.compile(r"[A-Za-z0-9,_-]+")

Pair = tuple[str, str]


class Traps:
    """Tells which links are not to be followed. Addresses come in their canonical spelling, each once."""

    def __init__(self, *, year: int, rules: Rules | None = None) -> None:
        """*year* is the one we are in."""
        self.rules = rules or Rules.shipped()
        self._year = year
        self._filters: dict[str, set[int]] = {}
        self._calendars: dict[str, set[int]] = {}

    def is_too_long(self, url: str) -> bool:
        """Return whether *url* is not even to be looked at."""
        return len(url) > self.rules.long_address

    def caught(self, url: str) -> str | None:
        """Return the name of the rule that catches *url*, None when it may be followed."""
        parts = urlsplit(url)
        segments = [segment.lower() for segment in parts.path.split("/") if segment]
        pairs = _pairs(parts.query)
        return (
            self._by_path(segments)
            or self._by_query(pairs)
            or self._by_list(segments, pairs)
            or self._by_calendar(parts, segments, pairs)
            or self._by_filters(parts, pairs)
        )

    def plain_form(self, url: str) -> str:
        """Return *url* without session numbers and with its parameters in order: what else leads there is the same."""
        parts = urlsplit(url)
        path = "/".join(self._without_session(segment) for segment in parts.path.split("/")) if ";" in url else None
        pairs = [pair for pair in _pairs(parts.query) if not self._is_session(*pair)]
        # Sorted by name only: in which order values of one name come may matter.
        query = "&".join("=".join(pair) if pair[1] else pair[0] for pair in sorted(pairs, key=lambda pair: pair[0]))
        return parts._replace(path=parts.path if path is None else path, query=query).geturl()

    def _by_path(self, segments: list[str]) -> str | None:
        if len(segments) > self.rules.many_segments:
            return "many_segments"
        for segment, times in Counter(segments).items():
            number = SHORT_NUMBER.fullmatch(segment)
            if times > (self.rules.repeated_number if number else self.rules.repeated_segment):
                return "repeated_segment"
        return None

    def _by_query(self, pairs: list[Pair]) -> str | None:
        if len(pairs) > self.rules.many_parameters:
            return "many_parameters"
        names = Counter(name for name, _ in pairs)
        return "repeated_parameter" if names and max(names.values()) > self.rules.repeated_parameter else None

    def _by_list(self, segments: list[str], pairs: list[Pair]) -> str | None:
        numbers = [value for name, value in pairs if name in self.rules.list_parameters]
        numbers += [after for word, after in pairwise(segments) if word in self.rules.list_segments]
        deep = any(_is_over(text, self.rules.deep_list) for text in numbers)
        return "deep_list" if deep else None

    def _by_calendar(self, parts: SplitResult, segments: list[str], pairs: list[Pair]) -> str | None:
        rule = self.rules.calendar
        at = next((place for place, segment in enumerate(segments) if segment in rule.words), None)
        in_query = [value for name, value in pairs if name in rule.parameters]
        if at is None:
            return None
        rest = segments[at + 1 :]
        if not (rest or in_query) or not all(TIME.fullmatch(text) or text in rule.filler for text in rest):
            return None
        told = [*rest, *in_query]
        # A number alone may be the number of an event; a year has a month beside it.
        years = [int(year) for text in told if len(told) > 1 or not text.isdecimal() for year in YEAR.findall(text)]
        if any(not self._year - rule.years_back <= year <= self._year + rule.years_ahead for year in years):
            return "calendar"
        calendar = f"{parts.netloc}/{'/'.join(segments[: at + 1])}"
        full = _is_full(self._calendars, calendar, (tuple(rest), tuple(pairs)), most=rule.addresses)
        return "calendar" if full else None

    def _by_filters(self, parts: SplitResult, pairs: list[Pair]) -> str | None:
        if not pairs:
            return None
        names = frozenset(name for name, _ in pairs)
        full = _is_full(self._filters, parts.netloc + parts.path, names, most=self.rules.many_filters)
        return "many_filters" if full else None

    def _is_session(self, name: str, value: str) -> bool:
        rule = self.rules.same_page
        if name in rule.session or name.startswith(rule.session_starts):
            return True
        return name in rule.session_when_token and _is_token(value, rule.token_chars)

    def _without_session(self, segment: str) -> str:
        """Drop ``;jsessionid=…`` from a segment of a path."""
        name, *parameters = segment.split(";")
        kept = [text for text in parameters if not self._is_session(*_pair(text))]
        return ";".join([name, *kept])


def _pairs(query: str) -> list[Pair]:
    return [_pair(text) for text in query.split("&")] if query else []


def _pair(text: str) -> Pair:
    name, _, value = text.partition("=")
    return name.lower(), value


def _is_over(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and (len(text) > 18 or int(text) > most)


def _is_token(value: str, least_chars: int) -> bool:
    mixed = any(sign.isdigit() for sign in value) and any(sign.isalpha() for sign in value)
    return len(value) >= least_chars and mixed and TOKEN.fullmatch(value) is not None


def _is_full(memory: dict[str, set[int]], key: str, what: object, *, most: int) -> bool:
    """Return whether *key* has had *most* different things before *what*, which else is remembered."""
    had = memory.get(key)
    if had is None:
        if len(memory) >= MOST_REMEMBERED:
            del memory[next(iter(memory))]
        had = memory[key] = set()
    if hash(what) in had:
        return False
    if len(had) >= most:
        return True
    had.add(hash(what))
    return False
