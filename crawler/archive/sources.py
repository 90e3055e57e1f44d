"""Pages wherever a person points: HTML files, WARC files, addresses in the archive, lines of JSON."""

from __future__ import annotations

import gzip
import zlib
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from crawler.archive.folder import open_for_reading
from crawler.archive.places import WarcFiles
from crawler.archive.redactions import FILE, logged_acts
from crawler.archive.referrals import Referrals
from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveNotFound, BadRecord, NoPage
from crawler.http import Bytes
from crawler.index import CaptureKind
from crawler.model import Capture, CaptureState
from crawler.warc import NewRecord, capture_of, needs_referred, read_exchanges, read_record
from crawler.warc.captures import holds_answer
from crawler.warc.digests import block_digest, payload_digest
from crawler.warc.exchange import RESPONSE_TYPE
from crawler.warc.file import WarcFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.config import ArchiveConfig
    from crawler.index import CaptureRow

PAGE_LIMIT_BYTES = 256 << 20
OF_THE_WIRE = frozenset({"content-length", "content-encoding", "transfer-encoding"})
"""They describe the body as it was sent; a saved page is the body without codings."""
LOOKED_AT_BYTES = 4096
NO_TEXT = bytes(set(range(0x20)) - set(b"\t\n\f\r\x1b"))
"""Control bytes; hardly one in twenty in text of any charset (ESC changes the alphabet in ISO-2022-JP)."""
UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

ANSWERED = (CaptureKind.RESPONSE, CaptureKind.REVISIT, CaptureKind.RESOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A capture, and whether a person named this very page."""

    capture: Capture
    named: bool


def captures_at(
    where: str, config: ArchiveConfig, *, url: str | None = None, spider: str | None = None
) -> Iterator[Found]:
    """Yield what is found at *where*; *url* is the address of an HTML file, *spider* overrules who reads it.

    Of a WARC file nothing is shown when it cannot be known what of it is redacted. Raises `ArchiveError`, OSError.
    """
    for found in _found(where, config, url):
        yield found if spider is None else replace(found, capture=replace(found.capture, spider=spider))


def line_capture(asked: Any, *, spider: str | None = None) -> Capture:
    """Return the capture that one line of ``--lines`` asks for: ``url``, ``file`` and perhaps ``headers``.

    Raises `NoPage` for what is no such line, OSError and `NoPage` for what cannot be read.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("file"), str):
        raise NoPage('not a line like {"id": …, "url": …, "file": …}')
    path = Path(asked["file"])
    capture = page_capture(
        _plain(path), url=str(asked.get("url") or path.absolute().as_uri()), headers=asked.get("headers")
    )
    return replace(capture, spider=spider)


def page_capture(body: bytes, *, url: str, headers: Any = None) -> Capture:
    """Return a capture of a saved page that is in no archive. *headers*: object or pairs, as the server sent them."""
    pairs = [(name, value) for name, value in _pairs(headers) if name.lower() not in OF_THE_WIRE]
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in pairs), f"Content-Length: {len(body)}", "", ""]
    if not any(name.lower() == "content-type" for name, _ in pairs):
        lines.insert(1, "Content-Type: text/html")
    head = "\r\n".join(" ".join(line.splitlines()) for line in lines).encode("latin-1", "replace")
    return Capture(url=url, captured_at=datetime.now(UTC), block=Bytes(head + body))


def store_page(capture: Capture, path: Path) -> Capture:
    """Write *capture* as the only record of a new WARC file at *path*, and return it as read back from there.

    The record id follows from address and bytes, so that the same page gives the same file. Raises `ArchiveUnwritable`.
    """
    record = NewRecord(
        type="response",
        record_id=uuid5(NAMESPACE_URL, capture.url + block_digest(capture.block)).urn,
        date=capture.captured_at,
        target_uri=capture.url,
        content_type=RESPONSE_TYPE,
        block=capture.block,
        headers=(("WARC-Payload-Digest", payload_digest(capture.block)),),
    )
    file = WarcFile(path)
    file.append([record])
    file.close()
    return replace(capture_of(read_record(path, 0)), spider=capture.spider)


def _found(where: str, config: ArchiveConfig, url: str | None) -> Iterator[Found]:
    if where.startswith(("http://", "https://")):
        yield Found(capture=_archived(where, config), named=True)
        return
    path = Path(where)
    start = _plain(path, limit_bytes=LOOKED_AT_BYTES)
    if start.startswith(b"WARC/"):
        yield from _in_warc(path, config)
        return
    if not start.strip():
        raise NoPage("is empty")
    if not start.startswith(UTF_16_OR_32) and len(start.translate(None, NO_TEXT)) < len(start) * 0.95:
        raise NoPage("is neither HTML nor WARC")
    yield Found(capture=page_capture(_plain(path), url=url or path.absolute().as_uri()), named=True)


def _archived(url: str, config: ArchiveConfig) -> Capture:
    with open_for_reading(config) as index:
        # What was fetched elsewhere in its place comes behind its own captures, since only failures led there.
        rows = [*index.captures(requested=url), *index.captures(url=url)]
        rows = [row for row in rows if row.kind in ANSWERED]
        if not rows:
            raise NoPage(f"not in the archive at {config.folder}")
        # The newest success; an address that only ever led elsewhere or failed is read as what it is.
        row = next((row for row in reversed(rows) if _is_page(row)), rows[-1])
        files = WarcFiles(config, index)
        record = files.record(row.file_name, row.offset)
        referred = Referrals(index, files).of(row.refers_to, row.payload_digest)
    capture = capture_of(record, referred=referred)
    return replace(capture, spider=row.spider, state=row.state, requested_url=row.requested_url)


def _is_page(row: CaptureRow) -> bool:
    is_success = row.kind is CaptureKind.RESOURCE or (row.status is not None and 200 <= row.status < 300)
    return is_success and row.state is CaptureState.OK


def _in_warc(path: Path, config: ArchiveConfig) -> Iterator[Found]:
    damage: list[ArchiveError] = []
    with ExitStack() as stack:
        try:
            index = stack.enter_context(open_for_reading(config))
        except ArchiveNotFound as err:
            # A WARC file is read where there is no archive, too; but only an index knows all that is redacted.
            if logged_acts(config.folder):
                raise NoPage(f"{err}, and {FILE} hides some of it; `microfiche reindex` makes the index") from err
            index = None
        hidden = index.redactions.hidden() if index is not None else set()
        referrals = Referrals(index, WarcFiles(config, index))
        for exchange in read_exchanges(path, on_damage=damage.append):
            record = exchange.response
            if record is None or not holds_answer(record):
                continue
            referrals.note(record)
            if record.record_id in hidden:
                continue
            referred = referrals.of_record(record) if needs_referred(record) else None
            try:
                yield Found(capture=capture_of(record, exchange.metadata, referred=referred), named=False)
            except BadRecord as err:
                damage.append(err)
    if damage:
        raise NoPage(f"{counted(len(damage), 'damaged place')}, first: {damage[0]}")


def _plain(path: Path, *, limit_bytes: int = PAGE_LIMIT_BYTES) -> bytes:
    """Return the bytes of a file, unpacked when it is gzip. Raises OSError, `NoPage`."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if not packed:
            return file.read(limit_bytes)
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                return unpacked.read(limit_bytes)
        except (EOFError, zlib.error) as err:
            raise NoPage(f"damaged gzip: {err}") from err


def _pairs(headers: Any) -> Iterable[tuple[str, str]]:
    if isinstance(headers, dict):
        headers = headers.items()
    return [
        (str(pair[0]), str(pair[1])) for pair in headers or () if isinstance(pair, (list, tuple)) and len(pair) == 2
    ]
