"""What is told when something is not there or does not work: a clear page, never a trace."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from crawler.errors import ArchiveError, BadAddress, BadQuery, BadRecord, NoPage, UnknownOutlet
from crawler.web.plain import Json
from crawler.web.room import room_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

logger = logging.getLogger(__name__)
STATUS: tuple[tuple[type[ArchiveError], int], ...] = (
    (UnknownOutlet, 404),
    (NoPage, 404),
    (BadQuery, 400),
    (BadAddress, 400),
    (BadRecord, 502),
)
"""Anything else the archive raises is its own trouble: 503."""


class Missing(Exception):  # named for what happened, as all our errors
    """What an address of the room names is not in the archive."""

    status = 404

    def __init__(self, why: str, *, url: str | None = None, at: datetime | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.url = url
        """The archived address it was about, whose captures may help."""
        self.at = at


class Withheld(Missing):
    """It is there, and hidden (`microfiche redact`)."""

    status = 451

    def __init__(self) -> None:
        super().__init__("This was archived, and is withheld. Why is known to those who keep the archive.")


def missing(request: Request, err: Exception) -> Response:
    """Return 404 with what may help, or 451."""
    assert isinstance(err, Missing)
    return _told(request, err.status, err.why, url=err.url)


def of_the_archive(request: Request, err: Exception) -> Response:
    """Return what the archive says of itself, in its one line."""
    assert isinstance(err, ArchiveError)
    status = next((number for kind, number in STATUS if isinstance(err, kind)), 503)
    if status >= 500:
        logger.error("%s: %s", request.url.path, err)
    return _told(request, status, str(err))


def of_http(request: Request, err: Exception) -> Response:
    """Return an answer for an address that no page has, and the like."""
    assert isinstance(err, HTTPException)
    why = "There is no page at this address." if err.status_code == 404 else HTTPStatus(err.status_code).phrase
    answer = _told(request, err.status_code, why)
    # Such as Allow, without which an answer 405 is none.
    answer.headers.update(err.headers or {})
    return answer


def unforeseen(request: Request, err: Exception) -> Response:
    """Return 500 without a word of what went wrong: that is in the log."""
    logger.error("%s", request.url.path, exc_info=err)
    return _told(request, 500, "Something went wrong here. The log of the server says what.")


def _told(request: Request, status: int, why: str, url: str | None = None) -> Response:
    if request.url.path.startswith("/api/"):
        return Json({"error": why}, status)
    title = HTTPStatus(status).phrase
    return room_of(request).page("trouble.html", request, status=status, title=title, why=why, url=url)
