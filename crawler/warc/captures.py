"""Records of one exchange brought together again, and the capture they hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.http import entity, gathered, interim_size, is_chunked, read_head, sent_body, span, start_of, whole
from crawler.model import Capture, CaptureState
from crawler.warc.fields import parse_fields
from crawler.warc.reader import read_records
from crawler.warc.record import is_web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.model import Content
    from crawler.warc.record import Fields, NewRecord, Record, WarcSource


ROLES = {
    **dict.fromkeys(("response", "revisit", "resource"), "response"),
    "request": "request",
    "metadata": "metadata",
}
"""What a record is to its exchange, by its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedExchange:
    """The records of one exchange; at least one is there."""

    response: Record | None = None
    """A ``response`` or ``revisit``; in files of other writers also a ``resource``, which is the content alone."""
    request: Record | None = None
    metadata: Record | None = None

    @property
    def records(self) -> list[Record]:
        """Those that are there, in the order in which we write them."""
        return [record for record in (self.response, self.request, self.metadata) if record is not None]


def read_exchanges(
    path: WarcSource, *, start: int = 0, on_damage: Callable[[BadRecord], None] | None = None
) -> Iterator[ArchivedExchange]:
    """Yield each exchange of *path* from offset *start* on; *on_damage* as for `read_records`.

    Records belong together when they name each other in WARC-Concurrent-To and stand side by side, as every known
    writer puts them. Records of other types are passed over.
    """
    yield from grouped(read_records(path, start=start, on_damage=on_damage))


def grouped(records: Iterable[Record]) -> Iterator[ArchivedExchange]:
    """Yield the exchanges that *records* make up; records that are part of none are passed over."""
    return (found for found in in_order(records) if isinstance(found, ArchivedExchange))


def in_order(records: Iterable[Record]) -> Iterator[ArchivedExchange | Record]:
    """Yield the exchanges that *records* make up, and each record that is part of none.

    A ``conversion`` comes behind what stands before it; another one may come before the exchange it stands in.
    """
    group: list[Record] = []
    for record in records:
        is_part = _role(record) is not None
        is_behind = not _belongs(record, group) if is_part else record.type == "conversion"
        if is_behind:
            yield from _exchanges(group)
            group = []
        if is_part:
            group.append(record)
        else:
            yield record
    yield from _exchanges(group)


def capture_of(record: Record, metadata_record: Record | None = None, *, referred: Record | None = None) -> Capture:
    """Return the capture of a ``response``, ``revisit`` or ``resource``; *metadata_record* tells which spider asked for
    it, and what it was recognised as.

    A resource is content without a head. A revisit with an identical payload has its body in *referred*, the record it
    refers to. Raises `BadRecord` when there is no answer, or no date, id or address.
    """
    if not holds_answer(record):
        raise BadRecord(record.path, record.offset, f"a {record.type or 'nameless'} record holds no answer")
    if not record.record_id or not record.target_uri:
        raise BadRecord(record.path, record.offset, "WARC-Record-ID or WARC-Target-URI is missing")
    facts = {} if metadata_record is None else dict(metadata_fields(metadata_record))
    return Capture(
        url=record.target_uri,
        captured_at=record.date,
        block=_revisited(record, referred) if needs_referred(record) else _without_interim(record.block),
        record_id=record.record_id,
        truncated=None if needs_referred(record) else record.truncated,
        spider=facts.get("spider"),
        state=CaptureState.of(facts.get("state")),
        requested_url=facts.get("requestedUrl"),
    )


def holds_answer(record: Record) -> bool:
    """Return whether *record* holds what came from an address: over http, or as a resource of one."""
    if record.type == "resource":
        return is_web_address(record.target_uri)
    if record.type == "revisit":
        return record.is_http or needs_referred(record)
    return record.type == "response" and record.is_http


def needs_referred(record: Record) -> bool:
    """Return whether the body of *record* stands in another one: it is a revisit, but not of an answer 304."""
    return record.type == "revisit" and not (record.first("WARC-Profile") or "").strip().endswith("server-not-modified")


def metadata_fields(record: Record | NewRecord) -> Fields:
    """Return what a record of type application/warc-fields says, in order; nothing when its block is damaged."""
    try:
        return parse_fields([line for line in whole(record.block).splitlines() if line])
    except ValueError:
        return ()


def _revisited(record: Record, referred: Record | None) -> Content:
    """Return head of *record* and body of *referred*: framed as there when the head says chunked, else unframed.

    That is the answer to the byte: an answer is written as a revisit only when this holds (`Revisits`).
    """
    if referred is None:
        raise BadRecord(record.path, record.offset, "the record that this revisit refers to is not there")
    there = _without_interim(referred.block)
    if not record.block.size_bytes:  # some writers leave the head out
        return there
    head, body_at = read_head(record.block)
    is_framed = head is not None and is_chunked(head.fields)
    there_head, there_at = read_head(there)
    is_as_sent = is_framed or (there_head is not None and not is_chunked(there_head.fields))
    return gathered(
        chain([start_of(record.block, body_at)], sent_body(there) if is_framed else entity(there)),
        there,
        size_bytes=body_at + there.size_bytes - there_at if is_as_sent else None,
    )


def _without_interim(block: Content) -> Content:
    """Return *block* without the 1xx answers that other writers leave before the final one."""
    skip = interim_size(next(block.chunks(), b""))
    if not skip:
        return block
    return gathered(span(block, skip, block.size_bytes), block, size_bytes=block.size_bytes - skip)


def _role(record: Record) -> str | None:
    return ROLES.get(record.type)


def _belongs(record: Record, group: list[Record]) -> bool:
    """A second record of the same role begins a new exchange, whatever it names."""
    if _role(record) in [_role(other) for other in group]:
        return False
    named = {name for other in group for name in other.concurrent_to}
    names = set(record.concurrent_to)
    return record.record_id in named or not names.isdisjoint(named | {other.record_id for other in group})


def _exchanges(group: list[Record]) -> Iterator[ArchivedExchange]:
    if group:
        roles = {_role(record): record for record in group}
        yield ArchivedExchange(
            response=roles.get("response"), request=roles.get("request"), metadata=roles.get("metadata")
        )
