"""The user's outlets.toml is changed in place, or not at all."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from crawler.errors import BadOutlet
from crawler.outlets.write import UsersFile

if TYPE_CHECKING:
    from pathlib import Path

NEW = {"host": "gazette.test", "kind": "successor"}
TABLE = '[outlets.gazette]\nhosts = ["www.gazette.example"]\n'
BLOCKS = '[[outlets.gazette.hosts]]\nhost = "www.gazette.example"\n'
DOTTED = 'outlets.gazette.name = "The Gazette"\noutlets.gazette.hosts = ["www.gazette.example"]\n'
INLINE = 'outlets = { gazette = { hosts = ["www.gazette.example"] } }\n'


def add(path: Path) -> None:
    users = UsersFile(path)
    users.add_entry("courier", {"name": "The Courier", "hosts": [{"host": "courier.example"}]})
    users.add_host("gazette", NEW)
    users.save()


@pytest.mark.parametrize("text", [TABLE, BLOCKS, "[outlets]\n" + TABLE, TABLE.replace("]\n", "]\r\n")])
def test_a_host_is_added_however_entries_are_written(tmp_path: Path, text: str) -> None:
    path = tmp_path / "outlets.toml"
    path.write_bytes(text.encode())
    add(path)
    found = tomllib.loads(path.read_text("utf-8"))["outlets"]
    assert found["gazette"]["hosts"][1:] == [NEW]
    assert found["courier"]["name"] == "The Courier"


@pytest.mark.parametrize("text", [DOTTED, INLINE])
def test_what_cannot_be_added_to_stays_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadOutlet, match=r"nothing can be added to entries that are written so; write each as a table"):
        add(path)
    assert path.read_text("utf-8") == text


def test_a_link_to_the_file_stays_one(tmp_path: Path) -> None:
    kept = tmp_path / "kept.toml"
    kept.write_text(TABLE, "utf-8")
    path = tmp_path / "outlets.toml"
    path.symlink_to(kept.name)
    add(path)
    assert path.is_symlink()
    assert "courier" in kept.read_text("utf-8")
