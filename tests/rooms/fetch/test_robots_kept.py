"""How long a robots.txt counts, and what holds when it cannot be had."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.signalmanager import SignalManager

from crawler.fetch.failover.cause import Cause, cause_of_error
from crawler.fetch.guard import Refused
from crawler.fetch.polite.robots import KEPT_S, UNREACHABLE_S, RobotsMiddleware, RobotsUnreachable, rules_known

if TYPE_CHECKING:
    from crawler.fetch.polite.rules import Rules

PAGE = "https://gazette.example/a"
FORBIDS = Response(f"{PAGE}/robots.txt", body=b"User-agent: *\nDisallow: /a\n")
ALLOWS = Response(f"{PAGE}/robots.txt", body=b"")
BUSY = Response(f"{PAGE}/robots.txt", status=503)


class Site:
    """An engine that answers each request for a robots.txt as it was told to, and a clock."""

    def __init__(self, *answers: Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.now_s = 0.0
        self.rules: list[Rules] = []
        crawler: Any = SimpleNamespace(engine=self, signals=SignalManager(self), stats=None)
        crawler.signals.connect(self.rules_known, rules_known)
        self.robots = RobotsMiddleware(crawler, "microfiche", clock=lambda: self.now_s)

    def rules_known(self, rules: Rules) -> None:
        self.rules.append(rules)

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def page(self, url: str = PAGE) -> str:
        """Return what becomes of a request for *url*."""
        try:
            asyncio.run(self.robots.process_request(Request(url)))
        except RobotsUnreachable:
            return "not now"
        except IgnoreRequest:
            return "forbidden"
        return "allowed"


def test_rules_are_asked_for_again_after_a_day() -> None:
    site = Site(FORBIDS, ALLOWS)
    assert site.page() == "forbidden"
    site.now_s = KEPT_S - 1
    assert site.page() == "forbidden"
    site.now_s = KEPT_S
    assert site.page() == "allowed"
    assert site.asked == ["https://gazette.example/robots.txt"] * 2
    assert len(site.rules) == 2


@pytest.mark.parametrize("answer", [BUSY, DownloadTimeoutError("slow"), CannotResolveHostError("none")])
def test_without_rules_nothing_is_asked_and_later_it_is_tried_again(answer: Response | Exception) -> None:
    site = Site(answer, ALLOWS)
    assert site.page() == "not now"
    site.now_s = UNREACHABLE_S - 1
    assert site.page() == "not now"
    assert len(site.asked) == 1
    site.now_s = UNREACHABLE_S
    assert site.page() == "allowed"


@pytest.mark.parametrize("answer", [BUSY, DownloadTimeoutError("slow")])
def test_old_rules_hold_while_there_are_no_new_ones(answer: Response | Exception) -> None:
    site = Site(FORBIDS, answer, ALLOWS)
    assert site.page() == "forbidden"
    site.now_s = KEPT_S
    assert (site.page(), site.page("https://gazette.example/b")) == ("forbidden", "allowed")
    site.now_s = KEPT_S + UNREACHABLE_S
    assert site.page() == "allowed"


@pytest.mark.parametrize(
    "err", [IgnoreRequest("max redirections reached"), Refused("gazette.example", 80, "127.0.0.1")]
)
def test_a_file_that_we_do_not_go_to_forbids_nothing(err: Exception) -> None:
    assert Site(err).page() == "allowed"


def test_scheme_and_port_have_rules_of_their_own() -> None:
    site = Site(FORBIDS, ALLOWS, ALLOWS)
    urls = [PAGE, "http://gazette.example/a", "https://gazette.example:8443/a"]
    assert [site.page(url) for url in urls] == ["forbidden", "allowed", "allowed"]


def test_who_waits_for_the_rules_gets_them() -> None:
    site = Site(FORBIDS)

    async def ask_together() -> list[object]:
        requests = [site.robots.process_request(Request(PAGE)) for _ in range(5)]
        return list(await asyncio.gather(*requests, return_exceptions=True))

    assert [type(each) for each in asyncio.run(ask_together())] == [IgnoreRequest] * 5
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (CannotResolveHostError("none"), Cause.DNS),
        (DownloadTimeoutError("slow"), Cause.TIMEOUT),
        (BUSY, Cause.ROBOTS),
        (Response(f"{PAGE}/robots.txt", status=522), Cause.ROBOTS),
        # The outlet's own wish to be left alone: its other addresses are no way around it.
        (Response(f"{PAGE}/robots.txt", status=429), None),
    ],
)
def test_a_host_that_is_down_is_given_up_for_what_its_robots_txt_met(
    answer: Response | Exception, cause: Cause | None
) -> None:
    with pytest.raises(RobotsUnreachable) as caught:
        asyncio.run(Site(answer).robots.process_request(Request(PAGE)))
    assert cause_of_error(caught.value, stands_in=False) == cause
    assert cause_of_error(caught.value, stands_in=True) == (cause or Cause.MISSING)
