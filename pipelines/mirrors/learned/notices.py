"""The paragraph of a page that tells that its outlet is blocked, or announces addresses that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.mirrors.learned.features import NAMES_OF_NOTES, Rows
from pipelines.mirrors.learned.judge import shipped

if TYPE_CHECKING:
    from crawler.page import Block
    from pipelines.mirrors.learned.spots import Spots

NOTICE = "notice.json"
LIKELY_NOTICE = 0.5


def notice_in(spots: Spots) -> Block | None:
    """Return the likeliest block of a page that claims no address to be the notice of a block; None when none is."""
    blocks = spots.telling.notes()
    if not blocks:
        return None
    told = Rows(spots)
    rows = np.array([told.row_of_note(block) for block in blocks], dtype=np.float32)
    scores = shipped(NOTICE, NAMES_OF_NOTES).scores(rows)
    best = int(scores.argmax())
    return blocks[best] if scores[best] >= LIKELY_NOTICE else None
