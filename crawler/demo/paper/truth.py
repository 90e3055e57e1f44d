"""What is to be read from each article: made from the same stories as the pages, never from a reader."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.demo.paper.parts import media_path, names_large
from crawler.demo.paper.pictures import LARGE, SMALL
from crawler.demo.paper.story import Addresses, Story, stories

EDGE_WORDS = 8
EDGE_CHARACTERS = 12
"""Of a text written without spaces."""
POINTING = "(seen below)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionTruth:
    """One picture that has a caption."""

    src: str
    """Path of the largest size that the page names."""
    caption: str
    credits: tuple[str, ...]
    role: str
    mention: str | None
    """The sentence of the text that points at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTruth:
    """One alternate address; an app has a name and no host."""

    kind: str
    host: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a reader should find on one page."""

    headline: str
    section: tuple[str, ...]
    standfirst: str | None
    authors: tuple[str, ...]
    published_at: str
    """ISO 8601 with zone; the day alone where the page prints no time."""
    modified_at: str | None
    language: str
    blocks: tuple[str, ...]
    """The texts of the body in order, without the standfirst."""
    first_words: str
    last_words: str
    photos: tuple[CaptionTruth, ...]
    """Only those with a caption."""
    mirrors: tuple[ClaimTruth, ...]
    block_notice: str | None
    """The announcing sentence, when no address follows it."""
    topics: tuple[str, ...]


def truths() -> dict[str, Truth]:
    """Return the truth by path of the article, the newest first."""
    return {story.path: _truth(story) for story in stories()}


def _truth(story: Story) -> Truth:
    blocks = tuple(text for kind, text in story.blocks if kind != "photo")
    addresses = story.addresses
    return Truth(
        headline=story.headline,
        section=story.breadcrumb,
        standfirst=story.standfirst or None,
        authors=story.authors,
        published_at=story.published.date().isoformat() if story.day_only else story.published.isoformat(),
        modified_at=story.modified.isoformat() if story.modified else None,
        language=story.language,
        blocks=blocks,
        first_words=_edge(blocks, story.language, at_end=False),
        last_words=_edge(blocks, story.language, at_end=True),
        photos=tuple(_photo(story, number) for number, photo in enumerate(story.photos, start=1) if photo.caption),
        mirrors=_claims(addresses),
        block_notice=addresses.sentence if addresses and not addresses.lines else None,
        topics=story.topics,
    )


def _photo(story: Story, number: int) -> CaptionTruth:
    photo = story.photos[number - 1]
    width = LARGE if names_large(story, number) else SMALL
    role = story.role_of(number)
    return CaptionTruth(
        src=media_path(photo.file, width),
        caption=photo.caption or "",
        credits=photo.credits,
        role=role,
        mention=_mention(story) if role == "inline" else None,
    )


def _mention(story: Story) -> str | None:
    text = next((text for _, text in story.blocks if POINTING in text), "")
    return next((part for part in re.split(r"(?<=[.!?”])\s", text) if POINTING in part), None)


def _claims(addresses: Addresses | None) -> tuple[ClaimTruth, ...]:
    if addresses is None:
        return ()
    hosts = tuple(ClaimTruth(kind="web-mirror", host=line.text) for line in addresses.lines)
    return hosts + ((ClaimTruth(kind="tv-app", name=addresses.app),) if addresses.app else ())


def _edge(blocks: tuple[str, ...], language: str, *, at_end: bool) -> str:
    if language == "zh":
        return blocks[-1][-EDGE_CHARACTERS:] if at_end else blocks[0][:EDGE_CHARACTERS]
    words = " ".join(blocks).split()
    return " ".join(words[-EDGE_WORDS:] if at_end else words[:EDGE_WORDS])
