"""The records of one exchange: the answer, the request, and what else is known about both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.http import Bytes, read_head, read_request_head
from crawler.warc.digests import payload_digest
from crawler.warc.fields import field_lines, safe_uri
from crawler.warc.record import NewRecord, new_record_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from crawler.model import Content, Exchange

RESPONSE_TYPE = "application/http;msgtype=response"
REQUEST_TYPE = "application/http;msgtype=request"
FIELDS_TYPE = "application/warc-fields"


def exchange_records(exchange: Exchange, *, ids: Callable[[], UUID]) -> list[NewRecord]:
    """Return the records of *exchange*, to be written together: response, request, metadata.

    When not one byte of an answer came there is no response; the metadata then says so and why. *ids* gives a new UUID
    at each call.
    """
    records = []
    if exchange.response is not None and exchange.response.size_bytes:
        records.append(_response(exchange, exchange.response, new_record_id(ids())))
    first_id = records[0].record_id if records else None
    records.append(_request(exchange, new_record_id(ids()), first_id))
    records.append(_metadata(exchange, new_record_id(ids()), records[0]))
    return records


def _response(exchange: Exchange, block: Content, record_id: str) -> NewRecord:
    headers = _connection(exchange)
    if exchange.truncated is not None:
        headers.append(("WARC-Truncated", str(exchange.truncated)))
    headers.append(("WARC-Payload-Digest", payload_digest(block)))
    return NewRecord(
        type="response",
        record_id=record_id,
        date=exchange.started_at,
        target_uri=safe_uri(exchange.url),
        content_type=RESPONSE_TYPE,
        block=block,
        headers=tuple(headers),
    )


def _request(exchange: Exchange, record_id: str, response_id: str | None) -> NewRecord:
    headers = [] if response_id is None else [("WARC-Concurrent-To", f"<{response_id}>")]
    headers += _connection(exchange)
    head, body_at = read_request_head(exchange.request)
    if head is not None and exchange.request.size_bytes > body_at:
        headers.append(("WARC-Payload-Digest", payload_digest(exchange.request)))
    return NewRecord(
        type="request",
        record_id=record_id,
        date=exchange.started_at,
        target_uri=safe_uri(exchange.url),
        content_type=REQUEST_TYPE,
        block=exchange.request,
        headers=tuple(headers),
    )


def _metadata(exchange: Exchange, record_id: str, about: NewRecord) -> NewRecord:
    return NewRecord(
        type="metadata",
        record_id=record_id,
        date=exchange.started_at,
        target_uri=safe_uri(exchange.url),
        content_type=FIELDS_TYPE,
        block=Bytes(field_lines(_facts(exchange, has_response=about.type == "response"))),
        headers=(("WARC-Concurrent-To", f"<{about.record_id}>"),),
    )


def _connection(exchange: Exchange) -> list[tuple[str, str]]:
    """WARC-Protocol is repeated, once for each layer (IIPC proposal of that name)."""
    headers = []
    if exchange.ip_address is not None:
        headers.append(("WARC-IP-Address", exchange.ip_address))
    protocol = _http_version(exchange)
    if protocol is not None:
        headers.append(("WARC-Protocol", protocol))
    if exchange.tls is not None:
        headers.append(("WARC-Protocol", _tls_protocol(exchange.tls.version)))
    return headers


def _http_version(exchange: Exchange) -> str | None:
    """Return the version that the answer speaks, else that of the request: ``http/1.1``."""
    answer, _ = read_head(exchange.response) if exchange.response is not None else (None, 0)
    head = answer or read_request_head(exchange.request)[0]
    version = head.version.decode("ascii").lower() if head is not None else ""
    return version if version in ("http/1.0", "http/1.1") else None


def _tls_protocol(version: str) -> str:
    """Return the name of the proposal for OpenSSL's: ``TLSv1.3`` is ``tls/1.3``, ``TLSv1`` is ``tls/1.0``."""
    name, _, number = version.lower().partition("v")
    return f"{name}/{number if '.' in number or name != 'tls' else number + '.0'}"


def _facts(exchange: Exchange, *, has_response: bool) -> list[tuple[str, str]]:
    """Return what the metadata record says; names as in docs/formats.md. What is not known is left out."""
    took_ms = round((exchange.ended_at - exchange.started_at).total_seconds() * 1000)
    tls = exchange.tls
    facts = [
        ("outcome", None if has_response else "no-response"),
        ("truncated", str(exchange.truncated) if exchange.truncated is not None and not has_response else None),
        ("fetchTimeMs", str(took_ms)),
        ("via", None if exchange.via is None else safe_uri(exchange.via)),
        ("spider", exchange.spider),
        ("surplusBytes", str(exchange.surplus_bytes) if exchange.surplus_bytes else None),
        ("interimBytes", str(exchange.interim_bytes) if exchange.interim_bytes else None),
        ("tlsVersion", tls.version if tls else None),
        ("tlsCipher", tls.cipher if tls else None),
        ("tlsCertificateSha256", tls.certificate_sha256 if tls else None),
    ]
    return [(name, value) for name, value in facts if value is not None]
