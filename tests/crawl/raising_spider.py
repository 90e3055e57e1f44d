"""Spiders with mistakes: one raises at a page, one cannot be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy

if TYPE_CHECKING:
    from scrapy.http import Response


class RaisingSpider(scrapy.Spider):
    name = "raising"

    def parse(self, response: Response, **_: Any) -> Any:
        yield {"url": response.url}
        raise ValueError("no such field")


class UnmadeSpider(scrapy.Spider):
    name = "unmade"

    def __init__(self, **_: Any) -> None:
        raise ValueError("no such site")
