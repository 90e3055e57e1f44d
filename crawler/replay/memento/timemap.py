"""All captures of one address, as Memento lists them."""

from __future__ import annotations

import itertools
import json
import logging
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from crawler.errors import ArchiveError
from crawler.replay.address import BadReplayAddress, archived_url, replay_path
from crawler.replay.headers import link_target
from crawler.replay.own.framed import captures_of
from crawler.replay.timestamps import http_date, moment, timestamp
from crawler.replay.visit import base_of, rest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from crawler.index import CaptureRow, Index

LINES_AT_ONCE = 500
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}

logger = logging.getLogger(__name__)


class TimeMaps:
    """Lists the captures of addresses in *index*."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def link(self, request: Request) -> Response:
        """Answer ``/web/timemap/link/URL`` in the link format (RFC 6690)."""
        return self._answered(request, "link")

    def json(self, request: Request) -> Response:
        """Answer ``/web/timemap/json/URL`` in the shape that MemGator gave it."""
        return self._answered(request, "json")

    def available(self, request: Request) -> Response:
        """Answer ``/wayback/available?url=…&timestamp=…``: the capture nearest to a moment."""
        asked = request.query_params
        found: dict[str, object] = {}
        try:
            url = archived_url(asked.get("url", ""))
            at = moment(asked["timestamp"]) if asked.get("timestamp") else None
            row = self._index.find(url, at=at)
        except (BadReplayAddress, ValueError) as err:
            return JSONResponse({"message": str(err)}, 400, headers=SAFE)
        except ArchiveError as err:
            return _silent(err)
        if row is not None:
            where = base_of(request) + replay_path(url, row.captured_at)
            closest = {
                "status": str(row.status or ""),
                "available": True,
                "url": where,
                "timestamp": timestamp(row.captured_at),
            }
            found = {"closest": closest}
        answer = {"url": asked.get("url", ""), "archived_snapshots": found}
        return JSONResponse({**answer, "timestamp": asked["timestamp"]} if at else answer, headers=SAFE)

    def _answered(self, request: Request, shape: str) -> Response:
        try:
            url = archived_url(rest_of(request, f"/web/timemap/{shape}/"))
            rows = captures_of(self._index, url)
            first = next(rows, None)
            last = next(captures_of(self._index, url, backwards=True), None)
        except BadReplayAddress as err:
            return PlainTextResponse(f"{err}\n", 400, headers=SAFE)
        except ArchiveError as err:
            return _silent(err)
        if first is None or last is None:
            return PlainTextResponse(f"no capture of {url}\n", 404, headers=SAFE)
        whole = itertools.chain([first], rows)
        if shape == "link":
            lines = _links(url, base_of(request), whole, first, last)
            return StreamingResponse(_gathered(lines), media_type="application/link-format", headers=SAFE)
        return StreamingResponse(
            _gathered(_objects(url, base_of(request), whole, last)), media_type="application/json", headers=SAFE
        )


def _links(url: str, base: str, rows: Iterator[CaptureRow], first: CaptureRow, last: CaptureRow) -> Iterator[str]:
    target = link_target(url)
    yield f'<{target}>; rel="original",\n'
    span = f'from="{http_date(first.captured_at)}"; until="{http_date(last.captured_at)}"'
    yield f'<{base}/web/timemap/link/{target}>; rel="self"; type="application/link-format"; {span},\n'
    yield f'<{base}/web/{target}>; rel="timegate"'
    for row in rows:
        places = [word for word, end in (("first", first), ("last", last)) if row.record_id == end.record_id]
        relation = " ".join([*places, "memento"])
        where = f"{base}{replay_path(target, row.captured_at)}"
        yield f',\n<{where}>; rel="{relation}"; datetime="{http_date(row.captured_at)}"'
    yield "\n"


def _objects(url: str, base: str, rows: Iterator[CaptureRow], last: CaptureRow) -> Iterator[str]:
    about = {
        "original_uri": url,
        "timegate_uri": f"{base}/web/{url}",
        "timemap_uri": {kind: f"{base}/web/timemap/{kind}/{url}" for kind in ("link", "json")},
    }
    first = next(rows)
    yield json.dumps(about)[:-1] + ', "mementos": {"list": ['
    yield json.dumps(_memento(url, base, first))
    for row in rows:
        yield ",\n" + json.dumps(_memento(url, base, row))
    ends = {"first": _memento(url, base, first), "last": _memento(url, base, last)}
    yield "], " + json.dumps(ends)[1:] + "}\n"


def _memento(url: str, base: str, row: CaptureRow) -> dict[str, str]:
    return {"datetime": f"{row.captured_at:%Y-%m-%dT%H:%M:%SZ}", "uri": f"{base}{replay_path(url, row.captured_at)}"}


def _gathered(lines: Iterator[str]) -> Iterator[bytes]:
    while batch := list(itertools.islice(lines, LINES_AT_ONCE)):
        yield "".join(batch).encode("utf-8", "replace")


def _silent(err: ArchiveError) -> Response:
    logger.error("the index cannot answer: %s", err)
    return JSONResponse({"message": "the index cannot answer just now"}, 503, headers=SAFE)
