"""Archived pictures and the room's own files."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import Response

from crawler.archive.referrals import Referrals
from crawler.http import decoded
from crawler.warc import capture_of, needs_referred
from crawler.web.pages.trouble import Missing, Withheld
from crawler.web.room import room_of
from crawler.web.words import record_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from crawler.web.room import Room

MOST_BYTES = 32 << 20
STARTS: tuple[tuple[bytes, bytes, str], ...] = (
    (b"\xff\xd8\xff", b"", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", b"", "image/png"),
    (b"GIF8", b"", "image/gif"),
    (b"RIFF", b"WEBP", "image/webp"),
    (b"", b"ftypavif", "image/avif"),
    (b"BM", b"", "image/bmp"),
)
"""How the files begin, and what stands a little later. What the server called them counts nothing."""
DRAWING_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
STATIC = {"room.css": "text/css; charset=utf-8", "mark.svg": "image/svg+xml"}


def image(request: Request) -> Response:
    """Return the archived picture of that record, as what its bytes are. Raises `Missing` for anything else."""
    data = body_of(room_of(request), record_of(request.path_params["record"]))
    kind = kind_of(data)
    if kind is not None:
        return Response(data, media_type=kind)
    if _is_drawing(data):
        # A drawing may hold a script: it is shown without any, and nothing can be fetched from within.
        return Response(data, media_type="image/svg+xml", headers={"Content-Security-Policy": DRAWING_POLICY})
    raise Missing("That record holds no picture.")


def kind_of(data: bytes) -> str | None:
    """Return the media type of a picture by its first bytes.

    >>> kind_of(b"RIFF....WEBPVP8 "), kind_of(b"<html>")
    ('image/webp', None)
    """
    for start, later, kind in STARTS:
        if data.startswith(start) and (not later or later in data[4:16]):
            return kind
    return None


def body_of(room: Room, record_id: str) -> bytes:
    """Return the body of a capture, decoded. Raises `Missing`, `BadRecord` and `StoreFailed`."""
    row = room.index.record(record_id)
    if row is None and room.index.redactions.hides(record_id):
        raise Withheld
    if row is None:
        raise Missing("No capture of that name is in the archive.")
    record = room.files.record(row.file_name, row.offset)
    referred = None
    if needs_referred(record):
        referred = Referrals(room.index, room.files).of(row.refers_to, row.payload_digest)
    return decoded(capture_of(record, referred=referred).block, limit_bytes=MOST_BYTES).data


def static(request: Request) -> Response:
    """Return one of the room's own files; there are no others than those named here."""
    name = request.path_params["name"]
    if name not in STATIC:
        raise Missing("There is no page at this address.")
    data = files("crawler.web").joinpath(f"static/{name}").read_bytes()
    return Response(data, media_type=STATIC[name], headers={"Cache-Control": "public, max-age=86400"})


def robots(_: Request) -> Response:
    """Return the wish not to be crawled."""
    return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")


def _is_drawing(data: bytes) -> bool:
    start = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in start
