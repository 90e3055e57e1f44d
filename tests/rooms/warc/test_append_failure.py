"""A write that fails leaves the file as it was before, whole and going on."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms.warc.making import counted_ids, exchange, three_exchanges, writer

from crawler.errors import ArchiveUnwritable
from crawler.warc import check_file, exchange_records, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("limit_bytes", [12_000, 13_000, 14_321])
def test_a_full_disk_takes_back_the_whole_group(tmp_path: Path, limit_bytes: int) -> None:
    command = [sys.executable, str(ROOT / "tests/rooms/warc/fill_up.py"), str(tmp_path), str(limit_bytes)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    facts = json.loads(done.stdout)
    assert "file too large" in facts["failure"]
    assert facts["on_disk"] == [facts["size_then"]]
    path = next(tmp_path.rglob("*.warc.gz"))
    assert list(check_file(path)) == []
    assert [[record.offset, record.length] for record in read_records(path)][1:] == facts["kept"]
    assert len(facts["kept"]) % 3 == 0
    assert facts["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0


def test_no_file_is_left_when_not_even_the_first_record_fits(tmp_path: Path) -> None:
    code = (
        "import resource, sys, pathlib\n"
        "from rooms.warc.making import three_exchanges, writer\n"
        "from crawler.errors import ArchiveUnwritable\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n    writer(pathlib.Path(sys.argv[1])).append(three_exchanges()[0])\n"
        "except ArchiveUnwritable as err:\n    print(err)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert "file too large" in done.stdout
    assert list(tmp_path.rglob("*.warc*")) == []


class TornContent:
    """A block whose temporary file fails in the middle."""

    size_bytes = 3 << 20

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.passes = -100  # it fails only once a test counts from zero

    def chunks(self) -> Iterator[bytes]:
        self.passes += 1
        for n in range(48):
            # The first pass, for the digest, goes well; the second is being written.
            if self.passes == 2 and n == 30:
                raise self.error
            yield os.urandom(65_536)


@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt(), ValueError("odd")])
def test_a_block_that_cannot_be_read_takes_back_the_whole_group(tmp_path: Path, error: BaseException) -> None:
    target = writer(tmp_path)
    ids = counted_ids(1000)
    content = TornContent(error)
    good = target.append(exchange_records(exchange(), ids=ids))
    torn = exchange_records(exchange(content), ids=ids)
    content.passes = 0
    with pytest.raises(ArchiveUnwritable if isinstance(error, OSError) else type(error)):
        target.append([*torn[1:], torn[0]])
    assert target.size_bytes == good[-1].offset + good[-1].length
    after = target.append(exchange_records(exchange(), ids=ids))
    assert after[0].offset == good[-1].offset + good[-1].length
    closed = target.close()
    assert closed is not None
    path = tmp_path / closed.name
    assert list(check_file(path)) == []
    assert closed.record_count == 7
    assert closed.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_cannot_be_cut_back_is_not_written_any_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    target = writer(tmp_path)
    first, second, third = three_exchanges()
    target.append(first)
    assert target._file is not None
    read_only = os.open(target._file.open_path, os.O_RDONLY)
    os.dup2(read_only, target._file._fd)  # writes fail from here on, and so does taking back
    os.close(read_only)
    with pytest.raises(ArchiveUnwritable, match="bad file descriptor"):
        target.append(second)
    assert "cannot be cut back" in caplog.text
    with pytest.raises(ArchiveUnwritable, match="earlier write failed"):
        target.append(third)
    with pytest.raises(ArchiveUnwritable, match="earlier write failed"):
        target.close()
    (path,) = tmp_path.rglob("*.open")
    assert [record.type for record in read_records(path)] == ["warcinfo", "response", "request", "metadata"]
