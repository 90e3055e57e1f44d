"""What is answered to a CDX client: lines as they are found, without holding them."""

from __future__ import annotations

import heapq
import itertools
import json
import logging
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from crawler.errors import ArchiveError
from crawler.index import Position
from crawler.replay.cdx.filters import collapsed
from crawler.replay.cdx.lines import OUTPUTS, Dialect, fields_of
from crawler.replay.cdx.query import BLOCK_LINES, key_text, query_of
from crawler.replay.visit import base_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from starlette.requests import Request

    from crawler.index import CaptureRow, Index
    from crawler.replay.cdx.lines import Fields
    from crawler.replay.cdx.query import Query

LINES_AT_ONCE = 500
ROWS_AT_ONCE = 1_000
PARAMETERS_MAX = 100
TYPES = {"text": "text/plain", "json": "application/json", "cdxj": "text/plain"}
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}

logger = logging.getLogger(__name__)


class CdxServer:
    """Answers questions about *index*."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def wayback(self, request: Request) -> Response:
        """Answer as the Wayback Machine does."""
        return self._answered(request, Dialect.WAYBACK)

    def pywb(self, request: Request) -> Response:
        """Answer as pywb and Common Crawl do."""
        return self._answered(request, Dialect.PYWB)

    def collections(self, request: Request) -> Response:
        """List the one collection there is, as Common Crawl lists its crawls."""
        base = base_of(request)
        about = {"id": "coll", "name": "the whole archive", "timegate": f"{base}/web/", "cdx-api": f"{base}/coll-index"}
        return JSONResponse([about], headers=SAFE)

    def _answered(self, request: Request, dialect: Dialect) -> Response:
        text = request.scope["query_string"].decode("utf-8", "replace")
        try:
            query = query_of(parse_qsl(text, keep_blank_values=True, max_num_fields=PARAMETERS_MAX), dialect)
            return self._pages(query, dialect) if query.wants_pages else self._lines(query, dialect)
        except ValueError as err:  # BadQuestion, and too many parameters
            return _refused(400, str(err), dialect)
        except ArchiveError as err:
            logger.error("the index cannot answer: %s", err)
            return _refused(503, "the index cannot answer just now", dialect)

    def _pages(self, query: Query, dialect: Dialect) -> Response:
        captures = self._index.count(query.span)
        pages = max(1, -(-captures // query.page_lines)) if captures or dialect is Dialect.WAYBACK else 0
        if dialect is Dialect.WAYBACK:
            return PlainTextResponse(f"{pages}\n", headers=SAFE)
        blocks = -(-captures // BLOCK_LINES)
        return JSONResponse(
            {"pages": pages, "pageSize": query.page_lines // BLOCK_LINES, "blocks": blocks}, headers=SAFE
        )

    def _lines(self, query: Query, dialect: Dialect) -> Response:
        listing = _Listing(self._index, query, dialect)
        if query.page and query.page * query.page_lines >= self._index.count(query.span):
            # Clients ask for one page after the other until one is refused.
            return _refused(400, f"page {query.page} is behind the last one", dialect)
        lines = OUTPUTS[dialect][query.output](listing.fields(), query.names, listing.key)
        first = next(lines, None)
        if first is None and dialect is Dialect.PYWB:
            return _refused(404, f"No Captures found for: {query.url}", dialect)
        whole = itertools.chain([first or ""], lines)
        return StreamingResponse(_gathered(whole), media_type=TYPES[query.output], headers=SAFE)


class _Listing:
    """The captures that one question is answered with; remembers where it stopped."""

    def __init__(self, index: Index, query: Query, dialect: Dialect) -> None:
        self._index = index
        self._query = query
        self._dialect = dialect
        self._row: CaptureRow | None = None
        self._before: CaptureRow | None = None
        """What was read before it."""
        self._has_more = False

    def fields(self) -> Iterator[Fields]:
        query = self._query
        if query.limit < 0:
            yield from self._last()
            return
        shown = itertools.islice(self._shown(query), query.offset, None)
        has_told = False
        for line in itertools.islice(shown, query.limit):
            has_told = True
            yield line
        self._has_more = query.wants_key and has_told and next(shown, None) is not None

    def key(self) -> str | None:
        """Return the resumption key behind the last line told, when one was asked for and there is more.

        It is right before the next line to be shown, so that none that was left out is asked about again.
        """
        if self._has_more and self._query.closest is None and self._before is not None:
            return key_text(Position.of(self._before))
        return None

    def _last(self) -> Iterable[Fields]:
        query = self._query
        held = query.offset - query.limit
        if query.is_turnable:
            # Found from the end, and turned round again.
            turned = replace(query, span=replace(query.span, backwards=not query.span.backwards))
            return reversed(list(itertools.islice(self._shown(turned), query.offset, held)))
        last = deque(self._shown(query), maxlen=held)
        return itertools.islice(last, max(0, len(last) - query.offset))

    def _shown(self, query: Query) -> Iterator[Fields]:
        rows = self._noted(self._rows(query))
        lines = (fields_of(row, self._dialect, resolved=query.resolves) for row in rows)
        kept = (line for line in lines if all(test(line) for test in query.filters))
        return collapsed(kept, query.collapses) if query.collapses else kept

    def _noted(self, rows: Iterator[CaptureRow]) -> Iterator[CaptureRow]:
        for row in rows:
            self._before, self._row = self._row, row
            yield row

    def _rows(self, query: Query) -> Iterator[CaptureRow]:
        if query.closest is not None:
            return _by_distance(self._index, query)
        few = abs(query.limit) + query.offset + 1
        reads_all = query.filters or query.collapses or (query.limit < 0 and not query.is_turnable)
        at_once = ROWS_AT_ONCE if reads_all else min(few, ROWS_AT_ONCE)
        if query.page is None:
            return self._index.listing(query.span, at_once=at_once)
        rows = self._index.listing(query.span, skip=query.page * query.page_lines)
        return itertools.islice(rows, query.page_lines)


def _by_distance(index: Index, query: Query) -> Iterator[CaptureRow]:
    """Yield the captures of one address, the nearest to a moment first, the earlier of two as near."""
    at = query.closest
    assert at is not None
    span = query.span
    before = replace(span, until_at=min(at, span.until_at or at), backwards=True)
    behind = replace(span, from_at=max(at, span.from_at or at), backwards=False)
    earlier = ((at - row.captured_at, 0, row) for row in index.listing(before))
    later = ((row.captured_at - at, 1, row) for row in index.listing(behind) if row.captured_at > at)
    for _, _, row in heapq.merge(earlier, later, key=lambda item: item[:2]):
        yield row


def _gathered(lines: Iterator[str]) -> Iterator[bytes]:
    while batch := list(itertools.islice(lines, LINES_AT_ONCE)):
        yield "".join(batch).encode("utf-8", "replace")


def _refused(status: int, why: str, dialect: Dialect) -> Response:
    if dialect is Dialect.PYWB:
        return Response(json.dumps({"message": why}), status, headers=SAFE, media_type="application/json")
    return PlainTextResponse(f"{why}\n", status, headers=SAFE)
