"""What feeds and sitemaps announced, as the index keeps it beside the captures it was worked out from."""

from crawler.index.announced.rows import AnnouncedRow, Fetched, ListingRow, Look, LookRow
from crawler.index.announced.store import ListingStore

__all__ = ["AnnouncedRow", "Fetched", "ListingRow", "ListingStore", "Look", "LookRow"]
