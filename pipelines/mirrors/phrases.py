"""The tables of phrases and hosts (tables/*.toml), ready for matching."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipelines.mirrors.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

GAP = r".{1,40}?"
ROLES = ("article", "successor", "channel", "own", "named", "label", "blocked")
"""In this order: the first that a sentence matches is taken."""
SPACELESS = re.compile("[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Patterns over folded text."""

    parts: tuple[tuple[str, frozenset[str]], ...]
    """Strings of which each phrase holds one: text without any of them announces nothing.

    With each those of its words that stand between others, and so are words of any text that holds it.
    """
    roles: dict[str, re.Pattern[str]]
    we: re.Pattern[str]
    refuse: re.Pattern[str]
    share: frozenset[str]
    platforms: tuple[str, ...]
    fillers: frozenset[str]
    link_words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Host names by what they stand for."""

    kinds: dict[str, str]
    """Kind by host name."""
    refused: frozenset[str]
    forms: frozenset[str]
    languages: frozenset[str]
    share: tuple[str, ...]

    def kind_of(self, host: str) -> str | None:
        """Return the kind of *host* or of a name above it; None when it is none of the known ones."""
        return next((self.kinds[name] for name in _names_above(host) if name in self.kinds), None)

    def refuses(self, host: str) -> bool:
        """Return whether *host* or a name above it is never a mirror."""
        return any(name in self.refused for name in _names_above(host)) and self.kind_of(host) is None


@cache
def phrases() -> Phrases:
    """Return the tables of phrases.toml, read once."""
    tables = _read("phrases.toml")
    languages: dict[str, dict[str, list[str]]] = tables["language"]

    def all_of(key: str) -> list[str]:
        return list(dict.fromkeys(_folded(word) for table in languages.values() for word in table.get(key, ())))

    longest = [_longest_part(phrase) for role in ROLES for phrase in all_of(role)]
    roles = {role: re.compile("|".join(map(_pattern, _longest_first(all_of(role))))) for role in ROLES}
    return Phrases(
        parts=tuple((part, frozenset(part.split()[1:-1])) for part in _shortest(longest)),
        roles=roles,
        we=re.compile("|".join(map(_pattern, _longest_first(all_of("we"))))),
        refuse=re.compile("|".join(rf"\b{re.escape(word)}" for word in _longest_first(all_of("refuse")))),
        share=frozenset(fold(word) for word in tables["furniture"]["share"]),
        platforms=tuple(tables["tv"]["platforms"]),
        fillers=frozenset(tables["tv"]["fillers"]),
        link_words=tuple(fold(word) for word in tables["link"]["words"]),
    )


@cache
def hosts() -> Hosts:
    """Return the tables of hosts.toml, read once."""
    tables = _read("hosts.toml")
    refused = tables["refused"]
    return Hosts(
        kinds={name: kind for kind, names in tables["kinds"].items() for name in names},
        refused=frozenset([*refused["archives"], *refused["services"]]),
        forms=frozenset(refused["forms"]),
        languages=frozenset(refused["languages"]),
        share=tuple(refused["share"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("tables", name).read_text(encoding="utf-8"))


def _longest_first(given: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(given), key=len, reverse=True)


def _folded(phrase: str) -> str:
    # Folding would turn the gap into three full stops.
    return "…".join(fold(part) for part in phrase.split("…"))


def _longest_part(phrase: str) -> str:
    return max((part.strip() for part in phrase.split("…")), key=len)


def _shortest(parts: Iterable[str]) -> tuple[str, ...]:
    """*parts* less those that hold another."""
    kept: list[str] = []
    for part in sorted(set(parts), key=lambda part: (len(part), part)):
        if not any(shorter in part for shorter in kept):
            kept.append(part)
    return tuple(kept)


def _pattern(phrase: str) -> str:
    """A phrase begins at a word; it may end within one, since many languages inflect: "адрес" and "адресам"."""
    parts = GAP.join(re.escape(part.strip()) for part in phrase.split("…"))
    # Arabic joins "and" to the next word, Chinese parts no words at all.
    start = "" if SPACELESS.match(phrase) else r"(?<!\w)"
    end = r"(?!\w)" if phrase.isascii() else ""
    return f"{start}{parts}{end}"


def _names_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
