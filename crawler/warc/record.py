"""One record: about to be written (`NewRecord`), where it was written (`Location`), read back (`Record`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Literal, Protocol

from crawler.errors import BadRecord
from crawler.model import Truncation
from crawler.warc.fields import parse_date

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from crawler.http import ResponseHead
    from crawler.model import Content

Fields = tuple[tuple[str, str], ...]
HTTP_TYPE = "application/http"
SEGMENT = "WARC-Segment-Number"
"""Of a record whose block is only a part: the others stand in ``continuation`` records (WARC 1.1, section 7)."""

MOST_NAME_BYTES = 1_000
"""PostgreSQL has no room in its indexes for names much longer, and would refuse all rows of a file."""
LONG_ID = "WARC-Record-ID is too long"


class WarcSource(Protocol):
    """A WARC file to read from: a path is one, and so is a file that is not on this disk."""

    @property
    def name(self) -> str:
        """Its last part, with the endings."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """Return the file, seekable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """A record to be written. What its header needs besides (digest, length) is computed while writing."""

    type: str
    """``response``, ``request``, ``metadata``, ``warcinfo``, ``revisit``, ``resource``."""
    record_id: str
    """``urn:uuid:…``, without angle brackets."""
    date: datetime
    """Aware; written in UTC with microseconds."""
    target_uri: str | None
    """None only for ``warcinfo``. Bytes that may not stand in a header are percent-encoded when written."""
    content_type: str
    block: Content
    headers: Fields = ()
    """Further header fields, in order, after those above."""
    is_packed: bool = False
    """The block is compressed already: it is put into its gzip member as it is."""
    head: ResponseHead | None = None
    """The head of the answer in *block*, where it has been read already."""

    def first(self, name: str) -> str | None:
        """Return the first of the further fields called *name* (in any case), or None."""
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a record stands: the gzip member at *offset* of *file*, *length* bytes long."""

    file: str
    """Relative to the folder of WARC files, with ``/``, and without ``.open``."""
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A whole record as read from a file; its header fields in order and as written."""

    path: WarcSource
    offset: int
    length: int
    """Bytes of the file that this record takes, compressed where the file is."""
    version: str
    """Such as ``WARC/1.1``."""
    headers: Fields
    block: Content
    surplus_bytes: int = 0
    """Bytes that follow the record in its gzip member, where nothing should be."""
    oddities: tuple[str, ...] = ()
    """What is wrong with how it is written, a short line each; it was read all the same."""

    @property
    def type(self) -> str:
        """``response``, ``request`` and so on; empty when the header is missing."""
        return (self.first("WARC-Type") or "").lower()

    @property
    def record_id(self) -> str:
        """``urn:uuid:…``, without angle brackets; empty when the header is missing."""
        return bare_uri(self.first("WARC-Record-ID") or "")

    @property
    def target_uri(self) -> str | None:
        """The address, without the angle brackets that some writers put around it (wget)."""
        uri = self.first("WARC-Target-URI")
        return None if uri is None else bare_uri(uri)

    @property
    def content_type(self) -> str:
        return self.first("Content-Type") or ""

    @property
    def is_http(self) -> bool:
        """Whether the block is an HTTP message, or may be one: by its type, or by its address, as other readers go."""
        if self.content_type.lower().startswith(HTTP_TYPE):
            return True
        return self.type in ("response", "revisit") and is_web_address(self.target_uri)

    @property
    def date(self) -> datetime:
        """Aware, UTC. Raises `BadRecord` when the header is missing or no date."""
        text = self.first("WARC-Date") or ""
        try:
            return parse_date(text)
        except ValueError as err:
            raise BadRecord(self.path, self.offset, f"WARC-Date {text!r} is no date") from err

    @property
    def truncated(self) -> Truncation | None:
        """Why the block is cut short; a reason that the standard does not know is `Truncation.UNSPECIFIED`.

        So is a segment: the rest of its block stands in other records.
        """
        return truncation_named(self.first("WARC-Truncated") or self.first(SEGMENT))

    @property
    def concurrent_to(self) -> list[str]:
        """Ids of the records of the same exchange, without angle brackets."""
        return [bare_uri(value) for value in self.all("WARC-Concurrent-To")]

    def first(self, name: str) -> str | None:
        """Return the first value of the header field *name* (in any case), or None."""
        return _first(self.headers, name)

    def all(self, name: str) -> list[str]:
        """Return all values of the header field *name* (in any case), in order."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]


def new_record_id(uuid: UUID) -> str:
    """Return the record id made from *uuid*: ``urn:uuid:…``."""
    return uuid.urn


def is_too_long(name: str) -> bool:
    """Return whether *name*, such as the id of a record, is too long to be that of a row of the index."""
    return len(name.encode("utf-8", "surrogatepass")) > MOST_NAME_BYTES


def truncation_named(reason: str | None) -> Truncation | None:
    """Return what *reason* names, as WARC-Truncated has it; None without one."""
    if not reason:
        return None
    known = {str(member): member for member in Truncation}
    return known.get(reason.strip().lower(), Truncation.UNSPECIFIED)


def is_web_address(uri: str | None) -> bool:
    """Return whether *uri* is one of http or https."""
    return uri is not None and uri.lower().startswith(("http://", "https://"))


def bare_uri(text: str) -> str:
    """Return *text* without the angle brackets around it.

    >>> bare_uri("<urn:uuid:1>")
    'urn:uuid:1'
    """
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def _first(headers: Fields, name: str) -> str | None:
    wanted = name.lower()
    for key, value in headers:
        if key.lower() == wanted:
            return value
    return None
