"""Tell for each outlet and day what was announced, what of it is in the archive, and what is missing and why."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.summary import REPORTED_DAYS, alarm_line
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveUnwritable, BadSetting, UnknownOutlet

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from rich.table import Table

    from crawler.coverage import Day, Report
    from crawler.index import Index

HEADS = ("day", "announced", "archived", "read", "missing")
NUMBERS = frozenset({"announced", "archived", "read", "entries"})


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [OUTLET]"

    def short_desc(self) -> str:
        return "Tell what outlets announced, what of it is archived and read, and what is missing and why"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--from",
            dest="since",
            metavar="DAY",
            help="the first day, such as 2026-11-01; without it, two weeks are shown",
        )
        parser.add_argument(
            "--to", dest="until", metavar="DAY", help="the last day; without it, that of the newest capture"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object for each outlet")
        parser.add_argument(
            "--metrics",
            type=Path,
            metavar="FILE",
            help="also write all metrics, for Prometheus, to FILE, instead of to that of ARCHIVE_METRICS_FILE",
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.folder import open_for_reading
        from crawler.commands.ending import write_metrics
        from crawler.watch.coverage import keep_coverage

        if len(args) > 1:
            raise UsageError("coverage takes one outlet")
        assert self.settings is not None
        since, until = _day(opts.since, "--from"), _day(opts.until, "--to")
        config = ArchiveConfig.from_settings(self.settings)
        agent = self.settings.get("ROBOTSTXT_USER_AGENT") or self.settings["USER_AGENT"]
        with open_for_reading(config, with_hidden=True) as index:
            is_whole = catch_up_if_possible(index, config)
            found = reports(index, config, args[0] if args else None, days=(since, until), agent=agent)
        if not is_read_only(config):
            keep_coverage(config.folder, found)
        metrics_file = opts.metrics or config.metrics_file
        if metrics_file is not None:
            write_metrics(config, metrics_file)
        if opts.json:
            for report in found:
                print(json.dumps(as_json(report), ensure_ascii=False))
        else:
            show(found)
        if not is_whole:
            self.exitcode = Exit.PARTIAL
        else:
            self.exitcode = Exit.ALARM if any(report.standing for report in found) else Exit.OK


def is_read_only(config: ArchiveConfig) -> bool:
    """Return whether the archive's folder is there and cannot be written, as on a medium for reading only."""
    return config.folder.exists() and not os.access(config.folder, os.W_OK)


def catch_up_if_possible(index: Index, config: ArchiveConfig) -> bool:
    """Read the lists that are new. Return False, after a line, where an archive for reading only cannot keep them."""
    from crawler.archive.places import WarcFiles
    from crawler.commands.progress import progress
    from crawler.coverage.reading import catch_up
    from crawler.coverage.sites import sections_of
    from crawler.outlets import OutletBook

    sections = sections_of(OutletBook.of_archive(config.folder))
    try:
        with progress("Reading lists") as advance:
            catch_up(index, WarcFiles(config, index), sections=sections, advance=advance)
    except ArchiveUnwritable as err:
        if not is_read_only(config):
            raise
        sys.stderr.write(f"microfiche: the newest feeds and sitemaps are left out: {err}\n")
        return False
    return True


def reports(
    index: Index, config: ArchiveConfig, name: str | None, *, days: tuple[date | None, date | None], agent: str
) -> list[Report]:
    """Return a report of each outlet, or of the one called *name*.

    *days* are the first and the last one; of days that are still to come there is nothing to tell. Raises
    `UnknownOutlet`, `BadSetting`.
    """
    from crawler.archive.places import WarcFiles
    from crawler.coverage.day import days_before
    from crawler.coverage.gathering import Gathering, all_sites, newest_at
    from crawler.outlets import OutletBook

    sites = all_sites(index, OutletBook.of_archive(config.folder))
    chosen = [site for site in sites if name is None or site.is_called(name)]
    if name is not None and not chosen:
        known = [word for site in sites for word in (site.key, site.name) if word]
        raise UnknownOutlet(name, known, listed_by="microfiche coverage")
    now = datetime.now(UTC)
    newest = newest_at(index, chosen) or now
    until = newest.date() if days[1] is None else min(days[1], max(now, newest).date())
    since = days[0] or days_before(until, REPORTED_DAYS - 1)
    if since > until:
        raise BadSetting("--from", f"{since} is after {until}, the last day to tell of")
    gathering = Gathering(index, WarcFiles(config, index), agent=agent)
    return [gathering.report(site, first=since, last=until) for site in chosen]


def as_json(report: Report) -> dict[str, Any]:
    """Return *report* as one JSON object."""
    days = []
    for day in report.days:
        missing: dict[str, list[str]] = {reason: [] for reason in day.missing}
        for page in day.pages:
            if page.reason is not None:
                missing[page.reason].append(page.url)
        counts = {"announced": day.announced, "archived": day.archived, "read": day.read}
        days.append({"day": day.day.isoformat(), **counts, "missing": missing})
    lists = [
        {
            "url": listing.url,
            "asked": len(listing.asked),
            "last_asked_at": listing.last.at.isoformat(),
            "last_well_at": listing.last_well.at.isoformat() if listing.last_well else None,
            "entries": listing.last.entries,
            "flaw": listing.last.why or None,
        }
        for listing in report.listings
    ]
    alarms = [
        {**asdict(alarm), "first_day": alarm.first_day.isoformat(), "last_day": alarm.last_day.isoformat()}
        for alarm in report.alarms
    ]
    return {"outlet": report.site.name, "key": report.site.key, "days": days, "lists": lists, "alarms": alarms}


def show(found: list[Report]) -> None:
    """Print tables on a terminal, and in a pipe lines with tabs and a line of names before them."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        print("\t".join(("outlet", *HEADS)))
        for report in found:
            for day in report.days:
                print("\t".join((report.site.name, *_cells(day))))
            for alarm in report.standing:
                sys.stderr.write(f"{alarm_line(report.site.name, alarm)}\n")
        return
    for report in found:
        console.print(_table(report))
        if report.listings:
            console.print(_lists(report))
        for alarm in report.alarms:
            style = "bold red" if alarm.is_standing else "dim"
            console.print(alarm_line(report.site.name, alarm), style=style, markup=False, soft_wrap=True)
            for url in alarm.evidence:
                console.print(f"  {url}", style="dim", markup=False, soft_wrap=True)


def _table(report: Report) -> Table:
    from rich.table import Table

    table = Table(title=report.site.name, title_justify="left", title_style="bold")
    for head in HEADS:
        # A day that is cut short on a narrow terminal says nothing.
        table.add_column(head, justify="right" if head in NUMBERS else "left", overflow="fold", no_wrap=head == "day")
    for day in report.days:
        table.add_row(*_cells(day))
    return table


def _cells(day: Day) -> tuple[str, ...]:
    missing = ", ".join(
        f"{count} {reason}" for reason, count in sorted(day.missing.items(), key=lambda one: (-one[1], one[0]))
    )
    return day.day.isoformat(), str(day.announced), str(day.archived), str(day.read), missing


def _lists(report: Report) -> Table:
    from rich.table import Table

    table = Table()
    for head in ("list", "last asked", "entries", "state"):
        table.add_column(head, justify="right" if head in NUMBERS else "left", overflow="fold")
    for listing in report.listings:
        last = listing.last
        table.add_row(listing.url, f"{last.at:%Y-%m-%d %H:%M}", str(last.entries), last.why or "well")
    return table


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise BadSetting(option, f"{text[:40]!r} is not a day such as 2026-11-22") from err
