"""What a crawl came to, from its stats: one line, a table's rows, and an exit code."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crawler.commands.exit_codes import Exit
from crawler.counting import counted

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.config import ArchiveConfig
    from crawler.coverage import Report
    from crawler.coverage.alarms import Alarm

REPORTED_DAYS = 14
"""So many days, the last one included, are in a report when no others are asked for."""

OUTSIDE_HOURS = "outside_hours"
TROUBLE = (
    "archive/fetch/failed",
    "archive/discovery/broken",
    "archive/fetch/decoding_stopped",
    "archive/failover/exhausted",
    "archive/page/step_failed",
    "archive/requisite/failed",
    "archive/replay/missing",
    "spider_exceptions/count",
    "log_count/CRITICAL",
)
"""Stats that make a crawl partial."""
TOLD_TROUBLE = {
    "archive/fetch/failed": ("not fetched", "not fetched"),
    "archive/polite/left": ("left for later", "left for later"),
    "archive/discovery/broken": ("broken feed or sitemap", "broken feeds or sitemaps"),
    "archive/fetch/decoding_stopped": ("not unpacked to the end", "not unpacked to the end"),
    "archive/requisite/failed": ("photo or style sheet not fetched", "photos or style sheets not fetched"),
    "archive/replay/missing": ("not in the archive", "not in the archive"),
    "archive/failover/exhausted": ("at no address", "at no address"),
    "archive/article/divergent": ("copy that differs", "copies that differ"),
    "archive/page/step_failed": ("reading step failed", "reading steps failed"),
    "archive/recovered/files": ("left-over file recovered", "left-over files recovered"),
    "archive/exchange/lost": ("NOT KEPT", "NOT KEPT"),
}
"""What the line at the end of a crawl says of such a stat, of one and of more."""


def exit_code(crawler: Crawler) -> Exit:
    """Return what the finished *crawler*'s stats amount to."""
    if stat(crawler, "archive/exchange/lost") or stat(crawler, "finish_reason", "") == "archive_unwritable":
        return Exit.NOT_KEPT
    if stat(crawler, "archive/frontier/unwritable"):
        return Exit.NOT_KEPT
    if stat(crawler, "finish_reason", "") == OUTSIDE_HOURS:
        return Exit.PARTIAL
    answers = ("archive/exchange/kept", "archive/replay/served", "archive/due/not_due")
    # A job that goes on may have nothing left to fetch.
    if not any(stat(crawler, name) for name in answers) and stat(crawler, "archive/frontier/continued", None) is None:
        return Exit.FAILED
    stopped_early = stat(crawler, "finish_reason", "") in {"shutdown", "cancelled"}
    if stopped_early or feeds_lost(crawler) or any(stat(crawler, name) for name in TROUBLE):
        return Exit.PARTIAL
    return Exit.OK


def feeds_lost(crawler: Crawler) -> int:
    """Return how many files of ``-o`` were not written to their end, of those that are there also without an item."""
    usual = crawler.settings.getbool("FEED_STORE_EMPTY")
    feeds = [each for each in crawler.settings.getdict("FEEDS").values() if each.get("store_empty", usual)]
    told = {} if crawler.stats is None else crawler.stats.get_stats()
    stored: int = sum(told[name] for name in told if name.startswith("feedexport/success_count/"))
    return max(0, len(feeds) - stored)


def summary_line(crawler: Crawler) -> str:
    """Return one line for the end of a crawl, such as ``62 pages, 190 records, 41 articles; 1 not fetched``."""
    parts = (
        [counted(stat(crawler, "archive/page/seen"), "page"), *_of_replay(crawler)]
        if _is_replay(crawler)
        else [
            counted(stat(crawler, "archive/page/seen"), "page"),
            counted(stat(crawler, "archive/exchange/kept"), "exchange"),
            counted(stat(crawler, "archive/records"), "record"),
            counted(stat(crawler, "archive/article/kept"), "article"),
        ]
    )
    if stat(crawler, "archive/due/not_due") or stat(crawler, "archive/due/not_modified"):
        parts.append(f"{stat(crawler, 'archive/due/not_due')} not due")
        parts.append(f"{stat(crawler, 'archive/due/not_modified')} not modified")
    if stat(crawler, "archive/failover/answered"):
        others = stat(crawler, "archive/failover/answered")
        parts.append(counted(others, "from another address", "from other addresses"))
    bad = [counted(stat(crawler, name), *words) for name, words in TOLD_TROUBLE.items() if stat(crawler, name)]
    if feeds_lost(crawler):
        bad.insert(0, counted(feeds_lost(crawler), "feed not written", "feeds not written"))
    if stat(crawler, "archive/lost_file", ""):
        bad[-1] += f" (listed in {stat(crawler, 'archive/lost_file')})"
    return ", ".join(parts) + ("; " + ", ".join(bad) if bad else "")


def _is_replay(crawler: Crawler) -> bool:
    return bool(crawler.settings.get("REPLAY"))


def _of_replay(crawler: Crawler) -> list[str]:
    """Return what a crawl over an archive comes to: it has no exchanges, and stores articles only when asked."""
    return [
        counted(stat(crawler, "archive/replay/served"), "answer from the archive", "answers from the archive"),
        counted(stat(crawler, "archive/page/articles"), "article"),
        *([f"{stat(crawler, 'archive/replay/stored')} stored"] if crawler.settings.getbool("REPLAY_WRITE") else []),
    ]


def coverage_of(crawler: Crawler, config: ArchiveConfig, spider: Spider | None) -> list[Report]:
    """Return the coverage of the outlets of *spider*, and keep its numbers in the archive.

    Parses the lists that were archived, once. Raises `ArchiveError`.
    """
    from crawler.archive.folder import open_for_reading
    from crawler.archive.places import WarcFiles
    from crawler.commands.progress import progress
    from crawler.coverage.gathering import Gathering, newest_at
    from crawler.coverage.reading import catch_up
    from crawler.coverage.sites import sections_of, sites_within
    from crawler.outlets import OutletBook
    from crawler.watch.coverage import keep_coverage

    scope = getattr(spider, "scope", None)
    if scope is None:
        return []
    entry = getattr(spider, "entry", None)
    agent = crawler.settings.get("ROBOTSTXT_USER_AGENT") or crawler.settings["USER_AGENT"]
    with open_for_reading(config, with_hidden=True) as index, progress("Reading lists") as advance:
        sections = sections_of(OutletBook.of_archive(config.folder))
        files = WarcFiles(config, index)
        catch_up(index, files, sections=sections, advance=advance)
        hosts = {*index.listings.captured_hosts(), *index.listings.hosts()}
        name = getattr(spider, "outlet", None)
        sites = sites_within(scope, hosts, name=name, key=entry.key if entry is not None else None)
        gathering = Gathering(index, files, agent=agent)
        last = newest_at(index, sites)
        if last is None:
            return []
        first = last.date() - timedelta(days=REPORTED_DAYS - 1)
        found = [gathering.report(site, first=first, last=last.date()) for site in sites]
    keep_coverage(config.folder, found)
    return found


def alarm_line(outlet: str, alarm: Alarm) -> str:
    """Return such as ``ALARM The Gazette, since 2026-11-16: captions on 0 of 9 pages, before on 41 of 44``."""
    word = "ALARM" if alarm.is_standing else "over:"
    days = f"since {alarm.first_day}" if alarm.is_standing else f"{alarm.first_day} to {alarm.last_day}"
    return f"{word} {outlet}, {days}: {alarm.text}"


def stat(crawler: Crawler, name: str, default: Any = 0) -> Any:
    """Return one stat of *crawler*."""
    return default if crawler.stats is None else crawler.stats.get_value(name, default)
