"""What the pages share: the archive that is read, the clock, the templates."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from crawler.web import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from crawler.archive.places import WarcFiles
    from crawler.config import ArchiveConfig
    from crawler.index import Index
    from crawler.watch.watch import Watch
    from crawler.web.access import Access

KEPT_S = 30.0
"""So long something that takes long to count is told again."""
MOST_KEPT = 256


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("crawler.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in words.FILTERS:
        environment.filters[name] = getattr(words, name)
    environment.globals["link"] = words.link
    style = files("crawler.web").joinpath("static/room.css").read_bytes()
    environment.globals["style"] = f"/static/room.css?{words.digest_of(style)}"
    return environment


@dataclass(slots=True, kw_only=True)
class Room:
    """One reading room. Its parts are read by threads; it writes nothing."""

    index: Index
    config: ArchiveConfig
    files: WarcFiles
    access: Access
    now: Callable[[], datetime]
    watch: Watch
    environment: Environment = field(default_factory=_environment)
    has_replay: bool = False
    """Whether archived pages can be shown as they were."""
    _kept: dict[Any, tuple[datetime, Any]] = field(default_factory=dict)
    _locks: dict[Any, threading.Lock] = field(default_factory=dict)

    def page(self, template: str, request: Request, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return *template* as an answer. Everything in *values* is escaped where it is put in."""
        common = {
            "path": request.url.path,
            "room": self,
            "now": self.now(),
            "q": "",
            "can_leave": self.access.token is not None,
        }
        text = self.environment.get_template(template).render(**{**common, **values})
        # What an archived page has in it may be no text that UTF-8 knows.
        return HTMLResponse(text.encode("utf-8", "replace"), status)

    def kept(self, name: Any, make: Callable[[], Any]) -> Any:
        """Return what *make* gives, or gave less than half a minute ago; nobody asks it while it works."""
        if len(self._locks) >= MOST_KEPT:
            self._kept.clear()
            self._locks.clear()
        with self._locks.setdefault(name, threading.Lock()):
            at, value = self._kept.get(name, (None, None))
            if at is None or (self.now() - at).total_seconds() > KEPT_S:
                value = make()
                self._kept[name] = (self.now(), value)
        return value


def room_of(request: Request) -> Room:
    """Return the room of the application that got *request*."""
    room: Room = request.app.state.room
    return room
