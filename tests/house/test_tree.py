"""What stands nowhere in the tree, and what stands everywhere."""

from __future__ import annotations

import ast
import re
import tokenize
from typing import TYPE_CHECKING

from house.tree import PACKAGES, ROOT, parsed, python_files, relative, text_files

if TYPE_CHECKING:
    from pathlib import Path

MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work|farm|tmp|mnt)/[A-Za-z]")
# In two halves, so that this file does not name them.
REGISTRIES = [".".join(halves) for halves in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
FRAGMENT = re.compile(r"[a-z0-9-]+\.(?:added|changed|fixed|removed)\.md")
SILENCED = re.compile(r"#\s*(?:noqa|type: ignore)")
LIMITS = {"byte", "time"}
"""What is told of mostly as a limit, of which there are many."""
REASON = re.compile(r"#\s*(?:noqa|type: ignore)[^#]*#\s*\S")


def test_no_path_of_one_machine_and_no_registry() -> None:
    found = {}
    for path in text_files():
        text = path.read_text("utf-8", errors="replace")
        found[relative(path)] = MACHINE_PATH.findall(text) + [host for host in REGISTRIES if host in text]
    assert {name: told for name, told in found.items() if told} == {}


def test_every_exemption_gives_its_reason() -> None:
    silenced = [
        (f"{relative(path)}:{token.start[0]}: {token.string}", token.string)
        for path in python_files()
        if SILENCED.search(path.read_text("utf-8"))
        for token in comments(path)
        if SILENCED.search(token.string)
    ]
    assert [told for told, comment in silenced if not REASON.search(comment)] == []


def comments(path: Path) -> list[tokenize.TokenInfo]:
    with path.open("rb") as file:
        return [token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]


def test_only_commands_print() -> None:
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files(*PACKAGES)
        if not relative(path).startswith(("crawler/commands/", "crawler/cli.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert found == []


def test_changelog_fragments_say_what_kind_of_change_they_are() -> None:
    names = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    assert [name for name in names if not FRAGMENT.fullmatch(name)] == []


def test_what_is_counted_is_told_in_the_singular_too() -> None:
    nouns = "|".join(sorted({noun for path in python_files(*PACKAGES) for noun in counted_nouns(path)} - LIMITS))
    plural = re.compile(rf" (?:{nouns})e?s\b(?!/)")
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files(*PACKAGES)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.JoinedStr)
        for before, value, behind in zip([None, *node.values], node.values, node.values[1:], strict=False)
        if isinstance(value, ast.FormattedValue)
        and isinstance(behind, ast.Constant)
        and plural.match(str(behind.value))
        # A share is told of many ("3 of 12 pages"), and so is a constant.
        if not (isinstance(before, ast.Constant) and str(before.value).endswith("of "))
        if not ast.unparse(value.value).isupper()
    ]
    assert found == [], "crawler.counting.counted says '1 page' and '2 pages'"


def counted_nouns(path: Path) -> list[str]:
    """Return the nouns that *path* counts."""
    return [
        str(node.args[1].value).partition(" ")[0]
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "counted"
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    ]
