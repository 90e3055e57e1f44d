"""Three exact tails, summed term by term: for counts of a day, for shares, and for things never seen before."""

from __future__ import annotations

from math import comb, exp, lgamma, log, log1p


def low_count(seen: int, expected: float, size: float) -> float:
    """Return how likely *seen* or fewer are where *expected* are usual: the lower tail of a negative binomial.

    Its variance is ``expected + expected² / size``; with an infinite *size* it is Poisson's.

    >>> round(low_count(0, 5.0, float("inf")), 6) == round(exp(-5), 6)
    True
    """
    if expected <= 0:
        return 1.0
    return min(1.0, sum(exp(_log_chance(k, expected, size)) for k in range(seen + 1)))


def _log_chance(k: int, expected: float, size: float) -> float:
    if size == float("inf"):
        return k * log(expected) - expected - lgamma(k + 1)
    return (
        lgamma(k + size)
        - lgamma(size)
        - lgamma(k + 1)
        - size * log1p(expected / size)
        + k * (log(expected) - log(expected + size))
    )


def lower_share(filled: int, of: int, filled_before: int, of_before: int) -> float:
    """Return how likely *filled* or fewer of *of* are, if they are drawn like those before: Fisher's exact test.

    >>> round(lower_share(0, 8, 19, 20), 8)
    2.9e-06
    """
    whole = filled + filled_before
    ways = comb(of + of_before, whole)
    least = max(0, whole - of_before)
    return sum(comb(of, k) * comb(of_before, whole - k) for k in range(least, filled + 1)) / ways


def that_many(seen: int, of: int, share: float) -> float:
    """Return how likely *seen* or more of *of* are, where each is one with the chance *share*: a binomial's upper tail.

    *share* lies between 0 and 1.

    >>> round(that_many(3, 3, 0.5), 12)
    0.125
    """
    return min(1.0, sum(exp(_log_binomial(k, of, share)) for k in range(seen, of + 1)))


def _log_binomial(k: int, of: int, share: float) -> float:
    # The ways to choose some hundreds of a thousand are more than a float can hold.
    ways = lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1)
    return ways + k * log(share) + (of - k) * log1p(-share)
