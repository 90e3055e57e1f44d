"""WARC files: write, read back, check. The only room that knows the format."""

from crawler.warc.captures import ArchivedExchange, capture_of, metadata_fields, needs_referred, read_exchanges
from crawler.warc.check import Flaw, check_file
from crawler.warc.digests import block_digest, payload_digest, sha1_digest
from crawler.warc.exchange import IDENTICAL_PAYLOAD, NOT_MODIFIED, as_revisit, exchange_records
from crawler.warc.fields import safe_uri
from crawler.warc.naming import is_held, path_of
from crawler.warc.packing import record_bytes
from crawler.warc.reader import open_record, read_record, read_records
from crawler.warc.record import Location, NewRecord, Record, WarcSource, new_record_id
from crawler.warc.writer import ClosedFile, WarcConfig, WarcWriter

__all__ = [
    "IDENTICAL_PAYLOAD",
    "NOT_MODIFIED",
    "ArchivedExchange",
    "ClosedFile",
    "Flaw",
    "Location",
    "NewRecord",
    "Record",
    "WarcConfig",
    "WarcSource",
    "WarcWriter",
    "as_revisit",
    "block_digest",
    "capture_of",
    "check_file",
    "exchange_records",
    "is_held",
    "metadata_fields",
    "needs_referred",
    "new_record_id",
    "open_record",
    "path_of",
    "payload_digest",
    "read_exchanges",
    "read_record",
    "read_records",
    "record_bytes",
    "safe_uri",
    "sha1_digest",
]
