"""One line on a terminal that says how the crawl goes; nothing in a pipe."""

from __future__ import annotations

import logging
import sys
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Request

SHOWN_EVERY_S = 0.5
RATE_OVER = 40
"""The rate is taken over so many redraws: twenty seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl is."""

    pages: int
    articles: int
    pages_per_s: float
    waiting: int
    """Requests that wait for their turn."""
    host: str
    """The host asked last."""
    trouble: int
    """What could not be fetched or kept."""

    def line(self) -> str:
        """Return the progress as one line, such as ``12 pages, 9 articles, 1.5 pages/s, 40 waiting, example.org``."""
        parts = [
            counted(self.pages, "page"),
            counted(self.articles, "article"),
            f"{self.pages_per_s:.1f} pages/s",
            f"{self.waiting} waiting",
        ]
        if self.trouble:
            parts.append(f"{self.trouble} not fetched")
        return ", ".join([*parts, self.host] if self.host else parts)


class AboveTheLine:
    """A stream for log handlers: what is written to it appears above the progress line, unbroken."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, text: str) -> int:
        # soft_wrap: a long address stays one line, so that it can be copied.
        self._console.print(Text.from_ansi(text), soft_wrap=True)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


class ProgressExtension:
    """Redraws the line twice a second while a crawl runs, and takes it away at the end."""

    def __init__(self, crawler: Crawler, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._crawler = crawler
        self._console = console
        self._clock = clock
        self._host = ""
        self._samples: deque[tuple[float, int]] = deque(maxlen=RATE_OVER)
        self._live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False)
        self._redirected: list[tuple[logging.StreamHandler[Any], Any]] = []
        self._timer = create_looping_call(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("ARCHIVE_PROGRESS"):
            raise NotConfigured
        # Asked of the stream itself: rich also calls a pipe a terminal when FORCE_COLOR is set.
        if not sys.stderr.isatty():
            raise NotConfigured
        console = Console(stderr=True)
        if console.is_dumb_terminal:
            raise NotConfigured  # the terminal cannot redraw a line
        extension = cls(crawler, console)
        crawler.signals.connect(extension.start, signals.spider_opened)
        crawler.signals.connect(extension.note_host, signals.request_reached_downloader)
        crawler.signals.connect(extension.stop, signals.engine_stopped)
        return extension

    def start(self) -> None:
        for handler in logging.root.handlers:
            on_terminal = isinstance(handler, logging.StreamHandler) and handler.stream in {sys.stderr, sys.__stderr__}
            if on_terminal and isinstance(handler, logging.StreamHandler):
                self._redirected.append((handler, handler.setStream(AboveTheLine(self._console))))
        self._live.start()
        self._timer.start(SHOWN_EVERY_S, now=True)

    def stop(self) -> None:
        if self._timer.running:
            self._timer.stop()
        self._live.stop()
        for handler, stream in self._redirected:
            handler.setStream(stream)
        self._redirected.clear()

    def note_host(self, request: Request) -> None:
        self._host = urlsplit(request.url).netloc

    def show(self) -> None:
        self._live.update(Text(self.progress().line(), no_wrap=True, overflow="ellipsis"), refresh=True)

    def progress(self) -> Progress:
        """Return how far the crawl is now."""
        pages = self._stat("archive/page/seen")
        now_s = self._clock()
        self._samples.append((now_s, pages))
        first_s, first_pages = self._samples[0]
        waiting = self._stat("scheduler/enqueued") - self._stat("scheduler/dequeued")
        return Progress(
            pages=pages,
            articles=self._stat("archive/page/articles"),
            pages_per_s=(pages - first_pages) / (now_s - first_s) if now_s > first_s else 0.0,
            waiting=max(0, waiting),
            host=self._host,
            trouble=self._stat("archive/fetch/failed"),
        )

    def _stat(self, name: str) -> int:
        value = 0 if self._crawler.stats is None else self._crawler.stats.get_value(name, 0)
        return int(value)
