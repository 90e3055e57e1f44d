"""An article as read from one capture. The field docstrings become the published JSON schema."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.model.mirror import MirrorAddress  # noqa: TC001  # the JSON schema is made from resolved hints

UNCONFIRMED = "read at an address that is not confirmed to be the outlet's"
"""The note of an article that says nothing of what the outlet shows now: somebody's copy, or an old one."""


@dataclass(slots=True, kw_only=True)
class TextBlock:
    """One block of an article's text, in reading order."""

    kind: str
    """``paragraph``, ``heading``, ``list_item``, ``quote``, ``preformatted`` or ``table_row``."""
    text: str
    """Plain text, white space collapsed, never empty."""


@dataclass(slots=True, kw_only=True)
class Photo:
    """One photo of an article."""

    src: str | None = None
    """Absolute address of the largest size the page names; null when the page shows a caption without an image."""
    caption: str | None = None
    """Caption without the credit; null when there is none."""
    credits: list[str] = field(default_factory=list)
    """Photographers and agencies, in the page's order, without words such as "Photo by"."""
    alt: str | None = None
    """The image's alternative text, when it is not empty."""
    role: str = "inline"
    """``lead``, ``inline`` or ``gallery``."""
    source: str | None = None
    """Where the caption, or without one the credit, was found: ``figcaption``, ``alt`` and so on."""
    mention: str | None = None
    """The sentence of the body that points at this photo, such as one with "(seen below)"."""
    record_id: str | None = None
    """``urn:uuid:…`` of the record that holds the image, when it is archived."""


def may_be_image(media_type: str | None) -> bool:
    """Return whether what came from the address of a photo as *media_type* is its image.

    Stores that were told no type send bytes without one, or name them so; browsers show them all the same.

    >>> may_be_image("image/webp"), may_be_image("binary/octet-stream"), may_be_image("text/html; charset=utf-8")
    (True, True, False)
    """
    plain = (media_type or "").partition(";")[0].strip().lower()
    return not plain or plain.startswith("image/") or plain in {"application/octet-stream", "binary/octet-stream"}


@dataclass(slots=True, kw_only=True)
class Article:
    """One article as read from one capture. What is not known is null or empty, never guessed silently.

    Not frozen, so that a foreign pipeline may set a field through ItemAdapter; our own steps return a copy.
    """

    url: str
    """The address the page was fetched from."""
    canonical_url: str | None = None
    """The address the page calls its own (rel=canonical, og:url), absolute; null when it names none."""
    outlet: str | None = None
    """Name of the outlet: the spider's outlet, else the registrable domain."""
    key: str | None = None
    """What names the same article at every address of its outlet, such as its path; null when the address has no such
    part."""
    record_id: str | None = None
    """``urn:uuid:…`` of the WARC record it was read from; null when read from a file that is in no archive."""
    captured_at: str | None = None
    """When the page was fetched: ISO 8601 with zone; null when unknown."""
    reader: str | None = None
    """Version of the reader, such as ``microfiche/0.1.0``."""
    template: str | None = None
    """Fingerprint of the page's structure, the same for pages made by one template; null for a page without text."""
    headline: str | None = None
    """The headline, without the site's name."""
    section: list[str] = field(default_factory=list)
    """Breadcrumb from the outermost section inwards, without home, the site's name and the article, such as
    ``["News", "Iraq"]``."""
    standfirst: str | None = None
    """The summary printed between headline and body; also the first part of the body where the page counts it so."""
    authors: list[str] = field(default_factory=list)
    """Names as printed, without "By"; agencies as printed when no person is named."""
    published_at: str | None = None
    """When it came out, ISO 8601: date and time with zone, or a date alone where the page gives only the day."""
    modified_at: str | None = None
    """When it was last changed, as ``published_at``; null when the page does not say."""
    language: str | None = None
    """BCP 47 tag such as ``en`` or ``pt-BR``."""
    body: str | None = None
    """The text, paragraphs divided by blank lines; null when none was found."""
    blocks: list[TextBlock] = field(default_factory=list)
    """The body as typed blocks; ``body`` is their texts joined by blank lines."""
    photos: list[Photo] = field(default_factory=list)
    """Photos with captions, in page order, the lead photo first."""
    mirrors: list[MirrorAddress] = field(default_factory=list)
    """Claims of other addresses at which the outlet or article can be reached."""
    block_notice: str | None = None
    """The sentence that announces other addresses, or says that the site is blocked, when no address follows it."""
    topics: list[str] = field(default_factory=list)
    """Keywords and tags as the page gives them, without numbers and fields of the site's own programs."""
    paywalled: bool | None = None
    """True or false when the page says so; null when it does not."""
    sources: dict[str, str] = field(default_factory=dict)
    """Where each field that was found came from, by the field's name, such as ``"headline": "h1"``."""
    notes: list[str] = field(default_factory=list)
    """What was missing, doubtful or broken while reading, one short line each."""
