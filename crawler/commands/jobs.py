"""The crawl jobs of the schedule: what runs, waits, is done or failed, and where the log is."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.table import show_table
from crawler.config import ArchiveConfig
from crawler.errors import BadSetting

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from crawler.schedule import Job

HEADS = ("outlet", "state", "since", "took", "tries", "worker", "what", "log")
LIMIT = 50


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [OUTLET]"

    def short_desc(self) -> str:
        return "Show the scheduled crawls: running, waiting, done, failed, with reasons and logs"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--limit", type=int, default=LIMIT, help=f"so many, the newest first (default: {LIMIT})")
        parser.add_argument("--uploads", action="store_true", help="the uploads of WARC files instead of the crawls")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) > 1:
            raise UsageError("jobs takes one outlet")
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        from crawler.schedule import JobState
        from crawler.schedule.overview import look, must_have_folder, uploads

        if opts.limit < 1:
            raise BadSetting("--limit", f"{opts.limit} is not 1 or more")
        must_have_folder(config)
        limit = min(opts.limit, sys.maxsize)  # no database counts further
        found = uploads(config, limit=limit)
        if not opts.uploads:
            waiting = [job for job in found if not args and job.state is not JobState.DONE]
            found = [*look(config, outlet=args[0] if args else None, limit=limit).jobs, *waiting]
        if opts.json:
            for job in found:
                print(json.dumps(as_json(job), ensure_ascii=False, default=lambda value: value.isoformat()))
        else:
            show_table(HEADS, [line_of(job, now=datetime.now(UTC)) for job in found])
            if not found:
                sys.stderr.write(nothing(args, opts))
        self.exitcode = Exit.OK


def nothing(args: list[str], opts: Namespace) -> str:
    """Return why nothing is shown."""
    if opts.uploads:
        return "no worker has brought a file to the store yet\n"
    of = f" of {args[0]}" if args else ""
    return f"no crawl{of} was due yet; what is scheduled: microfiche schedule list\n"


def as_json(job: Job) -> dict[str, Any]:
    """Return *job* with the summary of its run, where that is on this machine; its stats stay in the file."""
    from crawler.watch.runs import run_at

    run = run_at(Path(job.run)) if job.run else None
    return {**asdict(job), "summary": None if run is None else {key: run[key] for key in run if key != "stats"}}


def line_of(job: Job, *, now: datetime) -> tuple[str, ...]:
    """Return the cells of *job* for the eye."""
    what = "; ".join(filter(None, (job.reason, job.said)))
    tries = str(job.tries) if job.tries > 1 else ""
    return (
        job.outlet,
        job.state,
        f"{job.since:%Y-%m-%d %H:%M:%S}Z",
        job.took(now),
        tries,
        job.worker or "",
        what,
        job.log,
    )
