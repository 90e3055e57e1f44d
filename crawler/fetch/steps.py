"""Pipelines as thin adapters: a reading step with Scrapy's calling convention around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from crawler.outlets.book import USERS_FILE
from crawler.page.draft import Draft, run_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from scrapy.statscollectors import StatsCollector


class StepPipeline:
    """Runs one pure step on each `Draft`; lets items of other kinds pass untouched."""

    beside: tuple[str, ...] = ()
    """Files or folders of the archive's folder from which `step_for` reads: machines of a cluster are sent them."""

    @staticmethod
    def step(draft: Draft) -> Draft:
        """Return *draft* with one more part of its article read; subclasses name their function here."""
        raise NotImplementedError

    def __init__(self, step: Callable[[Draft], Draft] | None = None, stats: StatsCollector | None = None) -> None:
        self._step = step or type(self).step
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(cls.step_for(crawler.settings), crawler.stats)

    @classmethod
    def step_for(cls, settings: BaseSettings) -> Callable[[Draft], Draft]:  # noqa: ARG003  # for steps that have some
        """Return the step as *settings* want it; a subclass whose step has settings says how."""
        return cls.step

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Draft):
            return item
        draft, failed = run_step(item, self._step)
        if failed and self._stats is not None:
            self._stats.inc_value("archive/page/step_failed")
        return draft


def steps_of(settings: BaseSettings) -> list[Callable[[Draft], Draft]]:
    """Return the steps of reading in ITEM_PIPELINES, in order, as *settings* want them.

    Raises what a step says of its settings, such as `BadSetting`.
    """
    return [pipeline.step_for(settings) for pipeline in _pipelines(settings)]


def names_beside(settings: BaseSettings) -> list[str]:
    """Return the names of files and folders in the archive's folder on which reading depends."""
    return list(dict.fromkeys([USERS_FILE, *(name for pipeline in _pipelines(settings) for name in pipeline.beside)]))


def _pipelines(settings: BaseSettings) -> list[type[StepPipeline]]:
    found = [load_object(path) for path in build_component_list(settings.getwithbase("ITEM_PIPELINES"))]
    return [pipeline for pipeline in found if issubclass(pipeline, StepPipeline)]
