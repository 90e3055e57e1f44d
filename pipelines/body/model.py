"""The trained keep/drop table of the body's blocks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.body.features import NAMES
from pipelines.trees import shipped_trees, trees_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.trees import Trees

FILE = "table.json"


def model_of(told: Mapping[str, Any]) -> Trees:
    """Return the model that *told*, the content of a table file, describes: how likely a block belongs to the body.

    Raises `ValueError` when it is for other columns.
    """
    return trees_of(told, NAMES)


@cache
def shipped() -> Trees:
    """Return the model that ships with the program, read once."""
    return shipped_trees(__package__, FILE, NAMES)
