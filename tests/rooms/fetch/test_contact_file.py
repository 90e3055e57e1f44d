"""What is a contact, and the file in which it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.errors import BadSetting
from crawler.fetch.polite.contact import checked_contact, store_contact, stored_contact

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("text", ["ann@town.example", "https://town.example/bot?x=1", "http://town.example/"])
def test_a_contact_comes_back(text: str, tmp_path: Path) -> None:
    store_contact(tmp_path / "archive", checked_contact(text))
    assert stored_contact(tmp_path / "archive") == text


@pytest.mark.parametrize(
    "text", ["", "nobody", "a b@c.d", "x@y)\r\nZ: 1", 'x"@y.z', "x@y@z", "ftp://town.example/", "\u00e4@town.example"]
)
def test_what_is_no_contact(text: str) -> None:
    with pytest.raises(BadSetting):
        checked_contact(text)


def test_nobody_was_asked_is_something_else_than_none(tmp_path: Path) -> None:
    assert stored_contact(tmp_path) is None
    store_contact(tmp_path, "")
    assert stored_contact(tmp_path) == ""


@pytest.mark.parametrize("text", ["contact = 5", "contact", 'name = "x"', 'contact = "nobody"', "\udcff"])
def test_a_file_that_cannot_be_used(text: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(BadSetting, match=r"settings\.toml|ARCHIVE_CONTACT"):
        stored_contact(tmp_path)
