"""Captures as rows of Common Crawl's columnar index. Pure."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import BadAddress
from crawler.export.parquet.tables import HOST_PARTS
from crawler.index.captures import key_of
from crawler.url import host_of, ip_of, registries_domain

if TYPE_CHECKING:
    from crawler.export.parquet.tables import Row
    from crawler.index import CaptureRow

Month = tuple[str, datetime, datetime | None]
SUBSETS = ("warc", "robotstxt", "crawldiagnostics")
"""As Common Crawl parts them: successes, robots.txt, and everything else."""


def capture_values(row: CaptureRow) -> Row:
    """Return the values of the table of captures for *row*; what is not known is left out."""
    return {
        "url_surtkey": key_of(row.url),
        "url": row.url,
        **_address(row.url),
        "fetch_time": row.captured_at,
        "fetch_status": row.status,
        # Common Crawl has SHA-1 in base32 without the name of the sum.
        "content_digest": row.payload_digest and row.payload_digest.removeprefix("sha1:"),
        "content_mime_type": row.mime,
        "content_truncated": row.truncated and row.truncated.value,
        "warc_filename": row.file_name,
        "warc_record_offset": row.offset,
        "warc_record_length": row.length,
        "record_id": row.record_id,
        "kind": str(row.kind),
        "refers_to": row.refers_to,
        "spider": row.spider,
        "via": row.via,
        "state": str(row.state),
        "requested_url": row.requested_url,
        "ip_address": row.ip_address,
        "protocol": row.protocol,
    }


def subset_of(row: CaptureRow) -> str:
    """Return in which part of the table *row* stands."""
    if row.url.partition("?")[0].endswith("/robots.txt"):
        return "robotstxt"
    return "warc" if row.status is not None and 200 <= row.status < 300 else "crawldiagnostics"


def months(first: datetime, last: datetime) -> list[Month]:
    """Return each month from *first* to *last*: its name, when it begins, when the next one does, where there is one.

    >>> [name for name, _, _ in months(datetime(2026, 11, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))]
    ['2026-11', '2026-12', '2027-01']
    """
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        start = datetime(year, month, 1, tzinfo=UTC)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = datetime(year, month, 1, tzinfo=UTC) if year <= MAXYEAR else None
        found.append((month_of(start), start, end))
    return found


def month_of(at: datetime) -> str:
    """Return the name of the month of *at*.

    >>> month_of(datetime(1, 2, 3, tzinfo=UTC))
    '0001-02'
    """
    return f"{at.year:04}-{at.month:02}"


def _address(url: str) -> Row:
    try:
        host = host_of(url)
        split = urlsplit(url)
        port = split.port
    except (BadAddress, ValueError):
        return {}  # dns:, whois and the like
    named: Row = {}
    if ip_of(host) is None:
        parts = host.split(".")[::-1]
        named = {f"url_host_{part}": value for part, value in zip(HOST_PARTS, parts, strict=False)}
        named["url_host_name_reversed"] = ".".join(parts)
        domain = registries_domain(host)
        if domain is not None:
            named |= {"url_host_registered_domain": domain[0], "url_host_registry_suffix": domain[1]}
    return named | {
        "url_host_name": host,
        "url_protocol": split.scheme.lower(),
        "url_port": port,
        "url_path": split.path,
        "url_query": split.query or None,
    }
