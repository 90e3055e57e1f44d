"""Trials that end an upload with SIGKILL."""

from __future__ import annotations

import hashlib
import signal
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from trials.disks import clear
from trials.left_over import left_over
from trials.making import copied, open_again, proof
from trials.outcome import Outcome
from trials.points import MOMENTS, killed_at, noted, watch
from trials.share import some
from trials.writing import Child

from crawler.archive.folder import warc_files
from crawler.archive.places import Store
from crawler.archive.places.upload import SUM_SUFFIX, to_upload, upload
from crawler.config import StoreSettings
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trials.making import Acknowledged

    from crawler.archive.archive import Kept
    from crawler.config import ArchiveConfig


def killed_while_uploading(folder: Path, count: int, seed: int) -> Outcome:
    """Killed right before and right after each step of a recovery and the upload of all files behind it.

    Or at *count* of these places.
    Then the archive must be whole wherever its files are, and another upload comes to its end.
    """
    outcome = Outcome()
    settings, acknowledged, _ = left_over(clear(folder / "left"))
    with noted() as steps:
        _upload(_copy(settings, folder / "whole"))
    for at, step, when in some([(*step, when) for step in enumerate(steps) for when in MOMENTS], count, seed):
        copy = _copy(settings, folder / "killed")
        child = Child(folder / "killed" / "note", partial(_killed, at, when, copy))
        what = f"upload killed {when} step {at} ({step})"
        if child.end() != signal.SIGKILL:
            outcome.wrong.append(f"step {at} was not reached")
        outcome.check(what, copy, acknowledged)
        _upload(copy)
        outcome.wrong += [f"{what}, then uploaded: {text}" for text in _left(copy, acknowledged)]
    return outcome


def _copy(settings: ArchiveConfig, folder: Path) -> ArchiveConfig:
    copy = copied(settings, clear(folder))
    return replace(copy, store=StoreSettings(address=f"file://{folder / 'store'}"))


def _upload(settings: ArchiveConfig) -> None:
    open_again(settings).close()
    store = Store()
    with Index.open(settings.index_address) as index:
        for row in to_upload(settings, index):
            upload(row, settings, index, store)


def _killed(at: int, when: str, settings: ArchiveConfig, _: Callable[[Kept], None]) -> None:
    watch(killed_at(at, when))
    _upload(settings)


def _left(settings: ArchiveConfig, acknowledged: Acknowledged) -> list[str]:
    """Return what is wrong when all files are uploaded."""
    wrong = [f"still here: {path.name}" for path in warc_files(settings)] + proof(settings, acknowledged)
    for path in (settings.folder.parent / "store").rglob("*.warc.gz"):
        stated = path.with_name(path.name + SUM_SUFFIX).read_text("ascii").split()
        if stated != [hashlib.sha256(path.read_bytes()).hexdigest(), path.name]:
            wrong.append(f"another sum stands beside {path.name}")
    return wrong
