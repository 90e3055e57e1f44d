"""Metrics and health, for programs that watch this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from crawler.watch.samples import CONTENT_TYPE
from crawler.web.plain import Json
from crawler.web.room import room_of

if TYPE_CHECKING:
    from starlette.requests import Request


def metrics(request: Request) -> Response:
    """Return the metrics as Prometheus reads them."""
    return Response(room_of(request).watch.text(), media_type=None, headers={"Content-Type": CONTENT_TYPE})


def health(request: Request) -> Response:
    """Return whether all is well, 200 or 503; what is not, only to those who may come in."""
    room = room_of(request)
    found = room.watch.health()
    may_see = room.access.lets_in(request.headers.get("authorization", ""), request.cookies)
    return Json(found.as_json(with_checks=may_see), 200 if found.is_well else 503)
