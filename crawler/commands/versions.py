"""List what became of an article: its versions, what changed, when it went away."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.given import checked_text
from crawler.commands.output import harmless
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveUnwritable, NoPage, reason_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from crawler.versions import Change, Timeline, Version

MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}
STYLES = {"-": "strike red", "+": "bold green", "=": ""}


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "List the versions of an article that the archive has seen, and what changed"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--diff",
            action="store_true",
            help="show what changed word by word: in colour on a terminal, as [-before-]{+after+} in a pipe",
        )
        parser.add_argument(
            "--html",
            type=Path,
            metavar="FILE",
            help="write versions and changes to an HTML page that needs nothing else",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.folder import open_for_reading
        from crawler.archive.places import WarcFiles
        from crawler.versions import timeline_of
        from crawler.versions.as_json import timeline_json
        from crawler.versions.gathering import sightings_of
        from crawler.versions.html import versions_page

        if len(args) != 1:
            raise UsageError("versions takes one address")
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        url = checked_text(args[0], of="versions")
        with open_for_reading(config) as index:
            timeline = timeline_of(sightings_of(index, WarcFiles(config, index), url))
        if not timeline.versions:
            raise NoPage(f"{url}: no article of that address is in the archive at {config.folder}")
        if opts.html:
            _write(opts.html, versions_page(timeline))
        if opts.json:
            print(json.dumps(timeline_json(timeline), ensure_ascii=False))
        elif opts.diff or not opts.html:
            _show(timeline, with_diff=opts.diff)
        self.exitcode = Exit.OK


def _show(timeline: Timeline, *, with_diff: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from crawler.versions.html import event_text

    console = Console(highlight=False, soft_wrap=True)
    lines = [(version.first_seen_at, _line(version), version.changes) for version in timeline.versions]
    lines += [(event.at, f"{event.at:%Y-%m-%d %H:%M:%S}  {event_text(event)}", ()) for event in timeline.events]
    for _, line, changes in sorted(lines, key=lambda each: each[0]):
        console.print(Text(harmless(line), style="bold"))
        for change in changes if with_diff else ():
            console.print(_diff(change, colours=console.is_terminal))


def _line(version: Version) -> str:
    """Return one line for *version*, such as ``2026-11-24 10:00:00  version 2  headline, body  (3 captures)``."""
    changed = ", ".join(change.field for change in version.changes) or (version.article.headline or "no headline")
    reader = ", another reader" if version.other_reader else ""
    captures = f"{version.captures} capture{'s' if version.captures > 1 else ''}"
    return f"{version.first_seen_at:%Y-%m-%d %H:%M:%S}  version {version.number}  {changed}  ({captures}{reader})"


def _diff(change: Change, *, colours: bool) -> Any:
    """Return the change for the eye; without colours, as in a pipe, with ``[-…-]`` and ``{+…+}``."""
    from rich.text import Text

    from crawler.versions import word_diff

    text = Text(f"  {change.field}: ")
    for piece in word_diff(change.before, change.after):
        before, after = ("", "") if colours else MARKS[piece.sign]
        text.append(f"{before}{harmless(piece.text)}{after}", style=STYLES[piece.sign] if colours else "")
    return text


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8", "replace")  # pages cut letters in half
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err
    sys.stderr.write(f"wrote {path}\n")
