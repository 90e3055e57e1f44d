"""The application: which address shows which page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from crawler.archive.places import WarcFiles
from crawler.errors import ArchiveError
from crawler.watch.watch import Watch
from crawler.web.api import api_routes
from crawler.web.pages import (
    article,
    captures,
    entrance,
    home,
    images,
    jobs,
    outlets,
    search,
    trouble,
    versions,
    watching,
)
from crawler.web.room import Room
from crawler.web.safety import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.routing import BaseRoute

    from crawler.config import ArchiveConfig
    from crawler.index import Index
    from crawler.web.access import Access


def reading_room(
    index: Index,
    config: ArchiveConfig,
    *,
    access: Access,
    replay: Sequence[BaseRoute] = (),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Starlette:
    """Return the application that shows what is in *index*; *replay* are routes that show pages as they were.

    *index* stays the caller's to close.
    """
    room = Room(
        index=index,
        config=config,
        files=WarcFiles(config, index),
        access=access,
        now=now,
        has_replay=bool(replay),
        watch=Watch(config, index=index, now=now),
    )
    app = Starlette(
        routes=[*_pages(), *api_routes(), *replay],
        middleware=[Middleware(Guard, room=room)],
        exception_handlers={
            trouble.Missing: trouble.missing,
            ArchiveError: trouble.of_the_archive,
            HTTPException: trouble.of_http,
        },
    )
    app.state.room = room
    return app


def _pages() -> list[BaseRoute]:
    return [
        Route("/", home.home),
        Route("/search", search.search),
        Route("/captures", captures.captures),
        Route("/outlets", outlets.outlets),
        Route("/outlet", outlets.outlet),
        Route("/outlet/addresses.svg", outlets.timeline),
        Route("/coverage", outlets.coverage),
        Route("/jobs", jobs.jobs),
        Route("/jobs/log", jobs.log),
        Route("/jobs/log.txt", jobs.whole_log),
        Route("/article/{record:path}/beside", article.beside),
        Route("/article/{record:path}/versions", versions.versions),
        Route("/article/{record:path}", article.article),
        Route("/image/{record:path}", images.image),
        Route("/static/{name}", images.static),
        Route("/robots.txt", images.robots),
        Route("/metrics", watching.metrics),
        Route("/health", watching.health),
        Route("/enter", entrance.enter, methods=["GET", "POST"]),
        Route("/leave", entrance.leave, methods=["POST"]),
    ]
