"""An archive read again: parts to a runner, outcomes counted in the order of the archive, and stored if so asked."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.archive import Archive
from crawler.archive.folder import index_name, open_for_reading, warc_files
from crawler.errors import NoPage
from crawler.model.article_json import article_from_json
from crawler.reread.parts import parts_of
from crawler.reread.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from crawler.index import Index
    from crawler.reread.compare import Outcome
    from crawler.reread.parts import Part
    from crawler.reread.runners.runner import Runner
    from crawler.reread.work import Work

SPIDER = "reread"
"""In the names of the WARC files that hold what was read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What came of it."""

    tally: Tally
    stored: int
    """Articles that were stored."""
    files: tuple[Path, ...]
    """WARC files that hold them."""
    unknown: tuple[str, ...]
    """WARC files that the index does not know, so that nothing of them was read."""


def reread(
    work: Work,
    *,
    runner: Runner,
    examples: int = 3,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> Reread:
    """Read again by *runner* what *work* wants, and return what that changes.

    *on_outcome* is told each outcome in the order of the archive: of the names of its files and of their records.
    *advance* is told (bytes done, bytes in all). Raises `ArchiveNotFound`, `NoPage` when there is nothing to be read,
    and with `stores` what `Archive` raises. When it is broken off, what was stored by then is kept.
    """
    with open_for_reading(work.config) as index:
        names = sorted(row.name for row in index.files()) if work.files is None else sorted(work.files)
        parts = list(parts_of(index, work.wanted, names))
        unknown = _unknown(work, index) if work.files is None else ()
        if not parts:
            raise NoPage(f"nothing to read again in the archive at {work.config.folder}")
        tally = Tally(examples=examples)

        def take(outcome: Outcome) -> None:
            outcome = _named(outcome, index)
            tally.add(outcome)
            on_outcome(outcome)

        if not work.stores:
            _run(work, parts, runner, take, advance)
            return Reread(tally=tally, stored=0, files=(), unknown=unknown)
        archive = Archive.open(work.config, spider=SPIDER)
        stored = 0

        def take_and_store(outcome: Outcome) -> None:
            nonlocal stored
            # What was told is in the archive: a break between the two must not leave it out.
            if outcome.document is not None:
                archive.keep_article(article_from_json(outcome.document))
                stored += 1
            take(outcome)
            archive.commit_if_due()

        try:
            _run(work, parts, runner, take_and_store, advance)
        finally:
            closed = archive.close()
        return Reread(tally=tally, stored=stored, files=closed.files, unknown=unknown)


def _run(
    work: Work,
    parts: Sequence[Part],
    runner: Runner,
    take: Callable[[Outcome], None],
    advance: Callable[[int, int], None],
) -> None:
    total = sum(part.size_bytes for part in parts)
    done_bytes = 0
    with closing(runner.run(work, parts)) as parts_done:
        for done in parts_done:
            for outcome in done.outcomes:
                take(outcome)
            done_bytes += done.part.size_bytes
            advance(done_bytes, total)


def _named(outcome: Outcome, index: Index) -> Outcome:
    """Return *outcome* with the address of its capture: who died could not tell it."""
    if outcome.url or outcome.failure is None:
        return outcome
    row = next((row for row in index.captures(file=outcome.file) if row.offset == outcome.offset), None)
    return outcome if row is None else replace(outcome, url=row.url, record_id=row.record_id)


def _unknown(work: Work, index: Index) -> tuple[str, ...]:
    known = {row.name for row in index.files()}
    names = (index_name(work.config, path) for path in warc_files(work.config))
    return tuple(name for name in names if name not in known)
