"""What holds for every request and answer, whatever page it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from crawler.replay.visit import PARTS
from crawler.web.access import PASS_CHARS
from crawler.web.pages.entrance import entrance_page
from crawler.web.pages.trouble import unforeseen
from crawler.web.plain import Json

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from crawler.web.room import Room

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
REPLAY = ("/web/", "/wayback/", "/cdx/", "/coll/")
"""What replay answers: it says itself what that may do, and is shown in frames of ours."""
FRAMED = ("Content-Security-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy")
PROGRAMS = ("/api/", "/metrics")
"""Asked by programs, which want a status rather than a door."""
OPEN_TO_ALL = frozenset({"/static/room.css", "/static/mark.svg", "/enter", "/health"})
ADMITTED = "reading_room.admitted"
"""What of the scope of a request says that its address held a pass."""
POSTS = frozenset({"/enter", "/leave"})
LONGEST_TARGET = 8_192


PART = re.compile(rb"/web/~([0-9a-f]{%d})(/[0-9]{1,20}(?:cs|if|im|js|oe)_/.*)" % PASS_CHARS, re.DOTALL)
"""A part of a replayed page, with the pass of a day: never a page with its banner, nor a record."""


class Guard:
    """Refuses what has no business here before any page sees it, and puts the safe headers on every answer."""

    def __init__(self, app: ASGIApp, *, room: Room) -> None:
        self._app = app
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        scope = self._with_pass(scope)
        path = scope["path"]
        has_begun = False

        async def guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                _add_headers(MutableHeaders(raw=message["headers"]), path)
            await send(message)

        request = Request(scope)
        refusal = self._refusal(request)
        try:
            await (refusal or self._app)(scope, receive, guarded)
        except Exception as err:
            # The boundary of the room: whatever goes wrong is logged and told in one line, within the safe headers.
            if has_begun:
                raise
            await unforeseen(request, err)(scope, receive, guarded)

    def _with_pass(self, scope: Scope) -> Scope:
        """Return *scope* without the pass in its address, and with the one that the parts of a page are to bring."""
        access = self._room.access
        if access.token is None or not scope["path"].startswith("/web/"):
            return scope
        today = self._room.now().date()
        scope = {**scope, PARTS: f"/web/~{access.parts_pass(today)}/"}
        part = PART.fullmatch(scope["raw_path"])
        if part is None or not access.admits_to_parts(part[1].decode(), today):
            return scope
        path = "/web" + scope["path"].removeprefix(f"/web/~{part[1].decode()}")
        return {**scope, "path": path, "raw_path": b"/web" + part[2], ADMITTED: True}

    def _refusal(self, request: Request) -> Response | None:
        if not self._room.access.knows(request.headers.get("host")):
            return _told(request, "This is not a name of this reading room (docs/reading-room.md).", 421)
        if len(request.scope["raw_path"]) + len(request.scope["query_string"]) > LONGEST_TARGET:
            return _told(request, "The address is too long.", 414)
        path = request.url.path
        if request.method == "POST" and path in POSTS:
            return None if _is_own(request.headers) else _told(request, "Sent from another site.", 403)
        if request.method not in ("GET", "HEAD"):
            return _told(request, "Nothing is changed here.", 405, {"Allow": "GET, HEAD"})
        return None if path in OPEN_TO_ALL or self._is_admitted(request) else self._at_the_door(request)

    def _at_the_door(self, request: Request) -> Response:
        if request.url.path.startswith(PROGRAMS):
            why = "A token is needed: Authorization: Bearer TOKEN"
            return _told(request, why, 401, {"WWW-Authenticate": "Bearer"})
        return entrance_page(self._room, request, status=401)

    def _is_admitted(self, request: Request) -> bool:
        if request.scope.get(ADMITTED):
            return True
        authorization = request.headers.get("authorization", "")
        is_replay = request.url.path.startswith(REPLAY)
        return self._room.access.lets_in(authorization, request.cookies, to_replay=is_replay)


def _told(request: Request, why: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """Return *why* in one line: as JSON where that is spoken."""
    if request.url.path.startswith("/api/"):
        return Json({"error": why}, status, headers)
    return PlainTextResponse(f"{why}\n", status, headers)


def _is_own(headers: Headers) -> bool:
    """Return whether a form was sent from a page of the same host."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def _add_headers(headers: MutableHeaders, path: str) -> None:
    # The door, and pages that tell of trouble, are the room's own wherever they are shown.
    is_replay = path.startswith(REPLAY) and "content-security-policy" in headers
    for name, value in HEADERS.items():
        if not (is_replay and name in FRAMED):
            headers.setdefault(name, value)
