"""The reference is what the code says: each table fresh, each text there, a missing one named."""

from __future__ import annotations

import doctest
import re
from enum import IntEnum
from typing import TYPE_CHECKING

import from_code
import from_commands
import navigation
import pytest
import reference
from house.tree import ROOT, document, relative

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

PAGES = reference.pages()


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_a_page_says_what_the_code_says(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path], "stale: run ./dev docs"


@pytest.mark.parametrize("name", from_commands.names())
def test_every_command_tells_of_itself(name: str) -> None:
    told = from_commands.command(name)
    assert told.short_desc()
    section = document("commands.md").partition(f"\n## microfiche {name}\n")[2].partition("\n## ")[0]
    assert section.strip(), "docs/commands.md has no section for it"
    has_options = "| option |" in from_commands.options(name)
    mark = f"<!-- made by ./dev docs: options of {name} -->"
    assert not has_options or mark in section, f"put {mark} <!-- end --> there, each in a line, and run ./dev docs"


@pytest.mark.parametrize(
    "module", [from_code, from_commands, navigation, reference], ids=lambda module: module.__name__
)
def test_examples(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_a_mark_is_filled_and_what_stands_around_it_stays() -> None:
    page = "Before.\n<!-- made by ./dev docs: settings JOB -->\nold\n<!-- end -->\nAfter.\n"
    text = reference.with_tables(page)
    assert "old" not in text
    assert "| `JOB` | empty | name | The crawl is a job" in text
    assert text.startswith("Before.\n<!-- made")
    assert text.endswith("<!-- end -->\nAfter.\n")
    assert reference.with_tables(text) == text


def test_a_setting_without_a_text_is_named() -> None:
    with pytest.raises(LookupError, match=r"under BOT_NAME there is no text"):
        reference.made("settings BOT_NAME")


def test_a_word_without_a_text_is_named() -> None:
    class Shade(IntEnum):
        LIGHT = 0
        """Told."""
        DARK = 1

    with pytest.raises(LookupError, match="Shade: no text under DARK"):
        from_code.member_docs(Shade)


def test_a_mark_that_nobody_fills_is_named() -> None:
    with pytest.raises(LookupError, match="nobody makes 'weather'"):
        reference.made("weather")


def test_no_mark_is_left_open() -> None:
    begun = re.findall(r"<!-- made by \./dev docs: ", document())
    assert len(begun) == len(re.findall(r"<!-- end -->", document())) == len(reference.MARKED.findall(document()))


def test_no_variable_of_this_machine_gets_into_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROFICHE_ARCHIVE", "elsewhere")
    assert "| `ARCHIVE` | `archive` |" in reference.made("settings ARCHIVE")
    assert from_code.SETTINGS.resolve() == (ROOT / "crawler" / "settings.py")
