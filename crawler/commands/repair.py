"""Mend an archive: what a dead writer left, rows that are missing; and name what cannot be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.progress import progress
from crawler.config import ArchiveConfig
from crawler.counting import counted

if TYPE_CHECKING:
    from argparse import Namespace


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Mend what a dead writer left and add missing index rows; names what cannot be mended"

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        from crawler.archive.repair import repair

        if args:
            raise UsageError("repair takes no arguments; which archive: -s ARCHIVE=FOLDER")
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        with progress("Mending and verifying") as advance:
            result = repair(config, advance=advance)
        for file in result.recovered:
            print(file)
        if result.added.captures or result.added.articles:
            print(f"{result.added} added to the index")
        for flaw in result.now.flaws:
            print(f"cannot be mended: {flaw}")
        if result.now.flaws:
            left = counted(len(result.now.flaws), "flaw is left", "flaws are left")
            anew = (
                "`microfiche reindex` makes an index of what is there now"
                if config.index is None
                else "`microfiche repair` with ARCHIVE_INDEX at an empty database fills it with what is there now"
            )
            print(f"{left}. A copy of the WARC file in its place mends damage and loss; {anew}")
        else:
            print("no flaws are left")
        self.exitcode = Exit.FLAWS if result.now.flaws else Exit.OK
