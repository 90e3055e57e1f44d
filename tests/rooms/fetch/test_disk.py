"""The disk guard by itself, with a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.config import MinFree
from crawler.errors import ArchiveError, ArchiveUnwritable
from crawler.fetch.disk import DiskGuard, too_little_room

FULL = ArchiveUnwritable(Path("a.warc.gz"), "no space left on device")


@dataclass
class Disk:
    """What a guard sees, changed by a test as it likes."""

    low: str | None = None
    full: bool = False
    now_s: float = 0.0
    stopped: bool = False
    closing: bool = False
    written: list[str] = field(default_factory=list)
    commits: int = 0
    over: list[ArchiveError] = field(default_factory=list)

    def guard(self) -> DiskGuard:
        return DiskGuard(
            room=lambda _: self.low,
            commit=self.commit,
            is_stopped=lambda: self.stopped,
            is_closing=lambda: self.closing,
            on_over=self.over.append,
            wait_s=100,
            clock=lambda: self.now_s,
        )

    def commit(self) -> None:
        if self.full:
            raise FULL
        self.commits += 1

    def write(self, what: str) -> str:
        if self.full:
            raise FULL
        self.written.append(what)
        return what


def test_what_is_held_is_written_in_order_when_there_is_room(caplog: pytest.LogCaptureFixture) -> None:
    disk = Disk(full=True)
    guard = disk.guard()
    guard.failed(FULL)
    results: list[str] = []
    for what in ("one", "two"):
        guard.hold(partial(disk.write, what)).addCallback(results.append)
    guard.tick()
    assert results == []
    disk.full = False
    guard.tick()
    assert results == disk.written == ["one", "two"]
    assert disk.commits == 1
    assert guard.failure is None
    assert [record.getMessage() for record in caplog.records] == [
        f"Fetching pauses: {FULL}. It waits until that is over, 100 s at most; Ctrl-C ends the crawl",
        "Fetching goes on, after 0 s",
    ]


def test_what_is_held_after_the_trouble_has_gone_is_written_too() -> None:
    disk = Disk()
    guard = disk.guard()
    guard.failed(FULL)
    guard.tick()
    results: list[str] = []
    guard.hold(partial(disk.write, "late")).addCallback(results.append)
    guard.tick()
    assert results == ["late"]


def test_it_is_said_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    disk = Disk(low="1 MiB are free")
    guard = disk.guard()
    for disk.now_s in range(150):
        guard.tick()
    caplog.set_level(logging.WARNING)
    assert [record.getMessage() for record in caplog.records] == [
        "Fetching pauses: 1 MiB are free. It waits until that is over; Ctrl-C ends the crawl",
        "Fetching still pauses, for 60 s now: 1 MiB are free",
        "Fetching still pauses, for 120 s now: 1 MiB are free",
    ]
    assert disk.over == []


def test_requests_that_waited_go_on_one_at_a_tick() -> None:
    async def wait_and_go_on() -> list[int]:
        disk = Disk(low="little")
        guard = disk.guard()
        await guard.ready()
        guard.tick()
        waiting = [asyncio.ensure_future(guard.ready()) for _ in range(3)]
        await asyncio.sleep(0)
        disk.low = None
        gone_on = []
        for _ in waiting:
            guard.tick()
            await asyncio.sleep(0.01)
            gone_on.append(sum(each.done() for each in waiting))
        return gone_on

    assert asyncio.run(wait_and_go_on()) == [1, 2, 3]


def test_it_is_given_up_after_the_wait() -> None:
    disk = Disk(full=True)
    guard = disk.guard()
    guard.failed(FULL)
    failures: list[Any] = []
    guard.hold(lambda: disk.write("one")).addErrback(lambda failure: failures.append(failure.value))
    disk.now_s = 99
    guard.tick()
    assert failures == []
    disk.now_s = 100
    guard.tick()
    assert failures == disk.over == [FULL]
    guard.hold(lambda: disk.write("late")).addErrback(lambda failure: failures.append(failure.value))
    assert failures == [FULL, FULL]
    with pytest.raises(ArchiveUnwritable):
        asyncio.run(guard.ready())


def test_a_person_who_ends_the_crawl_does_not_wait() -> None:
    disk = Disk(full=True)
    guard = disk.guard()
    guard.failed(FULL)
    disk.stopped = True
    guard.tick()
    assert disk.over == [FULL]


def test_a_write_that_no_room_helps_is_lost_by_itself() -> None:
    disk = Disk()
    guard = disk.guard()
    guard.failed(FULL)

    def unreadable() -> None:
        raise OSError("the temporary file is shorter than what was written to it")

    failures: list[Any] = []
    guard.hold(unreadable).addErrback(lambda failure: failures.append(failure.value))
    guard.hold(lambda: disk.write("two"))
    guard.tick()
    assert [type(failure) for failure in failures] == [OSError]
    assert disk.written == ["two"]
    assert disk.over == []


def test_all_is_settled_at_once_when_nothing_failed() -> None:
    disk = Disk()
    asyncio.run(disk.guard().settled())
    assert disk.commits == 1


@pytest.mark.parametrize(
    ("text", "floor_bytes"),
    [
        ("2GiB,5%", 50_000_000),
        ("2 GiB", 2 << 30),
        ("1.5MB", 1_500_000),
        ("12.5%", 125_000_000),
        ("0", 0),
        ("1000", 1000),
        ("3 kib, 50%", 3072),
    ],
)
def test_floors(text: str, floor_bytes: int) -> None:
    assert MinFree.from_text(text).of(1_000_000_000) == floor_bytes


def test_the_room_of_a_disk(tmp_path: Path) -> None:
    assert too_little_room(tmp_path, MinFree.from_text("0"), is_paused=True) is None
    told = too_little_room(tmp_path, MinFree.from_text("100%"), is_paused=False)
    assert told is not None
    assert told.endswith("MiB must stay free (ARCHIVE_MIN_FREE)")


def test_a_disk_that_is_gone_has_no_room(tmp_path: Path) -> None:
    told = too_little_room(tmp_path / "unplugged", MinFree.from_text("0"), is_paused=False)
    assert told is not None
    assert told.endswith("cannot be asked how much is free: no such file or directory")
