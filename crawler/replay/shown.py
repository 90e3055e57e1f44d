"""Captures as a browser may show them: pages, style sheets and drawings rewritten, all else as it is."""

from __future__ import annotations

import itertools
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.config import SOFTWARE
from crawler.http import undo_codings
from crawler.page.charset import decode
from crawler.replay import headers
from crawler.replay.address import PREFIX
from crawler.replay.answers import NO_BODY, answer, fields_of, shown_status, stored, streamed
from crawler.replay.kinds import AS_TEXT, START_BYTES, Kind, kind_of, media_type
from crawler.replay.payload import body_for, codings_of
from crawler.replay.rewrite import Links, rewrite_css, rewrite_html, rewrite_svg
from crawler.replay.timestamps import timestamp

if TYPE_CHECKING:
    from starlette.responses import Response

    from crawler.index import Index
    from crawler.replay.address import Asked
    from crawler.replay.rewrite.sizes import Images
    from crawler.replay.source import Loaded
    from crawler.replay.visit import Visit

REWRITTEN_MAX_BYTES = 16 << 20
"""So much of a page is rewritten; no page in earnest is larger."""
NO_CODINGS: frozenset[str] = frozenset()
MAY_LEAD = re.compile(r"http-equiv[\t\n\f\r ]*+=[\t\n\f\r ]*+[^>]{0,100}?(?:refresh|&)", re.IGNORECASE)
"""What a page must have in it to send its readers on; the word may be written with entities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page, style sheet or drawing as it goes out."""

    data: bytes
    media: str


def shown(index: Index, loaded: Loaded, asked: Asked, visit: Visit) -> Response:
    """Return *loaded* as what *asked* wants it for; *index* tells which images there are for a page."""
    kind = kind_of(loaded, asked.modifier, start_of(loaded))
    status = shown_status(loaded)
    made, version = None, SOFTWARE + visit.parts.removeprefix(PREFIX)
    if kind is Kind.PAGE and status not in NO_BODY:
        made = rewritten(loaded, kind, parts=visit.parts, images=index.images)
        # What is shown of a page depends on which images have come since.
        version += f"-{zlib.crc32(made.data):x}"
    tag = headers.etag(loaded, asked.modifier, version)
    fields = [*fields_of(loaded, asked, visit), ("ETag", tag)]
    if visit.if_none_match is not None and tag in visit.if_none_match:
        return answer(304, fields)
    if status in NO_BODY:
        return answer(status, fields)
    if kind is not Kind.BYTES:
        made = made or rewritten(loaded, kind, parts=visit.parts)
        return answer(status, [*fields, ("Content-Type", made.media)], made.data)
    body = body_for(loaded, NO_CODINGS)
    if body.pieces is not None:
        first = next(body.pieces, b"")
        media = media_type(loaded, first)
        return streamed(status, [*fields, *_typed(media, asked)], itertools.chain([first], body.pieces))
    media = media_type(loaded, (body.data or b"".join(loaded.payload(0, START_BYTES)))[:START_BYTES])
    fields += _typed(media, asked)
    if body.data is not None:
        return answer(status, fields, body.data)
    return stored(loaded, status, [*fields, ("Accept-Ranges", "bytes")], visit, tag)


def rewritten(loaded: Loaded, kind: Kind, *, parts: str, images: Images | None = None) -> Shown:
    """Return a page, style sheet or drawing, its addresses leading into the archive at the moment of its capture.

    *parts*: how those of its images, styles and frames begin. *images* tells which images are archived.
    """
    data = _decoded(loaded)
    links = _links(loaded, parts)
    if kind is Kind.DRAWING:
        drawing = rewrite_svg(data, links)
        if drawing is None:
            return Shown(data=decode(data).text.encode("utf-8", "replace"), media=AS_TEXT)
        return Shown(data=drawing, media="image/svg+xml; charset=utf-8")
    text = decode(data, loaded.header(b"content-type")).text
    if kind is Kind.STYLE:
        return Shown(data=rewrite_css(text, links).encode("utf-8", "replace"), media="text/css; charset=utf-8")
    page = rewrite_html(text, links, is_xhtml="xhtml" in loaded.mime, images=images)
    return Shown(data=page.text.encode("utf-8", "replace"), media="text/html; charset=utf-8")


def leads_to(loaded: Loaded) -> str | None:
    """Return where a page sends its readers on by itself, in the archive; None where it does not."""
    text = decode(_decoded(loaded), loaded.header(b"content-type")).text
    if MAY_LEAD.search(text) is None:
        # So it is with nearly all, and to see that takes a hundredth of the time.
        return None
    return rewrite_html(text, _links(loaded), is_xhtml="xhtml" in loaded.mime).leads_to


def start_of(loaded: Loaded) -> bytes:
    """Return the first decoded bytes of *loaded*, looked at only where its type does not tell what it is."""
    if loaded.mime and "xml" not in loaded.mime:
        return b""
    start = b"".join(loaded.payload(0, START_BYTES * 8))
    return undo_codings(start, list(codings_of(loaded)), limit_bytes=START_BYTES * 64).data


def _decoded(loaded: Loaded) -> bytes:
    stored_bytes = b"".join(loaded.payload(0, REWRITTEN_MAX_BYTES))
    return undo_codings(stored_bytes, list(codings_of(loaded)), limit_bytes=REWRITTEN_MAX_BYTES).data


def _links(loaded: Loaded, parts: str = PREFIX) -> Links:
    return Links(loaded.row.url, timestamp(loaded.row.captured_at), parts=parts)


def _typed(media: str, asked: Asked) -> list[tuple[str, str]]:
    return [("Content-Type", media), *headers.disposition(media, asked.url).items()]
