"""The routes of the API, and the page that tells of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from starlette.routing import Route

from crawler.web.api.description import description
from crawler.web.api.operation import BadParameter
from crawler.web.api.operations import OPERATIONS
from crawler.web.plain import Json
from crawler.web.room import room_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from crawler.web.api.operation import Operation


def api_routes() -> list[BaseRoute]:
    """Return the routes; the longer of two addresses that begin alike comes first."""
    by_length = sorted(OPERATIONS, key=lambda operation: -len(operation.path))
    # A foreign record's identifier may have slashes in it.
    paths = ((operation.path.replace("{record}", "{record:path}"), operation) for operation in by_length)
    return [
        Route("/api", about),
        Route("/api/openapi.json", described),
        *(Route(path, partial(answer, operation=operation), methods=["GET"]) for path, operation in paths),
    ]


def answer(request: Request, *, operation: Operation) -> Response:
    """Return what *operation* answers, or why it cannot."""
    try:
        values = operation.values(request.query_params.multi_items(), request.path_params)
        return Json(operation.answer(room_of(request), values))
    except BadParameter as err:
        return Json({"error": str(err)}, 400)


def described(request: Request) -> Response:
    """Return the description of the API."""
    return Json(description(has_token=room_of(request).access.token is not None))


def about(request: Request) -> Response:
    """Return the description for the eye."""
    return room_of(request).page("api.html", request, operations=OPERATIONS)
