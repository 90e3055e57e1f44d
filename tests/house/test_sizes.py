"""Functions, files and folders stay small (CONTRIBUTING.md, "Size and shape")."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from house.tree import PACKAGES, ROOT, parsed, python_files, relative

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION_LINES = 60
FILE_LINES = 400
SITE_LINES = 80
FOLDER_FILES = 12
SITES = "spiders/sites"
ANY_NUMBER = {SITES, "crawler/commands"}
"""Of sites and commands there is one file each."""


def test_files_are_short() -> None:
    lines = {path: path.read_text("utf-8").count("\n") for path in python_files()}
    long = {relative(path): count for path, count in lines.items() if count > most_lines(path)}
    assert long == {}


def most_lines(path: Path) -> int:
    return SITE_LINES if relative(path.parent) == SITES else FILE_LINES


def test_functions_are_short() -> None:
    long = {
        f"{relative(path)}: {node.name}": count
        for path in python_files()
        for node in functions(path)
        if (count := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_a_folder_holds_few_files() -> None:
    paths = [path for path in python_files(*PACKAGES) if path.name != "__init__.py"]
    counts = Counter(relative(path.parent) for path in paths)
    assert {name: n for name, n in counts.items() if n > FOLDER_FILES and name not in ANY_NUMBER} == {}


def test_the_tests_have_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
