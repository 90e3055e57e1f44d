"""Which files of a folder are imported: all that are archives, and none is left out in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = 65_534
LOOK = f"""
import os, sys
from importlib import import_module
files_of = import_module("crawler.commands.import").files_of
if os.geteuid() == 0: os.setresuid({NOBODY}, {NOBODY}, {NOBODY})
try: print(list(files_of(["."])))
except OSError as err: print(err)
"""


def test_all_archives_below_a_folder_by_name(tmp_path: Path) -> None:
    names = ["b.WARC", "a/c.warc.gz", "a/b/d.wacz", "a/e.txt", "f.arc.gz/g.arc"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = import_module("crawler.commands.import").files_of([str(tmp_path), str(tmp_path / "a/e.txt")])
    told = [path.relative_to(tmp_path).as_posix() for path in found]
    assert told == ["a/b/d.wacz", "a/c.warc.gz", "b.WARC", "f.arc.gz/g.arc", "a/e.txt"]


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.warc.gz").touch()
    if os.geteuid() != 0:
        secret.chmod(0o000)
    ran = subprocess.run([sys.executable, "-c", LOOK], cwd=tmp_path, capture_output=True, text=True, check=False)
    secret.chmod(0o700)
    # To the user that root becomes the folder of the test itself is closed.
    assert (ran.stdout[:29], ran.stderr) == ("[Errno 13] Permission denied:", "")
