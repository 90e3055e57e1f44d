"""Claims of other addresses: what a page says about where else its outlet or article can be reached."""

from __future__ import annotations

from functools import partial, update_wrapper
from typing import TYPE_CHECKING

from crawler.config import ArchiveConfig
from crawler.fetch.steps import StepPipeline
from pipelines.mirrors.step import read_mirrors
from pipelines.mirrors.words.tables import word_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.settings import BaseSettings

    from crawler.page import Draft

__all__ = ["MirrorsPipeline", "read_mirrors"]

USERS_FOLDER = "mirror-words"
"""Beside the archive: phrases that a user adds, a file for each language."""


class MirrorsPipeline(StepPipeline):
    """Runs `read_mirrors` on each draft, with the phrases that the archive's folder adds."""

    step = staticmethod(read_mirrors)
    beside = (USERS_FOLDER,)

    @classmethod
    def step_for(cls, settings: BaseSettings) -> Callable[[Draft], Draft]:
        """Raises `BadSetting` when a file of phrases cannot be used."""
        table = word_tables(ArchiveConfig.from_settings(settings).folder / USERS_FOLDER)
        return update_wrapper(partial(read_mirrors, words=table), read_mirrors)
