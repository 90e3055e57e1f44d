"""Files: names, rotation, sums, locks, and what is on disk when."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from rooms.warc.making import Clock, counted_ids, exchange, three_exchanges, write_file, writer

from crawler.errors import ArchiveUnwritable
from crawler.http import Bytes, Spool
from crawler.warc import exchange_records, is_held, path_of, read_record, read_records

if TYPE_CHECKING:
    from pathlib import Path

NAME = "2026/11/news-20261124151637123-00001-press-77.warc.gz"


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.warc*"))


def test_nothing_is_written_before_the_first_record(tmp_path: Path) -> None:
    target = writer(tmp_path / "warc")
    target.sync()
    assert not target.is_due()
    assert target.append([]) == []
    assert (target.file, target.size_bytes) == (None, 0)
    assert target.close() is None
    assert not (tmp_path / "warc").exists()


def test_a_file_is_open_while_written_and_renamed_when_closed(tmp_path: Path) -> None:
    target = writer(tmp_path)
    places = target.append(three_exchanges()[0])
    assert [place.file for place in places] == [NAME] * 3
    assert names(tmp_path) == [NAME + ".open"]
    assert target.file == NAME
    assert path_of(tmp_path, NAME) == tmp_path / (NAME + ".open")
    assert target.size_bytes == places[-1].offset + places[-1].length == path_of(tmp_path, NAME).stat().st_size
    closed = target.close()
    assert closed is not None
    assert names(tmp_path) == [NAME]
    assert path_of(tmp_path, NAME) == tmp_path / NAME
    data = (tmp_path / NAME).read_bytes()
    assert (closed.name, closed.size_bytes, closed.record_count) == (NAME, len(data), 4)
    assert closed.sha256 == hashlib.sha256(data).hexdigest()
    assert subprocess.run(["gzip", "-t", tmp_path / NAME], check=False).returncode == 0


def test_each_location_is_one_gzip_member(tmp_path: Path) -> None:
    groups = three_exchanges()
    target = writer(tmp_path)
    places = [place for group in groups for place in target.append(group)]
    for place, record in zip(places, [record for group in groups for record in group], strict=True):
        back = read_record(path_of(tmp_path, place.file), place.offset)
        assert (back.record_id, back.length) == (record.record_id, place.length)
    assert [place.offset for place in places[1:]] == [place.offset + place.length for place in places[:-1]]
    target.close()


def test_a_new_file_when_large_enough(tmp_path: Path) -> None:
    target = writer(tmp_path, max_bytes=2000)
    first, second, third = three_exchanges()
    target.append(first)
    assert target.is_due()
    closed = target.close()
    assert closed is not None
    assert closed.name == NAME
    target.append(second)
    assert not target.is_due()
    target.append(third)
    target.close()
    assert names(tmp_path) == [NAME, NAME.replace("00001", "00002")]


def test_a_new_file_when_old_enough(tmp_path: Path) -> None:
    clock = Clock()
    target = writer(tmp_path, clock=clock, max_age_s=60)
    target.append(three_exchanges()[0])
    clock.move(59.9)
    assert not target.is_due()
    clock.move(0.1)
    assert target.is_due()
    closed = target.close()
    assert closed is not None
    assert closed.name == NAME
    target.append(three_exchanges()[1])
    target.close()
    assert names(tmp_path)[1] == "2026/11/news-20261124151737123-00002-press-77.warc.gz"


def test_a_file_that_exists_is_never_touched(tmp_path: Path) -> None:
    for taken in (NAME, NAME + ".open"):
        folder = tmp_path / taken[-4:]
        (folder / taken).parent.mkdir(parents=True)
        (folder / taken).write_bytes(b"of somebody else")
        with pytest.raises(ArchiveUnwritable, match="file exists"):
            writer(folder).append(three_exchanges()[0])
        assert names(folder) == [taken]
        assert (folder / taken).read_bytes() == b"of somebody else"


def test_names_cannot_leave_the_folder(tmp_path: Path) -> None:
    target = writer(tmp_path)
    target._config = type(target._config)(folder=tmp_path, prefix="../../etc/pa ss")
    place = target.append(three_exchanges()[0])[0]
    assert place.file == "2026/11/_.._etc_pa_ss-20261124151637123-00001-press-77.warc.gz"
    target.close()


def test_a_living_writer_holds_its_file(tmp_path: Path) -> None:
    target = writer(tmp_path)
    target.append(three_exchanges()[0])
    path = path_of(tmp_path, NAME)
    code = "import sys, pathlib; from crawler.warc import is_held; print(is_held(pathlib.Path(sys.argv[1])))"
    held = subprocess.run([sys.executable, "-c", code, path], check=True, capture_output=True, text=True)
    assert held.stdout == "True\n"
    target.close()
    assert not is_held(tmp_path / NAME)


def test_a_large_block_streams_to_disk_and_back(tmp_path: Path) -> None:
    body = bytes(range(256)) * 40_000
    spool = Spool()
    spool.append(b"HTTP/1.1 200 OK\r\n\r\n")
    spool.append(body)
    path = write_file(tmp_path, [exchange_records(exchange(spool), ids=counted_ids(1000))])
    record = next(record for record in read_records(path) if record.type == "response")
    assert isinstance(record.block, Spool)
    assert b"".join(record.block.chunks()) == b"HTTP/1.1 200 OK\r\n\r\n" + body


def test_a_block_of_each_size_around_the_spool_limit(tmp_path: Path) -> None:
    sizes = [(1 << 20) - 20, (1 << 20) - 19, (1 << 20) - 18]
    blocks = [Bytes(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * size) for size in sizes]
    ids = counted_ids(1000)
    path = write_file(tmp_path, [exchange_records(exchange(block), ids=ids) for block in blocks])
    back = [b"".join(record.block.chunks()) for record in read_records(path) if record.type == "response"]
    assert back == [block.data for block in blocks]


def test_a_writer_that_cannot_make_its_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file, not a folder")
    with pytest.raises(ArchiveUnwritable):
        writer(tmp_path / "warc").append(three_exchanges()[0])
