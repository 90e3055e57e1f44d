"""The settings of a crawl that runs over an archive (REPLAY), and what they turn off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crawler.errors import BadSetting
from crawler.warc.fields import parse_date

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

FORCED = "cmdline"
"""What is set so wins over a settings module, a spider's own settings and the command line: nothing may go out."""
LOCAL_SCHEMES = frozenset({"data", "file"})
NOBODY_ASKED: dict[str, Any] = {
    "RETRY_ENABLED": False,
    "ARCHIVE_FAILOVER": False,
    "AUTOTHROTTLE_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "DOWNLOAD_DELAY": 0.0,
    "DOWNLOAD_SLOTS": {},
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "TWISTED_DNS_RESOLVER": "crawler.fetch.archived.resolver.NoResolver",
}
"""No pace and no second try: there is no server to be spared. The rules of an archived robots.txt hold, so that the way
is that of a crawl of the web."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Which archive is taken for the web, and as it was when."""

    folder: Path
    at: datetime | None = None
    """None: the newest captures."""
    stores: bool = False
    """Whether the articles are stored in that archive."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self | None:
        """Return what REPLAY, REPLAY_AT and REPLAY_WRITE say; None without REPLAY. Raises `BadSetting`."""
        folder, text = str(settings.get("REPLAY") or ""), str(settings.get("REPLAY_AT") or "")
        if not folder:
            if text:
                raise BadSetting("REPLAY_AT", "says when, and REPLAY does not say which archive")
            return None
        return cls(folder=Path(folder).expanduser(), at=_moment(text), stores=_yes(settings))


def turn_to_archive(settings: BaseSettings, replay: Replay) -> None:
    """Change *settings* so that every request is answered by the archive, and none by anybody else."""
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    ours = dict.fromkeys({*handlers, "http", "https"}, "crawler.fetch.archived.handler.ReplayHandler")
    kept = {scheme: handlers[scheme] for scheme in LOCAL_SCHEMES if scheme in handlers}
    settings.set("DOWNLOAD_HANDLERS", {**ours, **kept}, FORCED)
    settings.set("ARCHIVE", str(replay.folder), FORCED)
    for name, value in NOBODY_ASKED.items():
        settings.set(name, value, FORCED)
    middlewares = {**settings.getdict("DOWNLOADER_MIDDLEWARES")}
    middlewares["crawler.fetch.polite.shared.SharedPaceMiddleware"] = None  # it resolves names
    settings.set("DOWNLOADER_MIDDLEWARES", middlewares, FORCED)
    extensions = {**settings.getdict("EXTENSIONS")}
    extensions["crawler.fetch.archived.extension.ReplayExtension"] = 100
    settings.set("EXTENSIONS", extensions, FORCED)


def _moment(text: str) -> datetime | None:
    """Return the beginning of what *text* names. Also taken: the 14 digits of other archives."""
    if not text:
        return None
    try:
        if text.isdigit() and len(text) == 14:
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return parse_date(text)
    except ValueError as err:
        raise BadSetting("REPLAY_AT", f"{text[:80]!r} is no time such as 2024-05-01 or 2024-05-01T12:00:00Z") from err


def _yes(settings: BaseSettings) -> bool:
    try:
        return settings.getbool("REPLAY_WRITE")
    except ValueError as err:
        raise BadSetting("REPLAY_WRITE", f"{settings['REPLAY_WRITE']!r} is neither yes nor no") from err
