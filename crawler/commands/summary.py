"""What a crawl came to, from its stats: one line, a table's rows, and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.commands.exit_codes import Exit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

TROUBLE = (
    "archive/fetch/failed",
    "archive/discovery/broken",
    "archive/fetch/decoding_stopped",
    "archive/failover/exhausted",
    "archive/page/step_failed",
    "archive/requisite/failed",
    "spider_exceptions/count",
    "log_count/CRITICAL",
)
"""Stats that make a crawl partial."""


def exit_code(crawler: Crawler) -> Exit:
    """Return what the finished *crawler*'s stats amount to."""
    if stat(crawler, "archive/exchange/lost") or stat(crawler, "finish_reason", "") == "archive_unwritable":
        return Exit.NOT_KEPT
    if stat(crawler, "archive/frontier/unwritable"):
        return Exit.NOT_KEPT
    # A job that goes on may have nothing left to fetch.
    if not stat(crawler, "archive/exchange/kept") and stat(crawler, "archive/frontier/continued", None) is None:
        return Exit.FAILED
    stopped_early = stat(crawler, "finish_reason", "") in {"shutdown", "cancelled"}
    if stopped_early or any(stat(crawler, name) for name in TROUBLE):
        return Exit.PARTIAL
    return Exit.OK


def summary_line(crawler: Crawler) -> str:
    """Return one line for the end of a crawl, such as ``62 pages, 190 records, 41 articles; 1 not fetched``."""
    parts = [
        f"{stat(crawler, 'archive/page/seen')} pages",
        f"{stat(crawler, 'archive/exchange/kept')} exchanges",
        f"{stat(crawler, 'archive/records')} records",
        f"{stat(crawler, 'archive/article/kept')} articles",
    ]
    if stat(crawler, "archive/failover/answered"):
        parts.append(f"{stat(crawler, 'archive/failover/answered')} from other addresses")
    troubles = {
        "not fetched": "archive/fetch/failed",
        "broken feeds or sitemaps": "archive/discovery/broken",
        "not unpacked to the end": "archive/fetch/decoding_stopped",
        "photos or style sheets not fetched": "archive/requisite/failed",
        "at no address": "archive/failover/exhausted",
        "copies that differ": "archive/article/divergent",
        "reading steps failed": "archive/page/step_failed",
        "left-over files recovered": "archive/recovered/files",
        "NOT KEPT": "archive/exchange/lost",
    }
    bad = [f"{stat(crawler, name)} {words}" for words, name in troubles.items() if stat(crawler, name)]
    if stat(crawler, "archive/lost_file", ""):
        bad[-1] += f" (listed in {stat(crawler, 'archive/lost_file')})"
    return ", ".join(parts) + ("; " + ", ".join(bad) if bad else "")


def stat(crawler: Crawler, name: str, default: Any = 0) -> Any:
    """Return one stat of *crawler*."""
    return default if crawler.stats is None else crawler.stats.get_value(name, default)
