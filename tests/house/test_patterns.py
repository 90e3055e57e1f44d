"""Every regular expression of the tree takes time in proportion to the text, also for texts made to be slow."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from house.patterns import attacks, parser, patterns, possessive_groups
from house.tree import PACKAGES, python_files

if TYPE_CHECKING:
    from collections.abc import Callable

CHARS = 8_000
LONGEST_S = 0.02
"""A linear one takes about a millisecond; the quickest quadratic one takes 0.04 s."""
LONGER = 4
MOST_GROWTH = 11.0
"""A text four times as long takes four times the time where it is linear, sixteen times where it is quadratic."""
TRIES = 5
BOUNDED = {
    "crawler.fetch.discovery.unpacking:COMMENT": "the first 2,048 bytes of a list",
    "pipelines.metadata.authors.names:STOP": "300 characters with single spaces",
    "pipelines.metadata.authors.names:CUT": "300 characters with single spaces",
    "pipelines.metadata.authors.names:_PARENTHESES": "300 characters with single spaces",
}
"""Patterns whose text is short whatever a server sends, with its bound."""


@cache
def source() -> str:
    return "\n".join(path.read_text("utf-8") for path in python_files(*PACKAGES))


def uses(place: str, pattern: re.Pattern[Any]) -> list[Callable[[Any], object]]:
    """Return the methods by which the tree uses *pattern*; one that starts at the beginning only is not searched with."""
    name = re.split(r"[\[.]", place.partition(":")[2])[0]
    named = set(re.findall(rf"\b{re.escape(name)}\.(match|fullmatch|search|sub|split|find)", source()))
    methods: dict[str, Callable[[Any], object]] = {"match": pattern.match, "fullmatch": pattern.fullmatch}
    anchored = [methods[method] for method in sorted(named) if method in methods]
    return anchored if named and len(anchored) == len(named) else [pattern.search]


@pytest.mark.parametrize("place", [place for place in patterns() if place not in BOUNDED])
def test_linear_time(place: str) -> None:
    pattern = patterns()[place]
    for use in uses(place, pattern):
        for attack, longer in zip(attacks(pattern, CHARS), attacks(pattern, LONGER * CHARS), strict=True):
            assert not is_slow(
                use, *(text if isinstance(pattern.pattern, str) else text.encode() for text in (attack, longer))
            ), attack[:40]


def is_slow(use: Callable[[Any], object], text: str | bytes, longer: str | bytes) -> bool:
    """Return whether *use* takes long, and more than in proportion, each time: a busy machine alone makes it seem so."""
    for _ in range(TRIES):
        took_s = seconds(use, text)
        if took_s < LONGEST_S or seconds(use, longer) <= MOST_GROWTH * took_s:
            return False
    return True


def seconds(use: Callable[[Any], object], text: str | bytes) -> float:
    """Return the CPU time of *use*."""
    started = time.process_time()
    use(text)
    return time.process_time() - started


def test_the_check_knows_a_slow_one() -> None:
    slow = re.compile(r"\s*,\s*")
    pairs = zip(attacks(slow, CHARS), attacks(slow, LONGER * CHARS), strict=True)
    assert any(is_slow(slow.search, attack, longer) for attack, longer in pairs)


def test_groups_are_atomic_rather_than_possessive() -> None:
    """Before 3.11.5 Python finds less with ``(?:…)*+`` than it should; ``(?>(?:…)*)`` says the same and is right."""
    told = [place for place, one in patterns().items() if possessive_groups(parser.parse(one.pattern, one.flags))]
    assert told == []
    assert possessive_groups(parser.parse("a*+(b[cd]++(?:e|fg)*+)?+")) == 2


def test_all_patterns_are_looked_at() -> None:
    assert len(patterns()) > 120
    assert set(BOUNDED) <= set(patterns())
