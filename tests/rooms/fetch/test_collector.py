"""How often the garbage collector of a crawl runs."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from crawler.fetch.extension import YOUNG_OBJECTS, spare_the_collector

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.parametrize(
    ("before", "after"),
    [(700, YOUNG_OBJECTS), (YOUNG_OBJECTS + 1, YOUNG_OBJECTS + 1), (0, 0)],
    ids=["usual", "rarer", "off"],
)
def test_a_project_that_rests_it_for_longer_is_left_alone(before: int, after: int) -> None:
    gc.set_threshold(before, 11, 12)
    spare_the_collector()
    assert gc.get_threshold() == (after, 11, 12)
    assert gc.get_freeze_count() > 0
