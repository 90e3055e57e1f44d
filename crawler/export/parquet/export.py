"""A folder of Parquet files: captures by month, sorted; then articles, photos, mirrors and versions by story."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.export.parquet.captures import SUBSETS, capture_values, month_of, months, subset_of
from crawler.export.parquet.tables import CAPTURES, STORY_TABLES, story_rows
from crawler.export.parquet.writing import Table, arrow
from crawler.export.sorting import sorted_lines
from crawler.export.work import nothing
from crawler.index.captures import key_of
from crawler.warc.file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from crawler.export.parquet.captures import Month
    from crawler.export.selection import Selection
    from crawler.export.work import Work
    from crawler.index import CaptureRow
    from crawler.index.listing import ToldArticle

MOST_MONTHS = 240
"""Of more, those without captures are sought and left out together: one wrong date may lie thousands of years away."""
PART_ARTICLES = 50_000
"""So many articles are in one file of each table; then there is a checkpoint."""


class ParquetExport:
    """One folder on its way. Whole files stay; a file that was broken off is written again."""

    def __init__(self, selection: Selection, work: Work, advance: Callable[[int], None]) -> None:
        """Raises `BadSetting` without pyarrow."""
        arrow()
        self._selection = selection
        self._work = work
        self._advance = advance
        self._state = work.state or {"months": [], "parts": 0, "story": 0, "rows": {}}
        self._seen = 0

    def run(self) -> dict[str, int]:
        """Make the folder and return how many rows each table has. Raises OSError, `ArchiveError`."""
        self._work.whole.mkdir(exist_ok=True)
        for name, rows in self._by_month():
            if name not in self._state["months"]:
                self._write_month(name, rows)
        self._write_stories()
        for folder in (each for each in self._work.whole.rglob("*") if each.is_dir()):
            sync_folder(folder)
        sync_folder(self._work.whole)
        found: dict[str, int] = self._state["rows"]
        if not any(found.values()):
            raise nothing("capture")
        self._work.finish()
        return found

    def _by_month(self) -> Iterator[tuple[str, Iterable[CaptureRow]]]:
        """Yield each month that may have captures, and those of it that were selected, by SURT and time."""
        if self._selection.query is not None:
            yield from self._of_search()
            return
        ends = self._selection.index.first_and_last()
        for month in self._not_empty(months(*ends)) if ends else ():
            yield month[0], self._listed(month, month)

    def _not_empty(self, every: Sequence[Month]) -> Iterator[Month]:
        """Yield the months of *every* that may have captures."""
        if len(every) <= MOST_MONTHS:
            yield from every
            return
        middle = len(every) // 2
        for half in (every[:middle], every[middle:]):
            if next(iter(self._listed(half[0], half[-1])), None) is not None:
                yield from self._not_empty(half)

    def _listed(self, first: Month, last: Month) -> Iterable[CaptureRow]:
        """Return what was selected of the months *first* to *last*, by SURT and time."""
        wanted = self._selection.wanted
        since = max(first[1], wanted.since or first[1])
        until = min((end for end in (last[2], wanted.until) if end is not None), default=None)
        if until is not None and since >= until:
            return ()
        return replace(self._selection, wanted=replace(wanted, since=since, until=until)).listed()

    def _of_search(self) -> Iterator[tuple[str, Iterable[CaptureRow]]]:
        index = self._selection.index
        with tempfile.TemporaryDirectory(prefix="microfiche-export-") as scratch:
            lines = (_sort_line(row) for row in self._selection.read_from())
            ordered = (line.decode().rstrip("\n").split("\t") for line in sorted_lines(lines, Path(scratch)))
            for name, same in groupby(ordered, key=lambda parts: parts[0]):
                yield name, filter(None, (index.record(parts[-1]) for parts in same))

    def _write_month(self, name: str, rows: Iterable[CaptureRow]) -> None:
        with ExitStack() as stack:
            tables = {
                subset: stack.enter_context(
                    Table(self._work.whole / f"captures/crawl={name}/subset={subset}/part-00000.parquet", CAPTURES)
                )
                for subset in SUBSETS
            }
            for row in rows:
                tables[subset_of(row)].add(capture_values(row))
                self._tick()
        self._state["months"].append(name)
        self._count("captures", sum(table.count for table in tables.values()))
        self._checkpoint()

    def _write_stories(self) -> None:
        told = self._selection.articles(after=(self._state["story"] + 1, 0))
        stories = groupby(told, key=lambda each: each.story)
        while self._write_part(list(next(stories, (0, ()))[1]), stories):
            self._checkpoint()

    def _write_part(self, first: list[ToldArticle], stories: Iterator[tuple[int, Iterator[ToldArticle]]]) -> bool:
        """Write one file of each table, from the story *first* on; return whether there was any."""
        if not first:
            return False
        number = self._state["parts"]
        with ExitStack() as stack:
            tables = {
                name: stack.enter_context(Table(self._work.whole / f"{name}/part-{number:05d}.parquet", columns))
                for name, columns in STORY_TABLES.items()
            }
            story: list[ToldArticle] = first
            while story:
                for name, rows in story_rows(story).items():
                    for row in rows:
                        tables[name].add(row)
                self._tick(len(story))
                self._state["story"] = story[-1].story
                if tables["articles"].count >= PART_ARTICLES:
                    break
                story = list(next(stories, (0, ()))[1])
        self._state["parts"] = number + 1
        for name, table in tables.items():
            self._count(name, table.count)
        return True

    def _tick(self, rows: int = 1) -> None:
        self._seen += rows
        self._advance(self._seen)

    def _count(self, name: str, rows: int) -> None:
        self._state["rows"][name] = self._state["rows"].get(name, 0) + rows

    def _checkpoint(self) -> None:
        self._work.checkpoint(self._state)


def _sort_line(row: CaptureRow) -> bytes:
    at: datetime = row.captured_at
    when = at.isoformat(timespec="microseconds")
    return f"{month_of(at)}\t{key_of(row.url)}\t{when}\t{row.record_id}\n".encode()
