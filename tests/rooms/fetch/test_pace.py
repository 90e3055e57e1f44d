"""A slot that several hosts of one server share keeps the slowest pace that one of them asks for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.robotstxt import ProtegoRobotParser

from crawler.fetch.polite.pace import PaceExtension


def asked_of(*delays: float) -> dict[str, Any]:
    """Return the settings of the slot after robots.txt files that ask for *delays*, one after the other."""
    downloader = SimpleNamespace(per_slot_settings={}, slots={}, get_slot_key=lambda _: "gazette.example")
    crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=downloader))
    pace = PaceExtension(crawler, user_agent="microfiche", delay_s=1.0, longest_s=30.0)
    for delay in delays:
        body = f"User-agent: *\nCrawl-delay: {delay}\n".encode()
        pace.robots_parsed(ProtegoRobotParser(body, None), Request("https://gazette.example/"))
    found: dict[str, Any] = downloader.per_slot_settings.get("gazette.example", {})
    return found


@pytest.mark.parametrize("delays", [(2.0, 7.0, 3.0), (7.0,), (3.0, 7.0)])
def test_the_slowest_counts(delays: tuple[float, ...]) -> None:
    assert asked_of(*delays) == {"delay": 7.0, "jitter": 0.0}


def test_our_own_pace_is_no_faster_for_a_server_that_allows_it() -> None:
    assert asked_of(0.1) == {}
