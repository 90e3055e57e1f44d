"""Scrapy's log lines as a person wants them: a server that cannot be reached is one line, not a traceback."""

from __future__ import annotations

import logging

ROBOTS = "scrapy.downloadermiddlewares.robotstxt"


def quiet_tracebacks() -> None:
    """Take the traceback from what the robots.txt middleware says of a server that does not answer."""
    logging.getLogger(ROBOTS).addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.exc_info:
        record.exc_info = None
        record.levelno, record.levelname = logging.INFO, "INFO"
        return logging.getLogger(ROBOTS).isEnabledFor(logging.INFO)
    return True
