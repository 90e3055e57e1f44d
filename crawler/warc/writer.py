"""The writer of WARC files: one file at a time, a new one when it is large or old enough."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.counting import counted
from crawler.errors import ArchiveUnwritable
from crawler.http import Bytes
from crawler.warc.exchange import FIELDS_TYPE
from crawler.warc.fields import field_lines
from crawler.warc.file import DISK, WarcFile
from crawler.warc.naming import file_name
from crawler.warc.record import Location, NewRecord, new_record_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from crawler.warc.file import Disk

logger = logging.getLogger(__name__)

CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcConfig:
    """Where files go, when a new one is begun, and what their ``warcinfo`` says."""

    folder: Path
    """WARC files are written to YYYY/MM below it."""
    prefix: str = "microfiche"
    """First part of each file name: the spider or job."""
    max_bytes: int = 1 << 30
    max_age_s: float = 86_400
    software: str = "microfiche"
    """Such as ``microfiche/0.1.0``."""
    is_part_of: str | None = None
    """The spider or crawl job."""
    operator: str | None = None
    user_agent: str | None = None
    vantage: str | None = None
    """From where it is asked, such as ``DE home line``."""
    robots: str | None = None
    """How robots.txt is treated: ``obey`` or ``ignore``."""
    disk: Disk = DISK
    """What the files are written with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedFile:
    """A finished WARC file."""

    name: str
    """As `Location.file`."""
    size_bytes: int
    sha256: str
    """Lower-case hexadecimal, of all bytes."""
    record_count: int
    """With the ``warcinfo`` record."""


class WarcWriter:
    """Writes groups of records; a file is begun at the first one and never appended to by anybody else."""

    def __init__(
        self, config: WarcConfig, *, now: Callable[[], datetime], ids: Callable[[], UUID], hostname: str, pid: int
    ) -> None:
        """*now* returns aware UTC, *ids* a new UUID at each call; *hostname* and *pid* keep names of writers apart."""
        self._config = config
        self._now = now
        self._ids = ids
        self._hostname = hostname
        self._pid = pid
        self._serial = 0
        self._file: WarcFile | None = None
        self._name = ""
        self._opened_at: datetime | None = None

    @property
    def file(self) -> str | None:
        """The file being written, as `Location.file`; None when there is none."""
        return self._name if self._file is not None else None

    @property
    def size_bytes(self) -> int:
        """Bytes of the file being written."""
        return self._file.size_bytes if self._file is not None else 0

    def append(self, records: Sequence[NewRecord]) -> list[Location]:
        """Write *records* into one file; return where each stands. They are durable after `sync`.

        Raises `ArchiveUnwritable` when one cannot be written; none of them is then in the file.
        """
        if not records:
            return []
        file = self._file or self._begin()
        return [Location(file=self._name, offset=offset, length=length) for offset, length in file.append(records)]

    def begin(self) -> str:
        """Return the name of the file being written, as `Location.file`: a new one when there is none.

        A new file holds a durable ``warcinfo`` and nothing else. Raises `ArchiveUnwritable`.
        """
        if self._file is None:
            self._begin()
        return self._name

    def sync(self) -> None:
        """Make all that was appended durable.

        Raises `ArchiveUnwritable`; what was appended since the last time is then no longer in the file, and the next
        `append` begins a new one.
        """
        if self._file is None:
            return
        try:
            self._file.sync()
        finally:
            if self._file.is_broken:
                self.abandon()

    def is_due(self) -> bool:
        """Whether the file is large or old enough to be closed."""
        if self._file is None or self._opened_at is None:
            return False
        age = self._now() - self._opened_at
        return self._file.size_bytes >= self._config.max_bytes or age >= timedelta(seconds=self._config.max_age_s)

    def close(self) -> ClosedFile | None:
        """Make the file durable, give it its own name and return it; None when nothing was written since the last.

        Raises `ArchiveUnwritable`; the file then keeps its ``.open`` name. The next `append` begins a new file.
        """
        file, self._file = self._file, None
        if file is None:
            return None
        try:
            file.close()
        except ArchiveUnwritable:
            file.abandon()
            raise
        logger.info("closed %s: %s, %d bytes", self._name, counted(file.record_count, "record"), file.size_bytes)
        return ClosedFile(
            name=self._name, size_bytes=file.size_bytes, sha256=file.sha256, record_count=file.record_count
        )

    def abandon(self) -> None:
        """Let go of the file; it keeps its ``.open`` name, and whoever opens the archive next brings it to an end."""
        file, self._file = self._file, None
        if file is not None:
            file.abandon()

    def _begin(self) -> WarcFile:
        now = self._now()
        self._serial += 1
        name = file_name(self._config.prefix, now, serial=self._serial, hostname=self._hostname, pid=self._pid)
        file = WarcFile(self._config.folder / name, self._config.disk)
        try:
            file.append([self._warcinfo(name, now)])
            file.sync()
        except BaseException:
            file.abandon()
            raise
        self._file, self._name, self._opened_at = file, name, now
        return file

    def _warcinfo(self, name: str, at: datetime) -> NewRecord:
        config = self._config
        facts = [
            ("software", config.software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", CONFORMS_TO),
            ("hostname", self._hostname),
            ("isPartOf", config.is_part_of),
            ("operator", config.operator),
            ("http-header-user-agent", config.user_agent),
            ("robots", config.robots),
            ("vantage", config.vantage),
        ]
        return NewRecord(
            type="warcinfo",
            record_id=new_record_id(self._ids()),
            date=at,
            target_uri=None,
            content_type=FIELDS_TYPE,
            block=Bytes(field_lines((key, value) for key, value in facts if value is not None)),
            headers=(("WARC-Filename", name.rpartition("/")[2]),),
        )
