"""The fields of an article as texts, so that two readings can be compared and the difference shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.model.readings import FROM_THE_ARCHIVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.model import Article, MirrorAddress, Photo, TextBlock


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that two readings of one capture have otherwise."""

    field: str
    before: str
    """As text, parts divided by blank lines; empty when there was none."""
    after: str


def changes_of(before: Article, after: Article) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of `FIELDS`. What says who read, when and from where is no field."""
    found = ((name, "\n\n".join(text(before)), "\n\n".join(text(after))) for name, text in FIELDS.items())
    return tuple(FieldChange(name, old, new) for name, old, new in found if old != new)


def _text(name: str) -> Callable[[Article], list[str]]:
    return lambda article: [value] if (value := getattr(article, name)) else []


def _list(name: str) -> Callable[[Article], list[str]]:
    return lambda article: list(getattr(article, name))


def _photos(name: str) -> Callable[[Article], list[str]]:
    """A photo without the field has a dash, so that the others stay at their places."""

    def told(photo: Photo) -> str:
        value = getattr(photo, name)
        return (", ".join(value) if isinstance(value, list) else value) or "–"

    def texts(article: Article) -> list[str]:
        lines = [told(photo) for photo in article.photos]
        return lines if any(line != "–" for line in lines) else []

    return texts


def _block(block: TextBlock) -> str:
    return block.text if block.kind == "paragraph" else f"[{block.kind}] {block.text}"


def _body(article: Article) -> list[str]:
    return [_block(block) for block in article.blocks] or ([article.body] if article.body else [])


def _mirror(claim: MirrorAddress) -> str:
    words = (claim.kind, claim.address, claim.name, claim.printed, claim.href, claim.scope, claim.evidence)
    return " ".join([*(str(word) for word in words if word), f"{claim.confidence:g}", claim.phrase or ""]).strip()


FIELDS: dict[str, Callable[[Article], list[str]]] = {
    **{name: _text(name) for name in ("canonical_url", "outlet", "key", "headline")},
    "section": _list("section"),
    "standfirst": _text("standfirst"),
    "authors": _list("authors"),
    **{name: _text(name) for name in ("published_at", "modified_at", "language")},
    "body": _body,
    **{f"photos.{name}": _photos(name) for name in ("src", "caption", "credits", "alt", "role", "source", "mention")},
    "mirrors": lambda article: [_mirror(claim) for claim in article.mirrors],
    "block_notice": _text("block_notice"),
    "topics": _list("topics"),
    "paywalled": lambda article: [] if article.paywalled is None else ["yes" if article.paywalled else "no"],
    "sources": lambda article: [f"{name}: {source}" for name, source in sorted(article.sources.items())],
    "notes": lambda article: [note for note in article.notes if not note.startswith(FROM_THE_ARCHIVE)],
}
"""Every field that reading gives, and how it is told."""
