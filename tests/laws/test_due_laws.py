"""Laws of due times, for any past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.due import AT_ONCE, Kind, Outcome, Past, Rules, Visit, due_at
from crawler.due.when import LONGEST_GAP

BORN = datetime(2026, 1, 1, tzinfo=UTC)
RULES = Rules()
times = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds have none


@st.composite
def pasts(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> Past:
    gaps = draw(st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), min_size=1, max_size=12))
    visits, at = [], BORN
    for gap in gaps:
        at += gap
        content = draw(st.sampled_from(["a", "b", None]))
        visits.append(Visit(at=at, content=content, outcome=draw(st.sampled_from(Outcome))))
    told = {name: draw(st.none() | times) for name in ("published_at", "announced_at")}
    return Past(kind=draw(st.sampled_from(kinds)), visits=tuple(visits), **told)


@given(pasts())
def test_what_was_seen_rests_for_a_while_and_never_for_more_than_a_year(past: Past) -> None:
    due = due_at(past, RULES)
    if past.visits[-1].outcome is Outcome.FAILED:
        assert due == AT_ONCE
    else:
        assert timedelta(minutes=5) <= due - past.visits[-1].at <= LONGEST_GAP


@given(pasts((Kind.LIST, Kind.PAGE, Kind.REQUISITE)))
def test_lists_pages_and_requisites_keep_their_bounds(past: Past) -> None:
    visits = tuple(replace(visit, outcome=Outcome.SEEN) for visit in past.visits)
    past = replace(past, visits=visits, announced_at=None)
    bounds = {Kind.LIST: RULES.lists, Kind.PAGE: RULES.pages, Kind.REQUISITE: RULES.requisites}[past.kind]
    assert bounds.shortest <= due_at(past, RULES) - visits[-1].at <= bounds.longest


@given(pasts(), times)
def test_an_announcement_never_makes_it_later(past: Past, announced_at: datetime) -> None:
    quiet = replace(past, announced_at=None)
    assert due_at(replace(past, announced_at=announced_at), RULES) <= due_at(quiet, RULES)


@given(pasts())
def test_a_change_at_the_last_visit_never_makes_it_later(past: Past) -> None:
    seen = tuple(replace(visit, outcome=Outcome.SEEN, content="a") for visit in past.visits)
    changed = (*seen[:-1], replace(seen[-1], content="new"))
    quiet = replace(past, visits=seen, announced_at=None)
    assert due_at(replace(quiet, visits=changed), RULES) <= due_at(quiet, RULES)


@given(pasts(), st.timedeltas(timedelta(days=-3_000), timedelta(days=3_000)))
def test_only_distances_in_time_count(past: Past, shift: timedelta) -> None:
    moved = replace(
        past,
        visits=tuple(replace(visit, at=visit.at + shift) for visit in past.visits),
        published_at=past.published_at and past.published_at + shift,
        announced_at=past.announced_at and past.announced_at + shift,
    )
    due = due_at(past, RULES)
    assert due_at(moved, RULES) == (AT_ONCE if due == AT_ONCE else due + shift)


@given(st.timedeltas(timedelta(0), timedelta(days=20)))
def test_an_article_visited_when_it_is_due_is_visited_at_every_age_and_few_times_a_year(found_after: timedelta) -> None:
    at = BORN + found_after
    visits = [Visit(at=at, content="a")]
    while True:
        at = due_at(Past(kind=Kind.ARTICLE, visits=tuple(visits), published_at=BORN), RULES)
        if at > BORN + timedelta(days=365):
            break
        visits.append(Visit(at=at, content="a"))
    ages = {visit.at - BORN for visit in visits}
    left_out = [age for age in RULES.articles if age >= 2 * found_after and age not in ages]
    assert not left_out
    assert len(visits) <= 10
