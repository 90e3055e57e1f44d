"""What became of an article: the versions an archive has seen of it, what changed, when it went away."""

from crawler.versions.sighting import Sighting
from crawler.versions.timeline import Event, EventKind, Timeline, timeline_of
from crawler.versions.version import Change, Version, changes_between
from crawler.versions.words import Piece, word_diff

__all__ = [
    "Change",
    "Event",
    "EventKind",
    "Piece",
    "Sighting",
    "Timeline",
    "Version",
    "changes_between",
    "timeline_of",
    "word_diff",
]
