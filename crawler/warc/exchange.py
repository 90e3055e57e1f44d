"""The records of one exchange: the answer, the request, and what else is known about both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from crawler.http import Bytes, read_head, read_request_head
from crawler.model import CaptureState
from crawler.warc.digests import body_digest
from crawler.warc.fields import field_lines, safe_uri
from crawler.warc.record import NewRecord, new_record_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from crawler.http import RequestHead, ResponseHead
    from crawler.model import Content, Exchange, Unreached
    from crawler.warc.record import Record

    Head = ResponseHead | RequestHead

RESPONSE_TYPE = "application/http;msgtype=response"
REQUEST_TYPE = "application/http;msgtype=request"
FIELDS_TYPE = "application/warc-fields"
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
OPTED_OUT = "opted-out"
PACKED_TYPES = (b"image/", b"video/", b"audio/", b"font/", b"application/zip", b"application/gzip", b"application/pdf")


@dataclass(frozen=True, slots=True)
class OptOuts:
    """What an answer opts out of."""

    words: tuple[str, ...] = ()
    are_obeyed: bool = False
    """Whether the answer is not kept for that."""


def exchange_records(
    exchange: Exchange,
    *,
    ids: Callable[[], UUID],
    state_of: Callable[[Content, ResponseHead], str | None] = lambda *_: None,
    opt_outs_of: Callable[[Content, ResponseHead], OptOuts] = lambda *_: OptOuts(),
) -> list[NewRecord]:
    """Return the records of *exchange*, to be written together: response, request, metadata.

    When not one byte of an answer came there is no response; the metadata then says so and why. *ids* gives a new UUID
    at each call. *state_of* tells what an answer is, unless it is an ordinary one, *opt_outs_of* what it opts out of;
    the metadata says so. An answer whose wish not to be kept is obeyed is no record.
    """
    block = exchange.response if exchange.response is not None and exchange.response.size_bytes else None
    # Each head is read once: this is on the path of every page.
    answer, answer_at = read_head(block) if block is not None else (None, 0)
    asked, asked_at = _asked(exchange.request, needed=answer is None)
    connection = _connection(exchange, answer or asked)
    opt_outs = opt_outs_of(block, answer) if block is not None and answer is not None else OptOuts()
    of_exchange = partial(NewRecord, date=exchange.started_at, target_uri=safe_uri(exchange.url))
    records = []
    if block is not None and not opt_outs.are_obeyed:
        headers = [*connection, *_truncated(exchange), _payload(answer, answer_at, block)]
        response = of_exchange(
            type="response",
            record_id=new_record_id(ids()),
            content_type=RESPONSE_TYPE,
            block=block,
            headers=tuple(headers),
            is_packed=_is_packed(answer),
            head=answer,
        )
        records.append(response)
    headers = [("WARC-Concurrent-To", f"<{records[0].record_id}>")] if records else []
    headers += connection
    if asked is not None and exchange.request.size_bytes > asked_at:
        headers.append(_payload(asked, asked_at, exchange.request))
    request = of_exchange(
        type="request",
        record_id=new_record_id(ids()),
        content_type=REQUEST_TYPE,
        block=exchange.request,
        headers=tuple(headers),
    )
    records.append(request)
    state = state_of(block, answer) if block is not None and answer is not None else None
    facts = _facts(exchange, state, opt_outs, has_response=len(records) > 1)
    metadata = of_exchange(
        type="metadata",
        record_id=new_record_id(ids()),
        content_type=FIELDS_TYPE,
        block=Bytes(field_lines(facts)),
        headers=(("WARC-Concurrent-To", f"<{records[0].record_id}>"),),
    )
    return [*records, metadata]


def unreached_record(unreached: Unreached, *, record_id: str) -> NewRecord:
    """Return the ``metadata`` record that alone tells of a try in which nothing crossed the wire.

    No other record is concurrent with it: that, and its ``outcome``, is how it is known again (`is_unreached`).
    """
    return NewRecord(
        type="metadata",
        record_id=record_id,
        date=unreached.started_at,
        target_uri=safe_uri(unreached.url),
        content_type=FIELDS_TYPE,
        block=Bytes(field_lines(_given([("outcome", str(unreached.outcome)), *_asked_how(unreached)]))),
    )


def is_unreached(record: Record, facts: Mapping[str, str]) -> bool:
    """Return whether *record*, a ``metadata`` record that says *facts*, tells of a try that reached nobody."""
    is_alone = record.type == "metadata" and bool(record.target_uri) and not record.concurrent_to
    return is_alone and CaptureState.of(facts.get("outcome")).is_unreached


def as_revisit(response: NewRecord, head: bytes, *, of: Record, profile: str) -> NewRecord:
    """Return the ``revisit`` that stands for *response* and refers to *of*, which has its payload; *head* is its block.

    Source: WARC 1.1, 6.7. What *response* names as its payload digest becomes that of *of*, which is the payload.
    """
    refers = (
        ("WARC-Profile", profile),
        ("WARC-Refers-To", f"<{of.record_id}>"),
        ("WARC-Refers-To-Target-URI", of.target_uri or ""),
        ("WARC-Refers-To-Date", of.first("WARC-Date") or ""),
    )
    # The standard asks for it, though nothing of the answer is lost: the body stands in the other record.
    shortened = (("WARC-Truncated", "length"),) if profile == IDENTICAL_PAYLOAD else ()
    digest = ("WARC-Payload-Digest", of.first("WARC-Payload-Digest") or "")
    others = tuple(field for field in response.headers if field[0] != digest[0])
    return replace(
        response, type="revisit", block=Bytes(head), headers=(*refers, *others, *shortened, digest), is_packed=False
    )


def _asked(request: Content, *, needed: bool) -> tuple[RequestHead | None, int]:
    """Return the head of the request; not read when it is not *needed* and the request plainly has no body."""
    if not needed and isinstance(request, Bytes) and request.data.find(b"\r\n\r\n") + 4 == len(request.data):
        return None, 0
    return read_request_head(request)


def _truncated(exchange: Exchange) -> list[tuple[str, str]]:
    return [] if exchange.truncated is None else [("WARC-Truncated", str(exchange.truncated))]


def _payload(head: Head | None, body_at: int, block: Content) -> tuple[str, str]:
    return ("WARC-Payload-Digest", body_digest(head.fields if head is not None else (), body_at, block))


def _is_packed(answer: ResponseHead | None) -> bool:
    """Whether the body is compressed already, so that doing it again costs time and gains nothing."""
    if answer is None:
        return False
    coding = (answer.first(b"Content-Encoding") or b"identity").strip().lower()
    kind = (answer.first(b"Content-Type") or b"").strip().lower()
    return coding != b"identity" or (kind.startswith(PACKED_TYPES) and not kind.startswith(b"image/svg"))


def _connection(exchange: Exchange, head: Head | None) -> list[tuple[str, str]]:
    """WARC-Protocol is repeated, once for each layer (IIPC proposal of that name)."""
    headers = []
    if exchange.ip_address is not None:
        headers.append(("WARC-IP-Address", exchange.ip_address))
    protocol = head.version.decode("ascii").lower() if head is not None else ""
    if protocol in ("http/1.0", "http/1.1"):
        headers.append(("WARC-Protocol", protocol))
    if exchange.tls is not None:
        headers.append(("WARC-Protocol", _tls_protocol(exchange.tls.version)))
    return headers


def _tls_protocol(version: str) -> str:
    """Return the name of the proposal for OpenSSL's: ``TLSv1.3`` is ``tls/1.3``, ``TLSv1`` is ``tls/1.0``."""
    name, _, number = version.lower().partition("v")
    return f"{name}/{number if '.' in number or name != 'tls' else number + '.0'}"


def _facts(exchange: Exchange, state: str | None, opt_outs: OptOuts, *, has_response: bool) -> list[tuple[str, str]]:
    """Return what the metadata record says; names as in docs/formats.md. What is not known is left out."""
    tls = exchange.tls
    facts = [
        ("outcome", None if has_response else OPTED_OUT if opt_outs.are_obeyed else "no-response"),
        ("truncated", str(exchange.truncated) if exchange.truncated is not None and not has_response else None),
        *_asked_how(exchange),
        ("state", state),
        ("optOuts", " ".join(opt_outs.words) or None),
        ("surplusBytes", str(exchange.surplus_bytes) if exchange.surplus_bytes else None),
        ("interimBytes", str(exchange.interim_bytes) if exchange.interim_bytes else None),
        ("tlsVersion", tls.version if tls else None),
        ("tlsCipher", tls.cipher if tls else None),
        ("tlsCertificateSha256", tls.certificate_sha256 if tls else None),
        ("tlsCertificate", (tls.flaw or "valid") if tls else None),
    ]
    return _given(facts)


def _asked_how(tried: Exchange | Unreached) -> list[tuple[str, str | None]]:
    took_ms = round((tried.ended_at - tried.started_at).total_seconds() * 1000)
    return [
        ("fetchTimeMs", str(took_ms)),
        ("via", None if tried.via is None else safe_uri(tried.via)),
        ("spider", tried.spider),
        ("requestedUrl", None if tried.requested_url is None else safe_uri(tried.requested_url)),
    ]


def _given(facts: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in facts if value is not None]
