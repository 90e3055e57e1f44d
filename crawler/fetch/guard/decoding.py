"""Content codings undone for Scrapy by the same bounded decoders that a `Page` uses."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import TextResponse
from scrapy.responsetypes import responsetypes

from crawler.config import ArchiveConfig
from crawler.fetch.handler import CAPTURE
from crawler.http import undo_codings, unpacked_before

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.http import Decoded

logger = logging.getLogger(__name__)


class DecodingMiddleware(HttpCompressionMiddleware):
    """In the place of Scrapy's own, which fails for a page that is falsely named gzip and knows no ratio.

    A decompression bomb goes on as far as it was unpacked, with a line in the log: the page is read as `Page` reads
    the archived one.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._limit_bytes = ArchiveConfig.from_settings(crawler.settings).decoded_max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DecodingMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]  # spider is deprecated
        codings = response.headers.getlist("Content-Encoding")
        if request.method == "HEAD" or not codings:
            return response
        found = self._unpacked_before(request, response.body, codings)
        if found is None:
            found = undo_codings(response.body, codings, limit_bytes=self._limit_bytes)
        if found.stopped:
            self._count("archive/fetch/decoding_stopped")
        for note in found.notes:
            level = logging.WARNING if found.stopped else logging.INFO
            logger.log(level, "%s: %s; kept as received", response.url, note)
        return _with_body(response, found.data)

    def _unpacked_before(self, request: Request, body: bytes, codings: list[bytes]) -> Decoded | None:
        """Return *body* unpacked when the archive has done that already, to see what the answer wishes."""
        capture = request.meta.get(CAPTURE)
        if capture is None:
            return None
        return unpacked_before(capture.block, body, codings, limit_bytes=self._limit_bytes)

    def _count(self, stat: str) -> None:
        if self.stats is not None:
            self.stats.inc_value(stat)


def _with_body(response: Response, body: bytes) -> Response:
    # As Scrapy's own does: nobody sees the packed response again, and a copy of its headers takes long.
    del response.headers["Content-Encoding"]
    cls = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
    more: dict[str, Any] = {"encoding": None} if issubclass(cls, TextResponse) else {}
    return response.replace(cls=cls, body=body, **more)
