"""What a trial came to, and the one way to check an archive after harm."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trials.making import open_again, proof

if TYPE_CHECKING:
    from trials.making import Acknowledged

    from crawler.config import ArchiveConfig


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Counts over all tries, and everything that did not hold."""

    tried: int = 0
    acknowledged: int = 0
    """Captures and articles that had been acknowledged when the harm was done."""
    recovered: int = 0
    """Files that the next writer brought to their end."""
    tails: int = 0
    """Half-written ends that were cut off."""
    again: int = 0
    """Pages that a crawl fetched again because it was killed."""
    again_at_most: int = 0
    """Of them, those of one kill."""
    wrong: list[str] = field(default_factory=list)

    def count_try(self) -> None:
        """Count one more try, and let whoever waits for the end see it: a dot on stdout."""
        self.tried += 1
        sys.stdout.write(".")
        sys.stdout.flush()

    def check(self, what: str, settings: ArchiveConfig, acknowledged: Acknowledged) -> None:
        """Open the archive for writing, which recovers it, and prove it."""
        self.count_try()
        self.acknowledged += len(acknowledged.captures) + len(acknowledged.articles)
        archive = open_again(settings)
        archive.close()
        self.recovered += len(archive.recovered)
        self.tails += sum(1 for each in archive.recovered if each.tail)
        failures = [str(each) for each in archive.recovered if each.failure]
        self.wrong += [f"{what}: {text}" for text in failures + proof(settings, acknowledged)]
