"""The fit of the weights of marks."""

from __future__ import annotations

from math import log

import numpy as np

from benchmarks.likeliest import likeliest, lowest, options_of

PAGES = [
    ([["h1", "long"], ["title"]], [1.0, 0.0], 1.0),
    ([["h1"], ["title", "long"]], [1.0, 0.0], 1.0),
    ([["h1"], ["title"], ["other"]], [0.0, 1.0, 1.0], 1.0),
]


def test_the_lowest_place_of_a_bowl() -> None:
    place = np.array([3.0, -1.0, 0.5])
    steep = np.array([1.0, 10.0, 0.1])

    def slope(here: np.ndarray) -> tuple[float, np.ndarray]:
        away = here - place
        return float(steep @ (away * away)) / 2, steep * away

    assert np.allclose(lowest(slope, 3), place, atol=1e-2)


def test_what_is_right_more_often_weighs_more() -> None:
    options = options_of(PAGES)
    weights = dict(zip(options.marks, likeliest(options, 0.1), strict=True))
    assert weights["h1"] > weights["title"]
    assert abs(weights["long"]) < 0.2
    assert abs(sum(weights.values())) < 0.2


def test_two_options_and_no_ridge_tell_the_odds() -> None:
    options = options_of([([["a"], ["b"]], [1.0, 0.0], 3.0), ([["a"], ["b"]], [0.0, 1.0], 1.0)])
    a, b = likeliest(options, 1e-6)
    assert abs((a - b) - log(3)) < 1e-2


def test_a_heavier_ridge_holds_weights_nearer_to_zero() -> None:
    options = options_of(PAGES)
    assert np.abs(likeliest(options, 10.0)).max() < np.abs(likeliest(options, 0.1)).max()
