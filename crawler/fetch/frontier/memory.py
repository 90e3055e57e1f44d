"""What a spider remembers of the addresses it met: in memory for one process, or in the journal of a job."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.errors import ArchiveUnwritable

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request

    from crawler.fetch.frontier.journal import Journal

KNOWN_AS = "known_as"
"""The key of ``request.meta`` under which stands by what name a request is known once it is in the journal."""
MOST_RECENT = 16_384
"""Names met lately are kept in memory, up to twice as many: most links of a page stand on every page of its site."""


class Memory:
    """Remembers in memory, for one process."""

    def __init__(self) -> None:
        self._met: set[str] = set()
        self._read: set[str] = set()

    @property
    def pages_read(self) -> int:
        """How many pages were read before this process began."""
        return 0

    @property
    def began_at(self) -> datetime | None:
        """When the round of the job began; None without a job."""
        return None

    def meet(self, name: str) -> bool:
        """Return whether *name* is new, and remember it."""
        if name in self._met:
            return False
        self._met.add(name)
        return True

    def knows(self, name: str) -> bool:
        """Return whether *name* was met, and remember nothing."""
        return name in self._met

    def read(self, name: str, request: Request) -> bool:  # noqa: ARG002  # the journal's memory needs the request
        """Return whether the page *name*, which answers *request*, was not read before, and remember it."""
        if name in self._read:
            return False
        self._read.add(name)
        self._met.add(name)
        return True

    def read_before(self, name: str) -> None:
        """Remember that the page *name* was read by an earlier crawl: the archive has its article."""
        self._read.add(name)


class JournalMemory(Memory):
    """Remembers in the journal of a job.

    A name that was met is not written here: it becomes known with its request, in the same commit. Otherwise a kill in
    between would leave an address that is known and was never asked for. What was read becomes known when its request
    is settled.
    """

    def __init__(self, journal: Journal, *, pages_read: int, began_at: datetime | None = None) -> None:
        super().__init__()
        self._began_at = began_at
        self._journal = journal
        self._older: set[str] = set()
        self._reading: dict[Request, list[str]] = {}
        self._pages_read = pages_read

    @property
    def pages_read(self) -> int:
        return self._pages_read

    @property
    def began_at(self) -> datetime | None:
        return self._began_at

    def meet(self, name: str) -> bool:
        if name in self._met or name in self._older:
            return False
        self._met.add(name)
        if len(self._met) >= MOST_RECENT:
            self._older, self._met = self._met, set()
        return not self._is_known(name)

    def knows(self, name: str) -> bool:
        return name in self._met or name in self._older or self._is_known(name)

    def read(self, name: str, request: Request) -> bool:
        if name in self._read or self._is_known(page_name(name)):
            return False
        self._read.add(name)
        self._reading.setdefault(request, []).append(name)
        return True

    def read_before(self, name: str) -> None:
        # The archive has it, whatever becomes of this process.
        with suppress(ArchiveUnwritable):  # the next commit says so and ends the crawl
            self._journal.make_known(digest_of(page_name(name)))

    def settled(self, request: Request) -> list[bytes]:
        """Return what becomes known because *request* is done."""
        names = self._reading.pop(request, [])
        self._read.difference_update(names)
        self._pages_read += len(names)
        return [digest_of(form) for name in names for form in (name, page_name(name))]

    def _is_known(self, name: str) -> bool:
        try:
            return self._journal.is_known(digest_of(name))
        except ArchiveUnwritable:
            # The journal has failed: its next commit says so and ends the crawl, and nothing of this page is settled.
            return True


def list_name(url: str) -> str:
    """Return the name of *url* as a feed or sitemap; the same address may be asked for as a page, too."""
    return f"list {url}"


def page_name(url: str) -> str:
    """Return the name of *url* as a page that was read."""
    return f"read {url}"


def digest_of(name: str) -> bytes:
    """Return the 16 bytes that stand for *name* in the journal."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
