"""How likely each address on a page is offered as the outlet's, by trained tables (docs/mirrors.md)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from crawler.model import MirrorScope
from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.learned.features import NAMES, Rows
from pipelines.trees import shipped_trees

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.mirrors.learned.spots import Spot, Spots
    from pipelines.trees import Trees

OFFERED, MOVED = "offered.json", "moved.json"
SCOPES = {scope: f"{scope}.json" for scope in (MirrorScope.ARTICLE, MirrorScope.SECTION, MirrorScope.FEED)}
"""What an address may be of, less than the whole site."""
LIKELY = 0.5
"""From there on an address is claimed."""
ANNOUNCED = 0.9
"""How likely what a user's phrase announces is."""


class Judge:
    """What the tables say of the addresses of one page."""

    def __init__(self, spots: Spots) -> None:
        self.spots = spots
        self.rows = Rows(spots)

    def offered(self) -> list[tuple[Spot, float]]:
        """Return the addresses that are likely offered, with how likely, in page order."""
        asked = self.spots.worth_weighing()
        likely = [
            (spot, chance)
            for spot, chance in zip(asked, self._scores(shipped(OFFERED), asked), strict=True)
            if chance >= LIKELY
        ]
        announced = [(spot, ANNOUNCED) for spot in self._announced()]
        return sorted([*likely, *announced], key=lambda one: one[0].block.index)

    def is_successor(self, spot: Spot) -> bool:
        """Return whether the outlet has moved to an address that is offered."""
        return self._scores(shipped(MOVED), [spot])[0] >= LIKELY

    def scope_of(self, spot: Spot) -> str:
        """Return what an address that is offered is of."""
        scores = {scope: self._scores(shipped(file), [spot])[0] for scope, file in SCOPES.items()}
        best = max(scores, key=lambda scope: scores[scope])
        return best if scores[best] >= LIKELY else MirrorScope.SITE

    def _announced(self) -> Iterator[Spot]:
        """Yield the addresses that a phrase which a user added announces."""
        spots, language = self.spots, self.spots.language
        if not language.announces(spots.lay.text):
            return
        for spot in spots.all_held():
            texts = spots.texts(spot)
            # What has an address of its own announces that one.
            leads = [texts[name] for name in ("lead", "list") if not any(addresses_in(texts[name]))]
            if any(language.announces(fold(text)) for text in (texts["sentence"], *leads)):
                yield spot

    def _scores(self, trees: Trees, spots: Sequence[Spot]) -> list[float]:
        if not spots:
            return []
        rows = [self.rows.row_of(spot) for spot in spots]
        scores: list[float] = trees.scores(np.array(rows, dtype=np.float32)).tolist()
        return scores


@cache
def shipped(file: str, columns: tuple[str, ...] = NAMES) -> Trees:
    """Return one of the tables that ship with the program, read once."""
    return shipped_trees(__package__, file, columns)
