"""What is quoted: the words of others, and names in quotation marks."""

from __future__ import annotations

QUOTED_NAME_CHARS = 30


def is_speech(folded: str) -> bool:
    """Return whether a *folded* text begins with what somebody says."""
    return folded[:1] in {'"', "'"} and not 0 < folded.find(folded[0], 1) <= QUOTED_NAME_CHARS


def is_within_speech(text: str, at: int) -> bool:
    """Return whether a quotation that began before the place *at* goes on there.

    >>> is_within_speech("“We go on. Our mirror is up,” it said.", 11)
    True
    """
    before = text[:at]
    # The mark that closes in German opens in English.
    low = "„" in text
    if any(before.count(opening) > before.count(closing) for opening, closing in ("„“" if low else "“”", "«»", "「」")):
        return not (low and before.count("„") <= before.count("“") + before.count("”"))
    return before.count('"') % 2 == 1 and text.count('"') % 2 == 0
