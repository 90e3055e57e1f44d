"""Which version this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.version import Command as ScrapyVersion

from crawler import __version__

if TYPE_CHECKING:
    from argparse import Namespace


class Command(ScrapyVersion):
    def short_desc(self) -> str:
        return "Print the version of Microfiche and of Scrapy; -v for the libraries too"

    def run(self, args: list[str], opts: Namespace) -> None:
        print(f"Microfiche {__version__}")
        super().run(args, opts)
