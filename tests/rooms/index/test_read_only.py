"""An index that may be read but not written: on a medium for reading only, or another user's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self

import pytest
from rooms.index.made import capture

from crawler.errors import ArchiveNotFound
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

READ = """
import json, os, sys
from pathlib import Path
from crawler.errors import ArchiveUnwritable
from crawler.index import Index
path = Path(sys.argv[1])

def said():
    with Index.open(path, create=False, only_shown=True) as index:
        for asked in sys.stdin:
            rows = list(index.captures())
            yield [len(rows), index.counts().captures, sorted(os.listdir(path.parent))]
            if asked == "write\\n":
                index.add_captures(rows[:1])
                index.redactions.acts()
                try:
                    index.place_file(rows[0].file_name, "s3://elsewhere")
                except ArchiveUnwritable as err:
                    yield str(err)

# All that is imported late is imported first, while the process may still read it.
Index.open(Path(sys.argv[2]) / "index.sqlite").close()
if os.geteuid() == 0:
    os.setresuid(65_534, 65_534, 65_534)
for line in said():
    print(json.dumps(line), flush=True)
"""


class Reader:
    """Another process, which may not write."""

    def __init__(self, path: Path, other: Path) -> None:
        """*other*: a folder in which it may make what it does before."""
        command = [sys.executable, "-c", READ, str(path), str(other)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def reads(self) -> list[object]:
        """Return how many captures it lists, how many it counts, and what is in the folder meanwhile."""
        return self._asked("read")  # type: ignore[no-any-return]  # what it prints

    def writes(self) -> str:
        """Return what it says when it is to write."""
        self._asked("write")
        return str(self._said())

    def _asked(self, what: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self._said()

    def _said(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:  # which closes the pipes, so that it comes to its end
            pass
        assert self._process.returncode == 0


def add(path: Path, *numbers: int) -> None:
    with Index.open(path) as index:
        index.add_captures([capture(number) for number in numbers])
        index.commit()


@pytest.fixture
def path(open_folder: Path) -> Path:
    path = open_folder / os.fsdecode(b"a b?c#d%20\xfc.sqlite")  # no UTF-8: a file may be called by any bytes
    add(path, 1, 2)
    open_folder.chmod(0o555)
    return path


def test_it_is_read_and_nothing_is_made_beside_it(path: Path, tmp_path: Path) -> None:
    with Reader(path, tmp_path) as reader:
        assert reader.reads() == [2, 2, [path.name]]


def test_what_is_written_meanwhile_is_seen(path: Path, tmp_path: Path) -> None:
    with Reader(path, tmp_path) as reader:
        assert reader.reads()[:2] == [2, 2]
        path.parent.chmod(0o755)
        add(path, 3, 4, 5)
        path.parent.chmod(0o555)
        assert reader.reads()[:2] == [5, 5]


def test_it_is_read_while_somebody_writes(path: Path, tmp_path: Path) -> None:
    path.parent.chmod(0o755)
    index = Index.open(path)
    index.add_captures([capture(3)])
    index.commit()
    path.parent.chmod(0o555)
    with Reader(path, tmp_path) as reader:
        assert reader.reads()[:2] == [3, 3]
        index.add_captures([capture(4)])
        index.commit()
        assert reader.reads()[:2] == [4, 4]
        path.parent.chmod(0o755)
        index.close()
        path.parent.chmod(0o555)
        assert reader.reads()[:2] == [4, 4]


def test_writing_is_refused_in_one_line(path: Path, tmp_path: Path) -> None:
    with Reader(path, tmp_path) as reader:
        assert reader.writes() == f"cannot write {path}: attempt to write a readonly database"


def test_where_nothing_is_nothing_is_made(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with pytest.raises(ArchiveNotFound):
        Index.open(open_folder / "index.sqlite", create=False)
    assert list(open_folder.iterdir()) == []


def test_a_copy_made_while_somebody_wrote(path: Path, tmp_path: Path) -> None:
    path.parent.chmod(0o755)
    index = Index.open(path)
    index.add_captures([capture(3)])
    index.commit()
    copy = path.parent / "copy"
    copy.mkdir(mode=0o755)
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", copy)
    index.close()
    copy.chmod(0o555)
    command = [sys.executable, "-c", READ, str(copy / path.name), str(tmp_path)]
    said = subprocess.run(command, input="read\n", capture_output=True, text=True, check=False).stderr
    name = path.name.encode(errors="backslashreplace").decode()
    assert f"its last rows are in {name}-wal, which cannot be read in a folder that cannot be written" in said
    copy.chmod(0o755)
