"""What a setting is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.settings import Command as ScrapySettings

from crawler.commands.exit_codes import told_in_one_line
from crawler.errors import BadSetting

if TYPE_CHECKING:
    from argparse import Namespace


class Command(ScrapySettings):
    def short_desc(self) -> str:
        return "Print the value of a setting as it stands: --get NAME"

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        """Raises `BadSetting` when the value is not of the kind that is asked for."""
        try:
            super().run(args, opts)
        except ValueError as err:
            assert self.settings is not None
            name = opts.getbool or opts.getint or opts.getfloat
            wanted = "neither True nor False" if opts.getbool else "not a number"
            raise BadSetting(name, f"{self.settings[name]!r} is {wanted}") from err
