"""Tables made of settings, dataclasses, lists of words, exit codes, errors and metrics, and the texts beside them."""

from __future__ import annotations

import ast
import inspect
import os
import re
import runpy
import textwrap
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from crawler import errors as all_errors
from crawler import model
from crawler.commands.exit_codes import Exit, exit_code_of
from crawler.model.schema import field_docs
from crawler.watch.names import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import Enum

SETTINGS = Path(__file__).parent.parent.parent / "crawler" / "settings.py"
SIZES = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))
SPANS = ((86_400, "day"), (3600, "hour"))
TOLD = re.compile(r"(?P<unit>[^:]+): (?P<means>.+)", re.DOTALL)


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    r"""Return a Markdown table.

    >>> print(table(("a", "b"), [("1", "x|y")]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    """
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *lines])


def setting_texts(source: str) -> dict[str, str]:
    r"""Return the text under each assignment in the module *source*, by the name that is assigned to.

    >>> setting_texts('A = 1\n"number: How many."\nB = 2\n')
    {'A': 'number: How many.'}
    """
    body = ast.parse(source).body
    texts = {}
    for statement, following in pairwise(body):
        match statement, following:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str() as text)):
                texts[name] = one_line(text)
    return texts


def settings(names: str) -> str:
    """Return the table of the settings *names*, spaces between. Raises `LookupError` for one without a text."""
    texts = setting_texts(SETTINGS.read_text("utf-8"))
    # A default is the one that holds where nobody has set a variable.
    with mock.patch.dict(os.environ, clear=True):
        values = runpy.run_path(str(SETTINGS))
    rows = []
    for name in names.split():
        told = TOLD.fullmatch(texts.get(name, ""))
        if told is None:
            raise LookupError(
                f"crawler/settings.py: under {name} there is no text such as '''seconds: What it means.'''"
            )
        rows.append((f"`{name}`", default(values[name], told["unit"]), told["unit"], told["means"].removesuffix(".")))
    return table(("setting", "default", "unit", "means"), rows)


def default(value: Any, unit: str = "") -> str:
    """Return *value* as a default is told.

    >>> [default(value) for value in ("", "record", 16 << 20, 256, 0.5)]
    ['empty', '`record`', '16777216 (16 MiB)', '256', '0.5']
    >>> default(86_400, "seconds")
    '86400 (1 day)'
    """
    if isinstance(value, str | bool):
        return f"`{value}`" if value != "" else "empty"
    for size, name in SPANS if unit == "seconds" else SIZES:
        if value >= size and value % size == 0:
            return f"{value} ({value / size:g} {name})"
    return str(value)


def fields_of(name: str) -> str:
    """Return the table of the fields of the dataclass *name* of `crawler.model`."""
    docs = field_docs(getattr(model, name))
    return table(("field", "holds"), [(f"`{field}`", sentence(text)) for field, text in docs.items()])


def words_of(name: str) -> str:
    """Return the table of the words of the enumeration *name* of `crawler.model`."""
    words: type[Enum] = getattr(model, name)
    docs = member_docs(words)
    return table(("word", "means"), [(f"`{word.value}`", sentence(docs[word.name])) for word in words])


def exit_codes(_about: str) -> str:
    docs = member_docs(Exit)
    return table(("code", "means"), [(str(code.value), sentence(docs[code.name])) for code in Exit])


def errors(_about: str) -> str:
    """Return the table of all errors in the order in which they are written, each with its exit code."""
    classes = [cls for cls in vars(all_errors).values() if inspect.isclass(cls) and cls is not all_errors.ArchiveError]
    rows = [
        (f"`{cls.__name__}`", sentence(inspect.getdoc(cls) or ""), str(exit_code_of(cls).value))
        for cls in classes
        if issubclass(cls, all_errors.ArchiveError)
    ]
    return table(("error", "means", "code"), rows)


def metrics_of(starts: str) -> str:
    """Return the table of the metrics whose names begin with one of *starts*, words."""
    rows = []
    for name, metric in METRICS.items():
        if name.startswith(tuple(starts.split())):
            labels = f"{{{','.join(metric.labels)}}}" if metric.labels else ""
            rows.append((f"`{name}{labels}`", sentence(metric.help)))
    return table(("metric", "is"), rows)


def member_docs(words: type[Enum]) -> dict[str, str]:
    """Return the text under each member of *words*, by the member's name. Raises `LookupError` for one without."""
    (cls,) = ast.parse(textwrap.dedent(inspect.getsource(words))).body
    assert isinstance(cls, ast.ClassDef)
    docs = setting_texts("\n".join(map(ast.unparse, cls.body)))
    if missing := [word.name for word in words if word.name not in docs]:
        raise LookupError(f"{words.__name__}: no text under {', '.join(missing)}")
    return docs


def one_line(docstring: str) -> str:
    return re.sub(r"\s+", " ", docstring.strip().replace("``", "`"))


def sentence(docstring: str) -> str:
    r"""Return *docstring* as a cell of a table: one line without a full stop.

    >>> sentence("Nothing is\n    there.")
    'Nothing is there'
    """
    return one_line(docstring).removesuffix(".")
