"""What a request asked for and what came of it, for spiders: names of pages, and words for the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.errors import BadAddress, NotArchived
from crawler.fetch.discovery import refresh_target
from crawler.fetch.guard import LoginRefused, Refused
from crawler.fetch.incremental.asking import NotDue
from crawler.fetch.polite.ending import LeftForLater, OptedOut
from crawler.fetch.rebuilt import capture_of
from crawler.url import canonical_url, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

    from crawler.page import Page


def sent_on(page: Page) -> Iterator[str]:
    """Yield where the page sends its readers by itself; for the archive a link like any other."""
    for content in page.meta.get("refresh", ()):
        target = refresh_target(content)
        url = resolve(page.base_url, target) if target else None
        if url is not None:
            yield url


def key_of_address(url: str) -> str | None:
    try:
        return canonical_url(url)
    except BadAddress:
        return None


def request_of(response: Response) -> Request:
    assert response.request is not None
    return response.request


def first_url(request: Request) -> str:
    """Return the address before any redirect."""
    first: str = request.meta.get("redirect_urls", [request.url])[0]
    return first


def where_kept(response: Response) -> str:
    record_id = capture_of(response).record_id
    return f"kept as received in {record_id}" if record_id else "not archived"


GONE = frozenset({404, 410})


def told(failure: Failure, request: Request, *, is_list: bool) -> tuple[str, int, str]:
    """Return the stat that counts *failure*, and how loud to say what; empty where it was said, or nobody need know."""
    stat, level, words = "archive/fetch/failed", logging.WARNING, f"Not fetched: {request.url}: {why(failure)}"
    error = failure.value
    if isinstance(error, IgnoreRequest) and str(error) == "Forbidden by robots.txt":
        stat, level = "archive/discovery/forbidden_by_robots", logging.INFO
        words = f"Not fetched: {request.url}: forbidden by robots.txt"
    elif isinstance(error, OptedOut):
        # Counted where it was not kept: it is the outlet's own wish, and no failure.
        stat, level, words = "", logging.INFO, f"Not kept: {error}"
    elif isinstance(error, LeftForLater):
        stat, level, words = "archive/polite/left", logging.INFO, f"Left for later: {request.url}"
    elif isinstance(error, Refused | LoginRefused):
        # Told and counted where it was refused. That a page leads to such an address is no failure of the crawl.
        stat, words = stat if "seed" in request.meta else "", ""
    elif isinstance(error, NotDue | NotArchived):
        stat, words = "", ""  # told and counted where the archive was asked
    elif isinstance(error, HttpError) and error.response.status in GONE:
        # The server has answered, and its answer is in the archive: that is no failure of the crawl.
        level = logging.WARNING if is_list else logging.INFO
        stat, words = "archive/fetch/gone", f"Gone: {request.url}: {why(failure)}"
    return stat, level, words


def why(failure: Failure) -> str:
    if isinstance(failure.value, HttpError):
        return f"answered {failure.value.response.status}"
    return f"{failure.type.__name__}: {failure.getErrorMessage()}" if failure.type else failure.getErrorMessage()
