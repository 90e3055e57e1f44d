"""Files taken into an archive of a test, and what it gives of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.archive.sources import captures_at
from crawler.config import ArchiveConfig
from crawler.http import whole
from crawler.importing.taking import Importer
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.importing.taking import Taken


def config(folder: Path) -> ArchiveConfig:
    return ArchiveConfig(folder=folder / "archive")


def take(folder: Path, data: bytes, name: str, *, in_place: bool = False, day: int = 5) -> Taken:
    source = folder / name
    if not source.exists():
        source.write_bytes(data)
    settings = config(folder)
    (settings.folder / "warc").mkdir(parents=True, exist_ok=True)
    with Index.open(settings.index_address) as index:
        importer = Importer(settings, index, now=lambda: datetime(2031, 3, day, tzinfo=UTC))
        with importer.held():
            return importer.take(source, in_place=in_place)


def bodies(folder: Path) -> dict[str, bytes]:
    """Return what the archive gives for each address that it has a page of."""
    settings = config(folder)
    with Index.open(settings.index_address) as index:
        urls = sorted({row.url for row in index.captures() if row.url.startswith("http")})
    return {url: whole(found.capture.block) for url in urls for found in captures_at(url, settings)}


def dump(folder: Path) -> list[object]:
    with Index.open(config(folder).index_address) as index:
        return list(index.dump())


def flaws(taken: Taken) -> dict[str, int]:
    return {flaw.what: flaw.count for flaw in taken.flaws}
