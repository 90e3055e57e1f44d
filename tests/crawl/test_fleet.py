"""Three machines, one PostgreSQL, one S3 store, twelve outlets; one worker is killed, one machine sleeps, one is cut off.

The long form is `python benchmarks/fleet.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from trials.fleet.harm import Kind
from trials.fleet.network import may_have_namespaces
from trials.fleet.order import Order, run_in_process

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def test_two_of_three_are_lost_and_nothing_is(tmp_path: Path) -> None:
    prove((Kind.PAUSED, Kind.CUT, None), tmp_path, in_namespaces=False)


@pytest.mark.skipif(not may_have_namespaces(), reason="no network namespaces: nothing is cut off without a word here")
def test_machines_with_networks_of_their_own(tmp_path: Path) -> None:
    prove((Kind.KILLED, Kind.ASLEEP, Kind.BRIEFLY_CUT), tmp_path, in_namespaces=True)


def prove(kinds: tuple[Kind | None, ...], folder: Path, *, in_namespaces: bool) -> None:
    order = Order(
        outlets=12, workers=3, slots=2, editions=2, seed=1, in_namespaces=in_namespaces, rounds=(kinds,), limit_s=1_500
    )
    report = run_in_process(order, folder)
    assert report.wrong == []
    assert report.acknowledged > 0
    lost = [(harm.crawls, harm.taken_over_s) for harm in report.harms if harm.taken_over_s is not None]
    assert len(lost) == 2
    for crawls, taken_over_s in lost:
        assert crawls > 0, "it had something to lose"
        assert taken_over_s <= 60
