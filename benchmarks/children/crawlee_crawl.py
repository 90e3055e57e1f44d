"""Fetch a list of pages with crawlee's HTTP crawler, which keeps nothing of them."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

import crawlee
from crawlee import ConcurrencySettings
from crawlee.configuration import Configuration
from crawlee.crawlers import HttpCrawler
from crawlee.storage_clients import MemoryStorageClient
from protocol import serve

CONCURRENCY = 16


def crawl(base: str, count: int, folder: str) -> dict[str, Any]:
    """Fetch *count* pages below *base*."""
    came = 0

    async def run() -> None:
        nonlocal came
        crawler = HttpCrawler(
            configuration=Configuration(storage_dir=folder, log_level="ERROR"),
            storage_client=MemoryStorageClient(),
            concurrency_settings=ConcurrencySettings(desired_concurrency=CONCURRENCY, max_concurrency=CONCURRENCY),
            request_handler_timeout=timedelta(minutes=1),
            configure_logging=False,
        )

        async def handle(_: Any) -> None:
            nonlocal came
            came += 1

        crawler.router.default_handler(handle)
        await crawler.run([f"{base}/{number}" for number in range(count)])

    logging.disable(logging.WARNING)
    asyncio.run(run())
    return {"pages": came}


if __name__ == "__main__":
    serve({"crawl": crawl}, f"crawlee {crawlee.__version__}")
