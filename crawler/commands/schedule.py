"""Which outlets are crawled when: add, list, pause, resume, remove, run now. `microfiche work` does the crawling."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler.commands.crawl import check_arguments, spider_class
from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.given import checked_text
from crawler.config import ArchiveConfig
from crawler.errors import BadSetting

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from crawler.schedule import Plan, Rhythm, Store

FORMS = "schedule list | add OUTLET... --every 15m | pause, resume, run-now, remove OUTLET..."
MOST_TRIES = 20


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "list | add OUTLET... --every 15m | add OUTLET... --cron LINE | pause|resume|run-now|remove OUTLET..."

    def short_desc(self) -> str:
        return "Say which outlets are crawled when; `microfiche work` crawls them"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--every", metavar="SPAN", help="add: each so often, such as 15m, 6h, 1d12h; a minute at least"
        )
        parser.add_argument(
            "--cron", metavar="LINE", help='add: by the clock: minute, hour, day, month, weekday, such as "0 6 * * 1-5"'
        )
        parser.add_argument(
            "--tz", metavar="ZONE", help="add: whose clock --cron goes by, such as Asia/Tehran (default: UTC)"
        )
        parser.add_argument(
            "--timeout",
            metavar="SPAN",
            default="6h",
            help="add: a longer crawl is ended in order (default: %(default)s)",
        )
        parser.add_argument(
            "--tries", type=int, default=3, help="add: so often a crawl that fails is tried (default: %(default)s)"
        )
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE",
                            help="add: an argument of the crawl, such as -a limit=100; may be repeated")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="list: one JSON object a line")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        verbs: dict[str, Callable[[Store, list[str], Namespace], None]] = {
            "add": self.add,
            "pause": self.pause,
            "resume": self.resume,
            "run-now": self.run_now,
            "remove": self.remove,
        }
        if not args or args[0] not in {"list", *verbs}:
            raise UsageError(f"give one of: {FORMS}")
        if (args[0] == "list") == bool(args[1:]):
            raise UsageError("list takes no names" if args[0] == "list" else f"{args[0]} which outlets?")
        from crawler.schedule import Store

        self.exitcode = Exit.OK
        if args[0] == "list":
            self.list_all(opts)
            return
        with closing(Store.of(self.config)) as store:
            verbs[args[0]](store, [checked_text(name, of=args[0]) for name in args[1:]], opts)

    @property
    def config(self) -> ArchiveConfig:
        assert self.settings is not None
        return ArchiveConfig.from_settings(self.settings)

    def list_all(self, opts: Namespace) -> None:
        """Print a line for each plan, the next due first. Raises `ArchiveNotFound`: looking makes no archive."""
        from crawler.schedule.overview import must_have_folder, planned

        must_have_folder(self.config)
        plans, _ = planned(self.config)
        if opts.json:
            for plan in plans:
                print(json.dumps(as_json(plan), ensure_ascii=False))
            return
        from crawler.commands.table import show_table

        lines = [
            (plan.outlet, str(plan.rhythm), "paused" if plan.is_paused else f"{plan.next_at():%Y-%m-%d %H:%M:%S}Z",
             " ".join(plan.arguments))
            for plan in plans
        ]  # fmt: skip
        show_table(("outlet", "when", "next", "arguments"), lines)
        if not plans:
            sys.stderr.write("nothing is scheduled; begin with: microfiche schedule add OUTLET --every 15m\n")

    def add(self, store: Store, names: list[str], opts: Namespace) -> None:
        """Keep a plan for each name; every one is checked before any is kept."""
        from crawler.schedule import Plan

        assert self.settings is not None
        rhythm = _rhythm(opts)
        if not 1 <= opts.tries <= MOST_TRIES:
            raise BadSetting("--tries", f"{opts.tries} is not from 1 to {MOST_TRIES}")
        arguments = [part for argument in opts.spargs for part in ("-a", _argument(argument))]
        loader = get_spider_loader(self.settings)
        given = dict(argument.split("=", 1) for argument in opts.spargs)
        for name in names:
            check_arguments(spider_class(loader, name), given)
        timeout_s = _timeout_s(opts.timeout)
        for name in dict.fromkeys(names):
            plan = Plan(outlet=name, rhythm=rhythm, arguments=tuple(arguments), timeout_s=timeout_s, tries=opts.tries,
                        looked_at=datetime.now(UTC))  # fmt: skip
            verb = "changed" if store.add(plan) else "added"
            sys.stderr.write(f"{name}: {verb}, {rhythm}, next at {plan.next_at():%Y-%m-%d %H:%M:%S}Z\n")

    def pause(self, store: Store, names: list[str], _opts: Namespace) -> None:
        self._each(names, lambda name: store.pause(name, is_paused=True, now=datetime.now(UTC)), "paused")

    def resume(self, store: Store, names: list[str], _opts: Namespace) -> None:
        self._each(names, lambda name: store.pause(name, is_paused=False, now=datetime.now(UTC)), "goes on")

    def remove(self, store: Store, names: list[str], _opts: Namespace) -> None:
        self._each(names, store.remove, "removed")

    def run_now(self, store: Store, names: list[str], _opts: Namespace) -> None:
        """Queue a crawl of each name besides its plan."""
        from crawler.schedule.engine import JobBook

        plans = {plan.outlet: plan for plan in store.plans()}
        with closing(JobBook(self.config)) as book:
            for name in names:
                key = f"{name}@{datetime.now(UTC):%Y%m%dT%H%M%SZ}-now"
                if name not in plans:
                    self._not_scheduled(name)
                elif book.run_now(plans[name], key=key):
                    sys.stderr.write(f"{name}: queued\n")
                else:
                    sys.stderr.write(f"{name}: waits or runs already\n")

    def _each(self, names: list[str], do: Callable[[str], bool], verb: str) -> None:
        for name in names:
            if do(name):
                sys.stderr.write(f"{name}: {verb}\n")
            else:
                self._not_scheduled(name)

    def _not_scheduled(self, name: str) -> None:
        sys.stderr.write(f"microfiche: {name} is not scheduled\n")
        self.exitcode = Exit.USAGE


def as_json(plan: Plan) -> dict[str, Any]:
    """Return *plan* as it is told to programs."""
    return {
        "outlet": plan.outlet,
        "when": str(plan.rhythm),
        "next_at": None if plan.is_paused else plan.next_at().isoformat(),
        "is_paused": plan.is_paused,
        "arguments": list(plan.arguments),
        "timeout_s": plan.timeout_s,
        "tries": plan.tries,
    }


def _rhythm(opts: Namespace) -> Rhythm:
    from crawler.schedule.rhythm import cron, every

    if bool(opts.every) == bool(opts.cron):
        raise UsageError("add: give --every or --cron")
    if opts.tz and not opts.cron:
        raise UsageError("--tz goes with --cron")
    return every(opts.every) if opts.every else cron(opts.cron, opts.tz or "UTC")


def _timeout_s(text: str) -> int:
    from crawler.schedule.rhythm import every

    try:
        return every(text).seconds
    except BadSetting as err:
        raise BadSetting("--timeout", str(err).removeprefix(f"{err.setting}: ")) from err


def _argument(text: str) -> str:
    name, is_pair, _ = text.partition("=")
    if not is_pair or not name.isidentifier():
        raise BadSetting("-a", f"{text[:60]!r} is not NAME=VALUE")
    return checked_text(text, of="-a")
