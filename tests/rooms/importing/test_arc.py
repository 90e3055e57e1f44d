"""ARC files with lines that are none: the records beside them are kept, and each such line is told."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from rooms.importing import foreign
from rooms.importing.taking import bodies, config, take

from crawler.archive.verify import verify

if TYPE_CHECKING:
    from pathlib import Path


def test_arc_with_a_wrong_length(tmp_path: Path) -> None:
    records = foreign.arc()
    records[2] = records[2].replace(b"\n", b"9\n", 1)
    taken = take(tmp_path, b"".join(records), "a.arc")
    assert set(bodies(tmp_path)) >= {foreign.url(1), foreign.url(3)}
    assert taken.damaged >= 1


BESIDE = {
    "no address of a server": (b"192.0.2.1", b"-"),
    "a day alone": (b"20310305080002", b"20310305"),
    "no seconds": (b"20310305080002", b"203103050800"),
    "a very long address": (b"/story/2", b"/story/" + b"2" * 100_000),
}


@pytest.mark.parametrize("wrong", BESIDE)
def test_arc_with_a_wrong_line_beside_sound_records(wrong: str, tmp_path: Path) -> None:
    records = foreign.arc((1, 2, 3))
    records[2] = records[2].replace(*BESIDE[wrong], 1)
    places = (sum(map(len, records[:2])), sum(map(len, records)))
    taken = take(tmp_path, b"".join(records) + b"no record", "a.arc")
    assert bodies(tmp_path) == {foreign.url(number): foreign.answer(number) for number in (1, 3)}
    (told,) = (flaw for flaw in taken.flaws if flaw.what == "left out: no record begins here")
    assert (told.places, taken.damaged) == (places, 2)


def test_arc_with_wrong_lines_in_a_row_tells_each(tmp_path: Path) -> None:
    records = foreign.arc((1, 2, 3, 4, 5))
    records[2:5] = [record.replace(b"192.0.2.1", b"-", 1) for record in records[2:5]]
    taken = take(tmp_path, b"".join(records), "a.arc")
    assert set(bodies(tmp_path)) == {foreign.url(1), foreign.url(5)}
    assert taken.damaged == 3


def test_arc_with_a_length_that_swallows_records_and_ends_at_an_empty_line(tmp_path: Path) -> None:
    records = foreign.arc((1, 2, 3))
    length, more = len(foreign.answer(1)), len(records[2] + records[3])
    records[1] = records[1].replace(b" %d\n" % length, b" %d\n" % (length + more), 1)
    taken = take(tmp_path, b"".join(records) + b"no record", "a.arc")
    assert set(bodies(tmp_path)) >= {foreign.url(2), foreign.url(3)}
    assert taken.damaged >= 1


@pytest.mark.parametrize("before", [b"", b"\n"])
def test_a_damaged_member_costs_no_other(before: bytes, tmp_path: Path) -> None:
    description, *records = foreign.arc((1, 2, 3, 4))
    members = [gzip.compress(each) for each in (description, *(before + record for record in records))]
    members[2] = members[2][:60] + b"\xff" * 9 + members[2][69:]
    taken = take(tmp_path, b"".join(members), "a.arc.gz")
    assert taken.damaged >= 1
    assert bodies(tmp_path) == {foreign.url(number): foreign.answer(number) for number in (1, 3, 4)}
    assert verify(config(tmp_path)).flaws == []
