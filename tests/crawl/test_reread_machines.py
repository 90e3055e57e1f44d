"""`microfiche reread` by a Ray cluster over two machines, each with a network of its own: as the pool, byte for byte."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from trials.fleet.network import may_have_namespaces

pytestmark = [pytest.mark.slow, pytest.mark.alone]
TESTS = Path(__file__).parents[1]


@pytest.mark.skipif(find_spec("ray") is None, reason="the extra ray is not installed")
@pytest.mark.skipif(not may_have_namespaces(), reason="no network namespaces: there is one machine only")
def test_two_machines_and_one_of_them_is_lost(tmp_path: Path) -> None:
    """They share a PostgreSQL and an S3 server, and no folder with a WARC file."""
    command = ["unshare", "-n", sys.executable, "-m", "rooms.reread.two_machines", str(tmp_path)]
    done = subprocess.run(command, cwd=TESTS, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "lost.json").read_text()) > 1, "the processes of a machine"
    assert list((tmp_path / "archive").rglob("*.warc.gz*")) == []
    expected = told(tmp_path / "pool")
    assert json.loads(expected["told"].splitlines()[-1])["summary"]["changed"] == 40
    assert told(tmp_path / "there") == expected
    assert told(tmp_path / "half") == expected


def told(folder: Path) -> dict[str, bytes]:
    """Return what was printed as the answer, and the files of the table."""
    return {path.name: path.read_bytes() for path in (folder / "told", *(folder / "table").iterdir())}
