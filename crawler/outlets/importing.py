"""A list of mirrors taken over into the user's outlets.toml: matched by host, dated by the list, safe to repeat."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from crawler.errors import BadAddress, BadOutlet
from crawler.model import HostKind, Outlet, OutletHost, Seed
from crawler.outlets.fields import TAKEN, Place, checked_entry, host_table, in_table, made_outlet, plain_text
from crawler.outlets.lists import Skipped
from crawler.url.parts import split

if TYPE_CHECKING:
    from datetime import date

    from crawler.outlets.book import OutletBook
    from crawler.outlets.lists import MirrorClaim, MirrorList


class Store(Protocol):
    """Where changes go: the user's file."""

    def add_entry(self, key: str, table: dict[str, object]) -> None: ...

    def add_host(self, key: str, host: dict[str, object]) -> None: ...

    def date_host(self, key: str, host: str, days: dict[str, date | None]) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done for one address."""

    key: str
    host: str
    what: str


class Import:
    """One list on its way into the user's file. `changes` and `skipped` tell what came of it."""

    def __init__(self, book: OutletBook, store: Store, *, day: date) -> None:
        """*day*: of which day the list is."""
        self.changes: list[Change] = []
        self.skipped: list[Skipped] = []
        self._book = book
        self._store = store
        self._day = day
        self._made: dict[str, Outlet] = {}

    def take(self, mirrors: MirrorList) -> None:
        """Take over the claims of *mirrors*, and end those that an older list made and this one does not."""
        self.skipped.extend(mirrors.skipped)
        held: set[tuple[str, str]] = set()
        for claim in mirrors.claims:
            key = self._key_of(claim)
            if key is not None:
                held.add((key, claim.host.host))
                self._take(key, claim, mirrors.source)
        for outlet in list(self._book):
            for host in outlet.hosts:
                if host.source.startswith(mirrors.source) and (outlet.key, host.host) not in held:
                    self._end(outlet.key, host)

    def _key_of(self, claim: MirrorClaim) -> str | None:
        """Return the outlet of *claim*, made when there is none; None, with a reason told, when it cannot be known."""
        keys = self._known(claim)
        if len(keys) > 1:
            why = f"the outlets {', '.join(keys)} all have its host"
            self.skipped.append(Skipped(what=f"{claim.name} {claim.host.host}", why=why))
            return None
        return keys[0] if keys else self._make(claim)

    def _known(self, claim: MirrorClaim) -> list[str]:
        if claim.home is not None:
            return self._keys_at(claim.home)
        # A list of onions names the outlet and a page as proof, which may also be somebody else's about it.
        outlets = [*self._made.values(), *self._book]
        vouched = self._keys_at(claim.proof) if claim.proof else []
        named = [one.key for one in outlets if one.key in vouched and _agree(claim.name, one.name)]
        named = named or [one.key for one in outlets if folded(one.name) == folded(claim.name)]
        return list(dict.fromkeys(named)) or self._keys_at(f"http://{claim.host.host}/")

    def _keys_at(self, url: str) -> list[str]:
        made = [key for key, outlet in self._made.items() if _is_at(outlet, url)]
        return list(dict.fromkeys([*self._book.keys_at(url), *made]))

    def _make(self, claim: MirrorClaim) -> str | None:
        """Make an outlet of what the list says. One of which only an onion is known has that as its main host."""
        key = self._free_key(slug(claim.name) or "outlet")
        seeds: tuple[Seed, ...] = ()
        own = claim.proof if claim.proof and _agree(claim.name, split(claim.proof).host) else None
        if claim.home or own:
            parts = split(claim.home or own or "")
            host = f"{parts.host}:{parts.port}" if parts.port else parts.host
            main = OutletHost(host=host, scheme=parts.scheme, source=claim.host.source)
            if claim.home and parts.path not in {"", "/"}:
                seeds = (Seed(url=claim.home),)
        else:
            main = replace(claim.host, kind=HostKind.MAIN, from_day=self._day)
        outlet = Outlet(key=key, name=claim.name, hosts=(main,), seeds=seeds, source=claim.host.source)
        if seeds and not self._can_be_read(outlet):
            # The outlet is known by its host all the same, and another entry of the list may name it.
            outlet = replace(outlet, seeds=())
        if not outlet.seeds and not self._can_be_read(outlet):
            return None
        self._made[key] = outlet
        self._store.add_entry(key, in_table(outlet))
        self.changes.append(Change(key=key, host=main.host, what="new outlet"))
        return key

    def _can_be_read(self, outlet: Outlet) -> bool:
        """Whether the entry of *outlet* would be read again; what would not is not written, and told."""
        place = Place(self._book.users_file or Path(), outlet.key)
        try:
            made_outlet(place, checked_entry(place, in_table(outlet)))
        except BadOutlet as err:
            self.skipped.append(Skipped(what=outlet.name, why=plain_text(str(err), 400)))
            return False
        return True

    def _take(self, key: str, claim: MirrorClaim, source: str) -> None:
        outlet = self._made[key] if key in self._made else self._book.outlet(key)
        same = next((host for host in outlet.hosts if host.host == claim.host.host), None)
        if same is None:
            new = replace(claim.host, from_day=self._day)
            self._store.add_host(key, host_table(new))
            self._made[key] = replace(outlet, hosts=(*outlet.hosts, new))
            self.changes.append(Change(key=key, host=new.host, what=f"new address ({new.kind})"))
        elif not same.source.startswith(source):
            said = f" by {same.source}" if same.source else ""
            self.skipped.append(Skipped(what=f"{key} {same.host}", why=f"said already{said}"))
        else:
            self._date(key, same)

    def _date(self, key: str, host: OutletHost) -> None:
        """An older list moves ``from`` back; a newer one that has an ended address again takes its ``until`` away."""
        days: dict[str, date | None] = {}
        if host.from_day is not None and self._day < host.from_day:
            days["from"] = self._day
        if host.until_day is not None and self._day > host.until_day:
            days["until"] = None
        self._set(key, host, days, " and ".join(f"{name} {day or 'taken away'}" for name, day in days.items()))

    def _end(self, key: str, host: OutletHost) -> None:
        """The list no longer has it: the day before is the last on which it may have been said."""
        if host.from_day is not None and host.until_day is None and self._day > host.from_day:
            last = self._day - timedelta(days=1)
            self._set(key, host, {"until": last}, f"until {last}: no longer in the list")

    def _set(self, key: str, host: OutletHost, days: dict[str, date | None], what: str) -> None:
        if days and self._store.date_host(key, host.host, days):
            self.changes.append(Change(key=key, host=host.host, what=what))

    def _free_key(self, wanted: str) -> str:
        key, number = wanted, 2
        while key in self._book or key in self._made or key in TAKEN:
            key, number = f"{wanted}-{number}", number + 1
        return key


def slug(name: str) -> str:
    """Return *name* as the name of an entry; empty when nothing of it can be written in plain letters.

    >>> slug("Bélarus: Naša Niva | be"), slug("meduza.io")
    ('belarus-nasa-niva-be', 'meduza-io')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


def folded(name: str) -> str:
    """Return *name* as names are compared: without case, accents, article and punctuation.

    >>> folded("The  Guardian") == folded("guardian")
    True
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFKD", name.casefold()))
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _agree(name: str, other: str) -> bool:
    """Whether one of the two, folded, holds the other: "BBC" and "The BBC", "Bellingcat" and "www.bellingcat.com"."""
    first, second = folded(name), folded(other)
    return bool(first) and bool(second) and (first in second or second in first)


def _is_at(outlet: Outlet, url: str) -> bool:
    try:
        parts = split(url)
    except BadAddress:
        return False
    authority = f"{parts.host}:{parts.port}" if parts.port else parts.host
    return any(host.host.removeprefix("www.") == authority.removeprefix("www.") for host in outlet.hosts)
