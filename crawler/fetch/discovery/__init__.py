"""Finding a site's pages: feeds, sitemaps, robots.txt and links as pure values. No Scrapy, no network, no clock."""

from crawler.fetch.discovery.arguments import Arguments
from crawler.fetch.discovery.budget import Budget
from crawler.fetch.discovery.candidate import FIRST, LISTS, Candidate
from crawler.fetch.discovery.dates import when
from crawler.fetch.discovery.links import article_like, refresh_target, worth_asking
from crawler.fetch.discovery.listed import BrokenListing, Limits, Listed
from crawler.fetch.discovery.listing import is_listing, read_listing
from crawler.fetch.discovery.pages import is_json, likely_article, named_in_json
from crawler.fetch.discovery.robots import robots_sitemaps
from crawler.fetch.discovery.traps import Slugs, Traps

__all__ = [
    "FIRST",
    "LISTS",
    "Arguments",
    "BrokenListing",
    "Budget",
    "Candidate",
    "Limits",
    "Listed",
    "Slugs",
    "Traps",
    "article_like",
    "is_json",
    "is_listing",
    "likely_article",
    "named_in_json",
    "read_listing",
    "refresh_target",
    "robots_sitemaps",
    "when",
    "worth_asking",
]
