"""An article about a ferry, and what is told of the photos in it."""

from __future__ import annotations

from page_kit import page_of

from crawler.page import Draft
from pipelines.captions import read_captions

PROSE = (
    "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with two hundred guests "
    "and the town band on board, and the whole town on the quay.</p>"
)
FERRY = [("The ferry leaves its pier.", ["Jane Roe"])]


def told(body: str) -> list[tuple[str | None, list[str]]]:
    """Return captions and credits that *body* has between two paragraphs of an article."""
    page = page_of(f"<article><h1>The ferry leaves</h1>{PROSE}{body}{PROSE}</article>")
    photos = read_captions(Draft.of(page)).article.photos
    return [(one.caption, one.credits) for one in photos if one.caption or one.credits]
