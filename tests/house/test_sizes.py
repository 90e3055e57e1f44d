"""Functions, files and folders stay small (CONTRIBUTING.md, "Size and shape")."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from house.tree import PACKAGES, ROOT, python_files, relative

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION_LINES = 60
FILE_LINES = 400
SITE_LINES = 80
FOLDER_FILES = 12
SITES = "spiders/sites"
ANY_NUMBER = {SITES, "crawler/commands"}
"""Of sites and commands there is one file each."""


@pytest.mark.parametrize("path", python_files(), ids=relative)
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    text = path.read_text("utf-8")
    limit = SITE_LINES if relative(path.parent) == SITES else FILE_LINES
    assert len(text.splitlines()) <= limit
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: count for name, count in lines.items() if count > FUNCTION_LINES} == {}


def test_a_folder_holds_few_files() -> None:
    paths = [path for path in python_files(*PACKAGES) if path.name != "__init__.py"]
    counts = Counter(relative(path.parent) for path in paths)
    assert {name: n for name, n in counts.items() if n > FOLDER_FILES and name not in ANY_NUMBER} == {}


def test_the_tests_have_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
