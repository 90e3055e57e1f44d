"""The add-on that turns the archive on. Any Scrapy project can use it; what the project sets itself wins."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware

from crawler import settings as table
from crawler.fetch.archived import Replay, turn_to_archive
from crawler.fetch.extension import ArchiveExtension
from crawler.fetch.failover.middleware import FailoverMiddleware
from crawler.fetch.frontier import job_name
from crawler.fetch.frontier.scheduler import FrontierScheduler
from crawler.fetch.guard.decoding import DecodingMiddleware
from crawler.fetch.handler import CaptureDownloadHandler
from crawler.fetch.incremental.middleware import IncrementalMiddleware
from crawler.fetch.polite.busy import BusyMiddleware
from crawler.fetch.polite.contact import name_contact
from crawler.fetch.polite.extension import PaceExtension
from crawler.fetch.polite.robots import RobotsMiddleware
from crawler.fetch.polite.shared import SharedPaceMiddleware
from crawler.fetch.polite.tdm import TdmMiddleware
from crawler.fetch.terminal.mistyped import mistyped
from crawler.fetch.wire import check_hooks

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

SAFE_DEFAULTS = {
    # A cookie jar looks up a public suffix list over the network at first use; an archive wants no session either.
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
}

TURNED_OFF = {
    "COOKIES_ENABLED": ("DOWNLOADER_MIDDLEWARES_BASE", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"),
    "TELNETCONSOLE_ENABLED": ("EXTENSIONS_BASE", "scrapy.extensions.telnet.TelnetConsole"),
    "REMOTE_CONTROL_ENABLED": ("EXTENSIONS_BASE", "scrapy.extensions.remote_control.RemoteControl"),
}
"""What Scrapy would load, with a web framework and a terminal, only to be told that it is turned off."""


class ArchiveAddon:
    """Captures every exchange on the wire and keeps it in the archive."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Raises `ArchiveError` when the hooks into Scrapy and Twisted have changed, or the contact cannot be used."""
        if settings.get("ARCHIVE"):
            name_contact(settings)
        if not settings.getbool("ARCHIVE_ENABLED", True):
            return
        check_hooks()
        for line in mistyped(settings):
            logger.warning("%s", line)
        ours = {name: value for name, value in vars(table).items() if name.startswith("ARCHIVE")}
        for name, value in {**ours, **SAFE_DEFAULTS}.items():
            settings.set(name, value, "addon")
        _leave_out_what_is_off(settings)
        replay = Replay.from_settings(settings)
        if replay is not None:
            turn_to_archive(settings, replay)
        else:
            _capture_the_wire(settings)
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", RobotsTxtMiddleware, None)
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", RobotsMiddleware, 100)
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", TdmMiddleware, 110)
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", HttpCompressionMiddleware, None)
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", DecodingMiddleware, 590)
        # Behind retries (550) and redirects (600): an address is given up when they have done what they can.
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", FailoverMiddleware, 540)
        if replay is None:
            # Before retries: an answer that says "not now" is no failure, and has tries of its own.
            settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", BusyMiddleware, 560)
            settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", SharedPaceMiddleware, 50)
            # Next to the downloader: what the archive answers goes the way of an answer from the wire.
            settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", IncrementalMiddleware, 950)
        _ask_for_gzip_only(settings)
        if job_name(settings):
            settings.set("SCHEDULER", FrontierScheduler, "addon")


def _leave_out_what_is_off(settings: BaseSettings) -> None:
    for name, (where, component) in TURNED_OFF.items():
        base = settings.getdict(where)
        if not settings.getbool(name) and base.pop(component, None) is not None:
            settings.set(where, base, "addon")


def _capture_the_wire(settings: BaseSettings) -> None:
    handlers = settings.getdict("DOWNLOAD_HANDLERS")
    for scheme in ("http", "https"):
        handlers.setdefault(scheme, CaptureDownloadHandler)
    settings.set("DOWNLOAD_HANDLERS", handlers, settings.getpriority("DOWNLOAD_HANDLERS") or 0)
    settings.setdefault_in_component_priority_dict("EXTENSIONS", ArchiveExtension, 100)
    settings.setdefault_in_component_priority_dict("EXTENSIONS", PaceExtension, 200)


def _ask_for_gzip_only(settings: BaseSettings) -> None:
    """Readers of WARC files break on br and zstd (docs/decisions/0002-wire-capture.md). A project's own word wins."""
    headers = settings.getdict("DEFAULT_REQUEST_HEADERS")
    if not any(name.lower() == "accept-encoding" for name in headers):
        headers["Accept-Encoding"] = "gzip"
        settings.set("DEFAULT_REQUEST_HEADERS", headers, settings.getpriority("DEFAULT_REQUEST_HEADERS") or 0)
