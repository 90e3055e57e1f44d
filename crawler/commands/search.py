"""Find articles by what they say."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.output import harmless
from crawler.config import ArchiveConfig

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from crawler.index.search.found import Found, Results
    from crawler.index.search.snippets import Piece

SORTS = ("best", "newest", "oldest")
MOST = 10_000


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] WORD..."

    def short_desc(self) -> str:
        return "Find articles by words, phrases, outlet, author, language and date"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.set_defaults(dashed_words=True)  # `-rain` leaves out, and is no option
        parser.add_argument("--json", action="store_true", help="one JSON object for each article, one a line")
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="at most so many (default: %(default)s)")
        parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out the first so many")
        parser.add_argument("--sort", choices=SORTS, default="best", help="what comes first (default: %(default)s)")

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.folder import open_for_reading
        from crawler.index.search.query import parse_query

        if not args:
            raise UsageError("search takes words; all that can be asked: docs/searching.md")
        for option, value, least, most in (("--limit", opts.limit, 1, MOST), ("--skip", opts.skip, 0, 10 * MOST)):
            if not least <= value <= most:
                raise UsageError(f"{option}: {value} is not from {least} to {most}")
        assert self.settings is not None
        query = parse_query(" ".join(map(_as_typed, args)))
        with open_for_reading(ArchiveConfig.from_settings(self.settings)) as index:
            results = index.stories.search(query, sort=opts.sort, limit=opts.limit, offset=opts.skip, timeout_s=60)
        if opts.json:
            for found in results.found:
                print(json.dumps(found.as_json(), ensure_ascii=False))
        else:
            _show(results)
        self.exitcode = Exit.OK


def _as_typed(word: str) -> str:
    """Return *word* with the quotation marks that the shell took: what it gave as one word is one phrase."""
    if " " not in word or '"' in word:
        return word
    without, word = ("-", word[1:]) if word.startswith("-") else ("", word)
    head, colon, value = word.partition(":")
    return without + (f'{head}:"{value}"' if colon and " " not in head else f'"{word}"')


def _show(results: Results) -> None:
    """Print for the eye on a terminal; lines with tabs in a pipe."""
    if not sys.stdout.isatty():
        for found in results.found:
            print("\t".join(_line(found)))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for found in results.found:
        console.print(_marked(found.headline or (), "bold", "bold reverse") or Text("(no headline)", style="bold"))
        day, outlet, _, url, _ = _line(found)
        earlier = "  in another version" if found.is_earlier else ""
        console.print(Text(f"  {day}  {outlet}  {url}{earlier}", style="dim"))
        console.print(Text("  ").append_text(_marked(found.snippet, "", "bold yellow")), "")
    shown = len(results.found)
    console.print(f"{results.total} found" + (f", {shown} shown" if shown < results.total else ""))


def _line(found: Found) -> tuple[str, str, str, str, str]:
    """Return day, outlet, headline, address and snippet, each without line ends."""
    story = found.story
    day = f"{story.published_at:%Y-%m-%d}" if story.published_at else ""
    snippet = "".join(piece.text for piece in found.snippet)
    cells = (day, story.outlet or "", story.headline or "", story.url, snippet)
    day, outlet, headline, url, text = (harmless(" ".join(cell.split())) for cell in cells)
    return day, outlet, headline, url, text


def _marked(pieces: Iterable[Piece], style: str, hit: str) -> Any:
    from rich.text import Text

    text = Text()
    for piece in pieces:
        text.append(harmless(piece.text), style=hit if piece.is_hit else style)
    return text
