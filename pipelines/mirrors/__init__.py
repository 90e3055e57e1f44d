"""Claims of other addresses: what a page says about where else its outlet or article can be reached."""

from __future__ import annotations

from crawler.fetch.steps import StepPipeline
from pipelines.mirrors.step import read_mirrors

__all__ = ["MirrorsPipeline", "read_mirrors"]


class MirrorsPipeline(StepPipeline):
    """Runs `read_mirrors` on each draft."""

    step = staticmethod(read_mirrors)
