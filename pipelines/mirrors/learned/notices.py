"""The paragraph of a page that tells that its outlet is blocked, or announces addresses that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.mirrors.learned.features import NAMES_OF_NOTES
from pipelines.mirrors.learned.judge import shipped

if TYPE_CHECKING:
    from crawler.page import Block
    from pipelines.mirrors.learned.judge import Judge

NOTICE = "notice.json"
LIKELY_NOTICE = 0.5


def notice_in(judge: Judge) -> Block | None:
    """Return the likeliest block of a page that claims no address to be the notice of a block; None when none is."""
    blocks = judge.spots.telling.notes()
    if not blocks:
        return None
    rows = np.array([judge.rows.row_of_note(block) for block in blocks], dtype=np.float32)
    scores = shipped(NOTICE, NAMES_OF_NOTES).scores(rows)
    best = int(scores.argmax())
    return blocks[best] if scores[best] >= LIKELY_NOTICE else None
