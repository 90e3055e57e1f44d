"""The table of hosts (hosts.toml): what sort of address a host stands for, and which are nobody's mirrors."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Host names by what they stand for."""

    kinds: dict[str, str]
    """Kind by host name."""
    refused: frozenset[str]
    forms: frozenset[str]
    languages: frozenset[str]
    share: tuple[str, ...]
    parts: tuple[str, ...]
    endings: tuple[str, ...]
    states: frozenset[str]
    things: frozenset[str]
    blogs: tuple[str, ...]
    short: frozenset[str]
    code: frozenset[str]
    shops: frozenset[str]

    def kind_of(self, host: str) -> str | None:
        """Return the kind of *host* or of a name above it; None when it is none of the known ones."""
        return next((self.kinds[name] for name in _names_above(host) if name in self.kinds), None)

    def refuses(self, host: str) -> bool:
        """Return whether *host* is never a mirror: of two known names above it the longer one counts."""
        known = next((name for name in _names_above(host) if name in self.refused or name in self.kinds), None)
        return known in self.refused


@cache
def hosts() -> Hosts:
    """Return the tables of hosts.toml, read once."""
    tables = tomllib.loads(files(__package__).joinpath("hosts.toml").read_text(encoding="utf-8"))
    refused, shared = tables["refused"], tables["shared"]
    return Hosts(
        kinds={name: kind for kind, names in tables["kinds"].items() for name in names},
        refused=frozenset([*refused["archives"], *refused["services"]]),
        forms=frozenset(refused["forms"]),
        languages=frozenset(refused["languages"]),
        share=tuple(refused["share"]),
        parts=tuple(refused["parts"]),
        endings=tuple(refused["endings"]),
        states=frozenset(refused["states"]),
        things=frozenset(refused["things"]),
        blogs=tuple(shared["blogs"]),
        short=frozenset(shared["short"]),
        code=frozenset(shared["code"]),
        shops=frozenset(shared["shops"]),
    )


def _names_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
