"""What a page leads to: links that are likely articles, and lists that go on."""

from crawler.fetch.discovery.pages.fragments import is_json, named_in_json
from crawler.fetch.discovery.pages.likely import address_tells, is_section_address, likely_article

__all__ = ["address_tells", "is_json", "is_section_address", "likely_article", "named_in_json"]
