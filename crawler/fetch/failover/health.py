"""How the addresses of an outlet have fared in this crawl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class _State:
    failures: int = 0
    rests_until_s: float = 0.0


class Health:
    """Counts failures in a row. A host that failed too often rests; after its rest one failure sends it back."""

    def __init__(self, *, most_failures: int, rest_s: float, clock: Callable[[], float]) -> None:
        """*clock* gives seconds that never run backwards."""
        self._most_failures = most_failures
        self._rest_s = rest_s
        self._clock = clock
        self._states: dict[str, _State] = {}

    def failed(self, host: str) -> bool:
        """Count a failure of *host*; return whether it begins to rest now."""
        state = self._states.setdefault(host, _State())
        rested = state.rests_until_s > self._clock()
        state.failures += 1
        if state.failures < self._most_failures:
            return False
        state.rests_until_s = self._clock() + self._rest_s
        return not rested

    def worked(self, host: str) -> None:
        self._states.pop(host, None)

    def rests(self, host: str) -> bool:
        """Return whether *host* is not to be asked for now."""
        state = self._states.get(host)
        return state is not None and state.rests_until_s > self._clock()

    def failures(self, host: str) -> int:
        """Return how often *host* failed since it last worked."""
        state = self._states.get(host)
        return 0 if state is None else state.failures
