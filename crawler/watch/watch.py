"""All numbers and the health of one archive, asked from a program that goes on running."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.archive.folder import open_for_reading
from crawler.errors import ArchiveError
from crawler.schedule.overview import Overview, look
from crawler.watch.archive import of_folder, of_index, of_pace
from crawler.watch.counted import REST, keep_counted, kept_counted
from crawler.watch.coverage import kept_coverage
from crawler.watch.files import replace_whole
from crawler.watch.health import Health, health_of
from crawler.watch.samples import Sample, text_of
from crawler.watch.schedule import MOST_JOBS, of_schedule
from crawler.watch.telling.told import tallies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.index import Index

KEPT_S = 10.0
"""So long numbers are told again."""
NOBODY = "urn:uuid:00000000-0000-0000-0000-000000000000"


class Watch:
    """May be shared by threads. What cannot be asked is left out, and the health says so: a scrape never fails."""

    def __init__(
        self,
        config: ArchiveConfig,
        *,
        index: Index | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """*index* stays the caller's to close; without one it is opened each time."""
        self._config = config
        self._index = index
        self._now = now
        self._lock = threading.Lock()
        self._kept: tuple[float, str] | None = None
        self._counted: tuple[float, list[Sample]] = float("-inf"), []
        """Until when they are told again, and what was counted in the index."""

    def text(self) -> str:
        """Return the metrics as Prometheus reads them."""
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] > KEPT_S:
                self._kept = time.monotonic(), text_of(self._samples())
            return self._kept[1]

    def fresh_text(self) -> str:
        """Return them as they are now: what a worker writes last must tell of its last job."""
        with self._lock:
            self._kept = time.monotonic(), text_of(self._samples())
            return self._kept[1]

    def health(self) -> Health:
        """Return how the archive is at this moment."""
        return health_of(self._config, ask_index=self._ask_index, look=self._look, now=self._now())

    def write(self, path: Path) -> None:
        """Write the metrics to the file at *path*, for a collector that reads files. Raises `ArchiveUnwritable`."""
        replace_whole(path, self.fresh_text())

    def _samples(self) -> Iterator[Sample]:
        now = self._now()
        for check in self.health().checks:
            yield Sample("microfiche_healthy", int(check.is_well), (check.name,))
        yield from of_folder(self._config)
        for part in (self._of_index, self._of_pace, self._of_schedule):
            try:
                # As a list: half of it would look like outlets that are gone.
                yield from list(part(now))
            except ArchiveError:
                continue  # `health` tells of it
        yield from kept_coverage(self._config.folder)
        told, untold = tallies(self._config.folder)
        yield Sample("microfiche_alarms_told_total", told)
        yield Sample("microfiche_alarms_untold_total", untold)

    def _of_index(self, now: datetime) -> Iterator[Sample]:
        began_s = time.monotonic()
        if began_s >= self._counted[0]:
            found = kept_counted(self._config.folder, now)
            if not found:
                with nullcontext(self._index) if self._index is not None else open_for_reading(self._config) as index:
                    found = list(of_index(index, now))
                keep_counted(self._config.folder, found, at=now, took_s=time.monotonic() - began_s)
            ended_s = time.monotonic()
            self._counted = ended_s + REST * (ended_s - began_s), found
        yield from self._counted[1]

    def _of_pace(self, now: datetime) -> Iterator[Sample]:
        return of_pace(self._config, now)

    def _of_schedule(self, now: datetime) -> Iterator[Sample]:
        return of_schedule(self._look(), now)

    def _look(self) -> Overview:
        return look(self._config, limit=MOST_JOBS)

    def _ask_index(self) -> None:
        if self._index is not None:
            self._index.record(NOBODY)
            return
        with open_for_reading(self._config) as index:
            index.record(NOBODY)
