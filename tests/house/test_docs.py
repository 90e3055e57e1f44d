"""What a person can meet is documented: settings, commands, exit codes, stats, errors, fields. Links lead somewhere."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
import scrapy.commands
from house.tree import PACKAGES, ROOT, document, parsed, python_files, relative, string_literals, text_files
from pictures import MOST_BYTES

from crawler import settings
from crawler.model import Article, MirrorAddress, MirrorKind, MirrorScope, Photo, TextBlock, Truncation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import Enum
    from pathlib import Path

SETTING = re.compile(r"ARCHIVE(_[A-Z]+)*")
STAT = re.compile(r"archive/[a-z_]+(/[a-z_]*)*")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
"""Of a link or a picture."""
NAMED_PAGE = re.compile(r"\bdocs/[\w/.-]+\.(?:md|json)(?:#[\w-]+)?")
TYPED = re.compile(r"(?:^|[`$ ])(microfiche|\./dev) ([a-z]+)", re.MULTILINE)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "changelog.d").glob("*.md")])


def command_files() -> list[Path]:
    """Return the files of our own commands."""
    return [
        path
        for path in python_files("crawler/commands")
        if any(isinstance(node, ast.ClassDef) and node.name == "Command" for node in parsed(path).body)
    ]


def headings(page: Path) -> set[str]:
    """Return the anchors of *page*, as forges make them from headings."""
    titles = re.findall(r"^#+ (.+?)\s*$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def said(text: str, name: str) -> bool:
    """Return whether *name* stands in *text* as a word of its own in code type."""
    return re.search(rf"`[^`\n]*(?<![\w/]){re.escape(name)}(?![\w/])[^`\n]*`", text) is not None


def test_every_setting_has_its_line() -> None:
    used = {text for path in python_files(*PACKAGES) for text in string_literals(path) if SETTING.fullmatch(text)}
    declared = {name for name in vars(settings) if SETTING.fullmatch(name)}
    documented = set(re.findall(r"^\| `(ARCHIVE[A-Z_]*)`", document("settings.md"), re.MULTILINE))
    assert used - declared == set(), "crawler/settings.py has no line for it"
    assert declared - documented == set(), "docs/settings.md names it in no mark"


@pytest.mark.parametrize("path", command_files(), ids=lambda path: path.stem)
def test_every_command_and_option_has_its_line(path: Path) -> None:
    text = document("commands.md")
    assert f"## microfiche {path.stem}" in text
    section = text.partition(f"## microfiche {path.stem}\n")[2].partition("\n## ")[0]
    options = {option for option in string_literals(path) if re.fullmatch(r"--[a-z-]+", option)}
    assert {option for option in options if not said(section, option)} == set()


def test_every_stat_has_its_line() -> None:
    stats = {text for path in python_files(*PACKAGES) for text in string_literals(path) if STAT.fullmatch(text)}
    text = document()
    # The fixed part of an f-string ends with a slash: the page names one of its members at least.
    missing = {name for name in stats if not (f"`{name}" in text if name.endswith("/") else said(text, name))}
    assert missing == set()
    documented = set(re.findall(r"`(archive/[a-z_]+/[a-z_/]+)`", document("commands.md")))
    begun = tuple(name for name in stats if name.endswith("/"))
    assert {name for name in documented - stats if not name.startswith(begun)} == set(), "nothing counts it"


def test_every_error_stands_in_the_tree_of_errors() -> None:
    errors = importlib.import_module("crawler.errors")
    names = {name for name, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, errors.ArchiveError)}
    elsewhere = {
        node.name
        for path in python_files(*PACKAGES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and names & {base.id for base in node.bases if isinstance(base, ast.Name)}
    }
    assert elsewhere - names == set(), "what we raise on purpose stands in crawler/errors.py"
    assert {name for name in names if f" {name} " not in (errors.__doc__ or "") + " ArchiveError "} == set()


@pytest.mark.parametrize("cls", [Article, Photo, TextBlock, MirrorAddress], ids=lambda cls: cls.__name__)
def test_every_field_is_in_formats(cls: type) -> None:
    text = document("formats.md")
    assert {field.name for field in fields(cls) if not said(text, field.name)} == set()


@pytest.mark.parametrize("words", [MirrorKind, MirrorScope, Truncation], ids=lambda words: words.__name__)
def test_every_word_of_a_field_is_in_formats(words: type[Enum]) -> None:
    text = document("formats.md")
    assert {word.value for word in words if not said(text, word.value)} == set()


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    assert [target for target in LINK.findall(page.read_text("utf-8")) if not leads_somewhere(page, target)] == []


def leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"https?://", target):
        return True
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    return path.exists() and (not anchor or anchor in headings(path))


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "pictures").iterdir()), ids=relative)
def test_pictures_are_light_and_shown(path: Path) -> None:
    assert path.stat().st_size <= MOST_BYTES
    assert f"(pictures/{path.name})" in document()


def test_pages_named_in_the_tree_exist() -> None:
    named = {(relative(path), name) for path in text_files() for name in NAMED_PAGE.findall(path.read_text("utf-8"))}
    assert {pair for pair in named if not leads_somewhere(ROOT / "README.md", pair[1])} == set()


def test_every_page_is_reached_from_the_index() -> None:
    text = document("index.md")
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert {name for name in pages if f"({name})" not in text} == set()


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_commands_in_the_documents_exist(page: Path) -> None:
    verbs = set(re.findall(r"^verb_([a-z]+)\(\)", (ROOT / "dev").read_text("utf-8"), re.MULTILINE))
    known = {"./dev": verbs, "microfiche": {path.stem for path in command_files()} | scrapy_commands()}
    typed = {match for code in code_of(page) for match in TYPED.findall(code)}
    assert {(program, verb) for program, verb in typed if verb not in known[program]} == set()


def code_of(page: Path) -> Iterator[str]:
    """Yield the code blocks and code spans of *page*."""
    text = page.read_text("utf-8")
    yield from re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"(?<!`)`[^`\n]+`(?!`)", text)


def scrapy_commands() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(scrapy.commands.__path__)}
