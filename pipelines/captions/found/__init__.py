"""Images of a page and what captions them, before it is known which are photos of the article."""

from __future__ import annotations

from pipelines.captions.found.beside import with_text_beside
from pipelines.captions.found.figures import Found, photos_of
from pipelines.captions.found.told import Told, told_by_attributes

__all__ = ["Found", "Told", "photos_of", "told_by_attributes", "with_text_beside"]
