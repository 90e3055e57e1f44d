"""When one server may be asked again, as a value. Pure; times are microseconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass, replace

SECOND_US = 1_000_000
LEASE_US = 10 * SECOND_US
"""So long a process that was given its turn has to send its request. One that was killed meanwhile costs no more."""
WEIGHT = 0.5
"""Of the last answer, in the time that answers take."""
MOST_ERRORS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What the answers of a server have shown."""

    answer_s: float = 0.0
    """How long answers take: a mean in which each one counts half as much as the next."""
    errors: int = 0
    """Goes up by one with each failure, and down by one with each answer."""
    busy: int = 0
    """How often in a row it said: not now."""

    def answered(self, answer_s: float) -> Seen:
        mean_s = self.answer_s + WEIGHT * (max(0.0, answer_s) - self.answer_s)
        return Seen(mean_s, max(0, self.errors - 1), 0)

    def failed(self) -> Seen:
        return replace(self, errors=min(MOST_ERRORS, self.errors + 1))

    def was_busy(self) -> Seen:
        return replace(self.failed(), busy=self.busy + 1)

    def worse(self, other: Seen) -> Seen:
        """Return the worse of both in each respect."""
        pairs = (self.answer_s, other.answer_s), (self.errors, other.errors), (self.busy, other.busy)
        answer_s, errors, busy = map(max, pairs)
        return Seen(answer_s, int(errors), int(busy))


@dataclass(frozen=True, slots=True)
class Budget:
    """What is known of one server.

    Two requests never come closer together than the slower pace of their two crawls: the one before says how long it
    keeps others away, the one after how long it wants to have waited.
    """

    last_us: int = 0
    """When it was asked last."""
    pace_us: int = 0
    """How long who asked it last keeps others away."""
    lease_us: int = 0
    """Until when somebody has the turn, and has not sent the request yet."""
    holder: int = 0
    """Who that is; 0: nobody."""
    rest_us: int = 0
    """Until when it is left alone, as it wished."""
    seen: Seen = Seen()

    def as_of(self, now_us: int, *, longest_rest_us: int) -> Budget:
        """Return it without what cannot be, since the clock was set back: to be kept, or the wait would never end."""
        return replace(
            self,
            last_us=min(self.last_us, now_us),
            lease_us=min(self.lease_us, now_us + LEASE_US),
            rest_us=min(self.rest_us, now_us + longest_rest_us),
        )

    def wait_us(self, now_us: int, pace_us: int) -> int:
        """Return how long somebody who keeps *pace_us* has to wait at least; 0: no more."""
        # Whoever has the turn, or had it and was killed, may send the request until the last moment.
        asked_us = self.lease_us if self.holder else self.last_us
        return max(0, asked_us + max(self.pace_us, pace_us) - now_us, self.rest_us - now_us)

    def is_held(self, now_us: int) -> bool:
        """Return whether somebody may be about to send a request: it is over in no time as a rule."""
        return bool(self.holder) and self.lease_us > now_us

    def taken(self, now_us: int, pace_us: int, holder: int) -> Budget:
        """Return it with the turn given to *holder*."""
        return replace(self, last_us=now_us, pace_us=pace_us, lease_us=now_us + LEASE_US, holder=holder)

    def sent(self, now_us: int, pace_us: int, holder: int) -> Budget:
        """Return it once *holder* has sent its request, or has given up sending it."""
        if self.holder == holder:
            return replace(self, last_us=now_us, pace_us=pace_us, lease_us=0, holder=0)
        # It took so long that somebody else has the turn by now: that one's stays, and the wait begins anew.
        return replace(self, last_us=now_us, pace_us=max(self.pace_us, pace_us))

    def rests(self, until_us: int) -> Budget:
        return replace(self, rest_us=max(self.rest_us, until_us))
