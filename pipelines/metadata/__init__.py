"""Headline, section, authors, dates, language and the rest of what a page says about its article."""

from __future__ import annotations

from crawler.fetch.steps import StepPipeline
from pipelines.metadata.step import read_metadata


class MetadataPipeline(StepPipeline):
    step = staticmethod(read_metadata)


__all__ = ["MetadataPipeline", "read_metadata"]
