"""The course of one address as seen from one place: the state machine of docs/mirrors.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.mirrors.health import Health, evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from crawler.mirrors.health import Seen

DEAD_AFTER = timedelta(days=30)
DEAD_FAILURES = 3


class AddressState(StrEnum):
    """What is known of an address. Only evidence changes it: no time that passes, no claim."""

    CLAIMED = "claimed"
    """Somebody says so; nothing that was fetched says anything."""
    WORKING = "working"
    """It answers; that it is the outlet is not shown."""
    CONFIRMED = "confirmed"
    """It answers, and an article from it says what the outlet's says."""
    DIFFERS = "differs"
    """It answers, but its articles say something else."""
    MOVED = "moved"
    """Its home page, or several others, send readers to another address."""
    FAILING = "failing"
    DEAD = "dead"
    """It failed at least three times, over thirty days or more, and never worked in between."""
    BLOCKED = "blocked"
    SEIZED = "seized"
    PARKED = "parked"


WELL = frozenset({AddressState.WORKING, AddressState.CONFIRMED})
TAKEN = frozenset({AddressState.SEIZED, AddressState.PARKED, AddressState.DEAD, AddressState.DIFFERS})
"""Behind these the address may be somebody else's: what was confirmed before proves nothing any more."""
AT_ONCE = {
    Health.BLOCKED: AddressState.BLOCKED,
    Health.SEIZED: AddressState.SEIZED,
    Health.PARKED: AddressState.PARKED,
    Health.REDIRECT: AddressState.MOVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of captures in which the state stayed the same."""

    state: AddressState
    from_at: datetime
    until_at: datetime
    """Of the last capture in it; what was between it and the next span nobody saw."""
    captures: int
    why: Health
    """What the last capture in it showed."""
    record_id: str
    """Of the first capture in it."""
    leads_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How an address fared, as seen from one place."""

    vantage: str | None
    spans: tuple[Span, ...]
    """In order of time; at least one, and no two next to each other with the same state."""
    last_worked_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_failure: Health | None = None
    agreeing: int = 0
    """Captures whose article says what the outlet's says."""
    differing: int = 0

    @property
    def state(self) -> AddressState:
        return self.spans[-1].state

    @property
    def health(self) -> Health:
        return self.spans[-1].why

    @property
    def seen_at(self) -> datetime:
        """When the last capture was made that counts."""
        return self.spans[-1].until_at


def course_of(seen: Iterable[Seen], *, vantage: str | None = None) -> Course | None:
    """Return the course that the captures *seen* from *vantage* make up, in whatever order they come.

    None when none of them says anything of the address.
    """
    course = Course(vantage=vantage, spans=())
    walk = _Walk()
    for each in evidence_of(each for each in seen if each.vantage == vantage):
        course = _seen(course, each, walk.next(each))
    return course if course.spans else None


class _Walk:
    """The machine itself: what it remembers between two captures."""

    def __init__(self) -> None:
        self._state = AddressState.CLAIMED
        self._is_confirmed = False
        self._failures = 0
        self._failing_since: datetime | None = None

    def next(self, seen: Seen) -> AddressState:
        if seen.health is Health.OK:
            self._state = self._answered(seen)
        else:
            self._state = AT_ONCE.get(seen.health) or self._failed(seen)
        if self._state not in (AddressState.FAILING, AddressState.DEAD):
            self._failures, self._failing_since = 0, None
        if self._state in TAKEN:
            self._is_confirmed = False
        return self._state

    def _answered(self, seen: Seen) -> AddressState:
        self._is_confirmed = self._is_confirmed or seen.agrees is True
        if self._is_confirmed:
            return AddressState.CONFIRMED
        # Once its articles differ, an answer that cannot be compared is no news.
        is_other = seen.agrees is False or (seen.agrees is None and self._state is AddressState.DIFFERS)
        return AddressState.DIFFERS if is_other else AddressState.WORKING

    def _failed(self, seen: Seen) -> AddressState:
        self._failures += 1
        self._failing_since = self._failing_since or seen.at
        is_dead = self._failures >= DEAD_FAILURES and seen.at - self._failing_since >= DEAD_AFTER
        return AddressState.DEAD if is_dead else AddressState.FAILING


def _seen(course: Course, seen: Seen, state: AddressState) -> Course:
    """Return *course* with one more capture, the newest, behind which the address is in *state*."""
    why = Health.DIFFERS if state is AddressState.DIFFERS else seen.health
    last = course.spans[-1] if course.spans else None
    if last is not None and last.state is state:
        leads_to = seen.leads_to or last.leads_to
        grown = replace(last, until_at=seen.at, captures=last.captures + 1, why=why, leads_to=leads_to)
        spans = (*course.spans[:-1], grown)
    else:
        fresh = Span(
            state=state, from_at=seen.at, until_at=seen.at, captures=1, why=why,
            record_id=seen.record_id, leads_to=seen.leads_to,
        )  # fmt: skip
        spans = (*course.spans, fresh)
    works, failed = state in WELL, state not in WELL and state is not AddressState.MOVED
    return replace(
        course,
        spans=spans,
        last_worked_at=seen.at if works else course.last_worked_at,
        last_failed_at=seen.at if failed else course.last_failed_at,
        last_failure=why if failed else course.last_failure,
        agreeing=course.agreeing + (seen.agrees is True),
        differing=course.differing + (seen.agrees is False),
    )
