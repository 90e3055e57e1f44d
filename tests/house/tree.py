"""The files of the checkout, for the tests that walk over them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("crawler", "spiders", "pipelines")
OWN_PYTHON = (*PACKAGES, "tests", "benchmarks", "docs", "stubs")
OWN_TEXT = (".ci", "changelog.d")


def relative(path: Path) -> str:
    """Return *path* as written in this repository's documents."""
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(*folders: str) -> list[Path]:
    """Return the Python files under *folders*; without any, all of the checkout's own."""
    paths = (path for folder in folders or OWN_PYTHON for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in paths if "__pycache__" not in path.parts)


def text_files() -> list[Path]:
    """Return every text file that belongs to the checkout: code, documents, configuration, test data."""
    tops = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    below = (path for folder in (*OWN_PYTHON, *OWN_TEXT) for path in (ROOT / folder).rglob("*") if path.is_file())
    return sorted(path for path in (*tops, *below) if "__pycache__" not in path.parts and _is_text(path))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of *path*."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def string_literals(path: Path) -> Iterator[str]:
    """Yield the string constants of *path*; of an f-string its fixed parts."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def imports(path: Path) -> list[ast.Import | ast.ImportFrom]:
    """Return the imports anywhere in *path*."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Import | ast.ImportFrom)]


def imported_modules(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each module that *path* imports anywhere in it, with the line."""
    for node in imports(path):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=str() as module):
                yield module, node.lineno


def document(*names: str) -> str:
    """Return the text of the documents *names* under docs/; without any, of all."""
    paths = [ROOT / "docs" / name for name in names] or sorted((ROOT / "docs").rglob("*.md"))
    return "\n".join(path.read_text("utf-8") for path in paths)


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        return b"\0" not in file.read(8192)
