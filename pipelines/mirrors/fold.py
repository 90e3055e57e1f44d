"""Text as it is compared: without regard to case, kinds of space and quote, letter variants, invisible characters."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile(
    "[\u00ad\u061c\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
"""Soft hyphen, tatweel, Arabic vowel marks, zero-width and bidi marks, variation selectors."""
SAME = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ۀ": "ه", "ؤ": "و",
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "ё": "е", "ı": "i", "：": ":", "，": ",", "。": ".",
    }
)  # fmt: skip
SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return *text* in the form in which text and phrases are compared.

    >>> fold("Press TV\u2019s\u00a0Website\u200b")
    "press tv's website"
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # A Persian half-space parts words in print and is often left out; NFKC turns wide and presentation forms plain.
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    lowered = INVISIBLE.sub("", plain.casefold()).replace("i\u0307", "i")
    return SPACES.sub(" ", lowered.translate(SAME)).strip()
