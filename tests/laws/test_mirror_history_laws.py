"""Laws of the history: order does not matter, states follow from evidence, and no timeline contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from rooms.mirrors.made import MAIN, MIRROR, NOON, OUTLET, Claim, claim

from crawler.mirrors import AddressState, Course, Health, Seen, histories
from crawler.mirrors.course import DEAD_AFTER, DEAD_FAILURES
from crawler.mirrors.health import evidence_of
from crawler.mirrors.plot import plot

if TYPE_CHECKING:
    import random

PLACES = st.sampled_from([MAIN, MIRROR])
FAILURES = {Health.DNS, Health.TLS, Health.REFUSED, Health.TIMEOUT, Health.RESET, Health.UNREACHABLE}


@st.composite
def captures(draw: st.DrawFn) -> list[Seen]:
    count = draw(st.integers(0, 14))
    found = []
    for number in range(count):
        leads_to = draw(st.sampled_from([None, MIRROR]))
        health = draw(st.sampled_from([each for each in Health if each is not Health.DIFFERS]))
        found.append(
            Seen(
                at=NOON + timedelta(days=draw(st.integers(0, 90))),
                record_id=UUID(int=number).urn,
                place=draw(PLACES),
                health=health,
                is_home=draw(st.booleans()),
                vantage=draw(st.sampled_from([None, "DE", "RU <&>"])),
                agrees=draw(st.sampled_from([None, True, False])) if health is Health.OK else None,
                page=draw(st.sampled_from(["/1", "/2", "/3", "/4"])),
                leads_to=leads_to if health is Health.REDIRECT else None,
                leads_home=health is Health.REDIRECT and leads_to is not None and draw(st.booleans()),
            )
        )
    return found


CLAIMS = st.lists(
    st.builds(
        claim,
        st.sampled_from([f"http://{MIRROR}/", f"https://{MAIN}/", "https://a.example/b/", "http://a.example/"]),
        st.sampled_from([f"https://{MAIN}/1", f"https://{MAIN}/2", "http://a.example/b/1"]),
        hours=st.integers(0, 99),
        kind=st.sampled_from(["web-mirror", "successor", "bucket", "app"]),
        scope=st.sampled_from(["site", "article", "feed"]),
    ),
    max_size=10,
)


@given(captures(), CLAIMS, st.randoms())
def test_order_does_not_matter(seen: list[Seen], claims: list[Claim], chance: random.Random) -> None:
    mixed_seen, mixed_claims = list(seen), list(claims)
    chance.shuffle(mixed_seen)
    chance.shuffle(mixed_claims)
    assert histories(OUTLET, mixed_claims, mixed_seen) == histories(OUTLET, claims, seen)


@given(captures(), CLAIMS)
def test_states_follow_from_evidence_alone(seen: list[Seen], claims: list[Claim]) -> None:
    bare = {row.place: row.courses for row in histories(OUTLET, [], seen)}
    for row in histories(OUTLET, claims, seen):
        here = evidence(seen, row.place)
        assert (row.state is AddressState.CLAIMED) == (not here)
        # No claim changes how an address fared.
        assert row.courses == bare.get(row.place, ())
        for course in row.courses:
            proves(course, [each for each in here if each.vantage == course.vantage])


def evidence(seen: list[Seen], place: str) -> list[Seen]:
    """Return what counts of *seen* at *place*, from wherever it was asked."""
    return [
        each
        for vantage in {each.vantage for each in seen}
        for each in evidence_of(each for each in seen if (each.place, each.vantage) == (place, vantage))
    ]


def proves(course: Course, evidence: list[Seen]) -> None:
    newest = max(evidence, key=lambda each: (each.at, each.record_id))
    works = course.state in (AddressState.WORKING, AddressState.CONFIRMED)
    assert works <= (newest.health is Health.OK)
    if course.state is AddressState.CONFIRMED:
        assert any(each.agrees for each in evidence)
    if course.state in (AddressState.SEIZED, AddressState.PARKED, AddressState.BLOCKED):
        assert newest.health == course.state.value
    if course.state is AddressState.DEAD:
        since = course.last_worked_at
        failed = [each.at for each in evidence if each.health is not Health.OK and (since is None or each.at >= since)]
        assert len(failed) >= DEAD_FAILURES
        assert failed
        assert max(failed) - min(failed) >= DEAD_AFTER
    if evidence and all(each.health in FAILURES for each in evidence):
        assert course.last_worked_at is None


@given(captures())
def test_no_timeline_contradicts_itself(seen: list[Seen]) -> None:
    for row in histories(OUTLET, [], seen):
        for course in row.courses:
            spans = course.spans
            assert all(span.from_at <= span.until_at for span in spans)
            assert all(one.until_at <= other.from_at for one, other in pairwise(spans))
            assert all(one.state is not other.state for one, other in pairwise(spans))
            of_here = [each for each in evidence(seen, row.place) if each.vantage == course.vantage]
            assert sum(span.captures for span in spans) == len(of_here)
            assert {spans[0].from_at, spans[-1].until_at} <= {each.at for each in of_here}
            assert course.seen_at == max(each.at for each in of_here)
            worked = [span.until_at for span in spans if span.state in (AddressState.WORKING, AddressState.CONFIRMED)]
            assert course.last_worked_at == max(worked, default=None)
            assert (course.last_failed_at is None) == (course.last_failure is None)


@given(captures(), CLAIMS)
def test_a_picture_is_whole_and_says_all_in_words(seen: list[Seen], claims: list[Claim]) -> None:
    rows = [replace(row, place=row.place + "<&") for row in histories(OUTLET, claims, seen)]
    root = ET.fromstring(plot("Gazette & <Sons>", rows))
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == "Addresses of Gazette & <Sons>"
    told = root.findtext(f"{space}desc") or ""
    assert all(row.place in told for row in rows)
    bars = [bar for bar in root.iter(f"{space}rect") if (bar.get("class") or "").startswith("bar ")]
    spans = [span for row in rows for course in row.courses for span in course.spans]
    assert len(bars) == len(spans) + len(AddressState) - 1
    assert all(float(bar.get("x") or -1) >= 0 and float(bar.get("width") or 0) > 0 for bar in bars)
