"""Trials that end a process with SIGKILL."""

from __future__ import annotations

import random
import signal
import time
from functools import partial
from typing import TYPE_CHECKING

from trials.disks import clear
from trials.left_over import ROTATE_BYTES, left_over
from trials.making import Acknowledged, config, copied, tails
from trials.outcome import Outcome
from trials.points import MOMENTS, killed_at, noted, watch
from trials.share import some
from trials.writing import Child, write_all, write_on

from crawler.archive import Archive
from crawler.warc.file import DISK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.archive.archive import Kept
    from crawler.config import ArchiveConfig

NEW_ARCHIVE_EVERY = 20


def killed_while_writing(folder: Path, count: int, seed: int) -> Outcome:
    """Killed right before and right after each step of a writer, or at *count* of these places."""
    outcome = Outcome()
    with noted() as steps:
        write_all(config(clear(folder / "whole"), warc_max_bytes=ROTATE_BYTES), DISK, lambda _: None)
    for at, step, when in some([(*step, when) for step in enumerate(steps) for when in MOMENTS], count, seed):
        settings = config(clear(folder / "killed"), warc_max_bytes=ROTATE_BYTES)
        work = partial(_killed, at, when, partial(write_all, settings, DISK))
        child = Child(folder / "killed" / "note", work)
        if child.end() != signal.SIGKILL:
            outcome.wrong.append(f"step {at} was not reached")
        outcome.check(f"killed {when} step {at} ({step})", settings, child.acknowledged())
    return outcome


def killed_while_recovering(folder: Path) -> Outcome:
    """Killed right before and right after each step of the recovery, then recovered again."""
    outcome = Outcome()
    settings, acknowledged, tail = left_over(clear(folder / "left"))
    with noted() as steps:
        _recover(copied(settings, clear(folder / "whole")))
    for at, step in enumerate(steps):
        for when in MOMENTS:
            copy = copied(settings, clear(folder / "killed"))
            child = Child(folder / "killed" / "note", partial(_killed, at, when, partial(_recover, copy)))
            what = f"recovery killed {when} step {at} ({step})"
            if child.end() != signal.SIGKILL:
                outcome.wrong.append(f"step {at} was not reached")
            outcome.check(what, copy, acknowledged)
            if tails(copy) != [tail]:
                outcome.wrong.append(f"{what}: the tail is not what was cut off")
    return outcome


def killed_at_random(folder: Path, count: int, seed: int) -> Outcome:
    """Killed at a random moment while it writes all the time; the next one goes on in the same archive."""
    outcome, chance = Outcome(), random.Random(seed)
    settings, acknowledged = config(folder), Acknowledged()
    for number in range(count):
        if number % NEW_ARCHIVE_EVERY == 0:
            settings, acknowledged = config(clear(folder / "killed"), warc_max_bytes=100_000), Acknowledged()
        work = partial(write_on, settings, number * 100_000, chance.randrange(1 << 30))
        child = Child(clear(folder / "note") / "note", work)
        if number % 4:  # else while it opens the archive, perhaps
            child.wait_for_a_group()
        time.sleep(chance.uniform(0.01, 0.2))
        child.end(signal.SIGKILL)
        outcome.check(f"kill {number}", settings, child.acknowledged(acknowledged))
    return outcome


def two_writers(folder: Path, count: int, seed: int) -> Outcome:
    """Two processes write into one archive. One is killed, the archive opened; the other writes on and ends well."""
    outcome, chance = Outcome(), random.Random(seed)
    for number in range(count):
        settings = config(clear(folder / "shared"), warc_max_bytes=50_000)
        victim, survivor = (
            Child(folder / "shared" / str(first), partial(write_on, settings, first, first)) for first in (0, 1_000_000)
        )
        time.sleep(chance.uniform(0.05, 0.25))
        victim.end(signal.SIGKILL)
        third = Archive.open(settings, spider="gazette")
        outcome.recovered += len(third.recovered)
        third.close()
        time.sleep(0.05)
        if survivor.end(signal.SIGTERM):
            outcome.wrong.append(f"pair {number}: the other writer did not end well")
        outcome.check(f"pair {number}", settings, survivor.acknowledged(victim.acknowledged()))
    return outcome


def _recover(settings: ArchiveConfig, on_kept: Callable[[Kept], None] = lambda _: None) -> None:
    archive = Archive.open(settings, spider="gazette")
    archive.on_kept = on_kept
    archive.close()


def _killed(
    at: int, when: str, work: Callable[[Callable[[Kept], None]], None], on_kept: Callable[[Kept], None]
) -> None:
    watch(killed_at(at, when))
    work(on_kept)
