"""Crawl-delay of robots.txt obeyed: a server that asks for a slower pace gets it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class PaceExtension:
    """Slows the downloader's slot of a host to the delay its robots.txt asks for, never below our own pace."""

    def __init__(self, crawler: Crawler, *, user_agent: str, delay_s: float, longest_s: float) -> None:
        self._crawler = crawler
        self._user_agent = user_agent
        self._delay_s = delay_s
        self._longest_s = longest_s

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("robots.txt is not obeyed")
        extension = cls(
            crawler,
            user_agent=settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"],
            delay_s=settings.getfloat("DOWNLOAD_DELAY"),
            longest_s=settings.getfloat("ARCHIVE_LONGEST_CRAWL_DELAY_S"),
        )
        crawler.signals.connect(extension.robots_parsed, signals.robots_parsed)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked_s = robotparser.crawl_delay(self._user_agent)
        if asked_s is None or asked_s <= self._delay_s:
            return
        assert self._crawler.engine is not None
        downloader: Any = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        if asked_s > self._longest_s:
            logger.warning(
                "%s asks for %s s between requests; %s s are kept (ARCHIVE_LONGEST_CRAWL_DELAY_S)",
                key, asked_s, self._longest_s,
            )  # fmt: skip
        self._slow_down(downloader, key, min(asked_s, self._longest_s))

    def _slow_down(self, downloader: Downloader, key: str, delay_s: float) -> None:
        # Idle slots are thrown away and made anew from these settings, so both are changed. No jitter: it would
        # bring some requests closer together than the server allows.
        # Hosts that share a slot are one server: the slowest pace that one of them asks for is kept.
        delay_s = max(delay_s, downloader.per_slot_settings.get(key, {}).get("delay", 0.0))
        asked = {"delay": delay_s, "jitter": 0.0}
        downloader.per_slot_settings[key] = {**downloader.per_slot_settings.get(key, {}), **asked}
        if key in downloader.slots:
            downloader.slots[key].delay = delay_s
            downloader.slots[key].jitter = 0.0
        logger.info("%s asks for %s s between requests", key, delay_s)
