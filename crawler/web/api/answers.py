"""What each operation answers."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crawler.fetch.frontier.standing import standings
from crawler.index import Part
from crawler.index.captures import microseconds, moment
from crawler.index.search.asking import is_by_time
from crawler.index.search.places import Place
from crawler.index.search.query import parse_query
from crawler.schedule.overview import look
from crawler.versions.as_json import timeline_json
from crawler.web.api.operation import BadParameter
from crawler.web.calendars import EPOCH, days_until
from crawler.web.pages.article import article_at
from crawler.web.pages.jobs import writing
from crawler.web.pages.outlets import MOST_DAYS, address_rows, counts_of, newest_day, outlet_count
from crawler.web.pages.search import TIMEOUT_S
from crawler.web.pages.versions import timeline_at
from crawler.web.words import record_of

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.index import CaptureRow
    from crawler.web.room import Room

DAYS = 35
PLACE = re.compile(r"(-?[0-9]{1,17}),(.+)", re.ASCII | re.DOTALL)
STORY_PLACE = re.compile(r"(-?[0-9]{1,17})?,([0-9]{1,18})", re.ASCII)
NO_PLACE = "after is not what an answer gave as next"


def search(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """Return one page of what is found. Raises `BadQuery`, `UnknownOutlet`, `BadParameter`."""
    query = parse_query(asked["q"])
    if asked["after"] is not None and not is_by_time(query, asked["sort"]):
        raise BadParameter("after goes with sort=newest and sort=oldest")
    results = room.index.stories.search(
        query,
        sort=asked["sort"],
        limit=asked["limit"],
        offset=asked["offset"],
        after=story_place_of(asked["after"]),
        timeout_s=TIMEOUT_S,
    )
    found = [found.as_json() for found in results.found]
    return {"total": results.total, "found": found, "next": story_place_text(results.next)}


def recent(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what came in last, or what an outlet published last. Raises `Missing`, `BadParameter`."""
    name = asked["outlet"]
    if name is not None:
        outlet_count(room, name)
    stories, following = room.index.stories.recent_part(
        limit=asked["limit"], offset=asked["offset"], outlet=name, after=story_place_of(asked["after"])
    )
    return {"stories": [story.as_json() for story in stories], "next": story_place_text(following)}


def article(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """Return an article with the capture it was read from. Raises `Missing`."""
    found, row = article_at(room, record_of(asked["record"]))
    return {"article": found, "capture": None if row is None else capture_json(row)}


def versions(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the course of an article. Raises `Missing`."""
    found, _ = article_at(room, record_of(asked["record"]))
    return timeline_json(timeline_at(room, found.url))


def captures(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """Return captures of an address by time. Raises `BadParameter`."""
    after = None if asked["after"] is None else place_of(asked["after"])
    part = Part(most=asked["limit"] + 1, skip=asked["offset"], after=after)
    found, total = room.index.at_address(asked["url"], part)
    listed = found[: asked["limit"]]
    following = place_text(listed[-1]) if len(found) > len(listed) else None
    return {"total": total, "captures": [capture_json(row) for row in listed], "next": following}


def outlets(room: Room, _: dict[str, Any]) -> dict[str, Any]:
    """Return all outlets that have articles."""
    return {"outlets": room.kept("outlets", room.index.stories.outlets)}


def addresses(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the addresses of an outlet with their history. Raises `Missing`."""
    outlet_count(room, asked["name"])
    rows = address_rows(room, asked["name"])
    names = ("place", "kind", "url", "state", "pages", "first_printed_at", "last_printed_at", "courses")
    return {"addresses": [{name: getattr(row, name) for name in names} for row in rows]}


def coverage(room: Room, asked: dict[str, Any]) -> dict[str, Any]:
    """Return how many articles each outlet published on each day that has any. Raises `BadParameter`."""
    last = asked["to"] or (asked["from"] + timedelta(days=DAYS - 1) if asked["from"] else newest_day(room))
    first = asked["from"] or max(EPOCH, last - timedelta(days=DAYS - 1))
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadParameter(f"from and to are not in order, or more than {MOST_DAYS} days apart")
    counts = counts_of(room, days_until(last, (last - first).days + 1))
    days = [
        {"outlet": name, "day": EPOCH + timedelta(days=number), "articles": count}
        for (name, number), count in sorted(counts.items())
    ]
    return {"from": first, "to": last, "days": days}


def jobs(room: Room, _: dict[str, Any]) -> dict[str, Any]:
    """Return crawl jobs as they stand, those of the schedule, and the files that are being written.

    Raises `ArchiveError` when the schedule cannot be asked.
    """
    files = [{"file": name, "size_bytes": size} for name, size in writing(room)]
    overview = look(room.config)
    plans = [
        {
            "outlet": plan.outlet,
            "when": str(plan.rhythm),
            "next_at": None if plan.is_paused else plan.next_at(),
            "is_paused": plan.is_paused,
        }
        for plan in overview.plans
    ]
    workers = [{"name": each.name, "seen_at": each.seen_at, "given_up": each.given_up} for each in overview.workers]
    return {
        "jobs": standings(room.config.folder),
        "scheduled": list(overview.jobs),
        "plans": plans,
        "workers": workers,
        "writing": files,
    }


def counts(room: Room, _: dict[str, Any]) -> Any:
    """Return how much the archive holds."""
    return room.kept("counts", room.index.counts)


def place_text(row: CaptureRow) -> str:
    """Return the place of *row* among the captures of its address, for ``after``."""
    return f"{microseconds(row.captured_at)},{row.record_id}"


def place_of(text: str) -> tuple[datetime, str]:
    """Return the place that `place_text` wrote. Raises `BadParameter`."""
    found = PLACE.fullmatch(text)
    with suppress(OverflowError):
        if found is not None:
            return moment(int(found[1])), found[2]
    raise BadParameter(NO_PLACE)


def story_place_text(place: Place | None) -> str | None:
    """Return *place* for ``after``."""
    return None if place is None else f"{'' if place.at_us is None else place.at_us},{place.number}"


def story_place_of(text: str | None) -> Place | None:
    """Return the place that `story_place_text` wrote. Raises `BadParameter`."""
    if text is None:
        return None
    found = STORY_PLACE.fullmatch(text)
    if found is None:
        raise BadParameter(NO_PLACE)
    return Place(int(found[1]) if found[1] else None, int(found[2]))


def capture_json(row: CaptureRow) -> dict[str, Any]:
    """Return what the API tells of a capture."""
    names = (
        *("record_id", "url", "captured_at", "kind", "state", "status", "mime", "payload_digest", "refers_to"),
        *("truncated", "requested_url", "file_name", "offset", "length"),
    )
    return {name: getattr(row, name) for name in names}
