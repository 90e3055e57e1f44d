"""The compiled regular expressions of the tree, and texts that make a careless one slow."""

from __future__ import annotations

import importlib
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from house.tree import PACKAGES, ROOT, python_files

# The parser of the standard library has no public name.
kinds: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMON = (
    "a",
    "A",
    "1",
    " ",
    "\n",
    "\t",
    "<",
    ">",
    "/",
    "&",
    "=",
    "-",
    ".",
    ",",
    ";",
    ":",
    '"',
    "(",
    "[",
    "é",
    "م",
    "中",
)
PAIRS = ("a ", " \n", "a.", "a-", "1-", "1 ", "/a", "&a=", "<a ", "<a>", "a,", ". ", "a1", "A. ", "Aa ", "م ", "\r\n")


@cache
def patterns() -> dict[str, re.Pattern[Any]]:
    """Return every pattern that a module of the packages holds, alone or in a container, by where it stands."""
    found: dict[str, re.Pattern[Any]] = {}
    for path in python_files(*PACKAGES):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if path.name in {"env.py", "__main__.py"}:
            continue  # Alembic's own entry, run only by Alembic
        module = importlib.import_module(name)
        for variable, value in vars(module).items():
            for place, pattern in _inside(value, variable):
                found.setdefault(f"{name}:{place}", pattern)
    unique: dict[int, str] = {}
    return {place: pattern for place, pattern in found.items() if unique.setdefault(id(pattern), place) == place}


def _inside(value: object, name: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _inside(part, f"{name}[{key}]")
    elif isinstance(value, list | tuple | set | frozenset):
        for place, part in enumerate(value):
            yield from _inside(part, f"{name}[{place}]")


def attacks(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Yield texts of about *length* characters: one piece over and over, after what the pattern begins with."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    runs = list(dict.fromkeys(_literals(parser.parse(source, pattern.flags))))
    pieces = dict.fromkeys([*COMMON, *PAIRS, *runs, *(a + b for a, b in pairwise(runs))])
    starts = dict.fromkeys(["", *runs[:2]])
    for start in starts:
        for piece in pieces:
            yield start + piece * (length // len(piece)) + "\x00"


def _literals(tree: Any) -> Iterator[str]:
    """Yield the runs of literal characters in a parsed pattern, and one sign of each class."""
    run = ""
    for kind, value in tree:
        if kind is kinds.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        yield from _below(kind, value)
    if run:
        yield run


def _below(kind: Any, value: Any) -> Iterator[str]:
    if kind is kinds.IN:
        signs = [chr(part[1] if part[0] is kinds.LITERAL else part[1][0]) for part in value if part[0] in SIGNS]
        yield from signs[:3]
    elif kind is kinds.BRANCH:
        for branch in value[1][:30]:
            yield from _literals(branch)
    elif kind in {kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT}:
        yield from _literals(value[2])
    elif kind is kinds.SUBPATTERN:
        yield from _literals(value[3])
    elif kind in {kinds.ASSERT, kinds.ASSERT_NOT}:
        yield from _literals(value[1])
    elif kind is kinds.ATOMIC_GROUP:
        yield from _literals(value)


SIGNS = {kinds.LITERAL, kinds.RANGE}


def possessive_groups(tree: Any) -> int:
    """Return how many groups of a parsed pattern are repeated possessively, rather than single signs."""
    count = 0
    for kind, value in tree:
        if kind is kinds.POSSESSIVE_REPEAT:
            repeated = value[2]
            count += not (len(repeated) == 1 and repeated[0][0] in ONE_SIGN)
        count += sum(map(possessive_groups, _trees(value)))
    return count


def _trees(value: Any) -> Iterator[Any]:
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _trees(part)


ONE_SIGN = {kinds.LITERAL, kinds.NOT_LITERAL, kinds.ANY, kinds.IN}
