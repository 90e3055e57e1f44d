"""Loaded by every Python that a test starts (tests/conftest.py puts this folder on its path)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from loopback.guard import stay_on_loopback

sys.path.pop(0)
stay_on_loopback()
