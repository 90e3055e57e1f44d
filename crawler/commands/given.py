"""Settings looked at before anything is done, which Scrapy or Python would tell wrong by a traceback in mid run."""

from __future__ import annotations

import logging
import os
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.settings import default_settings

from crawler.errors import BadAddress, BadSetting, reason_of
from crawler.fetch.terminal.json_lines import Speaker
from crawler.fetch.terminal.mistyped import mistyped

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand
    from scrapy.settings import BaseSettings

SECONDS = frozenset({"DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT", "DNS_TIMEOUT"})
"""Numbers that may have a fraction, though Scrapy's own have none."""
BELOW_ZERO = ("_PRIORITY", "_PRIORITY_ADJUST", "_INDENT")
"""What numbers are called that may be below zero."""
AT_LEAST_ONE = frozenset(
    {"CONCURRENT_ITEMS", "CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "REACTOR_THREADPOOL_MAXSIZE"}
)
"""With none of them a crawl would wait without end."""
LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")


def checked_address(text: str, *, of: str) -> str:
    """Return the address *text*. Raises `BadSetting` of the option or command *of* for one that cannot be used."""
    from crawler.url import host_of

    try:
        host_of(text)
    except BadAddress as err:
        raise BadSetting(of, str(err)) from err
    _, sign, place = urlsplit(text).netloc.rpartition("@")
    if sign:
        raise BadSetting(of, f"the address at {place} has a name or password; give it without")
    return text


def checked_text(text: str, *, of: str) -> str:
    """Return *text*. Raises `BadSetting` of the option or command *of* for what was typed and is not UTF-8.

    Databases and libraries that take texts alone cannot be asked for it.
    """
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise BadSetting(of, f"{text[:80]!r} is not UTF-8") from err
    return text


def look_at_given(command: ScrapyCommand) -> None:
    """Check the settings of *command*, and name on stderr those that nothing reads; of a crawl its log does."""
    assert command.settings is not None
    check_given(command.settings)
    if not command.requires_crawler_process:
        for line in mistyped(command.settings):
            Speaker(command.settings)(f"microfiche: {line}", level=logging.WARNING)


def check_given(settings: BaseSettings) -> None:
    """Raises `BadSetting` for a number of Scrapy's that is none, a yes or no that is neither, an unknown LOG_LEVEL.

    And for an ARCHIVE that cannot be the name of a folder, such as one that is too long.
    """
    try:
        Path(str(settings.get("ARCHIVE") or ".")).stat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        pass  # may be made, or is told by what needs it
    except (OSError, ValueError) as err:
        raise BadSetting("ARCHIVE", f"{str(settings.get('ARCHIVE'))[:80]!r}: {reason_of(err)}") from err
    for name, usual in vars(default_settings).items():
        if not name.isupper() or not isinstance(usual, int | float) or (value := settings.get(name)) is None:
            continue
        if isinstance(usual, bool) or name.endswith("_ENABLED"):
            try:
                settings.getbool(name)
            except (TypeError, ValueError) as err:
                raise BadSetting(name, f"{str(value)[:80]!r} is neither True nor False") from err
        else:
            why = _flaw_of_number(name, value, is_whole=isinstance(usual, int) and name not in SECONDS)
            if why:
                raise BadSetting(name, f"{str(value)[:80]!r} is {why}")
    level = settings.get("LOG_LEVEL")
    if level not in LEVELS and not isinstance(level, int) and level is not None:
        raise BadSetting("LOG_LEVEL", f"{str(level)[:80]!r} is not one of {', '.join(LEVELS)}")


def _flaw_of_number(name: str, value: Any, *, is_whole: bool) -> str:
    """Return what is wrong with *value* as the number of Scrapy's setting *name*; empty: nothing."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return "not a number"
    if not isfinite(number):
        return "not a number"
    if is_whole and number != int(number):
        return "not a whole number"
    if number < 0 and not name.endswith(BELOW_ZERO):
        return "below zero"
    return "not above zero" if number < 1 and name in AT_LEAST_ONE else ""


def check_feeds(settings: BaseSettings) -> None:
    """Raise `BadSetting` for a file of ``-o`` that cannot be made: Scrapy tells of it at each item, and crawls on."""
    for name in settings.getdict("FEEDS"):
        address = urlsplit(str(name))
        if address.scheme not in {"", "file"} or "%(" in address.path:
            continue
        path = Path(address.path).absolute()
        there = next(each for each in (path, *path.parents) if each.exists())
        if there.is_dir() is (there == path) or not os.access(there, os.W_OK):
            raise BadSetting("-o", f"{path}: cannot be written")
