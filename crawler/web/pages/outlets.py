"""Outlets: what there is of each, its addresses over time, and how much it published day by day."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from crawler.mirrors.gathering import addresses_of
from crawler.mirrors.places import outlet_of_pages
from crawler.mirrors.plot import plot
from crawler.mirrors.words import facts_of, sayers
from crawler.outlets import OutletBook
from crawler.web.calendars import days_until, heat_rows, weeks_of
from crawler.web.pages.trouble import Missing
from crawler.web.room import room_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from crawler.index.search.found import OutletCount
    from crawler.mirrors import AddressHistory
    from crawler.model import Outlet
    from crawler.web.room import Room

DAYS = 28
"""So many fit beside an outlet's name in a usual window."""
MOST_DAYS = 366
RECENT = 20
DRAWING_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


def outlets(request: Request) -> Response:
    """Return the list of outlets."""
    room = room_of(request)
    return room.page("outlets.html", request, outlets=room.kept("outlets", room.index.stories.outlets))


def outlet(request: Request) -> Response:
    """Return one outlet: its addresses as a picture and in words, and its newest stories."""
    room = room_of(request)
    name = _named(request)
    count = outlet_count(room, name)
    rows = address_rows(room, name)
    return room.page(
        "outlet.html",
        request,
        outlet=count,
        rows=[(row, sayers(row), facts_of(row)) for row in rows],
        recent=room.index.stories.recent(outlet=name, limit=RECENT),
    )


def timeline(request: Request) -> Response:
    """Return the picture of the addresses of one outlet."""
    room = room_of(request)
    name = _named(request)
    outlet_count(room, name)
    headers = {"Content-Security-Policy": DRAWING_POLICY}
    return Response(plot(name, address_rows(room, name)), media_type="image/svg+xml", headers=headers)


def coverage(request: Request) -> Response:
    """Return how many articles each outlet published on each day."""
    room = room_of(request)
    last = _day(request.query_params.get("to", "")) or newest_day(room)
    days = days_until(last, DAYS)
    return room.page(
        "coverage.html",
        request,
        days=days,
        months=list(weeks_of(days)),
        rows=heat_rows(counts_of(room, days), days),
        before=last - timedelta(days=DAYS),
        after=last + timedelta(days=DAYS) if last < room.now().date() else None,
    )


def counts_of(room: Room, days: list[date]) -> dict[tuple[str, int], int]:
    """Return how many stories each outlet published on each of *days*."""
    from_at = datetime.combine(days[0], time(), UTC)
    before_at = datetime.combine(days[-1] + timedelta(days=1), time(), UTC)
    found: dict[tuple[str, int], int] = room.kept(
        ("days", days[0], days[-1]), lambda: room.index.stories.days(from_at=from_at, before_at=before_at)
    )
    return found


def newest_day(room: Room) -> date:
    """Return the last day on which anything was published, today at the latest."""
    today = room.now().date()
    known: list[OutletCount] = room.kept("outlets", room.index.stories.outlets)
    return min(today, max((each.last_at.date() for each in known if each.last_at), default=today))


def outlet_count(room: Room, name: str) -> OutletCount:
    """Return what there is of the outlet *name*. Raises `Missing`."""
    known: list[OutletCount] = room.kept("outlets", room.index.stories.outlets)
    for each in known:
        if each.name == name:
            return each
    raise Missing("The archive has no article of an outlet of that name.")


def address_rows(room: Room, name: str) -> list[AddressHistory]:
    """Return the addresses of the outlet whose articles bear *name*; none when nothing is known of any."""
    return room.kept(("addresses", name), lambda: _address_rows(room, name))  # type: ignore[no-any-return]  # kept as made


def _address_rows(room: Room, name: str) -> list[AddressHistory]:
    found = _outlet(room, name)
    return [] if found is None else addresses_of(room.index, room.files, found)


def _outlet(room: Room, name: str) -> Outlet | None:
    for entry in OutletBook.of_archive(room.config.folder):
        if entry.name == name:
            return entry
    return outlet_of_pages(name, room.index.mirror_claims(outlet=name))


def _named(request: Request) -> str:
    return request.query_params.get("name", "")


def _day(text: str) -> date | None:
    with suppress(ValueError):
        found = date.fromisoformat(text)
        return found if date(1971, 1, 1) <= found <= date(9000, 1, 1) else None
    return None
