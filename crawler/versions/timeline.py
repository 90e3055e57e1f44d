"""The course of one article: its versions, and when it went away and came back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import BadAddress
from crawler.url import surt
from crawler.versions.version import Version, changes_between

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from crawler.versions.sighting import Sighting


class EventKind(StrEnum):
    """What happened to the address of an article that had been there."""

    GONE = "gone"
    """404 or 410."""
    WITHHELD = "withheld"
    """451: withheld for legal reasons."""
    REDIRECTED_HOME = "redirected-home"
    REDIRECTED = "redirected"
    """To an address at which the article is not known."""
    REPLACED = "replaced"
    """The address answers, but no article could be read there: an error page that says 200, a notice, a list."""
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One turn, with the capture that shows it."""

    kind: EventKind
    at: datetime
    """When the first capture that shows it was made."""
    url: str
    record_id: str
    status: int | None = None
    leads_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is known of one article, oldest first."""

    versions: tuple[Version, ...]
    events: tuple[Event, ...]


def timeline_of(sightings: Iterable[Sighting]) -> Timeline:
    """Return the course of the article that *sightings* show, in whatever order they come."""
    ordered = sorted(sightings, key=lambda sighting: (sighting.at, sighting.record_id))
    known = {sighting.record_id: sighting for sighting in ordered if sighting.article is not None}
    homes = {sighting.url for sighting in known.values()}
    versions: list[Version] = []
    events: list[Event] = []
    # Each address has a course of its own: a mirror shows what the outlet's own address may have lost, and may show it
    # differently, without captions say. So which of the versions each one showed last is kept, too.
    last: dict[str, EventKind] = {}
    held: dict[str, int] = {}
    for sighting in ordered:
        shown, place = _shown(sighting, known), _place(sighting.url)
        if shown is not None:
            if last.get(place, EventKind.RETURNED) is not EventKind.RETURNED:
                events.append(_event(EventKind.RETURNED, sighting))
            last[place] = EventKind.RETURNED
            held[place] = _see(versions, sighting, shown, held.get(place))
        elif place in last:
            kind = _turn(sighting, homes)
            if kind is not None and last[place] is not kind:
                last[place] = kind
                events.append(_event(kind, sighting))
    return Timeline(versions=tuple(versions), events=tuple(events))


def _shown(sighting: Sighting, known: dict[str, Sighting]) -> Sighting | None:
    """Return the sighting whose article *sighting* shows: itself, or the one that it repeats."""
    if sighting.article is not None:
        return sighting
    return known.get(sighting.refers_to) if sighting.refers_to else None


def _see(versions: list[Version], sighting: Sighting, shown: Sighting, held: int | None) -> int:
    """Put what *sighting* shows among *versions*; return the index of its version.

    *held*: that of the version which its address showed last, None when it is new. One that it showed before that has
    come back, and is a new version; what another address has shown since is none.
    """
    article = shown.article
    assert article is not None
    at = len(versions) - 1 if held is None else held
    changes = changes_between(versions[at].article, article) if versions else ()
    if versions and changes:
        others = range(len(versions) - 1, -1 if held is None else held, -1)
        same = next((other for other in others if not changes_between(versions[other].article, article)), None)
        at, changes = (at, changes) if same is None else (same, ())
    if versions and not changes:
        known = versions[at]
        versions[at] = replace(known, last_seen_at=sighting.at, captures=known.captures + 1)
        return at
    versions.append(
        Version(
            number=len(versions) + 1,
            article=article,
            first_seen_at=sighting.at,
            last_seen_at=sighting.at,
            captures=1,
            changes=changes,
            other_reader=bool(versions) and versions[at].article.reader != article.reader,
        )
    )
    return len(versions) - 1


def _turn(sighting: Sighting, homes: set[str]) -> EventKind | None:
    """Return what a capture without the article says; None when it says nothing: refused, broken, no answer."""
    status = sighting.status
    if status in (404, 410):
        return EventKind.GONE
    if status == 451:
        return EventKind.WITHHELD
    if status is not None and 300 <= status < 400 and sighting.leads_to:
        if sighting.leads_to in homes or urlsplit(sighting.leads_to)[1:] == urlsplit(sighting.url)[1:]:
            return None
        is_home = not urlsplit(sighting.leads_to).path.strip("/") and not urlsplit(sighting.leads_to).query
        return EventKind.REDIRECTED_HOME if is_home else EventKind.REDIRECTED
    return EventKind.REPLACED if status is not None and 200 <= status < 300 else None


def _place(url: str) -> str:
    """Return what is the same for all spellings of one address."""
    try:
        return surt(url)
    except BadAddress:
        return url


def _event(kind: EventKind, sighting: Sighting) -> Event:
    return Event(
        kind=kind,
        at=sighting.at,
        url=sighting.url,
        record_id=sighting.record_id,
        status=sighting.status,
        leads_to=sighting.leads_to,
    )
