"""Whatever the program defines it also uses: what only tests ask for, or nobody, goes."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from house.tree import PACKAGES, ROOT, parsed, python_files, relative, string_literals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READERS = (*PACKAGES, "benchmarks", "docs")
"""Folders whose code counts as use."""
NOT_CODE = ("pyproject.toml", "scrapy.cfg", "crawler/web/templates/*", "spiders/sites/*.toml")
WORD = re.compile(r"\w+")
LOOKED_UP = ("crawler/settings.py", "crawler/index/migrations/versions/", "spiders/demo.py", "spiders/sites/")
"""Files whose names Scrapy or Alembic looks up by itself."""
LONGEST_NAME_CHARS = 200
"""Names in longer texts are words of a sentence."""
_HOOKS = """
    update_settings process_item process_request process_response process_exception
    request_seen pqfactory getHostByName handshakeCompleted writeSequence
    readable readinto do_GET handle_error log_message version_string redirect_request to_string collect
    _closing
"""
HOOKS = frozenset(_HOOKS.split())
"""What libraries call by name (Scrapy, Twisted, io, http.server, urllib, Starlette, Prometheus); a task that is held."""


def test_what_is_defined_is_used() -> None:
    unused = [
        f"{relative(path)}:{line}: {name}"
        for path in python_files(*PACKAGES)
        if not relative(path).startswith(LOOKED_UP)
        for name, line in defined_in(path)
        if not name.endswith("__") and name not in HOOKS
        if not (uses_in(path)[name] if is_private(name) else used_anywhere()[name])
    ]
    assert unused == []


def is_private(name: str) -> bool:
    return name.startswith("_")


def defined_in(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the functions, classes, methods and constants of *path*, and what it keeps in `self._name`."""
    for scope in ast.walk(parsed(path)):
        if isinstance(scope, ast.Module | ast.ClassDef):
            for node in scope.body:
                match node:
                    case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                        yield name, node.lineno
                    case ast.Assign(targets=targets) if isinstance(scope, ast.Module):
                        yield from ((one.id, node.lineno) for one in targets if isinstance(one, ast.Name))
                    case ast.AnnAssign(target=ast.Name(id=name)) if isinstance(scope, ast.Module):
                        yield name, node.lineno
        match scope:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()) if is_private(name):
                yield name, scope.lineno


@cache
def uses_in(path: Path) -> Counter[str]:
    """Count the names that are read in *path*, also those within texts, such as the path of a class."""
    found: Counter[str] = Counter()
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
                found[name] += 1
    for text in string_literals(path):
        if len(text) < LONGEST_NAME_CHARS:
            found.update(WORD.findall(text))
    return found


@cache
def used_anywhere() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in python_files(*READERS):
        found.update(uses_in(path))
    for pattern in NOT_CODE:
        for path in ROOT.glob(pattern):
            found.update(WORD.findall(path.read_text("utf-8")))
    return found
