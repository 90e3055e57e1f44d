"""Rebuild the metadata index from the WARC files alone."""

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


SHOWN = "is shown; if there is one, copy it here and rebuild again"


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Rebuild the index from the WARC files; the old one is replaced when the new one is whole"

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        from crawler.archive.reindex import reindex

        if args:
            raise UsageError("reindex takes no arguments; which archive: -s ARCHIVE=FOLDER")
        assert self.settings is not None
        with progress("Reading WARC files") as advance:
            result = reindex(ArchiveConfig.from_settings(self.settings), advance=advance)
        counts = result.counts
        held = f"{counted(counts.captures, 'capture')} and {counted(counts.articles, 'article')}"
        print(f"{held} of {counted(result.files, 'WARC file')} indexed")
        for flaw in result.flaws:
            print(f"not indexed: {flaw}")
        if result.lacks_log:
            print(f"no redactions.jsonl is here: what was hidden where the files of the store come from {SHOWN}")
        self.exitcode = Exit.PARTIAL if result.flaws else Exit.OK
