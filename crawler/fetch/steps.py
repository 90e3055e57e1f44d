"""Pipelines as thin adapters: a reading step with Scrapy's calling convention around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from crawler.page.draft import Draft, run_step

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector


class StepPipeline:
    """Runs one pure step on each `Draft`; lets items of other kinds pass untouched."""

    @staticmethod
    def step(draft: Draft) -> Draft:
        """Return *draft* with one more part of its article read; subclasses name their function here."""
        raise NotImplementedError

    def __init__(self, stats: StatsCollector | None = None) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Draft):
            return item
        draft, failed = run_step(item, type(self).step)
        if failed and self._stats is not None:
            self._stats.inc_value("archive/page/step_failed")
        return draft
