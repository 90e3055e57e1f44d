"""HTTP messages as bytes: content that can be spooled, heads, chunk framing, content encodings. No network here."""

from crawler.http.arriving import Arriving, gathered
from crawler.http.coding import Decoded, decoded, undo_codings, unpacked_before
from crawler.http.content import Bytes, Spool, span, start_of, whole
from crawler.http.framing import entity, entity_behind, is_chunked, sent_body
from crawler.http.head import RequestHead, ResponseHead, interim_size, read_head, read_request_head

__all__ = [
    "Arriving",
    "Bytes",
    "Decoded",
    "RequestHead",
    "ResponseHead",
    "Spool",
    "decoded",
    "entity",
    "entity_behind",
    "gathered",
    "interim_size",
    "is_chunked",
    "read_head",
    "read_request_head",
    "sent_body",
    "span",
    "start_of",
    "undo_codings",
    "unpacked_before",
    "whole",
]
