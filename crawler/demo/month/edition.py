"""The newspaper as it stands at one moment of the month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from crawler.demo.answer import Answer
from crawler.demo.month.logbook import corrected, entry
from crawler.demo.month.plan import DAYS, EDITED_AFTER, PLAN, day_number, stories_on
from crawler.demo.month.redesign import redesigned
from crawler.demo.newspaper import gone, moved, newspaper
from crawler.demo.paper import lists
from crawler.demo.paper.story import Story, stories

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from crawler.demo.answer import Request
    from crawler.demo.month.plan import Plan
    from crawler.demo.newspaper import Found

MOST_KEPT = 4
"""Editions that are held in memory."""


class Month:
    """The routes of a `NewsServer` that serves the edition of the moment: `clock` tells which."""

    def __init__(self, base_url: str, clock: Callable[[], datetime], plan: Plan = PLAN) -> None:
        self._base_url = base_url
        self._clock = clock
        self._plan = plan
        self._editions: dict[datetime, Found] = {}

    def __call__(self, request: Request) -> Answer:
        """Return what stands at the address of *request* now."""
        # Stories come out and are corrected at whole hours.
        at = self._clock().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        if at not in self._editions:
            if len(self._editions) >= MOST_KEPT:
                del self._editions[next(iter(self._editions))]
            self._editions[at] = edition(self._base_url, at, self._plan)
        for path in (request.target, request.path):
            found = self._editions[at].get((None, path))
            if found is not None:
                return found if isinstance(found, Answer) else found(request)
        return Answer(status=404, fields=(("Content-Type", "text/plain"),), body=b"No such page\n")


def edition(base_url: str, at: datetime, plan: Plan = PLAN) -> Found:
    """Return the routes of the newspaper at *at* (aware). Before the month it is the one that ships."""
    day = day_number(at)
    listed = published_until(at, plan)
    templates = {"modern": redesigned} if day >= plan.redesign else {}
    routes = newspaper(base_url, listed, templates=templates)
    if day >= plan.moves[2]:
        routes[None, entry(*plan.moves[:2]).path] = moved(301, base_url + _moved(plan).path)
    if day >= plan.deletes[2]:
        routes[None, entry(*plan.deletes[:2]).path] = gone("This story was withdrawn.")
    if day >= plan.broken_feed:
        page = lists.notice("Our feeds", "They are being put into order and will be back.").encode()
        routes[None, "/feeds/rss.xml"] = Answer(fields=(("Content-Type", "text/html; charset=utf-8"),), body=page)
    return routes


def published_until(at: datetime, plan: Plan = PLAN) -> tuple[Story, ...]:
    """Return the stories that are out at *at* (aware), as they are then, the newest first."""
    found = list(stories())
    for day in range(1, min(day_number(at), DAYS) + 1):
        for number in range(stories_on(day, plan)):
            story = _as_it_is(day, number, at, plan)
            if story is not None and story.published <= at:
                found.append(story)
    return tuple(sorted(found, key=lambda story: (story.published, story.id), reverse=True))


def _as_it_is(day: int, number: int, at: datetime, plan: Plan) -> Story | None:
    if (day, number) == plan.deletes[:2] and day_number(at) >= plan.deletes[2]:
        return None
    if (day, number) == plan.moves[:2] and day_number(at) >= plan.moves[2]:
        return _moved(plan)
    story = entry(day, number)
    return corrected(story) if number == 0 and story.published + EDITED_AFTER <= at else story


def _moved(plan: Plan) -> Story:
    story = entry(*plan.moves[:2])
    return replace(story, slug=f"{story.slug}-of-the-logbook")
