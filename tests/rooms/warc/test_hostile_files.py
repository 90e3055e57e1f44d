"""Files made to keep a reader busy: the time goes with their size, not with its square."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from crawler.http import Bytes, read_head
from crawler.warc import read_records
from crawler.warc.fields import parse_fields

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.errors import BadRecord

MOST_S = 10.0
"""CPU time. Each of these took minutes, on a busy machine they take two seconds."""
SIZE_BYTES = 1 << 17
LONG_BLOCK = b"WARC/1.1\r\nContent-Length: 4000000\r\n\r\n"


@pytest.mark.parametrize(
    "unit",
    [b"\nWARC/", b"WARC/1.1\n", b"WARC/1.1\nA: b\n", b"WARC/1.1\n\n"],
    ids=["no version", "versions", "a field", "no field"],
)
def test_many_starts_of_records_in_a_plain_file(unit: bytes, tmp_path: Path) -> None:
    damages = damages_of(tmp_path, unit * (SIZE_BYTES // len(unit)))
    assert len(damages) >= SIZE_BYTES // len(unit) - 1


def test_many_records_that_each_claim_a_long_block(tmp_path: Path) -> None:
    # Blocks of this length go through a temporary file: read to their ends, these were 50 GB.
    damages = damages_of(tmp_path, LONG_BLOCK * (8_400_000 // len(LONG_BLOCK) // 16) + b"x" * 8_000_000)
    assert "no empty lines at the end of the record" in {damage.why for damage in damages}


def test_fields_of_very_many_folds() -> None:
    count = 300_000
    started_s = time.process_time()
    head, _ = read_head(Bytes(b"HTTP/1.1 200 OK\r\nA: b\r\n" + b" c\n" * count + b"\n"))
    fields = parse_fields([b"A: b", *[b" c"] * count])
    assert time.process_time() - started_s < 1.0
    assert head is not None
    assert head.fields == ((b"A", b"b" + b" c" * count),)
    assert fields == (("A", "b" + " c" * count),)


def damages_of(folder: Path, data: bytes) -> list[BadRecord]:
    path = folder / "x.warc"
    path.write_bytes(data)
    damages: list[BadRecord] = []
    started_s = time.process_time()
    assert list(read_records(path, on_damage=damages.append)) == []
    assert time.process_time() - started_s < MOST_S
    return damages
