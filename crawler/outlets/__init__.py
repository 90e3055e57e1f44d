"""Outlets as data: ``outlets.toml`` read, merged and written; the same article at each address of its outlet.

No Scrapy, no network, no clock.
"""

from crawler.outlets.book import USERS_FILE, OutletBook, shipped_file
from crawler.outlets.fields import in_table
from crawler.outlets.likeness import Likeness, likeness
from crawler.outlets.rewrite import address_at, article_id, host_at, path_key
from crawler.outlets.scope import home_of, is_own_address, scope_of, seeds_of
from crawler.outlets.story import story_address

__all__ = [
    "USERS_FILE",
    "Likeness",
    "OutletBook",
    "address_at",
    "article_id",
    "home_of",
    "host_at",
    "in_table",
    "is_own_address",
    "likeness",
    "path_key",
    "scope_of",
    "seeds_of",
    "shipped_file",
    "story_address",
]
