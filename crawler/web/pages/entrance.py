"""The door of a room that has a token: a form that asks for it, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse

from crawler.web.access import COOKIE, REPLAY_COOKIE
from crawler.web.room import Room, room_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

MOST_BYTES = 4_096
MOST_FIELDS = 8
KEPT_S = 30 * 86_400


def entrance_page(room: Room, request: Request, *, status: int = 200, wrong: bool = False) -> Response:
    """Return the form."""
    return room.page(
        "entrance.html", request, status=status, wrong=wrong, target=_target(str(request.url.path), request.url.query)
    )


async def enter(request: Request) -> Response:
    """Let in whoever brings the token, and remember it in a cookie that scripts and other sites cannot use."""
    room = room_of(request)
    if request.method != "POST":
        return entrance_page(room, request)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return PlainTextResponse("Too much.\n", 413)
    try:
        form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return PlainTextResponse("Too many fields.\n", 400)
    if not room.access.opens(form.get("token", [""])[0].strip()):
        return entrance_page(room, request, status=403, wrong=True)
    answer = RedirectResponse(_own(form.get("to", ["/"])[0]), 303)
    is_https = request.url.scheme == "https"
    value = room.access.pass_for(COOKIE)
    answer.set_cookie(COOKIE, value, max_age=KEPT_S, samesite="strict", httponly=True, secure=is_https)
    value = room.access.pass_for(REPLAY_COOKIE)
    answer.set_cookie(
        REPLAY_COOKIE, value, max_age=KEPT_S, path="/web/", samesite="lax", httponly=True, secure=is_https
    )
    return answer


async def leave(_: Request) -> Response:
    """Forget the cookies."""
    answer = RedirectResponse("/enter", 303)
    answer.delete_cookie(COOKIE, path="/")
    answer.delete_cookie(REPLAY_COOKIE, path="/web/")
    return answer


def _target(path: str, query: str) -> str:
    return "/" if path == "/enter" else _own(f"{path}?{query}" if query else path)


def _own(target: str) -> str:
    r"""Return *target* when it is a path of this room, else the home page.

    >>> _own("/search?q=x"), _own("//evil.example"), _own("/\\evil.example"), _own("https://evil.example")
    ('/search?q=x', '/', '/', '/')
    """
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_path and target.isprintable() and target.isascii() else "/"
