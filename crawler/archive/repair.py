"""An archive mended without a crawl: left-over files ended, missing rows added, and what is left named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive.filing import Added, add_missing
from crawler.archive.folder import must_have_warc_folder
from crawler.archive.places import WarcFiles, size_of
from crawler.archive.recover import Recovered, recover
from crawler.archive.redactions import follow_log
from crawler.archive.verify import Verified, verify
from crawler.index import Index
from crawler.warc.naming import OPEN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.config import ArchiveConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was mended, and how the archive is now."""

    recovered: tuple[Recovered, ...]
    added: Added
    """Rows of closed files, besides those of `recovered`."""
    now: Verified
    """What `verify` says afterwards: its flaws cannot be mended from what is there."""


def repair(config: ArchiveConfig, *, advance: Callable[[int, int], None] = lambda *_: None) -> Repaired:
    """Mend what can be mended from the WARC files; take nothing away.

    A row whose record is gone stays: it is the only trace of what was lost, and a copy of the WARC file may bring the
    record back. *advance* is told (bytes read, bytes in all) twice over. Raises `ArchiveNotFound`, `ArchiveError`.
    """
    must_have_warc_folder(config)
    with Index.open(config.index_address) as index:
        recovered = recover(config, index)
        added = _add_all_missing(config, index, advance)
        follow_log(config, index)
    return Repaired(recovered=recovered, added=added, now=verify(config, advance=advance))


def _add_all_missing(config: ArchiveConfig, index: Index, advance: Callable[[int, int], None]) -> Added:
    files = WarcFiles(config, index)
    closed = [(name, place) for name, place in files.all() if not place.name.endswith(OPEN_SUFFIX)]
    total = sum(map(size_of, (place for _, place in closed)))
    done = captures = articles = 0
    for name, place in closed:
        size_bytes = size_of(place)
        if isinstance(place, Path) or files.store.size_bytes(place.url) == size_bytes:
            with files.from_end_to_end(name, place) as there:
                added = add_missing(index, there, name, on_damage=lambda _: None)
            captures += added.captures
            articles += added.articles
        done += size_bytes
        advance(done, total)
    return Added(captures=captures, articles=articles)
