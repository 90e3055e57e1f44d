"""The body: which of the page's text is the article's, as typed blocks in reading order."""

from __future__ import annotations

from crawler.fetch.steps import StepPipeline
from pipelines.body.step import read_body


class BodyPipeline(StepPipeline):
    step = staticmethod(read_body)


__all__ = ["BodyPipeline", "read_body"]
