"""Stories of the newspaper as values, read from ``crawler/demo/articles/*.toml``: one file for each section."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PHOTO_MARK = re.compile(r"!\[(\d)\]")
RIGHT_TO_LEFT = frozenset({"ar", "fa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of the newspaper."""

    key: str
    """First part of its addresses, and the name of its file."""
    title: str
    motto: str


SECTIONS = (
    Section(key="harbour", title="Harbour", motto="Ships, pilots and whatever the tide brings"),
    Section(key="town", title="Town Hall", motto="What the council did, and what it put off"),
    Section(key="coast", title="Coast & Weather", motto="Wind, water and those who live by them"),
    Section(key="business", title="Business", motto="Work and trade between bar and bridge"),
    Section(key="culture", title="Culture", motto="Stage, page, kitchen and choir"),
    Section(key="neighbours", title="Neighbours", motto="The town in the languages of its readers"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of a story, as it is printed and as it is to be read."""

    file: str
    alt: str = ""
    printed: str | None = None
    """Caption and credit as one printed line."""
    credit_printed: str | None = None
    """The credit where it has an element of its own; *caption* is then printed before it."""
    caption: str | None = None
    """The caption without its credit: what a reader should find."""
    credits: tuple[str, ...] = ()
    role: str | None = None
    """None: the first picture leads, unless the text gives it a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLine:
    """One alternate address: as printed, and as its link is written."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The block that announces alternate addresses."""

    sentence: str
    lines: tuple[AddressLine, ...] = ()
    app: str | None = None
    """The name of a TV app, printed below without an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article."""

    id: int
    template: str
    """modern, classic, table, blog, live or gallery."""
    slug: str
    headline: str
    published: datetime
    text: str
    """Blocks divided by blank lines: ``##`` heading, ``>`` quotation, ``-`` list, ``![n]`` the n-th picture."""
    home: Section
    """The section that lists it."""
    standfirst: str = ""
    modified: datetime | None = None
    day_only: bool = False
    """The page prints the day without a time."""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    language: str = "en"
    section: tuple[str, ...] = ()
    """The breadcrumb where it is not the one of the template."""
    charset: str = "utf-8"
    """What the page is encoded in."""
    label: str | None = None
    """The charset that the page wrongly says it has."""
    photos: tuple[Picture, ...] = ()
    addresses: Addresses | None = None

    @property
    def path(self) -> str:
        """The address below the base address; each template has its own form, as over the years of a real outlet."""
        at = self.published
        return {
            "modern": f"/{at:%Y/%m/%d}/{self.home.key}/{self.slug}",
            "classic": f"/Detail/{at:%Y/%m/%d}/{self.id}/{self.slug}",
            "table": f"/archive/story.php?id={self.id}",
            "blog": f"/blog/{at:%Y/%m}/{self.slug}/",
            "live": f"/live/{at:%Y/%m/%d}/{self.slug}",
            "gallery": f"/galleries/{self.id}/{self.slug}",
        }[self.template]

    @property
    def changed_at(self) -> datetime:
        return self.modified or self.published

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def breadcrumb(self) -> tuple[str, ...]:
        """What the page prints as its section, from the outermost inwards."""
        if self.section:
            return self.section
        return ("News", self.home.title) if self.template in {"classic", "table"} else (self.home.title,)

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """(kind, text) in order; kind is paragraph, heading, quote, list_item or photo (its text is the number)."""
        parts = [part.strip() for part in self.text.strip().split("\n\n")]
        return tuple(_block(line) for part in parts for line in (part.split("\n") if part[:2] == "- " else [part]))

    @property
    def teaser(self) -> str:
        """The line below the headline on lists."""
        if self.standfirst:
            return self.standfirst
        first = next(text for kind, text in self.blocks if kind == "paragraph")
        words = first.split()
        return first if len(words) <= 13 else " ".join(words[:13]).rstrip(",;:—") + " …"

    def role_of(self, number: int) -> str:
        """Return what the picture with *number*, from 1, is on the page."""
        if self.photos[number - 1].role:
            return str(self.photos[number - 1].role)
        return "lead" if number == 1 and "![1]" not in self.text else "inline"


@cache
def stories() -> tuple[Story, ...]:
    """Return all stories, the newest first."""
    found = [story for section in SECTIONS for story in _of_section(section)]
    return tuple(sorted(found, key=lambda story: (story.published, story.id), reverse=True))


def of_section(section: Section, listed: Sequence[Story]) -> list[Story]:
    """Return those of *listed* that belong to *section*."""
    return [story for story in listed if story.home is section]


def _of_section(section: Section) -> list[Story]:
    text = files("crawler.demo").joinpath("articles", f"{section.key}.toml").read_text(encoding="utf-8")
    return [_story(entry, section) for entry in tomllib.loads(text)["article"]]


def _story(entry: Mapping[str, Any], section: Section) -> Story:
    given = {name: value for name, value in entry.items() if name not in {"photos", "addresses"}}
    known = {field.name for field in fields(Story)}
    assert known.issuperset(given), f"unknown fields in article {entry.get('id')}: {set(given) - known}"
    for name in ("authors", "topics", "section"):
        given[name] = tuple(given.get(name, ()))
    for name in ("published", "modified"):
        if name in given:
            given[name] = given[name].astimezone(UTC)
    photos = tuple(
        Picture(**{**photo, "credits": tuple(photo.get("credits", ()))}) for photo in entry.get("photos", ())
    )
    return Story(**given, home=section, photos=photos, addresses=_addresses(entry.get("addresses")))


def _addresses(entry: Mapping[str, Any] | None) -> Addresses | None:
    if entry is None:
        return None
    lines = tuple(AddressLine(**line) for line in entry["lines"])
    return Addresses(sentence=entry["sentence"], lines=lines, app=entry.get("app"))


def _block(part: str) -> tuple[str, str]:
    photo = PHOTO_MARK.fullmatch(part)
    if photo:
        return "photo", photo[1]
    for mark, kind in (("## ", "heading"), ("> ", "quote"), ("- ", "list_item")):
        if part.startswith(mark):
            return kind, part.removeprefix(mark)
    return "paragraph", " ".join(part.split())
