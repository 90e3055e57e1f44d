"""The usual runner: processes of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.reread.runners.crew import Crew
from crawler.reread.runners.runner import PAGE_LIMIT_S

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from crawler.reread.parts import Part
    from crawler.reread.runners.runner import Done
    from crawler.reread.work import Work


class Pool:
    """Works through parts by so many processes of this machine."""

    def __init__(self, *, processes: int, page_limit_s: float = PAGE_LIMIT_S) -> None:
        self._processes = processes
        self._page_limit_s = page_limit_s
        self._crew: Crew | None = None

    def run(self, work: Work, parts: Sequence[Part]) -> Generator[Done, None, None]:
        self._crew = crew = Crew(work, processes=self._processes, page_limit_s=self._page_limit_s)
        try:
            yield from crew.run(parts)
        finally:
            crew.stop()

    @property
    def pids(self) -> list[int]:
        """Of the processes that are alive."""
        return self._crew.pids if self._crew is not None else []
