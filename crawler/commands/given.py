"""Settings of Scrapy's own, looked at before anything is done: Scrapy tells a wrong one by a traceback in mid crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.settings import default_settings

from crawler.errors import BadSetting

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")


def check_given(settings: BaseSettings) -> None:
    """Raises `BadSetting` for a number of Scrapy's that is none, a yes or no that is neither, an unknown LOG_LEVEL."""
    for name, usual in vars(default_settings).items():
        if not name.isupper() or not isinstance(usual, int | float) or (value := settings.get(name)) is None:
            continue
        try:
            if isinstance(usual, bool):
                settings.getbool(name)
            else:
                settings.getfloat(name)
        except (TypeError, ValueError) as err:
            wanted = "neither True nor False" if isinstance(usual, bool) else "not a number"
            raise BadSetting(name, f"{str(value)[:80]!r} is {wanted}") from err
    level = settings.get("LOG_LEVEL")
    if level not in LEVELS and not isinstance(level, int) and level is not None:
        raise BadSetting("LOG_LEVEL", f"{str(level)[:80]!r} is not one of {', '.join(LEVELS)}")
