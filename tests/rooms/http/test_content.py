"""Content in memory and in a temporary file is the same to its reader."""

from __future__ import annotations

import gc
import resource
from pathlib import Path

import pytest

from crawler.http import Bytes, Spool, span, whole
from crawler.http.content import PIECE_BYTES, SPOOL_AT_BYTES


def spool_of(*pieces: bytes, folder: Path | None = None) -> Spool:
    spool = Spool(folder)
    for piece in pieces:
        spool.append(piece)
    return spool


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, SPOOL_AT_BYTES, SPOOL_AT_BYTES + 1, 3 * SPOOL_AT_BYTES + 7])
def test_both_give_the_same_pieces_again_and_again(size: int, tmp_path: Path) -> None:
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    held = open_files()
    spool = spool_of(data[: size // 3], data[size // 3 :], folder=tmp_path)
    assert open_files() - held == (size > SPOOL_AT_BYTES)
    assert spool.size_bytes == Bytes(data).size_bytes == size
    assert list(spool.chunks()) == list(Bytes(data).chunks()) == list(spool.chunks())
    assert whole(spool) == whole(Bytes(data)) == data
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [1_000, SPOOL_AT_BYTES + 1_000])
@pytest.mark.parametrize(
    ("start", "stop"), [(0, 0), (0, 1), (10, 990), (999, 5 * SPOOL_AT_BYTES), (PIECE_BYTES - 1, PIECE_BYTES + 1)]
)
def test_a_part_of_it(size: int, start: int, stop: int) -> None:
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    assert b"".join(span(spool_of(data), start, stop)) == b"".join(span(Bytes(data), start, stop)) == data[start:stop]


def test_what_came_in_one_piece_is_not_copied() -> None:
    page = b"x" * 30_000
    settled = spool_of(b"", page).settled()
    assert isinstance(settled, Bytes)
    assert settled.data is page


def test_reading_does_not_disturb_appending() -> None:
    spool = spool_of(b"a" * SPOOL_AT_BYTES, b"b")
    chunks = spool.chunks()
    next(chunks)
    spool.append(b"c")
    assert b"".join(chunks) == b"a" * (SPOOL_AT_BYTES - PIECE_BYTES) + b"bc"


@pytest.mark.parametrize("size", [100, SPOOL_AT_BYTES + 100])
def test_what_is_truncated_is_gone(size: int) -> None:
    spool = spool_of(b"x" * size)
    spool.truncate(size + 1)
    assert spool.size_bytes == size
    spool.truncate(50)
    spool.append(b"yz")
    assert whole(spool) == b"x" * 50 + b"yz"


def test_a_temporary_file_that_cannot_grow_leaves_the_content_as_it_was() -> None:
    spool = spool_of(b"x" * SPOOL_AT_BYTES)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SPOOL_AT_BYTES + 10, hard))
    try:
        spool.append(b"y" * 10)
        with pytest.raises(OSError, match="File too large"):
            spool.append(b"z")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert whole(spool) == b"x" * SPOOL_AT_BYTES + b"y" * 10


def test_a_dropped_spool_closes_its_file_without_a_warning() -> None:
    spool = spool_of(b"x" * (SPOOL_AT_BYTES + 1))
    ring = [spool]
    ring.append(ring)  # type: ignore[arg-type]  # a cycle, so that the collector takes both in its own order
    del spool, ring
    gc.collect()
