"""Laws of exports: lines sorted in little memory, blocks of them, and where captures stand in a file."""

from __future__ import annotations

import gzip
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rooms.index.made import capture

from crawler.export.sorting import sorted_lines
from crawler.export.wacz.copying import stretches
from crawler.export.zipnum import write_blocks

LINES = st.lists(st.binary(max_size=8).map(lambda data: data.replace(b"\n", b"") + b"\n"), max_size=60)
OFFSETS = st.lists(st.integers(0, 200), max_size=40, unique=True).map(sorted)


@given(LINES, st.integers(1, 40))
def test_lines_are_sorted_and_none_comes_twice(lines: list[bytes], run_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        assert list(sorted_lines(iter(lines), Path(scratch), run_bytes=run_bytes)) == sorted(set(lines))


@given(st.lists(st.text("abc )/", min_size=1, max_size=5), max_size=30), st.integers(1, 7))
def test_blocks_hold_all_lines_and_are_found_by_their_first(keys: list[str], block_lines: int) -> None:
    lines = sorted(f"{key.replace(' ', '')} 2031{number:010d} {{}}\n".encode() for number, key in enumerate(keys))
    target = io.BytesIO()
    blocks = list(write_blocks(lines, target, block_lines=block_lines))
    data = target.getvalue()
    assert gzip.decompress(data) == b"".join(lines) if lines else data == b""
    assert sum(block.length for block in blocks) == len(data)
    for number, block in enumerate(blocks):
        held = gzip.decompress(data[block.offset : block.offset + block.length]).splitlines(keepends=True)
        assert held == lines[number * block_lines : (number + 1) * block_lines]
        assert held[0].startswith(f"{block.key} ".encode())


@given(OFFSETS, st.data(), st.integers(1, 5))
def test_stretches_hold_each_wanted_capture_once_and_what_stands_around_it(
    offsets: list[int], data: st.DataObject, most: int
) -> None:
    wanted = sorted(data.draw(st.sets(st.sampled_from(offsets)))) if offsets else []
    rows = [capture(number, offset=offset) for number, offset in enumerate(offsets)]
    found = list(stretches(rows, wanted, most=most))
    assert [row.offset for stretch in found for row in stretch.rows] == wanted
    for stretch in found:
        assert 1 <= len(stretch.rows) <= most
        first, last = offsets.index(stretch.rows[0].offset), offsets.index(stretch.rows[-1].offset)
        assert stretch.start == (offsets[first - 1] if first else 0)
        assert stretch.stop == (offsets[last + 1] if last + 1 < len(offsets) else None)
