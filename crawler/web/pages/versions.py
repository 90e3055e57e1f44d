"""What became of an article: its versions, what changed word by word, when it went away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from crawler.versions import Piece, timeline_of, word_diff
from crawler.versions.gathering import sightings_of
from crawler.versions.html import event_text
from crawler.web.pages.article import article_at
from crawler.web.pages.trouble import Missing
from crawler.web.room import room_of
from crawler.web.words import article_path, direction, record_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from crawler.versions import Change, Timeline
    from crawler.web.room import Room

DIFF_S = 4.0
"""So long is spent on comparing; what is left is shown as it was before and after, without marks."""
MOST_SHOWN = 60


def versions(request: Request) -> Response:
    """Return the versions of the article whose capture the address names."""
    room = room_of(request)
    record_id = record_of(request.path_params["record"])
    article, _ = article_at(room, record_id)
    timeline = timeline_at(room, article.url)
    return room.page(
        "versions.html",
        request,
        title=article.headline or "An article without a headline",
        article=article,
        dir=direction(article.language),
        here=article_path(record_id),
        record_id=record_id,
        entries=list(_entries(timeline)),
        versions=timeline.versions,
        left_out=max(0, len(timeline.versions) - MOST_SHOWN),
    )


def timeline_at(room: Room, url: str) -> Timeline:
    """Return the course of the article at *url*. Raises `Missing` when none was read there."""
    timeline = timeline_of(sightings_of(room.index, room.files, url))
    if not timeline.versions:
        raise Missing("No article of that address is in the archive.", url=url)
    return timeline


def _entries(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield versions and events as they came, the newest first."""
    deadline = time.monotonic() + DIFF_S
    told: list[tuple[Any, dict[str, Any]]] = [
        (version.first_seen_at, {"version": version, "event": None, "changes": _changes(version.changes, deadline)})
        for version in reversed(timeline.versions[-MOST_SHOWN:])
    ]
    told += [
        (event.at, {"version": None, "event": event, "text": event_text(event)})
        for event in timeline.events[-MOST_SHOWN:]
    ]
    for _, entry in sorted(told, key=lambda each: each[0], reverse=True):
        yield entry


def _changes(changes: tuple[Change, ...], deadline: float) -> list[tuple[str, list[Piece]]]:
    return [(change.field, _pieces(change, deadline)) for change in changes]


def _pieces(change: Change, deadline: float) -> list[Piece]:
    if time.monotonic() > deadline:
        return [Piece("-", change.before), Piece("+", change.after)]
    return word_diff(change.before, change.after)
