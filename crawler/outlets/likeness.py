"""Whether two copies of an article say the same, and how much of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from crawler.model import Article

RUN_WORDS = 4
LEAST_TEXT = 0.8
"""Less of the text in common is another text: a sentence put in or left out of a story of ten leaves 0.9."""
LEAST_HEADLINE = 0.5
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much two articles have in common: 1.0 is all, 0.0 nothing; None where one of them has no such part."""

    headline: float | None
    text: float | None

    @property
    def is_same(self) -> bool:
        """Whether both are copies of one article; where nothing can be compared, nothing speaks against it."""
        by_text = self.text is None or self.text >= LEAST_TEXT
        return by_text and (self.headline is None or self.headline >= LEAST_HEADLINE)

    def __str__(self) -> str:
        parts = (("headline", self.headline), ("text", self.text))
        return ", ".join(f"{name} {share:.2f}" for name, share in parts if share is not None)


def likeness(one: Article, other: Article) -> Likeness:
    """Return how much *one* and *other* have in common: the share of their runs of four words that are in both.

    Case, punctuation and the width of letters count for nothing; order within a run does.
    """
    return Likeness(
        headline=_share(_runs(one.headline, 1), _runs(other.headline, 1)),
        text=_share(_runs(one.body, RUN_WORDS), _runs(other.body, RUN_WORDS)),
    )


def _share(one: AbstractSet[tuple[str, ...]], other: AbstractSet[tuple[str, ...]]) -> float | None:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else None


def _runs(text: str | None, length: int) -> set[tuple[str, ...]]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text or "").casefold())
    return {tuple(words[at : at + length]) for at in range(max(1, len(words) - length + 1))} if words else set()
