"""The dated history of an outlet's addresses: as a table, as JSON, as a picture; asked anew when a person says so."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import groupby, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.output import harmless
from crawler.commands.summary import exit_code, stat
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import ArchiveUnwritable, UnknownOutlet, reason_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from scrapy.settings import BaseSettings

    from crawler.index import Index
    from crawler.mirrors import AddressHistory
    from crawler.model import Outlet
    from crawler.outlets import OutletBook

HEADS = (
    *("outlet", "address", "kind", "state", "printed", "pages", "said by"),
    *("last worked", "last failed", "asked from"),
)


OF_THE_ADDRESS = frozenset({"outlet", "address", "kind", "printed", "pages", "said by"})
UNBROKEN = frozenset({"kind", "state", "last worked"})
LEFT_OUT = (
    (100, frozenset({"outlet", "kind", "printed", "pages", "said by"})),
    (140, frozenset({"outlet", "pages", "said by"})),
    (sys.maxsize, frozenset({"outlet"})),
)
"""What a terminal narrower than so many columns has no room for; the outlet is its table's title."""


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [OUTLET] | check [OUTLET...]"

    def short_desc(self) -> str:
        return "Show the history of an outlet's addresses: where printed, how they fared; check asks them"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object for each address")
        parser.add_argument(
            "--plot",
            type=Path,
            metavar="FILE.svg",
            help="draw the timeline of one outlet as an SVG picture, instead of the table",
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        is_check = args[:1] == ["check"]
        names = args[1:] if is_check else args
        if not is_check and len(names) > 1:
            raise UsageError("mirrors takes one outlet")
        if opts.plot and len(names) != 1:
            raise UsageError("--plot draws one outlet: mirrors OUTLET --plot FILE.svg")
        from crawler.outlets import OutletBook

        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        book = OutletBook.of_archive(config.folder)
        self.exitcode = Exit.OK
        if is_check:
            self.exitcode = _check(self.settings, config, _asked(config, book, names))
        outlets = _shown(config, book, names)
        rows = _rows(config, outlets)
        if opts.plot:
            _draw(opts.plot, outlets[0].name, rows)
        if opts.json:
            for row in rows:
                print(json.dumps(as_json(row), ensure_ascii=False))
        elif not opts.plot:
            _show(rows)


def _shown(config: ArchiveConfig, book: OutletBook, names: list[str]) -> list[Outlet]:
    from crawler.archive.folder import open_for_reading

    with open_for_reading(config) as index:
        return [outlet_called(index, book, name) for name in names] if names else known_outlets(index, book)


def _asked(config: ArchiveConfig, book: OutletBook, names: list[str]) -> list[Outlet]:
    """Return the outlets to be asked. One that is named may be new: there need be no archive of it yet."""
    if names and all(name in book for name in names):
        return [book.outlet(name) for name in names]
    return _shown(config, book, names)


def _check(settings: BaseSettings, config: ArchiveConfig, outlets: list[Outlet]) -> Exit:
    """Ask the addresses of *outlets*. How they fare is no failure: only what could not be asked or kept is."""
    from crawler.archive import prepare_folder
    from crawler.fetch.probe import probe

    prepare_folder(config)
    asked = [_probes(config, outlet) for outlet in outlets]
    crawlers = probe(settings, asked)
    codes = [Exit.NOT_KEPT for crawler in crawlers if exit_code(crawler) is Exit.NOT_KEPT]
    ends = [stat(crawler, "finish_reason", "") for crawler in crawlers]
    done = [urls for (_, urls), end in zip(asked, ends, strict=False) if end == "finished"]
    said = f"asked {counted(sum(map(len, done)), 'page')} at the addresses of {counted(len(done), 'outlet')}"
    if len(done) < len(asked):
        codes.append(Exit.PARTIAL)
        left = [outlet.key for (outlet, _), end in zip_longest(asked, ends) if end != "finished"]
        said += f"; not, or not all of, {', '.join(left)}"
    sys.stderr.write(f"{said}\n")
    return max(codes, default=Exit.OK)


def _probes(config: ArchiveConfig, outlet: Outlet) -> tuple[Outlet, list[str]]:
    """Return *outlet* with the addresses that its pages claim, and what to ask there."""
    from crawler.archive.folder import open_for_reading
    from crawler.errors import ArchiveNotFound
    from crawler.mirrors.places import with_claimed
    from crawler.mirrors.probing import probes_of

    has_proxy = config.socks_proxy is not None
    try:
        with open_for_reading(config) as index:
            whole = with_claimed(outlet, index.mirror_claims(outlet=outlet.name))
            articles = [url for _, url, _ in index.article_places(outlet=outlet.name)]
    except ArchiveNotFound:
        return outlet, probes_of(outlet, (), has_proxy=has_proxy)
    return whole, probes_of(whole, articles, has_proxy=has_proxy)


def _rows(config: ArchiveConfig, outlets: list[Outlet]) -> list[AddressHistory]:
    from crawler.archive.folder import open_for_reading
    from crawler.archive.places import WarcFiles
    from crawler.mirrors.gathering import addresses_of

    with open_for_reading(config) as index:
        files = WarcFiles(config, index)
        return [row for outlet in outlets for row in addresses_of(index, files, outlet)]


def outlet_called(index: Index, book: OutletBook, name: str) -> Outlet:
    """Return the outlet of that key, or that name in articles. Raises `UnknownOutlet`."""
    if name in book:
        return book.outlet(name)
    known = {outlet.key: outlet for outlet in known_outlets(index, book)}
    found = known.get(name) or next((outlet for outlet in known.values() if outlet.name == name), None)
    if found is None:
        raise UnknownOutlet(name, [*book.keys, *known])
    return found


def known_outlets(index: Index, book: OutletBook) -> list[Outlet]:
    """Return the outlets of which the archive has anything: articles, or captures at one of their addresses."""
    from crawler.mirrors.places import outlet_of_pages

    names = set(index.outlet_names())
    found = [outlet for outlet in book if outlet.name in names or _is_captured(index, outlet)]
    for name in sorted(names - {outlet.name for outlet in found}):
        unlisted = outlet_of_pages(name, index.mirror_claims(outlet=name))
        found += [unlisted] if unlisted is not None else []
    return found


def _is_captured(index: Index, outlet: Outlet) -> bool:
    from crawler.url import without_port

    hosts = (without_port(host.host) for host in outlet.hosts)
    return any(next(index.captures(host=host), None) is not None for host in hosts)


def as_json(row: AddressHistory) -> dict[str, Any]:
    """Return *row* with its state, and each course with its own."""
    courses = [{"state": course.state, "health": course.health, **asdict(course)} for course in row.courses]
    told: dict[str, Any] = _plain({**asdict(row), "state": row.state, "leads_to": row.leads_to, "courses": courses})
    return told


def _plain(value: Any) -> Any:
    """Return *value* with times as ISO 8601."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _draw(path: Path, name: str, rows: list[AddressHistory]) -> None:
    from crawler.mirrors.plot import plot

    try:
        path.write_text(plot(name, rows), "utf-8", "replace")  # pages cut letters in half
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err
    sys.stderr.write(f"wrote {path}\n")


def _show(rows: list[AddressHistory]) -> None:
    """Print a table on a terminal, and lines with tabs in a pipe."""
    lines = [line for row in rows for line in _lines(row)]
    if not sys.stdout.isatty():
        for line in [HEADS, *lines]:
            print("\t".join(line))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    for outlet, group in groupby(lines, key=lambda line: line[0]):
        told = _told_once(list(group))
        table = Table(box=None, pad_edge=False, title=outlet, title_justify="left", title_style="bold")
        left_out = next((heads for width, heads in LEFT_OUT if console.width < width), frozenset[str]())
        shown = [at for at, head in enumerate(HEADS) if head not in left_out and any(line[at] for line in told)]
        for at in shown:
            table.add_column(HEADS[at], overflow="fold", no_wrap=HEADS[at] in UNBROKEN)
        for line in told:
            table.add_row(*(line[at] for at in shown))
        console.print(table)


def _told_once(lines: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return *lines* where an address that was asked from several places is named in its first line alone."""
    told = []
    above = ""
    for line in lines:
        told.append(
            tuple(
                "" if line[1] == above and head in OF_THE_ADDRESS else cell
                for head, cell in zip(HEADS, line, strict=True)
            )
        )
        above = line[1]
    return told


def _lines(row: AddressHistory) -> list[tuple[str, ...]]:
    """Return one line for each place that *row* was asked from, the newest first; one when it never was."""
    from crawler.mirrors.words import lanes_of, sayers

    lines = []
    for _, course in lanes_of(row):
        state = f"{row.state if course is None else course.state}"
        leads_to = course.spans[-1].leads_to if course is not None else None
        worked = failed = asked = ""
        if course is not None:
            worked = f"{course.last_worked_at:%Y-%m-%d %H:%M}" if course.last_worked_at else ""
            failed = f"{course.last_failed_at:%Y-%m-%d %H:%M} {course.last_failure}" if course.last_failed_at else ""
            asked = course.vantage or ""
        printed = ""
        if row.first_printed_at and row.last_printed_at:
            first, last = f"{row.first_printed_at:%Y-%m-%d}", f"{row.last_printed_at:%Y-%m-%d}"
            printed = first if first == last else f"{first} to {last}"
        state = f"{state} to {leads_to}" if leads_to else state
        cells = (row.outlet, row.place, row.kind, state, printed, str(row.pages), sayers(row), worked, failed, asked)
        lines.append(tuple(harmless(" ".join(cell.split())) for cell in cells))
    return lines
