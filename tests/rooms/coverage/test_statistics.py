"""The tails behind the alarms, against sums written out and against one another."""

from __future__ import annotations

from math import comb, exp, factorial, inf, isclose

from hypothesis import given
from hypothesis import strategies as st

from crawler.coverage.alarms.statistics import low_count, lower_share, that_many


@given(st.integers(0, 40), st.floats(0.1, 60))
def test_with_an_infinite_size_it_is_poisson(seen: int, expected: float) -> None:
    summed = sum(exp(-expected) * expected**k / factorial(k) for k in range(seen + 1))
    assert isclose(low_count(seen, expected, inf), min(1, summed), rel_tol=1e-9)


@given(st.integers(0, 40), st.floats(0.1, 60), st.floats(0.3, 1e6))
def test_a_scattering_outlet_is_given_more_room(seen: int, expected: float, size: float) -> None:
    """Far below what is expected, a smaller size makes the same count likelier."""
    if seen < expected / 3:
        assert low_count(seen, expected, size) >= low_count(seen, expected, inf) * 0.999
    assert 0 <= low_count(seen, expected, size) <= 1


@given(st.integers(0, 40), st.floats(0.1, 60), st.floats(0.3, 1e6))
def test_more_is_never_less_likely_to_be_reached(seen: int, expected: float, size: float) -> None:
    assert low_count(seen, expected, size) <= low_count(seen + 1, expected, size)


def test_where_nothing_is_expected_nothing_is_odd() -> None:
    assert low_count(0, 0.0, inf) == 1.0


@given(st.integers(1, 12), st.integers(1, 30), st.data())
def test_fishers_tail_is_counted_out(of: int, of_before: int, data: st.DataObject) -> None:
    filled = data.draw(st.integers(0, of))
    before = data.draw(st.integers(0, of_before))
    whole = filled + before
    total = comb(of + of_before, of)
    ways = sum(comb(whole, k) * comb(of + of_before - whole, of - k) for k in range(filled + 1) if k <= whole)
    assert isclose(lower_share(filled, of, before, of_before), ways / total, rel_tol=1e-9)


@given(st.integers(0, 20), st.floats(0.001, 0.999), st.data())
def test_the_binomials_tails_are_whole(of: int, share: float, data: st.DataObject) -> None:
    seen = data.draw(st.integers(0, of))
    below = sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(seen))
    assert isclose(that_many(seen, of, share) + below, 1, rel_tol=1e-9)


@given(st.integers(1_000, 4_000), st.floats(0.01, 0.99))
def test_the_binomials_tail_of_thousands_is_whole(of: int, share: float) -> None:
    """As likely as not that the usual many are reached, and certain that none or more are."""
    assert isclose(that_many(0, of, share), 1, rel_tol=1e-6)
    assert 0.4 < that_many(round(of * share), of, share) < 0.6
