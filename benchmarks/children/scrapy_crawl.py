"""Fetch a list of pages with Scrapy: bare, with our archive, with our whole job, or with scrapy-webarchive.

The bare crawl runs in our environment and in that of scrapy-webarchive: each is compared with its own Scrapy.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import scrapy
from protocol import serve

CONCURRENCY = 16
COMMON: dict[str, Any] = {
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    "DOWNLOAD_DELAY": 0,
    "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip"},
}


class Listed(scrapy.Spider):
    """Asks for pages and does nothing with them: only fetching and keeping are measured."""

    name = "listed"
    urls: tuple[str, ...] = ()

    def start_requests(self) -> Any:
        for url in self.urls:
            yield scrapy.Request(url)

    async def start(self) -> Any:
        for request in self.start_requests():
            yield request

    def parse(self, response: Any) -> None:
        """Nothing."""


def crawl(mode: str, base: str, count: int, folder: str, profile: str | None = None) -> dict[str, Any]:
    """Fetch *count* pages below *base* in *mode*, keep them in *folder*; the cost is that from start to stop."""
    urls = [f"{base}/{number}" for number in range(count)]
    settings = {**COMMON, **SETTINGS[mode](Path(folder))}
    waits: list[float] = []
    if mode in {"archive", "unsynced"}:
        waits = watch_the_disk(is_durable=mode == "archive")
    process = process_of(settings)
    if mode == "main job":
        crawler = process.create_crawler("news")
        process.crawl(crawler, seeds=",".join(urls), depth="0")
    else:
        crawler = process.create_crawler(Listed)
        process.crawl(crawler, urls=urls)
    cost = timed(process.start, profile)
    stats = crawler.stats.get_stats()
    return {
        **cost,
        "pages": stats.get("response_received_count", 0),
        "items": stats.get("item_scraped_count", 0),
        "waited_s": sum(waits),
    }


def process_of(settings: dict[str, Any]) -> Any:
    from scrapy import crawler

    load_components()
    cls = getattr(crawler, "AsyncCrawlerProcess", crawler.CrawlerProcess)
    return cls(settings)


def load_components() -> None:
    """Load all that Scrapy's settings name: a bare crawl does it after its start, where another had it before."""
    from scrapy.settings import default_settings

    for value in vars(default_settings).values():
        named = (*value, *value.values()) if isinstance(value, dict) else (value,)
        for path in named:
            if isinstance(path, str) and path.startswith("scrapy."):
                with suppress(ImportError):  # one that needs a package which is not there
                    importlib.import_module(path.rpartition(".")[0])


def archive_settings(folder: Path) -> dict[str, Any]:
    return {
        "REMOTE_CONTROL_ENABLED": False,
        "ADDONS": {"crawler.fetch.addon.ArchiveAddon": 300},
        "ARCHIVE": str(folder / "archive"),
        "ARCHIVE_ALLOWED_NETWORKS": "127.0.0.0/8",
        "ARCHIVE_MIN_FREE": "0",
    }


def main_job_settings(folder: Path) -> dict[str, Any]:
    """Return all that a crawl has by default, but for the pause between requests and pictures of other hosts."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings")
    changed = archive_settings(folder) | {"ARCHIVE_REQUISITES": "none", "ARCHIVE_PROGRESS": False}
    return {name: settings.get(name) for name in settings} | COMMON | changed


def webarchive_settings(folder: Path) -> dict[str, Any]:
    return {
        "EXTENSIONS": {"scrapy_webarchive.extensions.WaczExporter": 543},
        "SW_EXPORT_URI": f"{folder}/",
    }


def no_settings(_: Path) -> dict[str, Any]:
    return {"REMOTE_CONTROL_ENABLED": False}


SETTINGS: dict[str, Any] = {
    "bare": no_settings,
    "archive": archive_settings,
    "unsynced": archive_settings,
    "main job": main_job_settings,
    "webarchive": webarchive_settings,
}


def watch_the_disk(*, is_durable: bool) -> list[float]:
    """Return the seconds of each wait for the disk, filled as they pass; without *is_durable* nothing is waited for."""
    from crawler.index import Index
    from crawler.warc.file import Disk

    waits: list[float] = []

    def timed_or_left(owner: Any, name: str, otherwise: Any) -> None:
        original = getattr(owner, name)

        def timed_call(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            answer = (original if is_durable else otherwise(original))(*arguments, **named)
            waits.append(time.perf_counter() - started)
            return answer

        setattr(owner, name, timed_call)

    timed_or_left(Disk, "fsync", lambda _: lambda *_: None)
    timed_or_left(Disk, "sync_folder", lambda _: lambda *_: None)
    timed_or_left(Index, "commit", lambda commit: lambda index, **_: commit(index, durable=False))
    return waits


def timed(run: Any, profile: str | None) -> dict[str, float]:
    """Return what *run* took of this process alone."""
    import cProfile

    profiler = cProfile.Profile(time.process_time) if profile else None
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    profiler.runcall(run) if profiler else run()
    cost = {"cpu_s": time.process_time() - cpu_s, "wall_s": time.perf_counter() - wall_s}
    if profiler and profile:
        profiler.dump_stats(profile)
    return cost


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.chdir(sys.argv[1])  # scrapy-webarchive writes its WARC file into the current folder
    serve({"crawl": crawl}, f"Scrapy {scrapy.__version__}")
