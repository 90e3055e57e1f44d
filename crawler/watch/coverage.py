"""Coverage as numbers: worked out at the end of a crawl, and kept in the archive for those who ask in between."""

from __future__ import annotations

import fcntl
from collections import Counter
from typing import TYPE_CHECKING

from crawler.errors import ArchiveUnwritable, reason_of
from crawler.watch.files import replace_whole
from crawler.watch.samples import Sample, samples_in, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from crawler.coverage import Report

FILE = "coverage.prom"
"""In the folder of the archive. It may be deleted: the next crawl, or `microfiche coverage`, makes it anew."""


def keep_coverage(folder: Path, reports: Iterable[Report]) -> None:
    """Keep the numbers of *reports* in the archive at *folder*; outlets that are in none keep theirs.

    Raises `ArchiveUnwritable`.
    """
    reports = list(reports)
    ours = {report.site.name for report in reports}
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)  # a machine that only asks the database has none
        with path.with_name(f"{FILE}.lock").open("ab") as lock:
            # Crawls that end in the same moment would else write over what the other wrote.
            fcntl.flock(lock, fcntl.LOCK_EX)
            others = [sample for sample in kept_coverage(folder) if sample.labels and sample.labels[0] not in ours]
            replace_whole(path, text_of([*others, *(sample for each in reports for sample in samples_of(each))]))
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err


def kept_coverage(folder: Path) -> list[Sample]:
    """Return what `keep_coverage` kept; nothing where the file is not there, or holds something else."""
    try:
        return samples_in((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return []


def samples_of(report: Report) -> Iterator[Sample]:
    """Yield the numbers of *report*."""
    outlet = report.site.name
    for became in ("announced", "archived", "read"):
        yield Sample("microfiche_pages", sum(getattr(day, became) for day in report.days), (outlet, became))
    missing: Counter[str] = Counter()
    for day in report.days:
        missing.update(day.missing)
    for reason, count in sorted(missing.items()):
        yield Sample("microfiche_missing", count, (outlet, str(reason)))
    for listing in report.listings:
        yield Sample("microfiche_list_well", int(listing.last.is_well), (outlet, listing.url))
        if listing.last_well is not None:
            at = int(listing.last_well.at.timestamp())
            yield Sample("microfiche_list_well_timestamp_seconds", at, (outlet, listing.url))
    yield Sample("microfiche_alarms", len(report.standing), (outlet,))
    for alarm in report.standing:
        yield Sample("microfiche_alarm", 1, (outlet, str(alarm.kind), alarm.subject))
