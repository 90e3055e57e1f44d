"""The reading room: an archive as web pages and as a JSON API, for one reader or a few."""

from crawler.web.access import Access
from crawler.web.app import reading_room

__all__ = ["Access", "reading_room"]
