"""Index rows made of WARC records: the same function for a record just written and for one read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.http import Bytes, read_head
from crawler.index import CaptureKind, CaptureRow, digest_as_kept
from crawler.model import CaptureState, Truncation
from crawler.model.article_json import article_to_json, check_types
from crawler.warc import NewRecord
from crawler.warc.record import SEGMENT, bare_uri, is_too_long, truncation_named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from crawler.model import Article
    from crawler.warc import Location, Record

KINDS = {
    "response": CaptureKind.RESPONSE,
    "revisit": CaptureKind.REVISIT,
    "resource": CaptureKind.RESOURCE,
}
UNANSWERED = {"request": CaptureKind.UNANSWERED, "metadata": CaptureKind.UNREACHED}
MILLISECONDS = re.compile(r"[0-9]{1,15}", re.ASCII)
ARTICLE_TYPE = "application/vnd.microfiche.article+json"


def capture_row(
    record: NewRecord | Record, *, request_id: str | None, facts: Mapping[str, str], location: Location
) -> CaptureRow:
    """Return the row of *record*: a response, revisit or resource, the request when no answer came, else the metadata.

    *facts* are those of its metadata record, *location* is where *record* stands.
    """
    answered = record.type in KINDS
    kind = KINDS.get(record.type) or UNANSWERED[record.type]
    is_revisit = record.type == "revisit"
    known = record.head if isinstance(record, NewRecord) else None
    is_resource = kind is CaptureKind.RESOURCE
    head = known or (read_head(record.block)[0] if answered and not is_resource else None)
    content_type = head.first(b"content-type") if head else None
    return CaptureRow(
        record_id=record.record_id,
        kind=kind,
        url=record.target_uri or "",
        captured_at=record.date,
        file_name=location.file,
        offset=location.offset,
        length=location.length,
        status=head.status if head else None,
        mime=_mime(record.content_type.encode("latin-1", "replace") if is_resource else content_type),
        payload_digest=_digest(record) if answered else None,
        request_record_id=request_id,
        refers_to=_referred(record) if answered else None,
        truncated=_truncation(record, facts, is_revisit=is_revisit),
        ip_address=record.first("WARC-IP-Address"),
        protocol=" ".join(value for name, value in record.headers if name.lower() == "warc-protocol") or None,
        via=facts.get("via"),
        spider=facts.get("spider"),
        state=CaptureState.of(facts.get("outcome" if kind is CaptureKind.UNREACHED else "state")),
        requested_url=facts.get("requestedUrl"),
        opt_outs=tuple(facts.get("optOuts", "").split()),
        fetch_ms=int(facts["fetchTimeMs"]) if MILLISECONDS.fullmatch(facts.get("fetchTimeMs", "")) else None,
    )


def article_record(article: Article, *, written_at: datetime, record_id: str) -> NewRecord:
    """Return the record that keeps *article*: a conversion of the capture it was read from.

    Raises ValueError when a pipeline has put into it what no article can hold.
    """
    assert article.record_id is not None, "only what was read from the archive is kept in it"
    check_types(article)
    return NewRecord(
        type="conversion",
        record_id=record_id,
        date=written_at,
        target_uri=article.url,
        content_type=ARTICLE_TYPE,
        block=Bytes(article_to_json(article)),
        headers=(("WARC-Refers-To", f"<{article.record_id}>"),),
    )


def is_article(record: Record) -> bool:
    """Return whether *record* keeps an article."""
    return record.type == "conversion" and record.content_type == ARTICLE_TYPE


def _referred(record: NewRecord | Record) -> str | None:
    """Return the id that *record* refers to; None for one that is too long to be that of a row."""
    name = bare_uri(record.first("WARC-Refers-To") or "")
    return None if not name or is_too_long(name) else name


def _digest(record: NewRecord | Record) -> str | None:
    """Return the payload digest that *record* names; None for what is no digest, which `verify` tells of."""
    digest = record.first("WARC-Payload-Digest")
    # Other writers have other sums, and write them in hexadecimal: the row must be the one that the index gives back.
    return digest if digest is None or isinstance(record, NewRecord) else digest_as_kept(digest)


def _mime(content_type: bytes | None) -> str | None:
    if content_type is None:
        return None
    # No database keeps a zero: the row must be the one that the index gives back.
    return content_type.partition(b";")[0].strip().lower().decode("latin-1").replace("\0", "\ufffd") or None


def _truncation(record: NewRecord | Record, facts: Mapping[str, str], *, is_revisit: bool) -> Truncation | None:
    reason = record.first("WARC-Truncated") or facts.get("truncated") or record.first(SEGMENT)
    # A revisit says "length" because its body stands elsewhere: the answer itself was whole.
    return None if is_revisit and reason == Truncation.LENGTH else truncation_named(reason)
