"""The limit of a crawl holds, whatever comes back and in whatever order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.discovery import Budget


def test_without_a_limit_candidates_pass_through_the_best_first() -> None:
    budget: Budget[str] = Budget()
    for name, priority in [("list", 0), ("story", 100), ("other story", 100)]:
        assert budget.offer(name, priority)
    assert list(budget.released()) == ["story", "other story", "list"]
    assert not budget.is_spent


def test_a_better_candidate_that_comes_late_still_goes_first() -> None:
    budget: Budget[str] = Budget(10, window=1)
    budget.offer("home")
    assert list(budget.released()) == ["home"]
    budget.offer("list", 0)
    budget.offer("story", 100)
    assert list(budget.released()) == []
    budget.settle(read=True)
    assert list(budget.released()) == ["story"]


def test_one_that_was_no_page_gives_its_place_to_the_next() -> None:
    budget: Budget[str] = Budget(1)
    budget.offer("picture", 1)
    budget.offer("story")
    assert list(budget.released()) == ["picture"]
    budget.settle(read=False)
    assert list(budget.released()) == ["story"]
    budget.settle(read=True)
    assert budget.is_spent


def test_what_waits_is_bounded() -> None:
    budget: Budget[int] = Budget(1)
    taken = [budget.offer(n) for n in range(50_002)]
    assert taken == [True] * 50_001 + [False]


@given(
    limit=st.integers(1, 12),
    window=st.integers(1, 5),
    outcomes=st.lists(st.booleans(), max_size=60),
    data=st.data(),
)
def test_exactly_the_limit_is_read_when_there_are_as_many(
    limit: int, window: int, outcomes: list[bool], data: st.DataObject
) -> None:
    budget: Budget[int] = Budget(limit, window=window)
    for number in range(len(outcomes)):
        budget.offer(number)
    under_way = list(budget.released())
    while under_way:
        assert len(under_way) <= min(window, limit - budget.read)
        done = under_way.pop(data.draw(st.integers(0, len(under_way) - 1)))
        budget.settle(read=outcomes[done])
        under_way += budget.released()
    assert budget.read == min(limit, sum(outcomes))
