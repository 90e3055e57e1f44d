"""Tells news of alarms in every way that is set, with a few tries; what could not be told is told the next time."""

from __future__ import annotations

import json
import logging
import socket
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.counting import counted
from crawler.watch.telling.told import note, told_alarms
from crawler.watch.telling.ways import post, run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from crawler.config import ArchiveConfig
    from crawler.watch.telling.news import AlarmNews

PAUSE_S = 1.0
"""Before the second try; twice as long before each one after it."""

logger = logging.getLogger(__name__)


def tell_alarms(
    config: ArchiveConfig,
    find: Callable[[Collection[AlarmNews]], Sequence[AlarmNews]],
    *,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[int, list[str]]:
    """Tell what *find* says is new, given what was told before; return how many, and why a way failed.

    Does nothing where no way is set. Raises `ArchiveUnwritable` when it cannot be kept what was told.
    """
    if config.alarm_url is None and not config.alarm_command:
        return 0, []
    news = find(told_alarms(config.folder))
    if not news:
        return 0, []
    data = message(config, news)
    failures = []
    if config.alarm_url is not None:
        url = config.alarm_url
        failures.append(_tried(config, lambda: post(url, data, timeout_s=config.alarm_timeout_s), pause))
    if config.alarm_command:
        failures.append(
            _tried(config, lambda: run(config.alarm_command, data, timeout_s=config.alarm_timeout_s), pause)
        )
    why = [failure for failure in failures if failure is not None]
    for failure in why:
        logger.warning(
            "%s not be told now, and will be told the next time: %s",
            counted(len(news), "alarm could", "alarms could"),
            failure,
        )
    note(config.folder, news, was_told=not why)
    return (0 if why else len(news)), why


def message(config: ArchiveConfig, news: Sequence[AlarmNews]) -> bytes:
    """Return what is sent: one JSON object (docs/watching.md)."""
    told = {
        "archive": str(config.folder.absolute()),
        "host": socket.gethostname(),
        "told_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "alarms": [each.as_json() for each in news],
    }
    return json.dumps(told).encode("ascii")


def _tried(config: ArchiveConfig, once: Callable[[], str | None], pause: Callable[[float], None]) -> str | None:
    for number in range(1, config.alarm_tries + 1):
        why = once()
        if why is None or number == config.alarm_tries:
            return why
        pause(PAUSE_S * 2 ** (number - 1))
    raise AssertionError
