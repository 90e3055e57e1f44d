"""The photos of an article: addresses, captions, credits, and the sentences that point at them."""

from __future__ import annotations

from crawler.fetch.steps import StepPipeline
from pipelines.captions.credit.line import CreditSplit, credit_names, split_credit
from pipelines.captions.step import read_captions

__all__ = ["CaptionsPipeline", "CreditSplit", "credit_names", "read_captions", "split_credit"]


class CaptionsPipeline(StepPipeline):
    """Runs `read_captions` on each draft."""

    step = staticmethod(read_captions)
