"""The fields of an entry of ``outlets.toml``, each checked where it is read (docs/outlets.md#the-file)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from crawler.errors import BadAddress, BadOutlet
from crawler.model import HostKind, Hours, Outlet, OutletHost, Rewrite, Seed, SeedKind
from crawler.url.parts import place, split, without_dots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum
    from pathlib import Path

    Table = dict[str, Any]
    Check = Callable[["Place", Any], Any]

Word = TypeVar("Word", bound="StrEnum")

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
COUNTRY = re.compile(r"[a-z]{2}")
PREFIX = re.compile(r"(?:/[^/?#\s\\]+)+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Not the marks of writing direction and joining, which names in Arabic letters need."""
MOST_PACE_S = 3600
TAKEN = frozenset({"demo", "news"})
"""Spiders that belong to no outlet: they take any site by its address."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, so that an error can say it."""

    path: Path
    entry: str = ""
    key: str = ""

    def at(self, key: str) -> Place:
        return Place(self.path, self.entry, f"{self.key}.{key}" if self.key else key)

    def refuse(self, why: str) -> NoReturn:
        raise BadOutlet(self.path, why, entry=self.entry, key=self.key)


def checked_entry(place_: Place, table: Any) -> Table:
    """Return the fields that an entry gives, checked: it may give some only, and take the others from another file."""
    if not NAME.fullmatch(place_.entry):
        place_.refuse("the name of an entry is made of a-z, 0-9, - and _")
    if place_.entry in TAKEN:
        place_.refuse("the name belongs to a spider of any site; give the entry another")
    return _checked(place_, table, ENTRY_FIELDS)


def made_outlet(place_: Place, table: Table) -> Outlet:
    """Return the outlet that a whole entry describes."""
    if not table.get("hosts"):
        place_.at("hosts").refuse("missing: an outlet has at least one host")
    hosts = tuple(_made_host(place_.at(f"hosts[{number}]"), host) for number, host in enumerate(table["hosts"]))
    if not any(host.kind is HostKind.MAIN for host in hosts):
        place_.at("hosts").refuse('none is of kind "main"')
    _refuse_twice(place_.at("hosts"), hosts)
    ordered = sorted(hosts, key=lambda host: host.kind is not HostKind.MAIN)
    values = {"name": place_.entry, **table, "hosts": tuple(ordered)}
    return Outlet(key=place_.entry, **values)


def plain_text(text: str, longest: int = 200) -> str:
    r"""Return *text* of somebody else's as a field may hold it: one line, nothing that cannot be printed.

    >>> plain_text("  Radio\n Bay\x1b ")
    'Radio Bay'
    """
    return " ".join(CONTROL.sub(" ", text).split())[:longest].strip()


def in_table(outlet: Outlet) -> Table:
    """Return *outlet* as the table that makes it again, without what is so by itself."""
    table: Table = {"name": outlet.name}
    for name in ("language", "country", "source"):
        if getattr(outlet, name):
            table[name] = getattr(outlet, name)
    table["hosts"] = [host_table(host) for host in outlet.hosts]
    if outlet.pace_s is not None:
        table["pace_s"] = outlet.pace_s
    if outlet.hours is not None:
        table["hours"] = outlet.hours.text
    if outlet.seeds:
        table["seeds"] = [{"kind": str(seed.kind), "url": seed.url} for seed in outlet.seeds]
    return table


def host_table(host: OutletHost) -> Table:
    """Return *host* as a table of ``hosts``."""
    usual = OutletHost(host="")
    table: Table = {"host": host.host}
    for key, name in {**{name: name for name in HOST_FIELDS}, "from": "from_day", "until": "until_day"}.items():
        value = getattr(host, name)
        if key != "host" and value != getattr(usual, name):
            table[key] = str(value) if key in {"kind", "rewrite"} else value
    return table


def _checked(place_: Place, table: Any, fields: Mapping[str, Check]) -> Table:
    if not isinstance(table, dict):
        place_.refuse("not a table")
    for key in table:
        if key not in fields:
            place_.at(key).refuse(f"no such key; known: {', '.join(fields)}")
    return {key: fields[key](place_.at(key), value) for key, value in table.items()}


def _made_host(place_: Place, table: Table) -> OutletHost:
    values = dict(table)
    first, last = values.pop("from", None), values.pop("until", None)
    if first is not None and last is not None and last < first:
        place_.at("until").refuse(f"{last} is before {first}, which is its `from`")
    host = OutletHost(**values, from_day=first, until_day=last)
    if host.rewrite is Rewrite.PREFIX and not host.prefix:
        place_.at("prefix").refuse('missing: rewrite "prefix" needs one')
    if host.prefix and host.rewrite not in {Rewrite.PREFIX, Rewrite.FRAGMENT}:
        place_.at("prefix").refuse('only for rewrite "prefix" or "fragment"')
    if host.kind is HostKind.ONION and not host.host.partition(":")[0].endswith(".onion"):
        place_.at("host").refuse(f"{host.host!r} does not end in .onion")
    if host.kind is HostKind.I2P and not host.host.partition(":")[0].endswith(".i2p"):
        place_.at("host").refuse(f"{host.host!r} does not end in .i2p")
    return host


def _refuse_twice(place_: Place, hosts: tuple[OutletHost, ...]) -> None:
    """One host may carry several prefixes of one outlet, as buckets do; else each stands once."""
    seen: dict[str, list[str]] = {}
    for host in hosts:
        others = seen.setdefault(host.host, [])
        if any(not host.prefix or not other or host.prefix == other for other in others):
            place_.refuse(f"{host.host!r} is there twice")
        others.append(host.prefix)


def _text(place_: Place, value: Any) -> str:
    if not isinstance(value, str):
        place_.refuse(f"{value!r} is not a text")
    if CONTROL.search(value):
        place_.refuse("holds characters that cannot be printed")
    return value.strip()


def _some_text(place_: Place, value: Any) -> str:
    return _text(place_, value) or place_.refuse("is empty")


def _language(place_: Place, value: Any) -> str:
    text = _text(place_, value)
    return (
        text if LANGUAGE.fullmatch(text) else place_.refuse(f"{text[:40]!r} is not a language tag such as en or pt-BR")
    )


def _country(place_: Place, value: Any) -> str:
    text = _text(place_, value)
    return text if COUNTRY.fullmatch(text) else place_.refuse(f"{text[:40]!r} is not two small letters such as de")


def _truth(place_: Place, value: Any) -> bool:
    return value if isinstance(value, bool) else place_.refuse(f"{value!r} is neither true nor false")


def _day(place_: Place, value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return place_.refuse(f"{str(value)[:40]!r} is not a day such as 2026-11-22, without quotes")


def _scheme(place_: Place, value: Any) -> str:
    return str(value) if value in {"http", "https"} else place_.refuse(f"{value!r} is neither http nor https")


def _prefix(place_: Place, value: Any) -> str:
    text = _text(place_, value)
    if text and (not PREFIX.fullmatch(text) or without_dots(text) != text):
        place_.refuse(f"{text[:80]!r} does not begin with a slash, or ends with one, or is no plain path")
    return text


def _host(place_: Place, value: Any) -> str:
    text = _text(place_, value)
    if "/" in text or "@" in text:
        place_.refuse(f"{text[:80]!r} is an address, not a host name; give the host alone")
    try:
        host, port = place(text, "https")
    except ValueError as err:
        place_.refuse(f"{text[:80]!r} is not a host name: {err}")
    if "." not in host and not host.startswith("[") and host != "localhost":
        place_.refuse(f"{text[:80]!r} is not a full host name")
    return f"{host}:{port}" if port else host


def _url(place_: Place, value: Any) -> str:
    text = _text(place_, value)
    try:
        split(text)
    except BadAddress as err:
        place_.refuse(str(err))
    return text if " " not in text else place_.refuse(f"{text[:80]!r} holds a space")


def _pace(place_: Place, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_PACE_S:
        place_.refuse(f"{str(value)[:40]!r} is no number of seconds from above 0 to {MOST_PACE_S}")
    return float(value)


def _hours(place_: Place, value: Any) -> Hours:
    try:
        return Hours.from_text(_text(place_, value))
    except ValueError as err:
        place_.refuse(str(err))


def _word(words: type[Word]) -> Callable[[Place, Any], Word]:
    def check(place_: Place, value: Any) -> Word:
        if value not in list(words):
            place_.refuse(f"{value!r} is not one of {', '.join(words)}")
        return words(value)

    return check


def _hosts(place_: Place, value: Any) -> list[Table]:
    if not isinstance(value, list):
        place_.refuse("not a list of hosts")
    found = []
    for number, given in enumerate(value):
        at = Place(place_.path, place_.entry, f"{place_.key}[{number}]")
        table = _checked(at, {"host": given} if isinstance(given, str) else given, HOST_FIELDS)
        if "host" not in table:
            at.at("host").refuse("missing")
        found.append(table)
    return found


def _seeds(place_: Place, value: Any) -> tuple[Seed, ...]:
    if not isinstance(value, list):
        place_.refuse("not a list of seeds")
    found = []
    for number, given in enumerate(value):
        at = Place(place_.path, place_.entry, f"{place_.key}[{number}]")
        table = _checked(at, {"url": given} if isinstance(given, str) else given, SEED_FIELDS)
        if "url" not in table:
            at.at("url").refuse("missing")
        found.append(Seed(**table))
    return tuple(found)


SEED_FIELDS: dict[str, Check] = {"kind": _word(SeedKind), "url": _url}
HOST_FIELDS: dict[str, Check] = {
    "host": _host,
    "kind": _word(HostKind),
    "scheme": _scheme,
    "rewrite": _word(Rewrite),
    "prefix": _prefix,
    "from": _day,
    "until": _day,
    "source": _text,
    "confirmed": _truth,
}
ENTRY_FIELDS: dict[str, Check] = {
    "name": _some_text,
    "language": _language,
    "country": _country,
    "source": _text,
    "hosts": _hosts,
    "seeds": _seeds,
    "pace_s": _pace,
    "hours": _hours,
}
