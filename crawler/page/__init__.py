"""One capture opened for reading: decoding, tree, text blocks, JSON-LD, meta tags, dates, links; and the draft."""

from crawler.page.block import Block
from crawler.page.draft import Draft, read, run_step, run_steps
from crawler.page.kind import looks_like_article
from crawler.page.links import Link
from crawler.page.page import Page

__all__ = ["Block", "Draft", "Link", "Page", "looks_like_article", "read", "run_step", "run_steps"]
