"""Packages with a member that cannot be unpacked: it is named, and costs no other."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from rooms.importing import foreign

from crawler.errors import NoPage
from crawler.importing.wacz import members

if TYPE_CHECKING:
    from pathlib import Path

FIRST, BROKEN, LAST = "archive/a.warc.gz", "archive/b.warc.gz", "archive/c.warc.gz"
WAYS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


def packed(numbers: range) -> bytes:
    return foreign.members(foreign.by_wget(numbers))


def package(way: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    """Return a package of three members; the one in the middle is damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr(FIRST, packed(range(1, 2)))
        zipped.writestr(BROKEN, packed(range(2, 40)), compress_type=way)
        zipped.writestr(LAST, packed(range(40, 42)))
        for name, data in more.items():
            zipped.writestr(name, data)
        begins, ends = zipped.getinfo(BROKEN).header_offset, zipped.getinfo(LAST).header_offset
    damaged = bytearray(out.getvalue())
    middle = begins + (ends - begins) * 2 // 3
    damaged[middle : middle + 8] = b"\xff" * 8
    return bytes(damaged)


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_member_costs_no_other(way: str, tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(package(WAYS[way]))
    found = {
        member.name: (member.path.stat().st_size, member.flaw, member.is_whole) for member in members(path, tmp_path)
    }
    assert list(found) == [FIRST, BROKEN, LAST]
    assert found[FIRST] == (len(packed(range(1, 2))), None, True)
    assert found[LAST] == (len(packed(range(40, 42))), None, True)
    _, flaw, is_whole = found[BROKEN]
    assert flaw is not None
    assert flaw.startswith("its bytes cannot all be read: ")
    assert not is_whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wacz"]


@pytest.mark.parametrize("stem", ["n" * 300, "ü" * 300, ""])
def test_a_member_may_have_a_long_name(stem: str, tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(foreign.wacz({f"{stem}.warc.gz": b"x", "b.warc": b"y"}))
    found = [(member.name, member.path.read_bytes()) for member in members(tmp_path / "a.wacz", tmp_path)]
    assert found == [(f"archive/{stem}.warc.gz", b"x"), ("archive/b.warc", b"y")]


def test_sums_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    out = io.BytesIO(foreign.wacz({"a.warc": b"x"}))
    data = bytearray(out.getvalue())
    at = data.index(b'{"profile"')
    data[at : at + 4] = b"\xff" * 4
    (tmp_path / "a.wacz").write_bytes(data)
    assert [(member.flaw, member.is_whole) for member in members(tmp_path / "a.wacz", tmp_path)] == [(None, True)]


def test_what_is_no_zip(tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(NoPage, match=r"a\.wacz: "):
        next(members(tmp_path / "a.wacz", tmp_path))


@pytest.mark.slow
def test_the_command_takes_what_it_can_and_names_the_rest(tmp_path: Path) -> None:
    empty = foreign.wacz({"a.warc.gz": packed(range(60, 61)), "b.warc.gz": b"", "c.warc.gz": packed(range(61, 63))})
    (tmp_path / "empty.wacz").write_bytes(empty)
    (tmp_path / "lzma.wacz").write_bytes(package(zipfile.ZIP_LZMA))
    (tmp_path / "plain.warc.gz").write_bytes(packed(range(50, 55)))
    done = run("import", "empty.wacz", "lzma.wacz", "plain.warc.gz", cwd=tmp_path, code=3)
    assert "empty.wacz!archive/b.warc.gz: neither WARC nor ARC nor WACZ" in done.stderr
    assert ".import-" not in done.stderr
    assert "lzma.wacz!archive/b.warc.gz: its bytes cannot all be read: " in done.stderr
    for name, count in {"empty.wacz!archive/c": 2, "lzma.wacz!archive/a": 1, "lzma.wacz!archive/c": 2}.items():
        assert f"{name}.warc.gz (WACZ: WARC, a gzip member for each record): {count} capture" in done.stdout
    assert "plain.warc.gz (WARC, a gzip member for each record): 5 captures" in done.stdout
