"""Scrapy's download handler for a crawl over an archive: answers from there or not at all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from scrapy import signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from crawler.errors import NotArchived
from crawler.fetch.archived.extension import ReplayExtension
from crawler.fetch.archived.web import is_good
from crawler.fetch.handler import CAPTURE, forget_capture
from crawler.http import entity, read_head

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.model import Capture

logger = logging.getLogger(__name__)


class ReplayHandler(BaseDownloadHandler):
    """Hands on what the archive has, with its capture in ``meta``, as the live handler does. It opens no connection."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(forget_capture, signals.request_scheduled)

    async def download_request(self, request: Request) -> Response:
        """Return the answer that is archived. Raises `NotArchived`, which is counted and named in the log."""
        extension = self.crawler.get_extension(ReplayExtension)
        assert extension is not None, "the add-on has put it there"
        forget_capture(request)
        url = urldefrag(request.url)[0]
        is_robots = urlsplit(url).path == "/robots.txt"
        try:
            capture, row = extension.web.answer(url, method=request.method)
        except NotArchived as err:
            if is_robots:
                raise IgnoreRequest(str(err)) from err  # no rules are known, as of a site that has none
            logger.warning("%s", err)
            self._count("archive/replay/missing")
            raise
        if is_robots and not is_good(row):
            # No server is to be spared, and what was archived before would be out of reach.
            raise IgnoreRequest(f"{url}: what is archived is no whole answer of the site, or an error")
        self._count("archive/replay/served")
        request.meta[CAPTURE] = capture
        return response_of(capture, ip_address=row.ip_address, without_body=request.method == "HEAD")

    def _count(self, stat: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(stat)


def response_of(capture: Capture, *, ip_address: str | None = None, without_body: bool = False) -> Response:
    """Return Scrapy's response with status, header fields and body of *capture*: transfer coding undone, as live.

    The content coding stays, for the middleware that undoes it. An answer without a head is taken for a 200.
    """
    from ipaddress import ip_address as parsed

    head, _ = read_head(capture.block)
    body = b"" if without_body else b"".join(entity(capture.block))
    headers = Headers()
    for name, value in head.fields if head is not None else ():
        headers.appendlist(name, value)
    found = responsetypes.from_args(headers=headers, url=capture.url, body=body)
    try:
        address = parsed(ip_address) if ip_address else None
    except ValueError:
        address = None
    return found(
        url=capture.url,
        status=head.status if head is not None and head.status else 200,
        headers=headers,
        body=body,
        flags=["replayed", *([f"cut short: {capture.truncated}"] if capture.truncated else [])],
        ip_address=address,
        protocol=head.version.decode("latin-1") if head is not None else None,
    )
