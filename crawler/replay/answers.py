"""Answers made of archived bytes."""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import Response, StreamingResponse

from crawler.config import SOFTWARE
from crawler.errors import ArchiveError
from crawler.http import undo_codings
from crawler.replay import headers
from crawler.replay.address import OF_A_PERSON, PREFIX, replay_path
from crawler.replay.kinds import START_BYTES, SVG_TYPE, is_font
from crawler.replay.payload import body_for, codings_of
from crawler.replay.ranges import Unsatisfiable, part_of
from crawler.replay.timestamps import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from crawler.replay.address import Asked
    from crawler.replay.source import Loaded
    from crawler.replay.visit import Visit

logger = logging.getLogger(__name__)

NO_BODY = frozenset({204, 205, 304})
AT_ONCE_BYTES = 1 << 20
"""So much goes out in one piece, which is quicker: each further piece is fetched by another thread."""
CACHE = "private, no-cache"
"""Kept by the browser and asked about: a nearer capture may have come since."""


def exact(loaded: Loaded, asked: Asked, visit: Visit) -> Response:
    """Return the payload as it is in the archive, or the part of it that is asked for."""
    media = headers.content_type(loaded.header(b"content-type") or loaded.mime.encode("latin-1"))
    tag = headers.etag(loaded, asked.modifier, SOFTWARE)
    fields = fields_of(loaded, asked, visit)
    fields += [("Content-Type", media), ("ETag", tag), *headers.disposition(media, asked.url).items()]
    if visit.if_none_match is not None and tag in visit.if_none_match:
        return answer(304, fields)
    status = shown_status(loaded)
    if status in NO_BODY:
        return answer(status, fields)
    body = body_for(loaded, visit.codings)
    if body.coding is not None:
        fields += [("Content-Encoding", body.coding)]
    if loaded.header(b"content-encoding") is not None:
        fields += [("Vary", "Accept-Encoding")]
    if body.data is not None:
        return answer(status, fields, body.data)
    if body.pieces is not None:
        return streamed(status, fields, body.pieces)
    return stored(loaded, status, [*fields, ("Accept-Ranges", "bytes")], visit, tag)


def led_elsewhere(loaded: Loaded, asked: Asked, visit: Visit) -> Response:
    """Return the archived redirect, leading to where the archive shows its target at that moment."""
    assert loaded.location is not None
    prefix = PREFIX if asked.modifier in OF_A_PERSON else visit.parts
    target = replay_path(loaded.location, timestamp(loaded.row.captured_at), asked.modifier, prefix=prefix)
    return answer(loaded.status or 302, [*fields_of(loaded, asked, visit), ("Location", target)])


def fields_of(loaded: Loaded, asked: Asked, visit: Visit) -> list[tuple[str, str]]:
    """Return the header fields that all answers with something archived have."""
    url = original_of(loaded, asked)
    own = {**headers.safe(visit.own), **headers.memento(url, loaded.row.captured_at), "Cache-Control": CACHE}
    if _is_for_nobody(loaded, visit):
        own["Access-Control-Allow-Origin"] = "null"
    return [*own.items(), *headers.originals(loaded)]


def _is_for_nobody(loaded: Loaded, visit: Visit) -> bool:
    """Return whether *loaded* is a font or drawing that a page without an origin asks for, or leads on to one."""
    if visit.nobodys == "image":
        return loaded.location is not None or loaded.mime == SVG_TYPE
    if visit.nobodys != "font":
        return False
    if loaded.location is not None or "font" in loaded.mime:
        return True
    stored_bytes = b"".join(loaded.payload(0, START_BYTES))
    return is_font(undo_codings(stored_bytes, list(codings_of(loaded)), limit_bytes=START_BYTES).data)


def original_of(loaded: Loaded, asked: Asked) -> str:
    """Return the address that Memento calls the original one: the captured spelling of it.

    A page that was fetched from another address in its place is a memento of the address that was wanted.
    """
    return asked.url if loaded.row.requested_url is not None else loaded.row.url


def shown_status(loaded: Loaded) -> int:
    """Return the archived status; 200 where there is none a browser could make sense of.

    A redirect that leads nowhere is shown as what it says; a part that the crawl asked for, as all that is there.
    """
    status = loaded.status or 200
    return status if 200 <= status < 600 and status != 206 and not 300 <= status < 400 else 200


def answer(status: int, fields: list[tuple[str, str]], data: bytes | None = None) -> Response:
    response = Response(data or b"", status_code=status)
    response.raw_headers = [
        *[(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields],
        *([] if status in NO_BODY or status < 200 else [(b"content-length", str(len(data or b"")).encode())]),
    ]
    return response


class Streamed(StreamingResponse):
    """Breaks off where the rest cannot be read: the server then closes the connection, and the client sees that the
    end is missing.
    """

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        except ArchiveError as err:
            logger.error("broken off in the middle: %s", err)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            self.body_iterator = iterate_in_threadpool([])
        await super().__call__(scope, receive, send)


def streamed(
    status: int, fields: list[tuple[str, str]], pieces: Iterator[bytes], size_bytes: int | None = None
) -> Response:
    """Return *pieces* as they come. The first one is waited for: until then it can be told that there is none."""
    first = next(pieces, b"")
    response = Streamed(itertools.chain([first], pieces), status_code=status)
    length = [] if size_bytes is None else [(b"content-length", str(size_bytes).encode())]
    response.raw_headers = [
        *[(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields],
        *length,
    ]
    return response


def stored(loaded: Loaded, status: int, fields: list[tuple[str, str]], visit: Visit, tag: str) -> Response:
    """Return the payload as it is stored, or the part of it that is asked for."""
    wanted = visit.range if status == 200 and visit.if_range in (None, tag) else None
    if wanted is None and loaded.told_bytes is None:
        return streamed(status, fields, loaded.payload())
    size = loaded.size_bytes
    try:
        part = part_of(wanted, size)
    except Unsatisfiable:
        return answer(416, [*fields, ("Content-Range", f"bytes */{size}")])
    start, stop = part or (0, size)
    if part is not None:
        status, fields = 206, [*fields, ("Content-Range", f"bytes {start}-{stop - 1}/{size}")]
    if stop - start <= AT_ONCE_BYTES:
        return answer(status, fields, b"".join(loaded.payload(start, stop)))
    return streamed(status, fields, loaded.payload(start, stop), stop - start)
