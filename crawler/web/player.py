"""ReplayWeb.page over packages: a small application at an address of its own, made of files that the user brings.

It runs scripts of archived pages with the rights of the address it is served from. So that is never the address of the
reading room: another name and another port, with nothing there but the player and the packages.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

from crawler.errors import BadSetting

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "localhost"
"""What the player is called. The reading room is called by its number: cookies know no ports, but names."""
ASSETS = {"ui.js": "text/javascript", "sw.js": "text/javascript"}
PLACE = "/replayweb/"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data:; frame-src 'self'; worker-src 'self'; "
    "manifest-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For the player's own page and its worker: nothing comes from elsewhere, and nothing is asked elsewhere."""
PLAIN_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
START = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Replay</title>'
    '<script src="ui.js"></script><body><replay-app-main></replay-app-main></body></html>'
)


def player(folder: Path) -> Starlette:
    """Return the application that shows the packages (``*.wacz``) in *folder* by ``ui.js`` and ``sw.js`` there.

    Raises `BadSetting` when one of these two is missing.
    """
    for name in ASSETS:
        if not (folder / name).is_file():
            why = f"{folder / name} is not there; it is of the npm package replaywebpage (docs/export.md#replaywebpage)"
            raise BadSetting("--replayweb", why)

    def packages(_: Request) -> Response:
        names = sorted(path.name for path in folder.glob("*.wacz") if path.is_file())
        rows = "".join(f'<li><a href="{html.escape(address_of(name))}">{html.escape(name)}</a>' for name in names)
        told = f"<ul>{rows}</ul>" if names else "<p>No package (*.wacz) is in the folder yet."
        page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Packages</title><h1>Packages</h1>{told}'
        return HTMLResponse(page, headers={"Content-Security-Policy": PLAIN_POLICY})

    def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            return PlainTextResponse("There is no such file.\n", 404)
        policy = {"Content-Security-Policy": POLICY}
        return FileResponse(folder / name, media_type=ASSETS[name], headers=policy)

    def start(_: Request) -> Response:
        return HTMLResponse(START, headers={"Content-Security-Policy": POLICY})

    def package(request: Request) -> Response:
        name = request.path_params["name"]
        path = folder / name
        if not name.endswith(".wacz") or name.startswith(".") or "\0" in name or not path.is_file():
            return PlainTextResponse("There is no such package.\n", 404)
        # By ranges: a package is never sent whole to show one page of it.
        return FileResponse(path, media_type="application/wacz", headers={"Content-Security-Policy": PLAIN_POLICY})

    routes = [
        Route("/", packages),
        Route(PLACE.rstrip("/"), lambda _: RedirectResponse(PLACE)),
        Route(PLACE, start),
        Route(f"{PLACE}{{name}}", asset),
        Route("/packages/{name}", package),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Door)])


def address_of(name: str) -> str:
    """Return where the package *name* is shown.

    >>> address_of("a b.wacz")
    '/replayweb/?source=/packages/a%20b.wacz'
    """
    return f"{PLACE}?source=/packages/{quote(name)}"


class Door:
    """Lets in who calls the player by its own name, and puts the safe headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        called = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(raw=message["headers"]).update(HEADERS)
            await send(message)

        app: ASGIApp = self._app
        if called.rpartition(":")[0] != HOST and called != HOST:
            app = PlainTextResponse(f"The player is called {HOST}.\n", 421)
        elif scope["method"] not in ("GET", "HEAD"):
            app = PlainTextResponse("Nothing is changed here.\n", 405)
        await app(scope, receive, guarded)
