"""Files whose records stand in other frames than most: all that is whole is read."""

from __future__ import annotations

import gzip
import random
from typing import TYPE_CHECKING

import pytest
from rooms.importing import foreign
from rooms.importing.taking import bodies, config, dump, flaws, take

from crawler.archive.reindex import reindex
from crawler.archive.verify import verify
from crawler.errors import BadSetting
from crawler.importing.formats import Format, format_of
from crawler.warc import path_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECORDS = foreign.by_wget((1, 2, 3, 4, 5, 6))
STORIES = {foreign.url(number): foreign.answer(number) for number in (1, 2, 3, 4, 5, 6)}


def wrong_length(record: bytes, length: int) -> bytes:
    (line,) = (line for line in record.split(b"\r\n") if line.startswith(b"Content-Length"))
    return record.replace(line, b"Content-Length: %d" % length, 1)


SEVERAL: dict[str, Callable[[], bytes]] = {
    "the last of many members": lambda: foreign.members(RECORDS[:9]) + gzip.compress(b"".join(RECORDS[9:])),
    "two in a member": lambda: b"".join(gzip.compress(b"".join(RECORDS[at : at + 2])) for at in range(0, 14, 2)),
    "a length that is too small": lambda: gzip.compress(wrong_length(RECORDS[0], 5) + b"".join(RECORDS[1:])),
    "a length that is too large": lambda: gzip.compress(wrong_length(RECORDS[0], 1_500) + b"".join(RECORDS[1:])),
    "a length that is far too small, no end": lambda: gzip.compress(
        wrong_length(RECORDS[0], 5)[:-4] + b"\n" + b"".join(RECORDS[1:])
    ),
}


@pytest.mark.parametrize("form", SEVERAL)
def test_several_records_in_a_member(form: str, tmp_path: Path) -> None:
    assert len(RECORDS) == 14
    taken = take(tmp_path, SEVERAL[form](), "a.warc.gz")
    assert format_of(tmp_path / "a.warc.gz") is Format.WARC_WHOLE_GZ
    assert (taken.captures, taken.damaged) == (6, int("length" in form))
    assert bodies(tmp_path) == STORIES
    assert verify(config(tmp_path), second_reader=True).flaws == []
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before
    with pytest.raises(BadSetting, match="import a copy"):
        take(tmp_path / "archive", SEVERAL[form]() + gzip.compress(RECORDS[0]), "b.warc.gz", in_place=True)


def test_a_damaged_member_costs_no_other_where_members_hold_several(tmp_path: Path) -> None:
    parts = [gzip.compress(b"".join(RECORDS[at : at + 3])) for at in range(0, 14, 3)]
    parts[1] = parts[1][:60] + b"\xff" * 9 + parts[1][69:]
    taken = take(tmp_path, b"".join(parts) + b"\0" * 512, "a.warc.gz")
    assert taken.damaged >= 1
    assert any(what.startswith("left out: gzip: ") for what in flaws(taken))
    assert bodies(tmp_path) == {foreign.url(number): foreign.answer(number) for number in (1, 3, 4, 5, 6)}
    assert verify(config(tmp_path)).flaws == []


@pytest.mark.parametrize("between", ["a damaged member", "zeros", "bytes of nothing"])
def test_members_of_several_records_are_found_behind(between: str, tmp_path: Path) -> None:
    damaged = gzip.compress(RECORDS[2])
    damaged = damaged[:60] + b"\xff" * 9 + damaged[69:]
    stands = {"a damaged member": damaged, "zeros": b"\0" * 512, "bytes of nothing": b"nothing" * 99}[between]
    data = foreign.members(RECORDS[:1]) + stands + gzip.compress(b"".join(RECORDS[3:]))
    taken = take(tmp_path, data, "a.warc.gz")
    assert format_of(tmp_path / "a.warc.gz") is Format.WARC_WHOLE_GZ
    assert bool(taken.damaged) is (between != "zeros")
    assert set(bodies(tmp_path)) == {foreign.url(number) for number in (2, 3, 4, 5, 6)}
    assert verify(config(tmp_path)).flaws == []


@pytest.mark.parametrize("torn", [(1,), (1, 3)])
def test_a_torn_record_that_is_longer_than_all_behind_it_costs_no_other(torn: tuple[int, ...], tmp_path: Path) -> None:
    parts = [gzip.compress(b"".join(RECORDS[at : at + 2])) for at in range(0, 14, 2)]
    page = b"HTTP/1.1 200 OK\r\n\r\n" + random.Random(7).randbytes(200_000).hex().encode()
    fields = [("WARC-Date", "2031-03-05T08:00:01Z"), ("WARC-Target-URI", foreign.url(9))]
    for number in torn:
        member = gzip.compress(
            foreign.record("response", [*fields, ("WARC-Record-ID", foreign.uuid(90 + number))], page)
        )
        parts[number] = member[:60_000] + b"\0" * 200 + member[60_200:]
    taken = take(tmp_path, b"".join(parts), "a.warc.gz")
    assert taken.damaged >= len(torn)
    whole = foreign.by_wget((1, 2, 3, 4, 5, 6))
    kept = b"".join(b"".join(whole[at : at + 2]) for number, at in enumerate(range(0, 14, 2)) if number not in torn)
    path = path_of(config(tmp_path).warc_folder, taken.name)
    assert b"".join(gzip.decompress(path.read_bytes()).split()) == b"".join(kept.split())
    assert verify(config(tmp_path)).flaws == []


def test_a_page_that_holds_a_record_is_one_record(tmp_path: Path) -> None:
    page = b"HTTP/1.1 200 OK\r\n\r\nAs we said:\r\n\r\n" + RECORDS[1]
    fields = [("WARC-Date", "2031-03-05T08:00:01Z"), ("WARC-Record-ID", foreign.uuid(1))]
    typed = [("WARC-Target-URI", foreign.url(1)), ("Content-Type", "application/http;msgtype=response")]
    taken = take(
        tmp_path, foreign.members([RECORDS[0], foreign.record("response", [*fields, *typed], page)]), "a.warc.gz"
    )
    assert format_of(tmp_path / "a.warc.gz") is Format.WARC_GZ
    assert (taken.captures, bodies(tmp_path)) == (1, {foreign.url(1): page})


def test_empty_members_in_front(tmp_path: Path) -> None:
    taken = take(tmp_path, gzip.compress(b"") * 2 + foreign.members(RECORDS), "a.warc.gz")
    assert taken.captures == 6
    assert bodies(tmp_path) == STORIES
    proved = verify(config(tmp_path))
    assert proved.flaws == []


def in_lf(record: bytes) -> bytes:
    head, _, rest = record.partition(b"\r\n\r\n")
    return head.replace(b"\r\n", b"\n") + b"\n\n" + rest[:-4] + b"\n\n"


ODD_ENDS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "LF": (in_lf, "a header line ends without CR"),
    "one CRLF": (lambda record: record[:-2], "the record ends without its two empty lines"),
    "nothing": (lambda record: record[:-4], "the record ends without its two empty lines"),
}


@pytest.mark.parametrize("packed", [foreign.members, b"".join, lambda some: gzip.compress(b"".join(some))])
@pytest.mark.parametrize("form", ODD_ENDS)
def test_ends_of_lines_and_records(form: str, packed: Callable[[list[bytes]], bytes], tmp_path: Path) -> None:
    make, flaw = ODD_ENDS[form]
    taken = take(tmp_path, packed([make(record) for record in RECORDS]), "a.warc.gz")
    assert (taken.captures, taken.damaged, flaws(taken)[flaw]) == (6, 0, 14)
    assert bodies(tmp_path) == STORIES
    assert verify(config(tmp_path)).flaws == []
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before
