"""An archive of several WARC files, and exports of it, for the tests of exports."""

from __future__ import annotations

import json
import os
import signal
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rooms.reread.again import archived, home, photo, story

from crawler.archive.folder import open_for_reading
from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.export.selection import Selection
from crawler.export.wacz.export import Exported, WaczExport, Wish
from crawler.export.work import begun
from crawler.index.search.query import parse_query
from crawler.outlets.wanted import ALL, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

MADE_AT = datetime(2031, 4, 1, 12, 0, 30, tzinfo=UTC)


def archive_of_three(folder: Path) -> ArchiveConfig:
    """Return an archive of three files: stories with photos, a page without an article, and a story that came again."""
    archived(folder, [home(), *(story(number) for number in (1, 2, 3)), photo(1), photo(2)])
    archived(folder, [*(story(number) for number in (4, 5)), photo(4)])
    return archived(folder, [*(story(number, host="herald.example") for number in (6, 7)), story(1), home(9)])


def wacz(
    config: ArchiveConfig,
    target: Path,
    *,
    wanted: Wanted = ALL,
    query: str | None = None,
    copying: Callable[[int, int], None] = lambda *_: None,
    sign: Callable[[bytes], dict[str, str]] | None = None,
) -> Exported:
    """Export a package to *target*."""
    with open_for_reading(config) as index:
        selection = Selection(index, wanted, parse_query(query) if query else None)
        wish = Wish(title="Gazette", made_at=MADE_AT, files=WarcFiles(config, index), sign=sign)
        with begun(target, {"format": "wacz", **selection.as_json()}) as work:
            return WaczExport(selection, work, wish).run(looking=lambda _: None, copying=copying)


def members(package: Path) -> dict[str, bytes]:
    """Return the members of *package* by name; their checksums are proved."""
    with zipfile.ZipFile(package) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def pages(package: Path) -> list[dict[str, Any]]:
    head, *lines = members(package)["pages/pages.jsonl"].splitlines()
    assert json.loads(head)["format"] == "json-pages-1.0"
    return [json.loads(line) for line in lines]


def die_at(number: int) -> Callable[[int, int], None]:
    """Return what is told of progress and kills this process when it is told for the *number*-th time."""
    left = [number]

    def told(_: int, __: int) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    return told


def main() -> None:
    """Export the archive below the folder of the first argument, and die at the capture of the second."""
    folder = Path(sys.argv[1])
    wacz(ArchiveConfig(folder=folder / "archive"), folder / "a.wacz", copying=die_at(int(sys.argv[2])))


if __name__ == "__main__":
    main()
