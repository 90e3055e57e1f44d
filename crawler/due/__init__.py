"""When an address is worth asking for again: a pure function of what was seen there. No clock, no network, no index."""

from crawler.due.rules import Bounds, Rules, durations
from crawler.due.visits import Kind, Outcome, Past, Visit
from crawler.due.when import AT_ONCE, due_at

__all__ = ["AT_ONCE", "Bounds", "Kind", "Outcome", "Past", "Rules", "Visit", "due_at", "durations"]
