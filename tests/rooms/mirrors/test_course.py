"""The states an address goes through, each by the evidence for it."""

from __future__ import annotations

import pytest
from rooms.mirrors.made import NOON, seen

from crawler.mirrors import AddressState, Health, Seen, course_of

OK, DNS, SEIZED, PARKED, BLOCKED = Health.OK, Health.DNS, Health.SEIZED, Health.PARKED, Health.BLOCKED
DAY = 24


def led(hours: float, page: str, to: str = "a.example") -> Seen:
    """Return the capture of one page that leads to another address of the outlet."""
    return seen(Health.REDIRECT, hours, page=page, leads_to=to, leads_home=True)


def states(*captures: Seen) -> list[str]:
    course = course_of(captures)
    return [] if course is None else [str(span.state) for span in course.spans]


@pytest.mark.parametrize(
    ("captures", "expected"),
    [
        ([seen(OK)], ["working"]),
        ([seen(OK), seen(OK, 1, agrees=True), seen(OK, 2)], ["working", "confirmed"]),
        ([seen(OK, agrees=False), seen(OK, 1)], ["differs"]),
        ([seen(OK, agrees=False), seen(OK, 1, agrees=True), seen(OK, 2, agrees=False)], ["differs", "confirmed"]),
        ([seen(OK, agrees=True), seen(DNS, 1), seen(OK, 2)], ["confirmed", "failing", "confirmed"]),
        ([seen(OK, agrees=True), seen(SEIZED, 1), seen(OK, 2)], ["confirmed", "seized", "working"]),
        ([seen(OK, agrees=True), seen(PARKED, 1), seen(OK, 2)], ["confirmed", "parked", "working"]),
        ([seen(OK, agrees=True), seen(BLOCKED, 1), seen(OK, 2)], ["confirmed", "blocked", "confirmed"]),
        ([seen(DNS), seen(DNS, DAY), seen(DNS, 29 * DAY)], ["failing"]),
        ([seen(DNS), seen(DNS, 31 * DAY)], ["failing"]),
        ([seen(DNS), seen(Health.TLS, DAY), seen(DNS, 31 * DAY), seen(DNS, 32 * DAY)], ["failing", "dead"]),
        ([seen(DNS), seen(OK, DAY), seen(DNS, 31 * DAY), seen(DNS, 32 * DAY)], ["failing", "working", "failing"]),
        ([seen(Health.REDIRECT, is_home=True, leads_to="a.example")], ["moved"]),
        ([seen(Health.REDIRECT, leads_to="a.example")], []),
        ([led(0, "/a", "a.example"), led(1, "/b", "b.example"), led(2, "/c", "c.example")], []),
        ([led(0, "/1"), led(1, "/2"), led(2, "/3")], ["moved"]),
        ([led(0, "/1"), led(1, "/1"), led(2, "/1"), led(3, "/2")], []),
        ([seen(OK, 0), led(1, "/1"), seen(OK, 2), led(3, "/2"), seen(OK, 4), led(5, "/3")], ["working"]),
        (
            [seen(OK, 0), led(1, "/1"), led(2, "/2"), led(3, "/3"), led(4, "/4"), seen(OK, 5)],
            ["working", "moved", "working"],
        ),
        ([seen(Health.BOT_WALL, is_home=True)], ["failing"]),
        ([seen(health) for health in (Health.MISSING, Health.WALL, Health.ERROR, Health.REDIRECT)], []),
        ([seen(OK), seen(Health.MISSING, 1), seen(OK, 2)], ["working"]),
    ],
)
def test_states(captures: list[Seen], expected: list[str]) -> None:
    assert states(*captures) == expected


def test_what_is_told_of_a_course() -> None:
    course = course_of(
        [seen(OK, 0), seen(OK, 1, agrees=True), seen(OK, 2, agrees=False), seen(DNS, 3), seen(Health.TLS, 4)]
    )
    assert course is not None
    assert course.state is AddressState.FAILING
    assert (course.health, course.last_failure) == (Health.TLS, Health.TLS)
    assert course.last_worked_at == seen(OK, 2).at
    assert course.last_failed_at == course.seen_at == seen(OK, 4).at
    assert (course.agreeing, course.differing) == (1, 1)
    first, second, third = course.spans
    assert (first.from_at, first.until_at, first.captures) == (NOON, NOON, 1)
    assert (second.captures, second.why) == (2, OK)
    assert third.record_id == seen(DNS, 3).record_id


def test_only_one_vantage_is_looked_at() -> None:
    both = [seen(OK, 0, vantage="DE home line"), seen(BLOCKED, 1, vantage="RU mobile")]
    assert course_of(both) is None
    course = course_of(both, vantage="RU mobile")
    assert course is not None
    assert [span.state for span in course.spans] == [AddressState.BLOCKED]
