"""A `CaptureRow` as the columns of its table, and back."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import Select, select

from crawler.errors import BadAddress
from crawler.index.rows import CaptureKind, CaptureRow
from crawler.index.schema import CAPTURE, WARC_FILE
from crawler.model import CaptureState, Truncation
from crawler.url import host_of, surt
from crawler.warc.digests import base32

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UUID_PREFIX = "urn:uuid:"
UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+\Z")
BASE32 = re.compile(r"[A-Z2-7]+\Z")
NOT_IN_KEY = re.compile(r"[\s\x00-\x20\x7f]")
TO_NUMERALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
KINDS = (CaptureKind.RESPONSE, CaptureKind.REVISIT, CaptureKind.UNANSWERED, CaptureKind.RESOURCE, CaptureKind.UNREACHED)
"""By their number in the table: only ever add at the end."""
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
DIGESTS = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
DIGEST_NAMES = {size_bytes: name for name, size_bytes in DIGESTS.items()}
MOST_KEY_BYTES = 2_000
"""PostgreSQL has no room for more than 2,704 bytes in a row of an index, and refuses the whole group of rows."""
MOST_NAME_BYTES = 1_000
"""Where two texts are in one index."""
FIELDS = (
    *("record_id", "kind", "url", "captured_at", "offset", "length", "status", "mime", "payload_digest"),
    *("request_record_id", "refers_to", "truncated", "ip_address", "protocol"),
    *("via", "spider", "state", "requested_url", "fetch_ms", "opt_outs"),
)


def columns_of(row: CaptureRow) -> dict[str, Any]:
    """Return *row* as column values, with the names of host and file in place of their ids.

    Raises `ValueError` for a digest that is none and for a time without a zone.
    """
    return {
        "record_id": id_bytes(row.record_id),
        "kind": KIND_NUMBERS[row.kind],
        "url": plain(row.url),
        "surt": key_of(row.url),
        "host": _host(row.url),
        "captured_at": microseconds(row.captured_at),
        "file": row.file_name,
        "offset": row.offset,
        "length": row.length,
        "status": row.status,
        "mime": row.mime and plain(row.mime),
        "payload_digest": digest_bytes(row.payload_digest) if row.payload_digest else None,
        "request_record_id": id_bytes(row.request_record_id) if row.request_record_id else None,
        "refers_to": id_bytes(row.refers_to) if row.refers_to else None,
        "truncated": row.truncated and row.truncated.value,
        "ip_address": row.ip_address,
        "protocol": row.protocol,
        "via": row.via and plain(row.via),
        "spider": row.spider and plain(row.spider),
        "state": None if row.state is CaptureState.OK else row.state.value,
        "requested_url": row.requested_url and plain(row.requested_url),
        "requested_surt": row.requested_url and key_of(row.requested_url),
        "fetch_ms": row.fetch_ms,
        "opt_outs": plain(" ".join(row.opt_outs)) or None,
    }


_EVERY_CAPTURE = select(*(CAPTURE.c[name] for name in FIELDS), WARC_FILE.c.name).join_from(CAPTURE, WARC_FILE)


def select_captures() -> Select[Any]:
    """Return the query whose rows `row_of` understands."""
    return _EVERY_CAPTURE


def row_of(found: Any) -> CaptureRow:
    """Return the capture of one row of `select_captures`."""
    values = dict(zip((*FIELDS, "file_name"), found, strict=True))
    values["record_id"] = id_text(values["record_id"])
    values["kind"] = KINDS[values["kind"]]
    values["captured_at"] = moment(values["captured_at"])
    values["payload_digest"] = values["payload_digest"] and digest_text(values["payload_digest"])
    for name in ("request_record_id", "refers_to"):
        values[name] = values[name] and id_text(values[name])
    values["truncated"] = values["truncated"] and Truncation(values["truncated"])
    values["opt_outs"] = tuple((values["opt_outs"] or "").split())
    values["state"] = CaptureState(values["state"] or CaptureState.OK)
    return CaptureRow(**values)


def key_of(url: str) -> str:
    """Return the `whole_key` of *url* as it is looked up by: `bounded`."""
    return bounded(whole_key(url))


def bounded(text: str, most_bytes: int = MOST_KEY_BYTES) -> str:
    """Return *text*; of one that no index of a database has room for its beginning, and its SHA-256. Idempotent.

    Where a text is sorted by it, only those with the same long beginning come in another order than by themselves.
    """
    if 4 * len(text) <= most_bytes:
        return text
    data = text.encode()
    if len(data) <= most_bytes:
        return text
    digest = hashlib.sha256(data).hexdigest()
    return f"{data[: most_bytes - len(digest) - 1].decode('utf-8', 'ignore')}~{digest}"


def name_of(text: str | None) -> str | None:
    """Return *text*, such as the name of an outlet, as it is looked up by."""
    return None if text is None else bounded(plain(text), MOST_NAME_BYTES)


def whole_key(url: str) -> str:
    """Return the SURT of *url*; an address that has none (``dns:``, ``urn:``) is its own key, so that none is lost.

    White space in it is percent-encoded: in the lines of CDX servers it would end the key.

    >>> whole_key("urn:a b")
    'urn:a%20b'
    """
    try:
        return surt(url)
    except BadAddress:
        return NOT_IN_KEY.sub(lambda found: quote(found[0]), plain(url))


def id_bytes(record_id: str) -> bytes:
    """Return 16 bytes for ``urn:uuid:…``; any other identifier of an imported record as its text after a zero byte."""
    if UUID_URN.match(record_id):
        return bytes.fromhex(record_id[len(UUID_PREFIX) :].replace("-", ""))
    text = b"\0" + record_id.encode("utf-8", "surrogatepass")
    return b"\0" + text if len(text) == 16 else text


def id_text(data: bytes) -> str:
    """Return the identifier that `id_bytes` made *data* of."""
    if len(data) == 16:
        text = data.hex()
        return f"{UUID_PREFIX}{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    return data.lstrip(b"\0").decode("utf-8", "surrogatepass")


def digest_bytes(digest: str) -> bytes:
    """Return the bytes of *digest*, written as ``sha1:`` and base32 or hexadecimal. Raises `ValueError`."""
    name, _, text = digest.partition(":")
    size_bytes = DIGESTS.get(name.lower().replace("-", ""), 0)
    if len(text) == 2 * size_bytes and HEXADECIMAL.match(text):
        return bytes.fromhex(text)
    text = text.rstrip("=").upper()
    spare_bits = 5 * len(text) - 8 * size_bytes
    if not size_bytes or not 0 <= spare_bits < 5 or not BASE32.match(text):
        raise ValueError(f"{digest[:100]!r} is not a digest")
    # Python reads numbers of base 32 much faster than base64.b32decode does, with other digits.
    return (int(text.translate(TO_NUMERALS), 32) >> spare_bits).to_bytes(size_bytes, "big")


def digest_as_kept(text: str) -> str | None:
    """Return the digest *text*, however it is written, as the index gives it back; None for what is no digest.

    >>> digest_as_kept("SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    try:
        return digest_text(digest_bytes(text))
    except ValueError:
        return None


def digest_text(data: bytes) -> str:
    if len(data) == 20:
        return f"sha1:{base32(data)}"
    return f"{DIGEST_NAMES[len(data)]}:{base64.b32encode(data).decode().rstrip('=')}"


def microseconds(at: datetime) -> int:
    """Return *at* as microseconds since 1970. Raises `ValueError` when it has no zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no zone")
    return (at - EPOCH) // MICROSECOND


def moment(since_epoch_us: int) -> datetime:
    return EPOCH + since_epoch_us * MICROSECOND


def plain(text: str) -> str:
    """Return *text* without what no database keeps: zero characters and halves of surrogate pairs."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _host(url: str) -> str:
    try:
        return host_of(url)
    except BadAddress:
        return ""
