"""Harm done to the archive again and again (tests/trials); ./dev torture does more of it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from trials.catalogue import TRIALS

SEED = 20261124
MEMORY = Path("/dev/shm")
"""What a process leaves when it is killed does not depend on the disk, and fsync is quick there."""


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_nothing_acknowledged_is_lost(name: str) -> None:
    count = TRIALS[name].quick or 0
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        # In a process of its own: it forks, and this one may have threads.
        command = [sys.executable, "-m", "trials.catalogue", name, str(count), str(SEED), folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    outcome = json.loads(done.stdout)
    assert outcome["wrong"] == []
    assert outcome["tried"] >= max(count, 20 if not count else 0)
    assert outcome["acknowledged"] > outcome["tried"] / 2
    assert outcome["recovered"] > 0
