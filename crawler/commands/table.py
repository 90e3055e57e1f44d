"""A table on a terminal, and lines with tabs in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from crawler.commands.output import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def show_table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Print *lines* below *heads*; a column that is empty in all of them is left out on a terminal."""
    rows = [[harmless(" ".join(cell.split())) for cell in line] for line in lines]
    if not sys.stdout.isatty():
        for row in [heads, *rows]:
            print("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table

    shown = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    if not shown:
        return
    table = Table(box=None, pad_edge=False)
    for at in shown:
        table.add_column(heads[at], overflow="fold")
    for row in rows:
        table.add_row(*(row[at] for at in shown))
    Console(highlight=False, markup=False).print(table)
