"""How likely each address on a page is offered as the outlet's, by trained tables (docs/mirrors.md)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pipelines.mirrors.learned.features import NAMES, Rows
from pipelines.trees import shipped_trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from pipelines.mirrors.learned.spots import Spot, Spots
    from pipelines.trees import Trees

OFFERED, MOVED = "offered.json", "moved.json"
LIKELY, VERY_LIKELY = 0.5, 0.6
"""From there on an address is claimed that the rules claim, and one that they do not."""


class Judge:
    """What the tables say of the addresses of one page."""

    def __init__(self, spots: Spots) -> None:
        self.spots = spots
        self._rows = Rows(spots)

    def upheld(self, addresses: AbstractSet[str | None]) -> set[str | None]:
        """Return those of *addresses*, which the rules claim, that are likely offered wherever they stand.

        Those that the tables know nothing of are.
        """
        found = [spot for spot in self.spots.all_held() if spot.token.url in addresses]
        likely = {spot.token.url for spot, chance in self._judged(found, is_ruled=True) if chance >= LIKELY}
        return {*addresses} - {spot.token.url for spot in found} | likely

    def offered(self, known: Iterable[str | None]) -> list[tuple[Spot, float]]:
        """Return the addresses beside those *known* that are very likely offered, with how likely, in page order."""
        told = {*known} - {""}
        asked = [spot for spot in self.spots.worth_weighing() if spot.token.url not in told]
        return [(spot, chance) for spot, chance in self._judged(asked, is_ruled=False) if chance >= VERY_LIKELY]

    def is_successor(self, spot: Spot) -> bool:
        """Return whether the outlet has moved to an address that is offered."""
        return self._scores(shipped(MOVED), [spot], is_ruled=False)[0] >= LIKELY

    def _judged(self, spots: Sequence[Spot], *, is_ruled: bool) -> list[tuple[Spot, float]]:
        return list(zip(spots, self._scores(shipped(OFFERED), spots, is_ruled=is_ruled), strict=True)) if spots else []

    def _scores(self, trees: Trees, spots: Sequence[Spot], *, is_ruled: bool) -> list[float]:
        rows = [self._rows.row_of(spot, is_ruled=is_ruled) for spot in spots]
        scores: list[float] = trees.scores(np.array(rows, dtype=np.float32)).tolist()
        return scores


@cache
def shipped(file: str) -> Trees:
    """Return one of the tables that ship with the program, read once."""
    return shipped_trees(__package__, file, NAMES)
