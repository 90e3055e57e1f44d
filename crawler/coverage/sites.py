"""Whose page an address is: the outlets of the archive with their hosts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import ArchiveError
from crawler.model import SeedKind
from crawler.url import covers, registrable_domain, without_port

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.model import Outlet, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An outlet as far as coverage knows it."""

    name: str
    """As its articles bear it; for one without articles the name in outlets.toml, or its registrable domain."""
    key: str | None = None
    """Its name in outlets.toml."""
    hosts: tuple[str, ...] = ()
    """Hosts of its pages, without ports, as the index has them; sorted."""

    def is_called(self, word: str) -> bool:
        """Return whether a person may mean it by *word*: its key, its name or one of its hosts."""
        return word in (self.key, self.name) or word.lower() in self.hosts


def sites_of(outlets: Iterable[Outlet], read: Iterable[tuple[str, str]], hosts: Iterable[str]) -> list[Site]:
    """Return the sites of an archive by name.

    *outlets* are those of the outlets.toml, *read* names the outlet and the host of articles, *hosts* are those of
    which pages were announced. A host belongs to the outlet whose articles came from it, of several to the one that
    outlets.toml names, as where there are none, else to its registrable domain.
    """
    read = set(read)
    names = {name for name, _ in read}
    owner = {host: name for name, host in sorted(read)}
    keys: dict[str, str] = {}
    for outlet in outlets:
        keys.setdefault(outlet.name, outlet.key)
        for each in outlet.hosts:
            bare = without_port(each.host).removeprefix("www.")
            for host in (bare, f"www.{bare}"):
                if host not in owner or (outlet.name, host) in read:
                    owner[host] = outlet.name
    found: dict[str, set[str]] = {name: set() for name in names}
    for host in [*hosts, *(host for _, host in read)]:
        found.setdefault(owner.get(host) or _domain(host), set()).add(host)
    return [Site(name=name, key=keys.get(name), hosts=tuple(sorted(own))) for name, own in sorted(found.items()) if own]


def sites_within(scope: Scope, hosts: Iterable[str], *, name: str | None, key: str | None) -> list[Site]:
    """Return the sites that a spider with that *scope* crawls, with those of *hosts* that belong to them.

    *name* is that of its outlet; without one each registrable domain is a site.
    """
    scope = replace(scope, hosts=tuple(map(without_port, scope.hosts)))
    found: dict[str, set[str]] = {}
    for host in hosts:
        if host and covers(scope, f"http://{host}/"):
            found.setdefault(name or _domain(host), set()).add(host)
    return [Site(name=each, key=key if name else None, hosts=tuple(sorted(own))) for each, own in sorted(found.items())]


def sections_of(outlets: Iterable[Outlet]) -> list[str]:
    """Return the addresses of all section pages that *outlets* name as seeds."""
    return [seed.url for outlet in outlets for seed in outlet.seeds if seed.kind is SeedKind.SECTION]


def host_in(url: str) -> str:
    """Return the host of *url* as the index has it."""
    return (urlsplit(url).hostname or "").lower()


def _domain(host: str) -> str:
    try:
        return registrable_domain(host) or host
    except ArchiveError:
        return host
