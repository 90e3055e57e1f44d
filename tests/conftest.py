"""What holds for every test: nothing leaves the loopback, random tests repeat in CI, the corpus is found or skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from loopback.guard import stay_on_loopback

ROOT = Path(__file__).parent.parent

# At import rather than in a fixture: Twisted keeps its own reference to `getaddrinfo` from its import on.
stay_on_loopback()
# A process that a test starts is held too (tests/loopback/sitecustomize.py), and imports what the tests import.
PATHS = [str(ROOT / "tests" / "loopback"), str(ROOT), str(ROOT / "tests")]
os.environ["PYTHONPATH"] = os.pathsep.join([*PATHS, *filter(None, [os.environ.get("PYTHONPATH")])])

# No deadlines: two busy cores make a quick example slow.
settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of saved pages with expected values; it belongs to no checkout."""
    folder = Path(os.environ.get("MICROFICHE_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}: lay one beside the checkout, or set MICROFICHE_CORPUS")
    return folder
