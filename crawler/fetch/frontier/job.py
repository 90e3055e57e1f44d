"""One job: its name, its folder, the lock on it, and where it stands."""

from __future__ import annotations

import os
import re
from datetime import datetime
from typing import TYPE_CHECKING, Self

from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import ArchiveUnwritable, BadSetting, JobBusy, reason_of
from crawler.fetch.frontier.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.settings import BaseSettings

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
ROUND_ENDS = frozenset({"finished", "limit"})
"""Reasons that end a round of a job; any other leaves it unfinished."""


def job_name(settings: BaseSettings) -> str | None:
    """Return the name of the job (JOB), None when there is none. Raises `BadSetting` when it cannot be had."""
    name = str(settings.get("JOB") or "")
    if not name:
        return None
    if not NAME.fullmatch(name):
        raise BadSetting("JOB", f"{name[:80]!r} is not made of letters, digits, '.', '_' and '-'")
    if settings.get("JOBDIR"):
        raise BadSetting("JOB", "cannot be used together with JOBDIR")
    if settings.getpriority("SCHEDULER"):
        raise BadSetting("JOB", "cannot be used together with a SCHEDULER of your own")
    if not settings.getbool("ARCHIVE_ENABLED", True):
        raise BadSetting("JOB", "needs the archive, and ARCHIVE_ENABLED is off")
    return name


def owner_of(settings: BaseSettings, spider: str) -> str:
    """Return to whom a job belongs: a crawl over an archive must not take pages of a crawl of the web for done."""
    return f"{spider} (REPLAY)" if settings.get("REPLAY") else spider


def look_at_job(settings: BaseSettings, spider: str) -> str | None:
    """Return one line on where the job of *settings* stands, None when there is no job. Raises what `Job.open` does."""
    name = job_name(settings)
    if name is None:
        return None
    job = Job.open(ArchiveConfig.from_settings(settings).folder, name, spider=owner_of(settings, spider))
    try:
        return job.standing()
    finally:
        job.close()


class Job:
    """A job that this process has to itself until `close`, or until it dies."""

    def __init__(self, name: str, journal: Journal, lock: int) -> None:
        self.name = name
        self.journal = journal
        self._lock = lock

    @classmethod
    def open(cls, archive: Path, name: str, *, spider: str) -> Self:
        """Open the job *name* of the *archive* folder.

        Raises `JobBusy` when another process has it, `BadJournal` when its journal cannot be used, `BadSetting` when it
        is a job of another spider.
        """
        from crawler.archive.places.lock import locked  # late: `scrapy list` has no use for the rooms behind it

        folder = archive / "jobs" / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise ArchiveUnwritable(folder, reason_of(err)) from err
        lock = locked(folder / "lock")
        if lock is None:
            raise JobBusy(name)
        try:
            journal = Journal.open(folder / "frontier.sqlite")
        except BaseException:
            os.close(lock)
            raise
        job = cls(name, journal, lock)
        owner = journal.state("spider")
        if owner not in {"", spider}:
            job.close()
            raise BadSetting("JOB", f"job {name} belongs to {owner}, not to {spider}; give another name")
        return job

    @property
    def is_new(self) -> bool:
        return not self.journal.state("spider")

    @property
    def is_finished(self) -> bool:
        """Whether its last round has ended."""
        return bool(self.journal.state("ended"))

    @property
    def pages_read(self) -> int:
        """Pages read in this round."""
        return int(self.journal.state("pages_read") or 0)

    @property
    def pending(self) -> int:
        """Requests that are not done."""
        return sum(self.journal.hosts().values())

    def standing(self) -> str:
        """Return where the job stands, as one line."""
        if self.is_new:
            return f"job {self.name}: begins"
        if self.is_finished:
            return f"job {self.name}: its last round is finished, a new one begins from the seeds"
        read = f"{counted(self.pages_read, 'page')} read so far"
        return f"job {self.name}: goes on, {counted(self.pending, 'request')} pending, {read}"

    @property
    def began_at(self) -> datetime:
        """When this round began."""
        return datetime.fromisoformat(self.journal.state("began_at"))

    def begin(self, spider: str, *, now: datetime) -> bool:
        """Return whether an unfinished round goes on; otherwise begin a new one, with nothing pending or known."""
        goes_on = not (self.is_new or self.is_finished)
        if not goes_on:
            self.journal.clear()
            for name, value in (("spider", spider), ("ended", ""), ("pages_read", "0"), ("began_at", "")):
                self.journal.set_state(name, value)
        if not self.journal.state("began_at"):  # a journal of an earlier version has none
            self.journal.set_state("began_at", now.isoformat())
            self.journal.commit()
        return goes_on

    def end(self, reason: str) -> None:
        """Note that the round has ended, when *reason* says so."""
        if reason in ROUND_ENDS:
            self.journal.set_state("ended", reason)
            self.journal.commit()

    def close(self) -> None:
        self.journal.close()
        os.close(self._lock)
