"""The headline: what the page's own witnesses agree on, less the site's name."""

from __future__ import annotations

from pipelines.metadata.headline.choose import headline_of, options_of
from pipelines.metadata.headline.large import SOFT_HYPHEN
from pipelines.metadata.headline.like import Likeness, like

__all__ = ["SOFT_HYPHEN", "Likeness", "headline_of", "like", "options_of"]
