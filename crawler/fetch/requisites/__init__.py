"""What a page needs to be shown as it was, found and fetched."""

from crawler.fetch.requisites.fetcher import RequisiteFetcher

__all__ = ["RequisiteFetcher"]
