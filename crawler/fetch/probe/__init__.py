"""Asking the addresses of outlets how they fare, because a person said so; archived like any crawl."""

from crawler.fetch.probe.crawls import probe

__all__ = ["probe"]
