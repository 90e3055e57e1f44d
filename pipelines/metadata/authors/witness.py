"""One text, or several, that may name the authors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Texts that one source names as authors."""

    texts: tuple[str, ...]
    source: str
    """Name of the source as `Article.sources` has it."""
    marks: tuple[str, ...]
