"""The course of an article as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.versions.timeline import Timeline


def timeline_json(timeline: Timeline) -> dict[str, Any]:
    """Return what `microfiche versions --json` prints and the reading room's API gives."""
    versions = [
        {
            "number": version.number,
            "first_seen_at": version.first_seen_at.isoformat(),
            "last_seen_at": version.last_seen_at.isoformat(),
            "captures": version.captures,
            "url": version.article.url,
            "record_id": version.article.record_id,
            "reader": version.article.reader,
            "other_reader": version.other_reader,
            "changes": [asdict(change) for change in version.changes],
        }
        for version in timeline.versions
    ]
    return {"versions": versions, "events": [{**asdict(e), "at": e.at.isoformat()} for e in timeline.events]}
