"""When an article was published and changed: from JSON-LD, meta tags, <time>, printed lines and the address."""

from __future__ import annotations

from pipelines.metadata.dates.choose import modified, options_of, published
from pipelines.metadata.dates.printed import dated_blocks
from pipelines.metadata.dates.reader import DateReader

__all__ = ["DateReader", "dated_blocks", "modified", "options_of", "published"]
