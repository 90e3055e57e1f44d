"""Names of authors: from JSON-LD, meta tags, marked elements and printed bylines."""

from __future__ import annotations

from pipelines.metadata.authors.choose import authors_of, options_of
from pipelines.metadata.authors.names import clean_names
from pipelines.metadata.authors.witnesses import printed_byline

__all__ = ["authors_of", "clean_names", "options_of", "printed_byline"]
