"""What a worker does beside its crawls so that it can be watched: nothing of it keeps a crawl waiting."""

from __future__ import annotations

import logging
import queue
import threading
from functools import partial
from typing import TYPE_CHECKING, Self

from crawler.errors import ArchiveError
from crawler.watch.telling import job_news, tell_alarms

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from crawler.config import ArchiveConfig
    from crawler.schedule import Job
    from crawler.watch.watch import Watch

WRITTEN_EVERY_S = 30.0
"""The file of metrics, when there is one."""

logger = logging.getLogger(__name__)


class Afterwards:
    """Tells of crawls that failed and writes the file of metrics, in a thread of its own, inside ``with``."""

    def __init__(self, config: ArchiveConfig, watch: Watch) -> None:
        self._config = config
        self._watch = watch
        self._ended: queue.Queue[Job | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="afterwards", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.put(None)
        self._thread.join()

    def job_ended(self, job: Job) -> None:
        """Note that *job* has ended; returns at once."""
        self._ended.put(job)

    def _run(self) -> None:
        is_over = False
        while not is_over:
            try:
                job = self._ended.get(timeout=WRITTEN_EVERY_S)
                is_over = job is None
            except queue.Empty:
                job = None
            if job is None:
                self._try("The file of metrics", self._write)
            else:
                self._try("The alarm of a crawl that failed", partial(self._tell, job))

    def _tell(self, job: Job) -> None:
        tell_alarms(self._config, lambda told: job_news(job, told))

    def _write(self) -> None:
        if self._config.metrics_file is not None:
            self._watch.write(self._config.metrics_file)

    def _try(self, what: str, do: Callable[[], None]) -> None:
        try:
            do()
        except ArchiveError as err:
            logger.warning("%s: %s", what, err)
        except Exception:  # the boundary of this thread: without it, no later job would be told of
            logger.exception("%s", what)
