"""Hand the archive on: JSON lines, CDXJ or ZipNum, tables, or a package that replays elsewhere."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.given import checked_text
from crawler.commands.progress import progress
from crawler.config import ArchiveConfig
from crawler.counting import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from crawler.export.selection import Selection
    from crawler.export.wacz.export import Exported

LINES = {"jsonl": "article", "cdxj": "capture"}
"""Formats of lines, and what each line tells of."""
FORMATS = (*LINES, "zipnum", "parquet", "wacz")


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] FORMAT"

    def short_desc(self) -> str:
        return "Hand the archive on, all or a part of it: JSON lines, CDXJ, ZipNum, Parquet, or a WACZ package"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--to",
            metavar="PATH",
            help="the file or folder to make, which must not be there yet; lines go to stdout without it",
        )
        parser.add_argument("--outlet", metavar="NAME", help="only of this outlet: its name, or a host")
        parser.add_argument(
            "--from", dest="since", metavar="TIME", help="only captured in this year, month, day or later"
        )
        parser.add_argument(
            "--to-date", dest="until", metavar="TIME", help="only captured in this year, month, day or earlier"
        )
        parser.add_argument(
            "--query", metavar="WORDS", help="only articles that a search for this finds, and their captures"
        )
        parser.add_argument("--title", metavar="TEXT", help="of a package: what it is called")
        parser.add_argument(
            "--sign", type=Path, metavar="FILE", help="of a package: sign it by this private key (PEM, P-384)"
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.folder import open_for_reading
        from crawler.commands.reread import wanted_of
        from crawler.export.selection import Selection
        from crawler.index.search.query import parse_query

        check(args, opts)
        form = args[0]
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        wanted = wanted_of(opts, config.folder, until_option="--to-date")
        query = parse_query(opts.query) if opts.query is not None else None
        with open_for_reading(config) as index:
            selection = Selection(index, wanted, query)
            _ = selection.stories  # what is wrong with the search is told before anything is written
            if form in LINES:
                export_lines(form, selection, opts, config.folder)
                self.exitcode = Exit.OK
            else:
                self.exitcode = EXPORTS[form](selection, opts, config)


def check(args: list[str], opts: Namespace) -> None:
    """Raise UsageError for what cannot be done together."""
    if len(args) != 1 or args[0] not in FORMATS:
        raise UsageError(f"give one format: {', '.join(FORMATS)}")
    if opts.to is None and args[0] not in LINES:
        raise UsageError(f"{args[0]} needs --to PATH")
    if (opts.sign or opts.title) and args[0] != "wacz":
        raise UsageError("--sign and --title go with wacz")


def question(form: str, selection: Selection, opts: Namespace, config_folder: Path) -> dict[str, Any]:
    """Return what makes two exports the same one, so that the second may go on where the first was broken off.

    What is redacted since then is in what was written already.
    """
    return {
        "format": form,
        "archive": str(config_folder.absolute()),
        "redacted": sorted(act.act_id for act in selection.index.redactions.standing()),
        **selection.as_json(),
        "title": opts.title,
        "sign": opts.sign and str(opts.sign),
    }


def export_lines(form: str, selection: Selection, opts: Namespace, folder: Path) -> None:
    from crawler.export.lines import article_lines, capture_lines, write_lines
    from crawler.export.work import begun, nothing

    lines = article_lines if form == "jsonl" else capture_lines
    if opts.to is None:
        count = 0
        for count, line in enumerate(lines(selection, {}), 1):  # noqa: B007  # how many there were
            sys.stdout.buffer.write(line.data)
        sys.stdout.buffer.flush()
        if not count:
            raise nothing(LINES[form])
        return
    target = Path(opts.to)
    with begun(target, question(form, selection, opts, folder)) as work, progress("Writing") as advance:
        tell_resumed(work.is_resumed, target)
        count = write_lines(lambda state: lines(selection, state), work, LINES[form], lambda done: advance(done, None))
    sys.stderr.write(f"{counted(count, 'line')} in {target}\n")


def export_package(selection: Selection, opts: Namespace, config: ArchiveConfig) -> Exit:
    from crawler.archive.places import WarcFiles
    from crawler.export.wacz.datapackage import signer
    from crawler.export.wacz.export import WaczExport, Wish
    from crawler.export.work import begun

    target = Path(opts.to)
    wish = Wish(
        title=opts.title or f"News archive {config.folder.absolute().name}",
        made_at=datetime.now(UTC),
        files=WarcFiles(config, selection.index),
        sign=signer(opts.sign) if opts.sign else None,
    )
    asked = question("wacz", selection, opts, config.folder)
    with begun(target, asked) as work, progress("Copying") as advance:
        tell_resumed(work.is_resumed, target)
        done = WaczExport(selection, work, wish).run(looking=lambda count: advance(count, None), copying=advance)
    return told(done, target)


def export_cluster(selection: Selection, opts: Namespace, config: ArchiveConfig) -> Exit:
    from crawler.export.cluster import Cluster
    from crawler.export.lines import capture_lines
    from crawler.export.work import begun

    target = Path(opts.to)
    asked = question("zipnum", selection, opts, config.folder)
    with begun(target, asked) as work, progress("Writing") as advance:
        tell_resumed(work.is_resumed, target)
        count = Cluster(work).run(lambda state: capture_lines(selection, state), lambda done: advance(done, None))
    sys.stderr.write(f"{counted(count, 'line')} in {target}\n")
    return Exit.OK


def export_tables(selection: Selection, opts: Namespace, config: ArchiveConfig) -> Exit:
    from crawler.export.parquet.export import ParquetExport
    from crawler.export.parquet.writing import arrow
    from crawler.export.work import begun

    arrow()
    target = Path(checked_text(opts.to, of="--to"))  # pyarrow takes no other name
    asked = question("parquet", selection, opts, config.folder)
    with begun(target, asked) as work, progress("Writing") as advance:
        tell_resumed(work.is_resumed, target)
        rows = ParquetExport(selection, work, lambda done: advance(done, None)).run()
    held = ", ".join(counted(count, name.removesuffix("s")) for name, count in rows.items())
    sys.stderr.write(f"{held} in {target}\n")
    return Exit.OK


EXPORTS = {"zipnum": export_cluster, "parquet": export_tables, "wacz": export_package}


def told(done: Exported, target: Path) -> Exit:
    """Say what is in the package, and what could not be put there."""
    for line in done.left_out:
        sys.stderr.write(f"microfiche: {line}\n")
    held = [counted(done.captures, "capture"), counted(done.pages, "page"), counted(done.articles, "article")]
    sys.stderr.write(f"{', '.join(held)} in {target}\n")
    return Exit.PARTIAL if done.left_out else Exit.OK


def tell_resumed(is_resumed: Any, target: Path) -> None:
    if is_resumed:
        sys.stderr.write(f"going on with {target} where the last export was broken off\n")
