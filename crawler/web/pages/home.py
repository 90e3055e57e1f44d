"""The first page: what the archive holds, and what came in."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from crawler.web.room import room_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SHOWN = 24


def home(request: Request) -> Response:
    """Return the page with outlets, counts and the newest stories by the day they came in."""
    room = room_of(request)
    stories = room.index.stories
    recent = stories.recent(limit=SHOWN)
    days = [
        (day, list(found))
        for day, found in groupby(recent, key=lambda story: story.first_seen_at and story.first_seen_at.date())
    ]
    return room.page(
        "home.html",
        request,
        counts=room.kept("counts", room.index.counts),
        outlets=room.kept("outlets", stories.outlets),
        days=days,
    )
