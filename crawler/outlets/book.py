"""All outlets that are known: the file that ships with the program, and over it the user's own beside the archive."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crawler.errors import BadOutlet, reason_of
from crawler.outlets.fields import Place, checked_entry, made_outlet
from crawler.url.parts import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.model import Outlet
    from crawler.outlets.fields import Table

USERS_FILE = "outlets.toml"
"""Beside the archive: ``ARCHIVE/outlets.toml``."""
MOST_BYTES = 32 << 20
TOP_KEYS = ("source", "outlets")


class OutletBook:
    """Outlets by name. Files are parsed at once; an entry is checked when it is asked for: a list of names is quick."""

    def __init__(self, shipped: Path | None, users: Path | None = None) -> None:
        """Raises `BadOutlet` when a file cannot be read. A user's file that is not there is no trouble."""
        self.users_file = users
        self._files = [_File(shipped)] if shipped is not None else []
        if users is not None and users.exists():
            self._files.append(_File(users))
        self._outlets: dict[str, Outlet] = {}
        self._keys_by_host: dict[str, list[str]] | None = None

    @classmethod
    def of_archive(cls, folder: Path) -> Self:
        """Return what ships with the program, with the outlets.toml of the archive *folder* over it."""
        return cls(shipped_file(), folder / USERS_FILE)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of all entries, sorted."""
        return tuple(sorted({key for file in self._files for key in file.entries}))

    def __contains__(self, key: object) -> bool:
        return any(key in file.entries for file in self._files)

    def __iter__(self) -> Iterator[Outlet]:
        return map(self.outlet, self.keys)

    def outlet(self, key: str) -> Outlet:
        """Return the outlet called *key*. Raises `KeyError`, and `BadOutlet` when its entry cannot be used."""
        if key not in self:
            raise KeyError(key)
        if key not in self._outlets:
            given = [(file, file.entry(key)) for file in self._files if key in file.entries]
            merged = given[0][1]
            for _, over in given[1:]:
                merged = merged_entry(merged, over)
            self._outlets[key] = made_outlet(Place(given[-1][0].path, key), merged)
        return self._outlets[key]

    def keys_at(self, url: str) -> list[str]:
        """Return the names of the outlets that have the host of *url*, with or without ``www.``; exact ones first.

        Raises `BadAddress`.
        """
        if self._keys_by_host is None:
            self._keys_by_host = {}
            for outlet in self:
                for host in outlet.hosts:
                    self._keys_by_host.setdefault(host.host, []).append(outlet.key)
        parts = split(url)
        asked = f"{parts.host}:{parts.port}" if parts.port else parts.host
        bare = asked.removeprefix("www.")
        names = (asked, bare, f"www.{bare}")
        return list(dict.fromkeys(key for name in names for key in self._keys_by_host.get(name, ())))


def shipped_file() -> Path:
    """Return where the outlets.toml is that ships with the program: in the package of the spiders."""
    found = find_spec("spiders")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / USERS_FILE


def merged_entry(under: Table, over: Table) -> Table:
    """Return *under* with the fields of *over* in the place of its own; hosts are merged one by one, the new ones last.

    A host is the same by its name and prefix; one that stands once in both is the same by its name alone.
    """
    hosts = [dict(host) for host in under.get("hosts", [])]
    for host in over.get("hosts", []):
        same = _same(hosts, host, alone=_count(over.get("hosts", []), host) == 1)
        if same is None:
            hosts.append(dict(host))
        else:
            same.update(host)
    return {**under, **over, "hosts": hosts}


def _same(hosts: list[Table], wanted: Table, *, alone: bool) -> Table | None:
    named = [host for host in hosts if host["host"] == wanted["host"]]
    exact = [host for host in named if host.get("prefix", "") == wanted.get("prefix", "")]
    if exact:
        return exact[0]
    return named[0] if alone and len(named) == 1 else None


def _count(hosts: list[Table], wanted: Table) -> int:
    return sum(host["host"] == wanted["host"] for host in hosts)


class _File:
    """One outlets.toml, parsed; its entries are checked one by one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        top = _parsed(path)
        for key in top:
            if key not in TOP_KEYS:
                raise BadOutlet(path, f"no such key; known: {', '.join(TOP_KEYS)}; entries are [outlets.NAME]", key=key)
        source = top.get("source", "")
        if not isinstance(source, str):
            raise BadOutlet(path, f"{source!r} is not a text", key="source")
        self.source = source
        entries = top.get("outlets", {})
        if not isinstance(entries, dict):
            raise BadOutlet(path, "not a table; entries are [outlets.NAME]", key="outlets")
        self.entries: dict[str, Any] = entries

    def entry(self, key: str) -> Table:
        table = checked_entry(Place(self.path, key), self.entries[key])
        return {"source": self.source, **table} if self.source else table


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadOutlet(path, f"larger than {MOST_BYTES} bytes")
        return _tables(path.read_bytes())
    except OSError as err:
        raise BadOutlet(path, reason_of(err)) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as err:
        raise BadOutlet(path, f"not TOML: {' '.join(str(err).split())}") from err


@lru_cache(maxsize=2)  # the shipped file and the user's: a crawl needs them at its start and for its summary
def _tables(toml: bytes) -> dict[str, Any]:
    return tomllib.loads(toml.decode())
