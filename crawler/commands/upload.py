"""Bring closed WARC files to the store that ARCHIVE_STORE names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.progress import progress
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import NotUploaded

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


class Command(ScrapyCommand):
    requires_crawler_process = False

    def short_desc(self) -> str:
        return "Bring closed WARC files to the store (ARCHIVE_STORE), prove them there, and remove them here"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--list", action="store_true", help="only say which files would be brought there")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if args:
            raise UsageError(
                "upload takes no arguments; which archive: -s ARCHIVE=FOLDER, where to: -s ARCHIVE_STORE=URL"
            )
        from crawler.archive import open_for_reading
        from crawler.archive.places import Store
        from crawler.archive.places.upload import to_upload, upload

        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        with open_for_reading(config) as index:
            rows = to_upload(config, index)
            if opts.list:
                for row in rows:
                    print(f"{row.name}  {counted(row.size_bytes or 0, 'byte')}")
                return
            store = Store(config.store.options)
            store.check(str(config.store.address))
            total, done, refused = sum(row.size_bytes or 0 for row in rows), 0, 0
            with progress("Uploading") as advance:
                for row in rows:
                    try:
                        upload(row, config, index, store)
                    except NotUploaded as err:
                        sys.stderr.write(f"microfiche: {err}\n")
                        refused += 1
                    done += row.size_bytes or 0
                    advance(done, total)
        kept = "; their local copies stay" if config.store.keeps_local else ""
        there = counted(len(rows) - refused, "WARC file is", "WARC files are")
        print(f"{there} in {config.store.address}, proved by their SHA-256{kept}")
        self.exitcode = Exit.FAILED if refused else Exit.OK
