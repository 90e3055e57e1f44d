"""Photos of the article that a page carries as data for its scripts."""

from __future__ import annotations

from pipelines.captions.scripts.article import MARKS, ScriptPhoto, photos_in_scripts

__all__ = ["MARKS", "ScriptPhoto", "photos_in_scripts"]
