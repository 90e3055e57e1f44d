"""Whether an archive is as it should be: index reachable, room on its disk, somebody at work. Pure but for asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveNotFound
from crawler.schedule.worker import GIVEN_UP_S
from crawler.watch.archive import disk_room

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from crawler.config import ArchiveConfig
    from crawler.schedule.overview import Overview


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    is_well: bool
    text: str
    """One line for a person."""


@dataclass(frozen=True, slots=True)
class Health:
    """All that was looked at."""

    checks: tuple[Check, ...]

    @property
    def is_well(self) -> bool:
        return all(check.is_well for check in self.checks)

    def as_json(self, *, with_checks: bool) -> dict[str, Any]:
        """Return it for programs; without *with_checks* only whether all is well, which tells a stranger nothing."""
        told: dict[str, Any] = {"status": "ok" if self.is_well else "failing"}
        if with_checks:
            told["checks"] = [{"name": check.name, "ok": check.is_well, "text": check.text} for check in self.checks]
        return told


def health_of(
    config: ArchiveConfig, *, ask_index: Callable[[], object], look: Callable[[], Overview], now: datetime
) -> Health:
    """Return how the archive is. *ask_index* and *look* raise `ArchiveError` when they cannot be answered."""
    return Health((_index(config, ask_index), _disk(config), *_schedule(look, now)))


def _index(config: ArchiveConfig, ask_index: Callable[[], object]) -> Check:
    try:
        ask_index()
    except ArchiveNotFound as err:
        if config.index is None and not config.warc_folder.is_dir():
            return Check(name="index", is_well=True, text="not there yet; the first crawl makes it")
        return Check(name="index", is_well=False, text=str(err))
    except ArchiveError as err:
        return Check(name="index", is_well=False, text=str(err))
    return Check(name="index", is_well=True, text="answers")


def _disk(config: ArchiveConfig) -> Check:
    room = disk_room(config)
    if room is None:
        return Check(name="disk", is_well=False, text=f"no folder at {config.folder}")
    _, free_bytes, floor_bytes = room
    text = f"{free_bytes >> 20:,} MiB are free, {floor_bytes >> 20:,} MiB must stay free"
    return Check(name="disk", is_well=free_bytes >= floor_bytes, text=text)


def _schedule(look: Callable[[], Overview], now: datetime) -> list[Check]:
    try:
        overview = look()
    except ArchiveError as err:
        return [Check(name="jobs", is_well=False, text=str(err))]
    planned = [plan for plan in overview.plans if not plan.is_paused]
    if not planned:
        return [Check(name="workers", is_well=True, text="nothing is scheduled")]
    silent_s = {
        worker.name: (now - worker.seen_at).total_seconds() for worker in overview.workers if not worker.given_up
    }
    heard = sorted(name for name, seconds in silent_s.items() if seconds <= GIVEN_UP_S)
    if heard:
        return [Check(name="workers", is_well=True, text=f"at work: {', '.join(heard)}")]
    last_s = min(silent_s.values(), default=None)
    since = "none ever was" if last_s is None else f"the last one was heard of {last_s:.0f} s ago"
    text = f"{counted(len(planned), 'outlet is', 'outlets are')} scheduled and no worker is at work: {since}"
    return [Check(name="workers", is_well=False, text=text)]
