"""Which captures a client wants to see, by patterns of its own: in linear time, whatever the pattern is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from crawler.replay.cdx.lines import Dialect, name_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.replay.cdx.lines import Fields

PATTERN_CHARS = 1_000
PATTERN_BYTES = 1 << 20
"""So much memory one pattern may take when it is compiled."""
FILTERS_MAX = 20


class BadQuestion(ValueError):
    """What a client asked cannot be answered; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collapse:
    """Of neighbours that are alike only the first is shown."""

    name: str
    chars: int | None = None


def filter_of(text: str, dialect: Dialect) -> Callable[[Fields], bool]:
    """Return the test that *text* means. Raises `BadQuestion`.

    In both dialects ``!`` negates and ``=field:value`` is equality. ``field:value`` is for the Wayback Machine an
    expression that the whole value matches, for pywb a part of the value; ``~field:value`` is the other way round.
    """
    signs = text[: len(text) - len(text.lstrip("!=~"))]
    written, colon, value = text[len(signs) :].partition(":")
    name = name_in(dialect, written)
    if not colon or name is None or len(signs) != len(set(signs)) or {"=", "~"} <= set(signs):
        raise BadQuestion(f"filter {text[:100]!r} is not like statuscode:200 or !mimetype:image/.*")
    test = _equal(value) if "=" in signs else _test(value, is_pattern=("~" in signs) == (dialect is Dialect.PYWB))
    wanted = "!" not in signs
    return lambda fields: test(fields[name]) is wanted


def collapse_of(text: str, dialect: Dialect) -> Collapse:
    """Return what ``field`` or ``field:N`` means. Raises `BadQuestion`."""
    written, colon, chars = text.partition(":")
    name = name_in(dialect, written)
    if name is None or (colon and not (chars.isascii() and chars.isdigit() and 0 < int(chars[:9]) < 10**9)):
        raise BadQuestion(f"collapse {text[:100]!r} is not like digest or timestamp:10")
    return Collapse(name=name, chars=int(chars[:9]) if chars else None)


def collapsed(lines: Iterable[Fields], rules: tuple[Collapse, ...]) -> Iterator[Fields]:
    """Yield *lines* without those that are like the last one shown before them, by any of *rules*.

    Were they compared with one that was left out, a line could vanish that is like none of those shown.
    """
    shown: list[str] = []
    for line in lines:
        now = [line[rule.name][: rule.chars] for rule in rules]
        if not any(map(str.__eq__, shown, now)):
            yield line
            shown = now


def _equal(value: str) -> Callable[[str], bool]:
    return lambda text: text == value


def _test(value: str, *, is_pattern: bool) -> Callable[[str], bool]:
    if not is_pattern:
        return lambda text: value in text
    if len(value) > PATTERN_CHARS:
        raise BadQuestion(f"an expression has at most {PATTERN_CHARS} characters")
    options = re2.Options()
    options.max_mem = PATTERN_BYTES
    options.log_errors = False
    try:
        pattern = re2.compile(value, options)
    except re2.error as err:
        raise BadQuestion(f"{value[:100]!r} is no expression: {err}") from err
    return lambda text: pattern.fullmatch(text) is not None
