"""Lines of any number sorted by bytes, in little memory: sorted runs in temporary files, then merged."""

from __future__ import annotations

import heapq
import tempfile
from itertools import groupby, islice
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

RUN_LINES = 100_000
RUN_BYTES = 32 << 20
MOST_RUNS = 64
"""So many are merged at once: each is an open file."""


def sorted_lines(lines: Iterable[bytes], scratch: Path, *, run_bytes: int = RUN_BYTES) -> Iterator[bytes]:
    r"""Yield *lines*, each ending in ``\n``, sorted by bytes as ``LC_ALL=C sort -u`` does: none twice.

    *scratch* is the folder for temporary files. Raises OSError.
    """
    runs: list[IO[bytes]] = []
    try:
        for run in _runs(lines, run_bytes):
            runs.append(_kept(sorted(run), scratch))
            if len(runs) == MOST_RUNS:
                merged = _kept(heapq.merge(*runs), scratch)
                for file in runs:
                    file.close()
                runs = [merged]
        for line, _ in groupby(heapq.merge(*runs)):
            yield line
    finally:
        for file in runs:
            file.close()


def _runs(lines: Iterable[bytes], run_bytes: int) -> Iterator[list[bytes]]:
    source = iter(lines)
    while True:
        run: list[bytes] = []
        size = 0
        for line in islice(source, RUN_LINES):
            run.append(line)
            size += len(line)
            if size >= run_bytes:
                break
        if not run:
            return
        yield run


def _kept(lines: Iterable[bytes], scratch: Path) -> IO[bytes]:
    """Return a nameless temporary file that holds *lines*, at its start."""
    file: IO[bytes] = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115  # it lives as long as the merge
    file.writelines(lines)
    file.seek(0)
    return file
