"""What is to be crawled when, and whether it is due. Pure: clock and store are passed in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from crawler.schedule.rhythm import Rhythm

JITTER_SHARE = 0.1
MOST_JITTER_S = 300
TIMEOUT_S = 6 * 3_600
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When an outlet is crawled."""

    outlet: str
    """Name of the spider."""
    rhythm: Rhythm
    arguments: tuple[str, ...] = ()
    """Arguments of `microfiche crawl` besides the name, such as ``-a limit=100``."""
    timeout_s: int = TIMEOUT_S
    """A crawl that takes longer is ended in order; the next one goes on where it was."""
    tries: int = TRIES
    """So often a crawl that fails is tried."""
    is_paused: bool = False
    looked_at: datetime
    """Due times until then are dealt with: when it was added, started last, or passed over."""

    @property
    def shift_s(self) -> int:
        """Seconds by which its due times are moved, the same on every machine: not all outlets are due at once."""
        most = min(MOST_JITTER_S, int(self.rhythm.shortest_s * JITTER_SHARE))
        return int.from_bytes(hashlib.sha256(self.outlet.encode()).digest()[:4], "big") % (most + 1)

    def next_at(self) -> datetime:
        """Return when it is due next. A time in the past stands for all that were missed until now."""
        return self.rhythm.after(self.looked_at, shift_s=self.shift_s)

    def is_due(self, now: datetime) -> bool:
        return not self.is_paused and self.next_at() <= now


def due(plans: Collection[Plan], *, now: datetime, running: Collection[str]) -> tuple[list[Plan], list[Plan]]:
    """Return which *plans* are to be started *now*, and which are passed over since their outlet is still *running*."""
    those = sorted((plan for plan in plans if plan.is_due(now)), key=lambda plan: (plan.next_at(), plan.outlet))
    return [plan for plan in those if plan.outlet not in running], [plan for plan in those if plan.outlet in running]
