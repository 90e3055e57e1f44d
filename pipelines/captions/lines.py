"""Captions less what is printed with them: the number in a gallery, the credit's own line, and what leads up to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.captions.credit.line import DANGLING, LONGEST_NAME_WORDS, credit_names
from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE = re.compile(r".{0,60}<iframe\b[^<>]{0,600}>\s?(?:</iframe>\s?)?")
"""The code by which other sites embed a film, printed in front of its caption."""
FILE = r"[—–-]\s?\S{1,60}\.(?:jpe?g|png|gif|webp)\s"
"""Its name, which some galleries print behind the number."""
COUNTER = re.compile(
    r"\[[0-9]{1,3}\s?(?:of|/)\s?[0-9]{1,3}\]\s?(?=\S)"
    r"|(?:item|image|photo|picture|slide|bild|foto|imagen|imagem|immagine|фото)?\s?[0-9]{1,3}\s?(?:of|von|de|di|sur|/|из)\s?[0-9]{1,3}"
    rf"(?:\s?[:.|]\s|\s|\s?(?={FILE}))(?:{FILE})?(?=\S)",
    re.IGNORECASE,
)
"""The number of a picture in a gallery, in front of its caption."""
BEFORE_LABEL = " -–—|•:"
LAST_PIECE = re.compile(r"(?:\s[-–—|•]|(?<=[.!?]))\s+([^-–—|•.!?]{2,40})\Z")
OF_ALL = re.compile(r"\A(?:foto|photo|gambar)\s?:\s(?=\S+\s\S+\s\S)", re.IGNORECASE)


def less_credits(text: str, lines: Iterable[str]) -> str:
    """Return a caption less the one of *lines*, its credits, that it ends with, and less the label it ends with then.

    >>> less_credits("A ferry - Copyright Jane Roe", ["Jane Roe"]), less_credits("A ferry - Foto", ["AFP"])
    ('A ferry', 'A ferry')
    """
    found = max((line for line in lines if text.endswith(line)), key=len, default="")
    text = DANGLING.sub("", text[: len(text) - len(found)].rstrip(BEFORE_LABEL))
    piece = LAST_PIECE.search(text)
    label = piece is not None and words().bare.fullmatch(piece[1])
    return text[: piece.start()] if piece is not None and label else text


def names_ahead(text: str) -> list[str]:
    """Return the names of a line that a slash joins to its credits: "Jane Roe//" in front of "Getty Images".

    >>> names_ahead("Jane Roe//"), names_ahead("The ferry leaves /")
    (['Jane Roe'], [])
    """
    line = text.rstrip("/").strip()
    few = 0 < len(line.split()) <= LONGEST_NAME_WORDS
    return credit_names(line) if few and text.endswith("/") and all(word[0].isupper() for word in line.split()) else []


def without_counter(text: str) -> str:
    """Return *text* without the number of a picture in a gallery, such as "Image 3 of 12", in front of it.

    Nor with the code by which others may embed it: "EMBED <iframe …></iframe>".
    """
    match = COUNTER.match(text) or CODE.match(text)
    return text[match.end() :] if match else text


def without_label(text: str) -> str:
    """Return *text* less what tells those who hear the page that it is a caption.

    >>> without_label("Image caption, A ferry leaves"), without_label("Image captions")
    ('A ferry leaves', 'Image captions')
    """
    match = words().label.match(text)
    return text[match.end() :] if match else text


def without_lead_of_all(caption: str) -> str:
    """Return *caption*, behind which the credit stood, less a "Foto:" in front of it: "Foto: The ferry leaves (AFP)".

    >>> without_lead_of_all("Foto: The ferry leaves"), without_lead_of_all("Ferry: it leaves")
    ('The ferry leaves', 'Ferry: it leaves')
    """
    return OF_ALL.sub("", caption)
