"""What a spider says about a request so that it may be answered from the archive: keys of ``request.meta``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Response

    from crawler.due import Kind

KIND = "due"
"""Under it stands a `Kind`; without it a request is fetched, whatever the archive has."""
NAMED = "due_named"
"""True when a person named the address: it is fetched whatever the rules say."""
ANNOUNCED = "due_announced"
"""When, as a feed or sitemap says, something changed at the address (ISO 8601)."""
CONDITIONAL = "due_conditional"
"""True when the request asks whether the archive's copy is still good; set by the middleware."""
ARCHIVED = "archived"
"""In ``response.meta`` of an answer that is the archive's own: whether its article is in the archive too."""
FLAG = "archived"
"""In ``response.flags`` of such an answer."""


class NotDue(IgnoreRequest):
    """An address that is gone, and not due to be asked for again."""


def due_meta(kind: Kind, *, named: bool = False, announced_at: datetime | None = None) -> dict[str, Any]:
    """Return what to add to a request's ``meta``."""
    told = {KIND: str(kind), NAMED: named, ANNOUNCED: None if announced_at is None else announced_at.isoformat()}
    return {name: value for name, value in told.items() if value}


def is_archived(response: Response) -> bool:
    """Return whether the answer is the archive's own, since nothing newer was asked for or there."""
    return FLAG in response.flags


def has_article(response: Response) -> bool:
    """Return whether it is, and its article was read before."""
    return is_archived(response) and bool(response.meta.get(ARCHIVED))
