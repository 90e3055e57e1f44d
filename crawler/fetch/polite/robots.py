"""robots.txt obeyed by every request, by RFC 9309: fetched once for each origin, for a day at most."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.fetch.polite.ending import LEFT, LeftForLater
from crawler.fetch.polite.rules import NO_RULES, Rules, product_token, rules_of_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

FORBIDDEN = "Forbidden by robots.txt"
KEPT_S = 86_400.0
"""RFC 9309, 2.4: rules older than a day are asked for again."""
UNREACHABLE_S = 600.0
"""So long nothing is asked of a server whose robots.txt could not be had; then it is tried again."""
MOST_REDIRECTS = 5
"""RFC 9309, 2.3.1.2."""
BEFORE_ALL = 1000
FOR_A_PAGE = "robots_for_a_page"
"""The key of ``request.meta`` that tells a robots.txt asked for before a page: the page itself is asked for next."""

rules_known = object()
"""The signal that tells the ``rules`` of an origin, with the ``request`` for whose sake they were asked for."""


class RobotsUnreachable(IgnoreRequest):
    """The robots.txt of *origin* could not be had, so that nothing is asked there for now (2.3.1.4).

    Its cause is what became of that request, where no answer came; *status* is that of the answer, where one came.
    """

    def __init__(self, origin: str, why: str, status: int | None) -> None:
        super().__init__(f"robots.txt of {origin} could not be had ({why}), so nothing is asked there for now")
        self.origin = origin
        self.status = status


@dataclass(slots=True)
class _Origin:
    """What is known of one scheme, host and port."""

    rules: Rules | None = None
    """None: nothing may be asked there."""
    until_s: float = 0.0
    why: str = ""
    status: int | None = None
    error: Exception | None = None
    is_asked: bool = False
    waiting: list[Deferred[None]] = field(default_factory=list)


class RobotsMiddleware:
    """In the place of Scrapy's own, which takes an error page for rules and a server that is down for one without."""

    def __init__(self, crawler: Crawler, token: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._crawler = crawler
        self._token = token
        self._clock = clock
        self._origins: dict[str, _Origin] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler, product_token(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"] or ""))

    async def process_request(self, request: Request) -> None:
        """Raise `IgnoreRequest` for what may not be asked, `RobotsUnreachable` for what may not be asked now."""
        parts = urlparse_cached(request)
        if request.meta.get("dont_obey_robotstxt") or parts.scheme not in {"http", "https"}:
            return
        name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        origin = await self._known(name, request)
        if isinstance(origin.error, LeftForLater):
            request.meta[LEFT] = True
            raise LeftForLater(str(origin.error)) from origin.error
        if origin.rules is None:
            raise RobotsUnreachable(name, origin.why, origin.status) from origin.error
        if not origin.rules.allows(request.url):
            self._count("forbidden")
            raise IgnoreRequest(FORBIDDEN)

    async def _known(self, name: str, request: Request) -> _Origin:
        """Return what is known of the origin *name*, when it is: the first who wants to know asks, the others wait."""
        origin = self._origins.setdefault(name, _Origin())
        if origin.is_asked:
            # One for each who waits: a Deferred gives its result to the first two only
            # (docs/decisions/0002-wire-capture.md).
            told: Deferred[None] = Deferred()
            origin.waiting.append(told)
            await maybe_deferred_to_future(told)
        elif origin.until_s <= self._clock():
            origin.is_asked = True
            try:
                await self._ask(name, origin, request)
            finally:
                origin.is_asked = False
                waiting, origin.waiting = origin.waiting, []
                for told in waiting:
                    told.callback(None)
        return origin

    async def _ask(self, name: str, origin: _Origin, request: Request) -> None:
        assert self._crawler.engine is not None
        meta: dict[str, Any] = {"dont_obey_robotstxt": True, "redirect_ttl": MOST_REDIRECTS, FOR_A_PAGE: True}
        asking = Request(f"{name}/robots.txt", priority=BEFORE_ALL, meta=meta, callback=NO_CALLBACK)
        self._count("request_count")
        try:
            response = await self._crawler.engine.download_async(asking)
        except LeftForLater as err:
            origin.error = err
        except IgnoreRequest as err:
            # More redirects than anybody need follow, or one to where we do not go: no file to be had (2.3.1.2).
            logger.info("No robots.txt at %s: %s", name, err)
            self._learn(origin, NO_RULES, request)
        except Exception as err:  # noqa: BLE001  # the boundary to the network; every failure says the same here
            origin.error, origin.status = err, None
            self._unreachable(name, origin, f"{type(err).__name__}: {err}")
        else:
            self._answered(name, origin, response, request)

    def _answered(self, name: str, origin: _Origin, response: Response, request: Request) -> None:
        self._count("response_count")
        self._count(f"response_status_count/{response.status}")
        rules = rules_of_answer(response.status, response.body, self._token)
        if rules is None:
            origin.error, origin.status = None, response.status
            self._unreachable(name, origin, f"answered {response.status}")
        else:
            self._learn(origin, rules, request)

    def _learn(self, origin: _Origin, rules: Rules, request: Request) -> None:
        origin.rules, origin.error, origin.until_s = rules, None, self._clock() + KEPT_S
        self._crawler.signals.send_catch_log(rules_known, rules=rules, request=request)

    def _unreachable(self, name: str, origin: _Origin, why: str) -> None:
        """Rules that were had before hold on meanwhile (2.4); without any nothing is asked."""
        self._count("unreachable")
        logger.info("No robots.txt at %s: %s", name, why)
        origin.why, origin.until_s = why, self._clock() + UNREACHABLE_S

    def _count(self, what: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"robotstxt/{what}")
