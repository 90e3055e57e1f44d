"""What stands nowhere in the tree, and what stands everywhere."""

from __future__ import annotations

import ast
import re
import tokenize
from typing import TYPE_CHECKING

import pytest
from house.tree import PACKAGES, ROOT, parsed, python_files, relative, text_files

if TYPE_CHECKING:
    from pathlib import Path

MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work|farm|tmp|mnt)/[A-Za-z]")
# In two halves, so that this file does not name them.
REGISTRIES = [".".join(halves) for halves in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
FRAGMENT = re.compile(r"[a-z0-9-]+\.(?:added|changed|fixed|removed)\.md")
REASON = re.compile(r"#\s*(?:noqa|type: ignore)[^#]*#\s*\S")


@pytest.mark.parametrize("path", text_files(), ids=relative)
def test_no_path_of_one_machine_and_no_registry(path: Path) -> None:
    text = path.read_text("utf-8", errors="replace")
    assert MACHINE_PATH.findall(text) == []
    assert [host for host in REGISTRIES if host in text] == []


@pytest.mark.parametrize("path", python_files(), ids=relative)
def test_every_exemption_gives_its_reason(path: Path) -> None:
    with path.open("rb") as file:
        comments = [token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
    silenced = [token for token in comments if re.search(r"#\s*(?:noqa|type: ignore)", token.string)]
    assert [f"{token.start[0]}: {token.string}" for token in silenced if not REASON.search(token.string)] == []


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
