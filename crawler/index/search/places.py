"""Where a list of stories by time goes on: behind the last one that was told, however many stand before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, or_

from crawler.index.schema import STORY

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


class Place(NamedTuple):
    """The place of one story."""

    at_us: int | None
    """The time by which the list is ordered (microseconds since 1970); stories without one come last."""
    number: int
    """Of the story; of those of one moment."""


def behind(
    place: Place, time: ColumnElement[int], *, newest_first: bool = True, last_number_first: bool = False
) -> ColumnElement[bool]:
    """Return the condition for what comes behind *place* in a list by *time*, and by number at the same time."""
    number = STORY.c.id < place.number if last_number_first else STORY.c.id > place.number
    if place.at_us is None:
        return and_(time.is_(None), number)
    later = time < place.at_us if newest_first else time > place.at_us
    return or_(later, and_(time == place.at_us, number), time.is_(None))
