"""The dated history of an outlet's addresses: where each was printed, and how it fared whenever it was asked.

All but `gathering` is pure: no index, no network, no clock.
"""

from crawler.mirrors.course import AddressState, Course, Span, course_of
from crawler.mirrors.health import Health, Seen, health_of
from crawler.mirrors.history import AddressHistory, histories

__all__ = [
    "AddressHistory",
    "AddressState",
    "Course",
    "Health",
    "Seen",
    "Span",
    "course_of",
    "health_of",
    "histories",
]
