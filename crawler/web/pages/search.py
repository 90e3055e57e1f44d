"""The search page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.errors import BadQuery, UnknownOutlet
from crawler.index.search.query import LONGEST, joined, parse_query
from crawler.web.room import room_of
from crawler.web.words import last_page, pages

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from crawler.index.search.found import Results
    from crawler.web.room import Room

PER_PAGE = 20
LAST_PAGE = 500
TIMEOUT_S = 10.0
SORTS = {"best": "Best first", "newest": "Newest first", "oldest": "Oldest first"}
FIELDS = ("outlet", "author", "section", "lang", "from", "to", "has")


def search(request: Request) -> Response:
    """Return what fits ``q``; the fields of the form beside it say the same as words in ``q`` would."""
    room = room_of(request)
    asked = request.query_params
    q = joined(asked.get("q", "")[: LONGEST + 1], [(name, asked.get(name, "").strip()) for name in FIELDS])
    sort = asked.get("sort", "best")
    sort = sort if sort in SORTS else "best"
    page = _page(asked.get("page", "1"))
    results, trouble = _results(room, q, sort, page) if q else (None, None)
    reached = min(results.total, LAST_PAGE * PER_PAGE) if results else 0
    address = q if q.startswith(("http://", "https://")) and " " not in q else None
    return room.page(
        "search.html",
        request,
        status=400 if trouble else 200,
        q=q,
        sort=sort,
        sorts=SORTS,
        page=page,
        results=results,
        trouble=trouble,
        address=address,
        last=last_page(reached, PER_PAGE),
        pages=pages(reached, page, PER_PAGE) if results else (),
        first=(page - 1) * PER_PAGE,
        outlets=room.kept("outlets", room.index.stories.outlets),
    )


def _results(room: Room, q: str, sort: str, page: int) -> tuple[Results | None, str | None]:
    """Return what was found, or why nothing could be looked for."""
    try:
        query = parse_query(q)
        offset = (page - 1) * PER_PAGE
        found = room.index.stories.search(query, sort=sort, limit=PER_PAGE, offset=offset, timeout_s=TIMEOUT_S)
    except BadQuery as err:
        return None, err.why
    except UnknownOutlet as err:
        return None, str(err)
    return found, None


def _page(text: str) -> int:
    return min(LAST_PAGE, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
