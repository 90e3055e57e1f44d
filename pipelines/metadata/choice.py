"""Which of several options is right: each has marks, each mark a weight, and the heaviest option is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Key = TypeVar("Key")


def weight_of(marks: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the sum of the weights of *marks*; a mark without a weight counts nothing.

    >>> weight_of({"h1", "long", "unheard"}, {"h1": 2.0, "long": -0.5})
    1.5
    """
    return sum(weights.get(mark, 0.0) for mark in sorted(marks))


def heaviest(options: Mapping[Key, Iterable[str]], weights: Mapping[str, float], *, least: float) -> Key | None:
    """Return the option of the greatest weight, of equal ones the first; None when none reaches *least*.

    >>> heaviest({"a": {"h1"}, "b": {"title"}}, {"h1": 2.0, "title": 1.0}, least=0.0)
    'a'
    """
    best, most = None, least
    for key, marks in options.items():
        weight = weight_of(marks, weights)
        if weight > most or (best is None and weight == most):
            best, most = key, weight
    return best
