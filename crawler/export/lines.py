"""Exports that are lines: articles as JSON, captures as CDXJ."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.export.sorting import sorted_lines
from crawler.export.work import WHOLE, nothing
from crawler.index import Position
from crawler.index.captures import key_of
from crawler.index.cdxj import cdxj_line
from crawler.model.article_json import article_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.export.selection import Selection
    from crawler.export.work import Work
    from crawler.index import CaptureRow

LINES_AT_ONCE = 5_000
"""At least so many lines stand between two checkpoints."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its end."""

    data: bytes
    state: dict[str, Any] | None = None
    """From where an export goes on behind it; None where it cannot."""


def article_lines(selection: Selection, state: dict[str, Any]) -> Iterator[Line]:
    """Yield each article as JSON: the last reading of each capture, those of one article side by side."""
    for told in selection.articles(after=(state.get("story", 0), state.get("number", 0))):
        yield Line(_valid(article_to_json(told.article)) + b"\n", {"story": told.story, "number": told.number})


def capture_lines(selection: Selection, state: dict[str, Any]) -> Iterator[Line]:
    """Yield each answered capture as CDXJ, sorted by bytes. Those of a search come in one piece: they are few."""
    if selection.query is not None:
        with tempfile.TemporaryDirectory(prefix="microfiche-export-") as scratch:
            unsorted = (f"{cdxj_line(row)}\n".encode() for row in selection.read_from())
            for data in sorted_lines(unsorted, Path(scratch)):
                yield Line(data)
        return
    after = Position(state["surt"], datetime.fromisoformat(state["at"]), state["record_id"]) if state else None
    for _, same in groupby(selection.listed(after=after), key=_second):
        rows = list(same)
        place = Position.of(rows[-1])
        *before, last = sorted(f"{cdxj_line(row)}\n".encode() for row in rows)
        yield from map(Line, before)
        yield Line(last, {"surt": place.surt, "at": place.captured_at.isoformat(), "record_id": place.record_id})


def write_lines(
    lines: Callable[[dict[str, Any]], Iterator[Line]],
    work: Work,
    unit: str,
    advance: Callable[[int], None] = lambda _: None,
) -> int:
    """Write *lines* to the target of *work*, going on where it stopped; return how many the target has.

    *advance* is told how many there are after each. Raises `NoPage` when there is none; each is of a *unit*.
    """
    file = work.file(WHOLE)
    count: int = work.state.get("lines", 0)
    saved = count
    for line in lines(work.state):
        file.write(line.data)
        count += 1
        advance(count)
        if line.state is not None and count - saved >= LINES_AT_ONCE:
            work.checkpoint({**line.state, "lines": count})
            saved = count
    if not count:
        raise nothing(unit)
    work.finish()
    return count


def _valid(data: bytes) -> bytes:
    """Return *data* as UTF-8 that every reader takes: halves of surrogate pairs, which pages can hold, as ``?``."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogatepass").encode("utf-8", "replace")
    return data


def _second(row: CaptureRow) -> tuple[str, datetime]:
    return key_of(row.url), row.captured_at.replace(microsecond=0)
