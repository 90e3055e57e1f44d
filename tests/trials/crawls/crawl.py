"""Whole crawls of the demo newspaper: processes that can be killed, what they have kept, and the proof of it."""

from __future__ import annotations

import hashlib
import importlib
import os
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trials.crawls.notes import Notes
from trials.making import config, flaws_of_files

from crawler.archive.verify import verify
from crawler.cli import main
from crawler.errors import ArchiveError
from crawler.fetch.frontier import Journal
from crawler.index import Index
from crawler.warc.naming import OPEN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trials.crawls.press import Press

    from crawler.config import ArchiveConfig
    from crawler.index import CaptureRow

SETTINGS = {
    "DOWNLOAD_DELAY": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "ARCHIVE_GROUP_SECONDS": "0.1",
    "ARCHIVE_GROUP_BYTES": "50000",
    "ARCHIVE_WARC_MAX_BYTES": "150000",
    "ARCHIVE_MIN_FREE": "1MiB",
    "ARCHIVE_LONGEST_CRAWL_DELAY_S": "0",
}
"""Quick, in small groups, and with a rotation or two."""
END_WITHIN_S = 300.0
REQUISITES = ("/media/", "/static/")
POLL_S = 0.001


class Crawl:
    """A process that runs ``microfiche crawl demo`` with a job, in *folder*, where its archive is."""

    def __init__(self, press: Press, folder: Path, job: str, *, prepare: Callable[[], object] = lambda: None) -> None:
        """*prepare* is called in the new process before anything else."""
        self._press = press
        self._began = press.place
        self.said = folder / f"said-{time.monotonic_ns()}"
        self.notes = Notes(self.said)
        arguments = [f"{name}={value}" for name, value in {**SETTINGS, "JOB": job}.items()]
        command = ["crawl", "demo", "-a", f"seeds={press.base_url}/", *(x for pair in arguments for x in ("-s", pair))]
        self.pid = os.fork()
        if self.pid == 0:
            _run(folder, self.said, command, prepare)
        self._status: int | None = None

    def has_asked(self) -> int:
        """Return how many requests came in since it was begun."""
        return len(self._press.since(self._began))

    def is_over(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = status if pid else None
        return self._status is not None

    def kill(self, *, requests: int, later_s: float) -> bool:
        """Kill it *later_s* seconds after so many requests; return False when it came to its end before that."""
        while not self.is_over() and self.has_asked() < requests:
            time.sleep(POLL_S)
        until = time.monotonic() + later_s
        while not self.is_over() and time.monotonic() < until:
            time.sleep(POLL_S)
        if not self.is_over():
            os.kill(self.pid, signal.SIGKILL)
        return self.end() == -signal.SIGKILL

    def end(self) -> int:
        """Wait for its end; return its exit code, below zero the signal that ended it."""
        until = time.monotonic() + END_WITHIN_S
        while not self.is_over():
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
                raise TimeoutError(f"a crawl came to no end:\n{self.words}")
            time.sleep(POLL_S)
        assert self._status is not None
        return os.waitstatus_to_exitcode(self._status)

    @property
    def words(self) -> str:
        """What it has said so far."""
        return self.said.read_text("utf-8") if self.said.exists() else ""

    @property
    def begins_anew(self) -> bool:
        """Whether the one before it had come to its end, and was killed just behind that."""
        return "a new one begins from the seeds" in self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a crawl has kept of the newspaper: the same for every crawl that came to its end."""

    urls: frozenset[str]
    articles: frozenset[tuple[str, str | None, str | None]]
    """Address, headline and body."""
    asked_once: frozenset[str] = frozenset()
    """The pages that an uninterrupted crawl asked for just once: robots.txt, say, is asked for by every process.

    Photos and style sheets are left out: those of a page that was under way are fetched again with it.
    """


@dataclass(slots=True)
class Committed:
    """What the index knew of when a crawl was killed, and the bytes of each record then: nothing of it may change."""

    captures: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """File, offset and digest by record id."""
    articles: set[tuple[str | None, str | None]] = field(default_factory=set)
    """Record id of the capture, and reader."""
    urls: set[str] = field(default_factory=set)

    def note(self, settings: ArchiveConfig) -> int:
        """Take down what there is now; return how much of it is new."""
        before = len(self.captures) + len(self.articles)
        try:
            with Index.open(settings.index_address, create=False) as index:
                self.captures |= _places(index, settings)
                self.articles |= set(index.article_keys())
                self.urls |= {row.url for row in index.captures()}
        except ArchiveError:
            return 0  # killed before there was an index
        return len(self.captures) + len(self.articles) - before

    def missing(self, settings: ArchiveConfig) -> list[str]:
        """Return what is gone or was changed since."""
        with Index.open(settings.index_address, create=False) as index:
            now, articles = _places(index, settings), set(index.article_keys())
        wrong = [f"committed, and gone or changed: {key}" for key, row in self.captures.items() if now.get(key) != row]
        return wrong + [f"committed, and gone: article of {key}" for key, _ in self.articles - articles]


def kept(settings: ArchiveConfig, *, by: set[int] | None = None, before: datetime | None = None) -> Paper:
    """Return what is kept, by any process or by those with the numbers *by*.

    With *before* also what others had kept by then, and the photos and style sheets of the articles that they read.
    """
    with Index.open(settings.index_address, create=False) as index:
        rows = list(index.captures())
        articles = [(each.url, each.headline, each.body, each.record_id) for each in index.articles()]
    if by is not None:
        rows = [row for row in rows if _writer(row.file_name) in by or (before and _is_older(row, before))]
    known = {row.record_id for row in rows}
    found = frozenset((url, headline, body) for url, headline, body, record_id in articles if record_id in known)
    return Paper(urls=frozenset(row.url for row in rows), articles=found)


def proof(settings: ArchiveConfig, committed: Committed) -> list[str]:
    """Return what is wrong with the archive once every crawl has come to its end."""
    left = [f"still open: {path.name}" for path in settings.warc_folder.rglob("*.open")]
    flaws = [str(flaw) for flaw in verify(settings, second_reader=True).flaws]
    return left + flaws + flaws_of_files(settings) + committed.missing(settings)


def differences(whole: Paper, now: Paper) -> list[str]:
    """Return how *now* differs from what an uninterrupted crawl keeps."""
    wrong = [f"not kept: {url}" for url in sorted(whole.urls - now.urls)]
    wrong += [f"kept beyond that: {url}" for url in sorted(now.urls - whole.urls)]
    changed = {url for url, _, _ in whole.articles ^ now.articles}
    return wrong + [f"another article: {url}" for url in sorted(changed)]


def whole_crawl(press: Press, folder: Path) -> Paper:
    """Return what a crawl keeps that nobody disturbs."""
    importlib.import_module("crawl.warm")  # once, so that each crawl is a fork and begins at once
    place = press.place
    undisturbed = Crawl(press, folder, "whole")
    if undisturbed.end():
        raise RuntimeError(undisturbed.words)
    times = Counter(each.target for each in press.since(place) if each.target != "/robots.txt")
    once = frozenset(target for target in times if times[target] == 1 and not target.startswith(REQUISITES))
    return replace(kept(config(folder)), asked_once=once)


def began_at(settings: ArchiveConfig, job: str) -> datetime:
    """Return when the last round of *job* began: what was in the archive by then is not fetched again so soon."""
    journal = Journal.open(settings.folder / "jobs" / job / "frontier.sqlite")
    try:
        return datetime.fromisoformat(journal.state("began_at"))
    finally:
        journal.close()


def last_commit_s(folder: Path, job: str) -> float:
    """Return when the journal of *job* was committed last; 0 when never."""
    files = (folder / "archive" / "jobs" / job).glob("frontier.sqlite*")
    return max((path.stat().st_mtime for path in files if not path.name.endswith("-shm")), default=0.0)


def read_now(path: Path) -> tuple[int, bytes]:
    """Return inode and bytes of a WARC file, whose writer may be giving it this name just now."""
    for place in (path, path.with_name(path.name + OPEN_SUFFIX), path):
        with suppress(FileNotFoundError), place.open("rb") as file:
            return os.fstat(file.fileno()).st_ino, file.read()
    raise FileNotFoundError(path)


def _places(index: Index, settings: ArchiveConfig) -> dict[str, tuple[str, int, str]]:
    rows = defaultdict(list)
    for row in index.captures():
        rows[row.file_name].append(row)
    places = {}
    for name, found in rows.items():
        _, data = read_now(settings.warc_folder / name)
        for row in found:
            digest = hashlib.sha256(data[row.offset : row.offset + row.length]).hexdigest()
            places[row.record_id] = (name, row.offset, digest)
    return places


def _writer(file_name: str) -> int:
    """Return the number of the process that wrote the WARC file of this name."""
    return int(file_name.removesuffix(".warc.gz").rpartition("-")[2])


def _is_older(row: CaptureRow, before: datetime) -> bool:
    return row.captured_at < before or urlsplit(row.url).path.startswith(REQUISITES)


def _run(folder: Path, said: Path, command: list[str], prepare: Callable[[], object]) -> None:
    """Be that crawl; never returns."""
    code = 70
    try:
        os.chdir(folder)
        fd = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(fd, 1)
        os.dup2(fd, 2)
        Notes(said).take()
        prepare()
        main(["microfiche", *command])
        code = 0
    except SystemExit as err:
        code = err.code if isinstance(err.code, int) else 70
    except BaseException:  # noqa: BLE001  # the end of a process: it is told where the trial looks for it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
