"""One crawl of one outlet as the workers know it, and what its end means. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

FIRST_WAIT_S = 60.0
LONGEST_WAIT_S = 3_600.0
DONE_CODES = {
    0: "",
    3: "some pages could not be fetched or read",
    5: "the archive has flaws",
    6: "an alarm stands: something changed for the worse at the outlet",
}
USAGE_CODE = 2
SILENT_CODE = 75
"""Of a crawl that ended itself because its worker fell silent."""
WORDS = {
    1: "nothing was fetched",
    USAGE_CODE: "an argument or setting cannot be used",
    4: "something was not kept",
    SILENT_CODE: "its worker fell silent",
}


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one try of a job ended."""

    code: int | None
    """Exit code of the crawl; negative for the signal that killed it; None when it took too long."""
    said: str = ""
    """The last line that it printed."""

    @property
    def is_done(self) -> bool:
        return self.code in DONE_CODES

    @property
    def is_worth_another_try(self) -> bool:
        """A mistake in the arguments stays one, and one that took too long goes on when it is due next."""
        return not self.is_done and self.code not in {None, USAGE_CODE}

    @property
    def reason(self) -> str:
        """What to tell of it besides what it said."""
        if self.code is None:
            return "it took too long; it goes on when it is due next"
        if self.code < 0:
            return f"killed by signal {-self.code}"
        return DONE_CODES.get(self.code) or WORDS.get(self.code) or (f"exit code {self.code}" if self.code else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One crawl that was due."""

    key: str
    outlet: str
    state: JobState
    worker: str | None
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    tries: int
    reason: str
    """Why it failed, or what was wrong with it; empty when nothing was."""
    said: str
    """The summary of the crawl, one line."""
    log: str
    """Path of its log on the machine of its worker."""
    run: str = ""
    """Path of the file with what its last try came to, there; empty when it came to no end."""

    @property
    def since(self) -> datetime:
        """When it came to the state it is in."""
        return self.ended_at or self.started_at or self.queued_at

    def took(self, now: datetime) -> str:
        """Return how long it was or has been crawled, such as ``1:02:03``; nothing while it waits."""
        if self.started_at is None:
            return ""
        seconds = max(0, int(((self.ended_at or now) - self.started_at).total_seconds()))
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def wait_s(failed: int, share: float) -> float:
    """Return how long to wait after *failed* tries: twice as long each time, less up to half of it by *share* (0 to 1).

    >>> [wait_s(failed, 0) for failed in (1, 2, 3, 9)]
    [60.0, 120.0, 240.0, 3600.0]
    """
    full: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (failed - 1))
    return full * (1 - share / 2)
