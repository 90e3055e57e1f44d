"""The versions of an article as one HTML page that needs nothing else."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.versions.words import word_diff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.versions.timeline import Event, Timeline
    from crawler.versions.version import Change, Version

TAGS = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
STYLE = files("crawler.versions").joinpath("versions.css")


def versions_page(timeline: Timeline) -> str:
    """Return the page: each version with what changed in it, and when the article went away and came back."""
    headline = next((v.article.headline for v in reversed(timeline.versions) if v.article.headline), None)
    title = escape(headline or "An article without a headline")
    language = next((v.article.language for v in reversed(timeline.versions) if v.article.language), None)
    parts = [*map(_version, timeline.versions), *map(_event, timeline.events)]
    body = "".join(text for _, text in sorted(parts, key=lambda part: part[0]))
    return (
        f'<!doctype html>\n<html lang="{escape(language or "en")}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>Versions of {title}</title>\n<style>\n{STYLE.read_text('utf-8')}</style>\n"
        f'<h1 dir="auto">{title}</h1>\n{body}</html>\n'
    )


def _version(version: Version) -> tuple[str, str]:
    at = version.first_seen_at.isoformat(timespec="seconds")
    reader = " Read by another version of the reader, which may be what changed." if version.other_reader else ""
    seen = f"{version.captures} capture{'s' if version.captures > 1 else ''}, the last at"
    lines = [
        f"<h2>Version {version.number}, {_time(at)}</h2>\n",
        f'<p class="fine">{seen} {_time(version.last_seen_at.isoformat(timespec="seconds"))}.{reader}<br>',
        f"{escape(version.article.url)}<br>{escape(version.article.record_id or '')}</p>\n",
        *(text for change in version.changes for text in _change(change)),
    ]
    return at, "".join(lines)


def _change(change: Change) -> Iterator[str]:
    pieces = word_diff(change.before, change.after)
    text = "".join(TAGS[piece.sign].format(escape(piece.text)) for piece in pieces)
    yield f'<h3>{escape(change.field)}</h3>\n<p dir="auto">{text}</p>\n'


def _event(event: Event) -> tuple[str, str]:
    at = event.at.isoformat(timespec="seconds")
    told = escape(event_text(event))
    return at, f'<h2>{_time(at)}: {told}</h2>\n<p class="fine">{escape(event.url)}<br>{escape(event.record_id)}</p>\n'


def event_text(event: Event) -> str:
    """Return *event* in a few words, such as ``gone (404)``."""
    detail = event.leads_to or event.status
    return f"{event.kind} ({detail})" if detail else str(event.kind)


def _time(at: str) -> str:
    return f'<time datetime="{at}">{at.replace("T", " ").replace("+00:00", " UTC")}</time>'
