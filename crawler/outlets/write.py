"""Entries as TOML text, and the user's outlets.toml changed in place: comments and order of what is there stay."""

from __future__ import annotations

import os
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable

from crawler.errors import ArchiveUnwritable, BadOutlet, reason_of

if TYPE_CHECKING:
    from datetime import date

    from tomlkit.items import Table

HEAD = """\
# Your outlets and corrections. This file is read over the outlets.toml that ships with Microfiche: what is said here
# wins, hosts are merged one by one (docs/outlets.md). `microfiche outlets import` adds to it.
"""
UNUSUAL = "nothing can be added to entries that are written so; write each as a table, [outlets.NAME]"


def entry_text(key: str, table: dict[str, Any]) -> str:
    """Return the entry called *key* as it is written in an outlets.toml."""
    document = tomlkit.document()
    outlets = tomlkit.table(is_super_table=True)
    outlets[key] = _entry(table)
    document["outlets"] = outlets
    return tomlkit.dumps(document).strip() + "\n"


class UsersFile:
    """The user's outlets.toml, to be changed and saved. One that is not there begins empty."""

    def __init__(self, path: Path) -> None:
        """Raises `BadOutlet` when it cannot be read."""
        self.path = path
        try:
            text = path.read_text(encoding="utf-8") if path.exists() else HEAD
            self._document = tomlkit.parse(text)
        except OSError as err:
            raise BadOutlet(path, reason_of(err)) from err
        except (TOMLKitError, UnicodeDecodeError) as err:
            raise BadOutlet(path, f"not TOML: {' '.join(str(err).split())}") from err

    def add_entry(self, key: str, table: dict[str, Any]) -> None:
        """Add an entry that is not there. Raises `BadOutlet` when nothing can be added, as `add_host` does."""
        self._outlets()[key] = _entry(table)

    def add_host(self, key: str, host: dict[str, Any]) -> None:
        """Add *host* to the entry *key*, which is made when only the file that ships has it."""
        outlets = self._outlets()
        if key not in outlets:
            outlets[key] = _entry({"hosts": [host]})
            return
        entry: Any = outlets[key]
        hosts = entry.get("hosts")
        if isinstance(hosts, AoT):
            block = tomlkit.table()
            block.update(host)
            hosts.append(block)
        elif isinstance(hosts, Array):
            hosts.add_line(_inline(host))
        else:
            entry["hosts"] = _lines([host])

    def date_host(self, key: str, host: str, days: dict[str, date | None]) -> bool:
        """Set ``from`` and ``until`` of *host* in the entry *key*, None takes one away; return whether it is there."""
        entry: Any = self._outlets().get(key, {})
        for found in entry.get("hosts", ()):
            if isinstance(found, dict) and found.get("host") == host:
                for name, day in days.items():
                    if day is not None:
                        found[name] = day
                    elif name in found:
                        del found[name]
                return True
        return False

    def save(self) -> None:
        """Write the file; at every moment the old one or the new one is there.

        Raises `ArchiveUnwritable`, and `BadOutlet` when what would be written says something else than was meant.
        """
        text = tomlkit.dumps(self._document)
        if not _says(text, self._document.unwrap()):
            raise BadOutlet(self.path, UNUSUAL)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self.path.resolve(), text)  # behind a link stands the file that a person keeps
        except OSError as err:
            raise ArchiveUnwritable(self.path, reason_of(err)) from err

    def _outlets(self) -> Any:
        if "outlets" not in self._document:
            self._document["outlets"] = tomlkit.table(is_super_table=True)
        outlets: Any = self._document["outlets"]
        if isinstance(outlets, InlineTable):
            raise BadOutlet(self.path, UNUSUAL, key="outlets")
        return outlets


def _says(text: str, meant: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == meant
    except tomllib.TOMLDecodeError:
        return False


def _entry(table: dict[str, Any]) -> Table:
    entry = tomlkit.table()
    for key, value in table.items():
        entry[key] = _lines(value) if isinstance(value, list) else value
    entry.add(tomlkit.nl())
    return entry


def _lines(items: list[Any]) -> Array:
    array = tomlkit.array()
    for item in items:
        array.add_line(_inline(item) if isinstance(item, dict) else item)
    array.add_line(indent="")
    return array


def _inline(table: dict[str, Any]) -> InlineTable:
    inline = tomlkit.inline_table()
    inline.update(table)
    return inline


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
