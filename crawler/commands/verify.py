"""Prove that WARC files and index are right and agree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.progress import progress
from crawler.config import ArchiveConfig
from crawler.counting import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Prove every record, digest and index row of the archive; lists each flaw"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--second-reader",
            action="store_true",
            help=(
                "read every file with warcio too, other people's code: both must see the same records, byte for byte"
            ),
        )
        parser.add_argument(
            "--here", action="store_true", help="leave out files that are in a store: nothing is fetched"
        )
        parser.add_argument("--json", action="store_true", help="the result as one JSON object")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.verify import verify

        if args:
            raise UsageError("verify takes no arguments; which archive: -s ARCHIVE=FOLDER")
        assert self.settings is not None
        with progress("Verifying") as advance:
            config = ArchiveConfig.from_settings(self.settings)
            result = verify(config, advance=advance, second_reader=opts.second_reader, only_here=opts.here)
        if opts.json:
            print(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            for flaw in result.flaws:
                print(flaw)
            flaws = counted(len(result.flaws), "flaw")
            verdict = f"{flaws}; `microfiche repair` mends what it can" if result.flaws else "no flaws"
            held = f"{counted(result.captures, 'capture')} and {counted(len(result.articles), 'article')}"
            files = counted(result.files, "WARC file")
            known = f" ({result.as_imported} that imported files came with)" if result.as_imported else ""
            left_out = counted(len(result.elsewhere), "file elsewhere was", "files elsewhere were")
            elsewhere = f"; {left_out} not looked at" if result.elsewhere else ""
            if result.dangling:
                revisits = counted(
                    result.dangling, "revisit repeats a capture that is", "revisits repeat captures that are"
                )
                print(f"in imported files {revisits} not in the archive")
            print(f"{held} in {files}, {counted(result.rows, 'index row')}: {verdict}{known}{elsewhere}")
        self.exitcode = Exit.FLAWS if result.flaws else Exit.OK
