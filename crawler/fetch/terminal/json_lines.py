"""Logs as JSON, one object a line, when ARCHIVE_LOG_FORMAT asks for it."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import ArchiveUnwritable, BadSetting, reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

SETTING = "ARCHIVE_LOG_FORMAT"
OURS = "microfiche"
"""The logger whose name stands beside what a command itself says."""


class JsonLines(logging.Formatter):
    """Each record as ``time``, ``level``, ``logger``, ``message``; ``spider``, ``job`` and ``error`` where known."""

    def __init__(self, *, job: str | None = None) -> None:
        super().__init__()
        self._job = job

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        spider = getattr(record, "spider", None)
        if spider is not None:
            told["spider"] = getattr(spider, "name", str(spider))
        if self._job:
            told["job"] = self._job
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = self.formatException(record.exc_info)
        # ASCII: whatever an address holds, a line stays a line and text.
        return json.dumps(told, default=str)


def wants_json(settings: Mapping[str, Any]) -> bool:
    """Return whether logs are to be JSON. Raises `BadSetting`."""
    given = str(settings.get(SETTING) or "text").strip().lower()
    if given not in {"text", "json"}:
        raise BadSetting(SETTING, f"{given[:80]!r} is neither text nor json")
    return given == "json"


def begin_log(settings: BaseSettings) -> bool:
    """Begin a log of JSON when *settings* ask for it; return whether they do. Raises `BadSetting`, `ArchiveUnwritable`.

    It takes the place of Scrapy's handler, which each crawler makes anew.
    """
    is_json, path = wants_json(settings), settings.get("LOG_FILE")
    if settings.getbool("LOG_ENABLED") and not is_json:
        # Scrapy opens it itself, later; that it cannot be opened is told here, in one line.
        _handler(path, append=True).close()
    elif settings.getbool("LOG_ENABLED"):
        settings.set("LOG_ENABLED", value=False, priority="cmdline")
        handler = _handler(path, append=settings.getbool("LOG_FILE_APPEND"))
        handler.setFormatter(JsonLines(job=settings.get("JOB") or None))
        _set_level(handler, settings.get("LOG_LEVEL"))
        settings.set("LOG_FILE", None, priority="cmdline")
        logging.root.setLevel(logging.NOTSET)
        logging.root.addHandler(handler)
    return is_json


def _set_level(handler: logging.Handler, level: str | int) -> None:
    try:
        handler.setLevel(level)
    except ValueError as err:
        raise BadSetting("LOG_LEVEL", f"{str(level)[:80]!r} is no level such as INFO") from err


def _handler(path: str | None, *, append: bool) -> logging.Handler:
    if not path:
        return logging.StreamHandler()
    try:
        return logging.FileHandler(path, mode="a" if append else "w", encoding="utf-8")
    except OSError as err:
        raise ArchiveUnwritable(Path(path), reason_of(err)) from err


class Speaker:
    """What a command says on stderr besides its log: lines for a person, or records of the same JSON log."""

    def __init__(self, settings: Mapping[str, Any], *, with_time: bool = False) -> None:
        self._is_json = wants_json(settings)
        self._with_time = with_time
        self._format = JsonLines(job=str(settings.get("JOB") or "") or None)

    def __call__(self, words: str, *, level: int = logging.INFO) -> None:
        """Write one line."""
        line = words
        if self._is_json:
            line = self._format.format(logging.LogRecord(OURS, level, "", 0, words, None, None))
        elif self._with_time:
            line = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {words}"
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
