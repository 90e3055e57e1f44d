"""The values that go into the index and come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.model import CaptureState

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.model import MirrorAddress, Truncation


class CaptureKind(StrEnum):
    """What the WARC record of a capture is."""

    RESPONSE = "response"
    REVISIT = "revisit"
    UNANSWERED = "unanswered"
    """A request to which no byte of an answer came; its record is the request's."""
    RESOURCE = "resource"
    """A record of an imported archive that holds the bytes without an HTTP head."""
    UNREACHED = "unreached"
    """A try in which nothing crossed the wire; its record is a ``metadata`` record, its state says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """One capture as the index knows it: all of it can be read from the WARC records alone."""

    record_id: str
    """``urn:uuid:…``, without angle brackets."""
    kind: CaptureKind
    url: str
    """The address asked for, as written in the record."""
    captured_at: datetime
    """The record's WARC-Date (aware)."""
    file_name: str
    """Of the closed WARC file, relative to the folder of WARC files."""
    offset: int
    """Where the record's gzip member begins."""
    length: int
    """How many bytes the member has."""
    status: int | None = None
    mime: str | None = None
    """Media type as the server gave it: lower case, without parameters."""
    payload_digest: str | None = None
    """``sha1:`` and base32, of the de-chunked body."""
    request_record_id: str | None = None
    refers_to: str | None = None
    """Record id of the capture that a revisit repeats."""
    truncated: Truncation | None = None
    ip_address: str | None = None
    protocol: str | None = None
    """WARC-Protocol, such as ``http/1.1`` or ``http/1.1 tls/1.3``."""
    via: str | None = None
    spider: str | None = None
    state: CaptureState = CaptureState.OK
    """What the answer is in truth, as recognised when it was fetched; why there is none, where nobody was reached."""
    requested_url: str | None = None
    """The address that was wanted, when *url* was asked in its place (fail-over)."""
    fetch_ms: int | None = None
    opt_outs: tuple[str, ...] = ()
    """What the answer opts out of, such as ``noarchive``: see `crawler.page.wishes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One WARC file as the index knows it."""

    name: str
    is_closed: bool = False
    size_bytes: int | None = None
    sha256: str | None = None
    """Lower-case hexadecimal, of the whole closed file."""
    closed_at: datetime | None = None
    vantage: str | None = None
    """From where its captures were made, as its ``warcinfo`` says; None: not told."""
    place: str | None = None
    """Its address in a store, where it was proved to be whole; None: only on the disk of its writer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One mirror claim with the page that makes it."""

    claim: MirrorAddress
    url: str
    """Address of the page."""
    outlet: str | None
    record_id: str
    captured_at: datetime | None
    """None when the capture is not in the index."""
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the index holds."""

    files: int = 0
    hosts: int = 0
    captures: int = 0
    responses: int = 0
    revisits: int = 0
    unanswered: int = 0
    unreached: int = 0
    articles: int = 0
    photos: int = 0
    photos_with_caption: int = 0
    mirror_claims: int = 0
