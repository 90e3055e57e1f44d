"""The list of what crossed the wire, or was read from it, and was not kept: ``lost.jsonl`` beside the index."""

from __future__ import annotations

import errno
import json
import logging
import os
import sys
from typing import TYPE_CHECKING

from crawler.errors import reason_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

logger = logging.getLogger(__name__)


class LostList:
    """Appends one JSON object a line. What the disk has no room for goes to stderr, so that it is said in any case."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, url: str, *, at: datetime, reason: str) -> None:
        line = json.dumps({"url": url, "time": at.isoformat(), "reason": reason}, ensure_ascii=False) + "\n"
        try:
            self._append(line.encode("utf-8", "replace"))
        except OSError as err:
            logger.warning("%s cannot be written: %s", self.path, reason_of(err))
            sys.stderr.write(line)

    def _append(self, line: bytes) -> None:
        with self.path.open("ab", buffering=0) as file:
            size_bytes = file.tell()
            written = file.write(line)
            if written != len(line):
                # A disk that fills up takes half a line; the list holds whole ones only.
                file.truncate(size_bytes)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
