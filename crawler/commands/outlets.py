"""The outlets that are known: list them, show one, take over lists of mirrors, ask whether their addresses answer."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.counting import counted
from crawler.errors import BadSetting, UnknownOutlet

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from crawler.fetch.look.check import Finding
    from crawler.model import Outlet
    from crawler.outlets import OutletBook

FORMS = "outlets list | show NAME | import FILE | check [NAME...]"


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "list | show NAME | import FILE | check [NAME...]"

    def short_desc(self) -> str:
        return "List and show outlets, import lists of mirrors, check whether addresses answer"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="list, show and check: one JSON object a line")
        parser.add_argument(
            "--date",
            metavar="DAY",
            help="import: of which day the list is (default: the day on which the file was last changed, in UTC)",
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        verbs: dict[str, Callable[[list[str], Namespace], None]] = {
            "list": self.list_all,
            "show": self.show,
            "import": self.take_over,
            "check": self.check,
        }
        if not args or args[0] not in verbs:
            raise UsageError(f"give one of: {FORMS}")
        verbs[args[0]](args[1:], opts)

    def list_all(self, args: list[str], opts: Namespace) -> None:
        """Print a line for each outlet."""
        if args:
            raise UsageError("list takes no names; one outlet: outlets show NAME")
        for outlet in self.book():
            print(json_of(outlet) if opts.json else line_of(outlet))

    def show(self, args: list[str], opts: Namespace) -> None:
        """Print the entry of one outlet, as it is after merging."""
        if len(args) != 1:
            raise UsageError("give the name of one outlet: outlets show NAME")
        from crawler.outlets import in_table
        from crawler.outlets.write import entry_text

        outlet = outlet_called(self.book(), args[0])
        sys.stdout.write(json_of(outlet) + "\n" if opts.json else entry_text(outlet.key, in_table(outlet)))

    def take_over(self, args: list[str], opts: Namespace) -> None:
        """Import a list of mirrors into the user's file."""
        if len(args) != 1:
            raise UsageError("give one file: outlets import FILE [--date DAY]")
        from crawler.outlets import USERS_FILE
        from crawler.outlets.importing import Import
        from crawler.outlets.lists import read_list
        from crawler.outlets.write import UsersFile

        mirrors = read_list(Path(args[0]))
        day = day_of(Path(args[0]), opts.date)
        users = UsersFile(self.folder() / USERS_FILE)
        done = Import(self.book(), users, day=day)
        done.take(mirrors)
        for change in done.changes:
            print(f"{change.key}: {change.host}: {change.what}")
        for skipped in done.skipped:
            print(f"skipped: {skipped.what}: {skipped.why}")
        if done.changes:
            users.save()
        where = f" in {users.path}" if done.changes else ""
        print(f"{mirrors.source} of {day}: {counted(len(done.changes), 'change')}{where}, {len(done.skipped)} skipped")

    def check(self, args: list[str], opts: Namespace) -> None:
        """Ask the addresses of the named outlets, or of all, and print what answers."""
        from scrapy.spiderloader import get_spider_loader

        from crawler.commands.discover import look
        from crawler.fetch.look import Check

        assert self.settings is not None
        book = self.book()
        outlets = [outlet_called(book, name) for name in args] if args else list(book)
        loader = get_spider_loader(self.settings)
        # What a crawl would follow, its spider knows; one that is no `SiteSpider` is not asked.
        spiders: dict[str, Any] = {outlet.key: loader.load(outlet.key)() for outlet in outlets}
        check = Check(lambda key, url: not hasattr(spiders[key], "is_ours") or spiders[key].is_ours(url))
        # Feeds and home pages are there to be asked for; nothing is followed, so the rules of robots.txt play no part.
        look(self.settings, list(check.asks_for(outlets)), check.told, ROBOTSTXT_OBEY=False)
        print_findings(check.findings, as_json=opts.json)
        self.exitcode = Exit.OK if all(finding.is_well for finding in check.findings) else Exit.PARTIAL

    def book(self) -> OutletBook:
        from crawler.outlets import OutletBook

        return OutletBook.of_archive(self.folder())

    def folder(self) -> Path:
        assert self.settings is not None
        return Path(self.settings["ARCHIVE"]).expanduser()


def outlet_called(book: OutletBook, name: str) -> Outlet:
    """Return the outlet called *name*. Raises `UnknownOutlet`."""
    try:
        return book.outlet(name)
    except KeyError as err:
        raise UnknownOutlet(name, list(book.keys)) from err


def line_of(outlet: Outlet) -> str:
    """Return one line about *outlet* for the eye."""
    mirrors = f" (+{len(outlet.hosts) - 1})" if len(outlet.hosts) > 1 else ""
    return f"{outlet.key:<36} {outlet.country or '--'} {outlet.language or '--':<5} {outlet.hosts[0].host}{mirrors}"


def json_of(outlet: Outlet) -> str:
    """Return *outlet* as one JSON object; days are ISO dates."""
    from crawler.outlets import in_table

    return json.dumps({"key": outlet.key, **in_table(outlet)}, ensure_ascii=False, default=str)


def day_of(path: Path, given: str | None) -> date:
    """Return the day of the list at *path*: *given*, or else the one on which the file was last changed (UTC)."""
    if given is None:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    try:
        return date.fromisoformat(given)
    except ValueError as err:
        raise BadSetting("--date", f"{given[:80]!r} is not a day such as 2026-11-22") from err


def print_findings(findings: list[Finding], *, as_json: bool) -> None:
    """Print what answered and what did not, outlet by outlet."""
    ordered = sorted(findings, key=lambda finding: (finding.outlet, finding.url))
    if as_json:
        for finding in ordered:
            print(json.dumps(asdict(finding), ensure_ascii=False))
        return
    for finding in ordered:
        row: tuple[Any, ...] = ("ok" if finding.is_well else "WRONG", finding.outlet, finding.what, finding.url)
        print("{:<5}  {:<24}  {:<12}  {}  ".format(*row) + finding.text)
    wrong = sum(not finding.is_well for finding in findings)
    asked = counted(len(findings), "address", "addresses")
    wrong_ones = counted(wrong, "of them does not answer as it should", "of them do not answer as they should")
    print(f"{asked}, {wrong_ones}" if wrong else f"{asked}, all answer")
