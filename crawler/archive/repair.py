"""An archive mended without a crawl: left-over files ended, missing rows added, and what is left named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.filing import Added, add_missing
from crawler.archive.folder import index_name, warc_files
from crawler.archive.recover import Recovered, recover
from crawler.archive.verify import Verified, verify
from crawler.errors import ArchiveNotFound
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
    if not config.warc_folder.is_dir():
        raise ArchiveNotFound(config.folder)
    with Index.open(config.index_address) as index:
        recovered = recover(config, index)
        added = _add_all_missing(config, index, advance)
    return Repaired(recovered=recovered, added=added, now=verify(config, advance=advance))


def _add_all_missing(config: ArchiveConfig, index: Index, advance: Callable[[int, int], None]) -> Added:
    paths = [path for path in warc_files(config) if not path.name.endswith(OPEN_SUFFIX)]
    total = sum(path.stat().st_size for path in paths)
    done = captures = articles = 0
    for path in paths:
        added = add_missing(index, path, index_name(config, path), on_damage=lambda _: None)
        captures += added.captures
        articles += added.articles
        done += path.stat().st_size
        advance(done, total)
    return Added(captures=captures, articles=articles)
