"""robots.txt obeyed by every request, also by those that wait while it is being fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.fetch.discovery.robots import MAX_BYTES

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, with the rules handed to all who wait for them.

    With Twisted 26.10 a `Deferred` that several wait for gives its result to the first two and None to the others:
    they would be fetched as if there were no rules (docs/decisions/0002-wire-capture.md).
    """

    async def robot_parser(self, request: Request) -> RobotParser | None:
        await super().robot_parser(request)
        # The base class puts the rules here before it tells anybody who waits.
        found = self._parsers[urlparse_cached(request).netloc]
        assert not isinstance(found, Deferred)
        return found

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        # RFC 9309, 2.5: so much is read. A file of 256 MiB would keep the parser busy for minutes.
        await super()._parse_robots(response.replace(body=response.body[:MAX_BYTES]), netloc, request)
