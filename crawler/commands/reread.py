"""Read archived captures again by today's reader, and show what that changes field by field."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.output import harmless
from crawler.commands.progress import progress
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import ArchiveUnwritable, BadSetting, reason_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

    from crawler.outlets.wanted import Wanted
    from crawler.reread.bulk import Reread
    from crawler.reread.compare import Outcome
    from crawler.reread.runners.runner import Runner
    from crawler.reread.tally import Tally

MARKS = {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
CONTEXT_CHARS = 40
SHOWN_CHARS = 400
PART_ROWS = 50_000
"""So many captures are in one file of the table."""


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Read archived captures again by today's reader; show what changes, and store it with --write"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--outlet",
            metavar="NAME",
            help=(
                "only captures of this outlet: fetched by its spider, or at one of its addresses; for one "
                "that is in no file, a host with all below it"
            ),
        )
        parser.add_argument(
            "--from",
            dest="since",
            metavar="TIME",
            help="only captures of this year (2026), month, day or moment and later",
        )
        parser.add_argument(
            "--to", dest="until", metavar="TIME", help="only captures of this year, month, day or moment and earlier"
        )
        add_runner_options(parser)
        parser.add_argument(
            "--parquet",
            type=Path,
            metavar="FOLDER",
            help="write what became of each capture, with its article, to a new folder of Parquet files",
        )
        parser.add_argument(
            "--examples",
            type=int,
            default=3,
            metavar="N",
            help="show so many examples of each field (default: %(default)s)",
        )
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="write the summary, with what changed word by word, to an HTML page that needs nothing else",
        )
        parser.add_argument(
            "--write",
            action="store_true",
            help=(
                "store each article that is new or changed as another reading; nothing that is stored is written over"
            ),
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help=(
                "one JSON object a line for each capture that is not as before, in the order of the "
                "archive; the summary last"
            ),
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if args:
            raise UsageError("reread takes no arguments; which archive: -s ARCHIVE=FOLDER")
        if opts.examples < 0 or (opts.processes is not None and opts.processes < 1):
            raise UsageError("--processes must be 1 or more, --examples 0 or more")
        if opts.ray_address is not None and opts.runner != "ray":
            raise UsageError("--ray-address goes with --runner ray")
        from crawler.fetch.steps import steps_of
        from crawler.reread.bulk import reread
        from crawler.reread.work import Work

        assert self.settings is not None
        steps_of(self.settings)  # what is wrong with them is told here, and not by each process
        config = ArchiveConfig.from_settings(self.settings)
        work = Work(
            config=config,
            settings=self.settings,
            wanted=wanted_of(opts, config.folder),
            stores=opts.write,
            shows=opts.parquet is not None,
        )
        tell = partial(tell_line, to=sys.stdout) if opts.json else tell_failure
        with (
            redirect_stdout(sys.stderr),  # a cluster prints what its machines have to say
            tabled(opts.parquet, tell) as on_outcome,
            progress("Reading again") as advance,
        ):
            result = reread(
                work, runner=runner_of(opts), examples=opts.examples, on_outcome=on_outcome, advance=advance
            )
        if opts.json:
            print(json.dumps({"summary": result.tally.as_json()}, ensure_ascii=False))
        else:
            show(result.tally)
        if opts.report:
            write_report(opts.report, result.tally, config.folder)
        if opts.write:
            files = ", ".join(map(str, result.files))
            sys.stderr.write(f"{counted(result.stored, 'article')} stored{' in ' if files else ''}{files}\n")
        self.exitcode = exit_code(result)


def add_runner_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--processes",
        type=int,
        metavar="N",
        help="read so many parts at a time (default: one for each core, or for each CPU of the cluster)",
    )
    parser.add_argument(
        "--runner",
        choices=("pool", "ray"),
        default="pool",
        help="who reads: processes of this machine, or tasks of a Ray cluster (default: %(default)s)",
    )
    parser.add_argument(
        "--ray-address",
        metavar="ADDRESS",
        help="HOST:PORT of the cluster, at a machine of it (default: one of this machine, for this run alone)",
    )


def wanted_of(opts: Namespace, folder: Path, *, until_option: str = "--to") -> Wanted:
    """Return what the options ask for. Raises `UnknownOutlet`, `BadOutlet`, and `BadSetting` for what is no time."""
    from crawler.outlets import OutletBook
    from crawler.outlets.wanted import ALL, outlet_wanted

    wanted = outlet_wanted(opts.outlet, OutletBook.of_archive(folder)) if opts.outlet is not None else ALL
    if opts.since is not None:
        wanted = replace(wanted, since=_span("--from", opts.since)[0])
    if opts.until is not None:
        wanted = replace(wanted, until=_span(until_option, opts.until)[1])
    return wanted


def _span(option: str, text: str) -> Any:
    from crawler.outlets.wanted import span

    try:
        return span(text)
    except ValueError as err:
        raise BadSetting(
            option, f"{text[:80]!r} is no time such as 2024, 2024-05, 2024-05-01 or 2024-05-01T12:00Z"
        ) from err


def runner_of(opts: Namespace) -> Runner:
    """Return who reads."""
    if opts.runner == "pool":
        from crawler.reread.runners.pool import Pool

        return Pool(processes=opts.processes or usable_cores())
    from crawler.reread.runners.cluster import Cluster

    is_own = opts.ray_address is None
    return Cluster(processes=opts.processes or (usable_cores() if is_own else None), address=opts.ray_address)


@contextmanager
def tabled(folder: Path | None, tell: Callable[[Outcome], None]) -> Iterator[Callable[[Outcome], None]]:
    """Yield *tell*, as it is or so that each outcome is a row of the table at *folder* as well.

    The folder is there when all of it is. Raises `BadSetting`, `ArchiveUnwritable`.
    """
    if folder is None:
        yield tell
        return
    from crawler.export.parquet.writing import Parts, arrow
    from crawler.export.work import begun
    from crawler.reread.rows import READINGS, row_of

    arrow()
    with (
        begun(folder, {"format": "readings"}, option="--parquet") as work,
        Parts(work.whole, READINGS, most_rows=PART_ROWS) as table,
    ):

        def told(outcome: Outcome) -> None:
            table.add(row_of(outcome))
            tell(outcome)

        yield told
        table.close()
        work.finish()
    sys.stderr.write(f"{counted(table.count, 'row')} in {folder}\n")


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tell_failure(outcome: Outcome) -> None:
    if outcome.failure is not None:
        sys.stderr.write(
            f"not read: {outcome.url or outcome.file} ({outcome.file} at byte {outcome.offset}): {outcome.failure}\n"
        )


def tell_line(outcome: Outcome, *, to: TextIO) -> None:
    from crawler.reread.compare import Kind

    tell_failure(outcome)
    if outcome.failure is not None or outcome.kind not in (Kind.SAME, Kind.NONE):
        print(json.dumps(line_of(outcome), ensure_ascii=False), file=to)


def line_of(outcome: Outcome) -> dict[str, Any]:
    return {
        "kind": str(outcome.kind),
        "url": outcome.url or None,
        "record_id": outcome.record_id or None,
        "file": outcome.file,
        "offset": outcome.offset,
        "headline": outcome.headline,
        "failure": outcome.failure,
        "changes": [{"field": each.field, "before": each.before, "after": each.after} for each in outcome.changes],
    }


def show(tally: Tally) -> None:
    """Print the counts, a table of fields, and the examples."""
    from crawler.reread.report import WORDS

    told = [f"{tally.counts[kind]} {word}" for kind, word in WORDS.items() if tally.counts[kind]]
    print(f"{counted(tally.captures, 'capture')} read again: {', '.join(told)}")
    if tally.fields:
        print(f"\n{'field':<16} {'changed':>8} {'found':>8} {'lost':>8}")
    for name, field in tally.fields.items():
        print(f"{name:<16} {field.changed:>8} {field.found:>8} {field.lost:>8}")
    for name, field in tally.fields.items():
        for _, example in field.examples:
            print(f"\n{name}: {example.url}\n  {diff_line(example.before, example.after)}")


def diff_line(before: str, after: str) -> str:
    """Return what changed as one line, with a little of what stands around it."""
    from crawler.versions import word_diff

    parts = []
    for piece in word_diff(before, after):
        text = _on_one_line(piece.text)
        if piece.sign == "=" and len(text) > 2 * CONTEXT_CHARS:
            text = f"{text[:CONTEXT_CHARS]} … {text[-CONTEXT_CHARS:]}"
        opening, closing = MARKS[piece.sign]
        parts.append(f"{opening}{text}{closing}")
    line = "".join(parts)
    return line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}…"


def _on_one_line(text: str) -> str:
    """Return *text* with each run of white space, also at the ends, as one space."""
    return harmless(re.sub(r"\s+", " ", text))


def write_report(path: Path, tally: Tally, folder: Path) -> None:
    from crawler.reread.report import report_page

    try:
        path.write_text(report_page(tally, title=f"{folder.name} read again"), "utf-8", "backslashreplace")
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err
    sys.stderr.write(f"wrote {path}\n")


def exit_code(result: Reread) -> Exit:
    """Name the files that were left out, and return what the result amounts to."""
    for name in result.unknown:
        sys.stderr.write(f"not read: {name}: not in the index; `microfiche repair` adds it\n")
    return Exit.PARTIAL if result.tally.failed or result.unknown else Exit.OK
