"""Where the records of a package stand in the archive: what was selected, and what that needs to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.export.wacz.needs import Needs
from crawler.export.wacz.pages import is_page
from crawler.index import CaptureKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.archive.places import WarcFiles
    from crawler.export.selection import Selection
    from crawler.index import CaptureRow


def place_lines(selection: Selection, files: WarcFiles, advance: Callable[[int], None]) -> Iterator[bytes]:
    """Yield a line for each capture that belongs into the package; one may come several times.

    *advance* is told how many captures were looked through.
    """
    needs = Needs(selection, files)
    for count, row in enumerate(_selected(selection), start=1):
        yield line_of(row)
        if not selection.is_all:
            if row.kind is CaptureKind.REVISIT:
                yield from map(line_of, needs.of_revisit(row))
            if is_page(row):
                yield from map(line_of, needs.of_page(row))
        advance(count)


def line_of(row: CaptureRow) -> bytes:
    """Return the place of *row* as a line; such lines sort by file and offset."""
    return f"{row.file_name}\t{row.offset:020d}\t{row.length}\n".encode()


def place_of(line: bytes) -> tuple[str, int, int]:
    """Return file, offset and length of a line of `line_of`."""
    name, offset, length = line.decode().rstrip("\n").split("\t")
    return name, int(offset), int(length)


def _selected(selection: Selection) -> Iterator[CaptureRow]:
    """Yield all captures that were selected, tries that nobody answered among them."""
    if selection.query is not None:
        yield from selection.read_from()
        return
    for file in selection.index.files():
        for row in selection.index.filed(file.name):
            if selection.holds(row):
                yield row
