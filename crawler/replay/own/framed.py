"""Our own pages around captures: the banner over a page, the list of versions, a record.

The archived page is in a frame of its own, so that it can neither draw over the banner nor read it, and the banner is
no part of what is archived.
"""

from __future__ import annotations

import heapq
import itertools
from typing import TYPE_CHECKING

from crawler.http import start_of
from crawler.index import Span, one_key
from crawler.model import CaptureState
from crawler.replay import headers
from crawler.replay.answers import CACHE, NO_BODY, original_of, shown_status, streamed
from crawler.replay.kinds import Kind
from crawler.replay.own.page import page
from crawler.replay.shown import leads_to
from crawler.replay.timestamps import last_moment, moment, timestamp
from crawler.warc.members import is_gzip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

    from crawler.index import CaptureRow, Index
    from crawler.replay.address import Asked
    from crawler.replay.source import Loaded, Source
    from crawler.replay.visit import Visit
    from crawler.warc import WarcSource

VERSIONS_MAX = 1_000
HEAD_BYTES = 16_384
PIECE_BYTES = 65_536
STATES = {
    CaptureState.SEIZED: "The notice of an authority that took the domain, not the site's own page.",
    CaptureState.BLOCKED: "The page of a state or provider that keeps readers from the site, not the site's own.",
    CaptureState.PARKED: "A page about the domain being for sale, not the site's own.",
    CaptureState.BOT_WALL: "A page that wants proof that no program asks, not the page itself.",
}


def framed(source: Source, loaded: Loaded, asked: Asked, visit: Visit, kind: Kind) -> Response:
    """Return the banner with *loaded* in a frame below it; its status is that of the capture, if it may have a body."""
    row = loaded.row
    status = shown_status(loaded)
    earlier, later = _neighbours(source.index, row)
    return page(
        "shown.html",
        visit.own,
        status=200 if status in NO_BODY else status,
        headers=headers.memento(original_of(loaded, asked), row.captured_at),
        row=row,
        url=asked.url,
        earlier=earlier,
        later=later,
        notes=list(_notes(loaded, asked)),
        leads_to=leads_to(loaded) if kind is Kind.PAGE else None,
        sandbox=headers.SANDBOX,
    )


def versions(source: Source, url: str, visit: Visit) -> Response | None:
    """Return the list of the captures of *url*, the newest first, those that stood in for it among them."""
    rows = captures_of(source.index, url, backwards=True)
    listed = list(itertools.islice(rows, VERSIONS_MAX + 1))
    if not listed:
        return None
    return page("versions.html", visit.own, url=url, rows=listed[:VERSIONS_MAX], more=len(listed) > VERSIONS_MAX)


def captures_of(index: Index, url: str, *, backwards: bool = False) -> Iterator[CaptureRow]:
    """Yield the captures of *url*, and what was fetched from another address in its place, by time."""
    own = index.listing(Span(keys=(one_key(url),), backwards=backwards))
    others = sorted(index.captures(requested=url), key=lambda row: row.captured_at, reverse=backwards)
    yield from heapq.merge(own, others, key=lambda row: row.captured_at, reverse=backwards)


def record_page(source: Source, row: CaptureRow, visit: Visit) -> Response:
    """Return the page that shows the header of a record and the start of what is in it. Raises `BadRecord`."""
    record = source.record(row, arriving=True)
    block = start_of(record.block, HEAD_BYTES)
    http_head = block.partition(b"\r\n\r\n")[0] if record.is_http else b""
    lines = [record.version, *(f"{name}: {value}" for name, value in record.headers), ""]
    return page(
        "record.html",
        visit.own,
        row=row,
        head="\n".join(lines) + "\n" + http_head.decode("utf-8", "replace").replace("\r\n", "\n"),
        more=max(0, record.block.size_bytes - len(http_head)),
    )


def record_bytes(source: Source, row: CaptureRow, visit: Visit) -> Response:
    """Return the bytes of a record as they stand in the WARC file: a WARC file of one record. Raises `BadRecord`."""
    path = source.file_of(row)
    with path.open("rb") as file:
        ending = "warc.gz" if is_gzip(path, file) else "warc"
    name = f"{row.record_id.rpartition(':')[2][:40]}.{ending}"
    fields = [*headers.safe(visit.own).items(), ("Content-Type", headers.UNTYPED), ("Cache-Control", CACHE)]
    fields.append(("Content-Disposition", f'attachment; filename="{headers.file_name(name)}"'))
    return streamed(200, fields, _part(path, row.offset, row.length), row.length)


def _part(path: WarcSource, start: int, size_bytes: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while size_bytes and (piece := file.read(min(PIECE_BYTES, size_bytes))):
            size_bytes -= len(piece)
            yield piece


def _neighbours(index: Index, row: CaptureRow) -> tuple[CaptureRow | None, CaptureRow | None]:
    # A link names a second and leads to a page: redirects and the other captures of this second would lead back here.
    digits = timestamp(row.captured_at)
    return index.neighbours(row.url, moment(digits), last_moment(digits))


def _notes(loaded: Loaded, asked: Asked) -> Iterator[str]:
    row = loaded.row
    if row.state in STATES:
        yield STATES[row.state]
    if row.requested_url is not None and row.url != asked.url:
        yield f"Fetched from {row.url} when {row.requested_url} was wanted."
    if row.truncated is not None:
        yield f"Cut short when it was fetched ({row.truncated})."
    if loaded.location is not None:
        yield f"The server sent its readers on to {loaded.location}; what they saw in the end is not in the archive."
    elif loaded.status == 206:
        yield "Only a part of it was asked for when it was fetched."
    elif loaded.status is not None and (loaded.status in NO_BODY or not 200 <= loaded.status < 300):
        yield f"The server answered {loaded.status}."
