"""Images of a page and what captions them, before it is known which are photos of the article."""

from __future__ import annotations

from pipelines.captions.found.beside import with_text_beside
from pipelines.captions.found.figures import Found, photos_of

__all__ = ["Found", "photos_of", "with_text_beside"]
