"""The metadata index: WARC files, captures, articles, photos and mirror claims, in SQLite or PostgreSQL."""

from crawler.index.captures import digest_as_kept
from crawler.index.index import Index
from crawler.index.listing import Position, Span, one_key
from crawler.index.lookup import Part, Place
from crawler.index.rows import CaptureKind, CaptureRow, ClaimRow, Counts, FileRow

__all__ = [
    "CaptureKind",
    "CaptureRow",
    "ClaimRow",
    "Counts",
    "FileRow",
    "Index",
    "Part",
    "Place",
    "Position",
    "Span",
    "digest_as_kept",
    "one_key",
]
