"""A lock is one process's until it lets go of it or dies."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from crawler.archive.places.lock import locked
from crawler.errors import ArchiveUnwritable

if TYPE_CHECKING:
    from pathlib import Path

HOLD = "import sys; from pathlib import Path; from crawler.archive.places.lock import locked; print(locked(Path(sys.argv[1]))); sys.stdin.read()"


def test_another_process_has_it_until_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip().isdecimal()
        assert locked(path) is None
        holder.kill()
        holder.wait()
        lock = locked(path)
        assert lock is not None
        assert locked(path) is None, "one descriptor has it, not a process"
        os.close(lock)
        again = locked(path)
        assert again is not None
        os.close(again)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnwritable, match="no such file or directory"):
        locked(tmp_path / "nowhere" / "lock")
