"""Trials in which the disk fails, the power goes, or a file is cut short."""

from __future__ import annotations

import errno
import os
import random
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from trials.disks import CountingDisk, FailingDisk, ForgetfulDisk, PowerCut, clear
from trials.left_over import ROTATE_BYTES, left_over
from trials.making import Acknowledged, config, copied, tails, write_one
from trials.outcome import Outcome
from trials.share import some
from trials.writing import write_all

from crawler.archive import Archive
from crawler.warc import read_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.archive.archive import Kept
    from crawler.config import ArchiveConfig

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
FOREVER = 1_000_000
HOLE_BYTES = 64
"""Less than a page, so that there are whole records behind it."""


def failing_disk(folder: Path, count: int, seed: int) -> Outcome:
    """ENOSPC, EIO and EROFS at each thing that a writer asks of the disk: once, or from then on until the end.

    Or *count* of these harms.
    """
    outcome, counting = Outcome(), CountingDisk()
    write_all(config(clear(folder / "whole"), warc_max_bytes=ROTATE_BYTES), counting, lambda _: None)
    harms = [(*call, error, calls) for call in enumerate(counting.asked) for error in ERRORS for calls in (1, FOREVER)]
    for at, asked, error, calls in some(harms, count, seed):
        settings = config(clear(folder / "failed"), warc_max_bytes=ROTATE_BYTES)
        committed = Committed(settings)
        write_all(settings, FailingDisk(at, error, calls), committed.note)
        what = f"{errno.errorcode[error]} at call {at} ({asked}), {calls} times"
        outcome.check(what, settings, committed.acknowledged)
        outcome.wrong += [f"{what}: {text}" for text in committed.changed()]
    return outcome


def failing_disk_in_recovery(folder: Path) -> Outcome:
    """The same errors while a left-over file is recovered; the next recovery brings it to its end."""
    outcome, counting = Outcome(), CountingDisk()
    settings, acknowledged, tail = left_over(clear(folder / "left"))
    Archive.open(copied(settings, clear(folder / "whole")), spider="gazette", disk=counting).close()
    for at, asked in enumerate(counting.asked):
        for error in ERRORS:
            copy = copied(settings, clear(folder / "failed"))
            what = f"{errno.errorcode[error]} in the recovery at call {at} ({asked})"
            with suppress(Exception):
                Archive.open(copy, spider="gazette", disk=FailingDisk(at, error)).close()
            outcome.check(what, copy, acknowledged)
            if tails(copy) != [tail]:
                outcome.wrong.append(f"{what}: the tail is not what was cut off")
    return outcome


def power_cuts(folder: Path, count: int, seed: int) -> Outcome:
    """The power goes at each thing that a writer asks of the disk, and only what was made durable is sure to be left."""
    outcome, counting, chance = Outcome(), CountingDisk(), random.Random(seed)
    write_all(config(clear(folder / "whole"), warc_max_bytes=ROTATE_BYTES), counting, lambda _: None)
    for number in range(count):
        at = number % (len(counting.asked) + 1)
        settings = config(clear(folder / "before"), warc_max_bytes=ROTATE_BYTES)
        disk, acknowledged = ForgetfulDisk(folder / "before", at), Acknowledged()
        with suppress(PowerCut):
            write_all(settings, disk, acknowledged.note)
        for name, left in LEFT.items():
            clear(folder / "after").rmdir()
            disk.restore(folder / "after", partial(left, chance))
            outcome.check(f"power cut at call {at}, {name}", config(folder / "after"), acknowledged)
    return outcome


def cut_at_every_byte(folder: Path, count: int, seed: int) -> Outcome:
    """The file of a dead writer ends at each byte of its last two records, or at *count* of them and beside their ends."""
    outcome = Outcome()
    settings, acknowledged = config(clear(folder / "left")), Acknowledged()
    archive = Archive.open(settings, spider="gazette")
    archive.on_kept = acknowledged.note
    write_one(archive, 1)
    archive.commit()
    write_one(archive, 2)  # its article and the record before that are cut
    archive._writer.sync()
    archive._writer.abandon()
    archive._index.close()
    (path,) = settings.warc_folder.rglob("*.open")
    places = [(record.offset, record.length) for record in read_records(path)]
    cuts = range(places[-2][0], sum(places[-1]))
    beside = {start + near for start, _ in places[-2:] for near in (-1, 0, 1)} | {cuts[-1]}
    for end in sorted({*some(cuts, count, seed), *beside & {*cuts}}):
        copy = copied(settings, clear(folder / "cut"))
        (file,) = copy.warc_folder.rglob("*.open")
        os.truncate(file, end)
        outcome.check(f"cut at byte {end}", copy, acknowledged)
        start = max(place + length for place, length in places if place + length <= end)
        (closed,) = copy.warc_folder.rglob("*.warc.gz")
        data = path.read_bytes()
        if closed.read_bytes() != data[:start] or tails(copy) != ([data[start:end]] if end > start else []):
            outcome.wrong.append(f"cut at byte {end}: file and tail are not what was there")
    return outcome


class Committed:
    """What was acknowledged, and the bytes of the files at that time."""

    def __init__(self, settings: ArchiveConfig) -> None:
        self.acknowledged = Acknowledged()
        self._folder = settings.warc_folder
        self._bytes: dict[str, bytes] = {}

    def note(self, group: Kept) -> None:
        self.acknowledged.note(group)
        self._bytes |= self._now()

    def changed(self) -> list[str]:
        """Return the names of files that do not begin with their committed bytes any more."""
        now = self._now()
        return [f"{name} was changed" for name, data in self._bytes.items() if not now[name].startswith(data)]

    def _now(self) -> dict[str, bytes]:
        paths = self._folder.rglob("*.warc.gz*")
        return {path.name.removesuffix(".open"): path.read_bytes() for path in paths if "tail" not in path.suffix}


def _nothing(_chance: random.Random, durable: bytes, _written: bytes) -> bytes:
    return durable


def _a_part(chance: random.Random, durable: bytes, written: bytes) -> bytes:
    return written[: chance.randint(len(durable), max(len(durable), len(written)))]


def _zeros(chance: random.Random, durable: bytes, written: bytes) -> bytes:
    part = _a_part(chance, durable, written)
    return part + bytes(len(written) - len(part))


def _a_hole(chance: random.Random, durable: bytes, written: bytes) -> bytes:
    """Pages reach the disk in any order."""
    if len(written) - len(durable) < 2:
        return durable
    start = chance.randrange(len(durable), (len(durable) + len(written)) // 2)
    size = min(HOLE_BYTES, len(written) - start)
    return written[:start] + bytes(size) + written[start + size :]


LEFT: dict[str, Callable[[random.Random, bytes, bytes], bytes]] = {
    "nothing else left": _nothing,
    "a part of the rest left": _a_part,
    "zeros instead of the rest": _zeros,
    "a hole in the rest": _a_hole,
}
