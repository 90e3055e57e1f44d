"""Which address is asked next, how long a host rests, and what counts as a failure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from service_identity import VerificationError
from twisted.python.failure import Failure
from twisted.web.client import ResponseNeverReceived

from crawler.config import socks_proxy
from crawler.errors import BadSetting
from crawler.fetch.failover.cause import cause_of_answer, cause_of_error
from crawler.fetch.failover.health import Health
from crawler.fetch.failover.routes import Routes, name_of
from crawler.fetch.guard import Refused
from crawler.fetch.polite.ending import LeftForLater, OptedOut
from crawler.model import CaptureState, HostKind, Outlet, OutletHost, Rewrite

DAY = date(2026, 11, 24)
MAIN = OutletHost(host="gazette.example")
MIRROR = OutletHost(host="mirror.example", kind=HostKind.WEB_MIRROR, confirmed=True)
SUCCESSOR = OutletHost(host="new-gazette.example", kind=HostKind.SUCCESSOR, confirmed=True)
BUCKET = OutletHost(
    host="store.example", kind=HostKind.BUCKET, rewrite=Rewrite.PREFIX, prefix="/b/gazette", confirmed=True
)
CLAIMED = OutletHost(host="claimed.example", kind=HostKind.WEB_MIRROR)
ENDED = replace(MIRROR, host="ended.example", until_day=date(2026, 11, 23))
FRAGMENT = replace(MIRROR, host="short.example", rewrite=Rewrite.FRAGMENT, prefix="/x")
NUMBERS = replace(MIRROR, host="numbers.example", rewrite=Rewrite.ID_ONLY)
ONION = OutletHost(host="abc.onion", kind=HostKind.ONION, scheme="http", confirmed=True)
I2P = OutletHost(host="gazette.i2p", kind=HostKind.I2P, scheme="http", confirmed=True)
STORY = "https://gazette.example/2026/11/22/ferry?page=2"


def routes(*hosts: OutletHost, has_proxy: bool = False) -> Routes | None:
    outlet = Outlet(key="gazette", name="Gazette", hosts=(MAIN, *hosts))
    return Routes.of(outlet, today=DAY, has_proxy=has_proxy)


def health(now: list[float] | None = None) -> Health:
    times = now if now is not None else [0.0]
    return Health(most_failures=3, rest_s=60.0, clock=lambda: times[0])


def order(found: Routes | None, how: Health, wanted: str = STORY) -> list[str]:
    """Return where *wanted* is asked for, one address after the other."""
    assert found is not None
    tried, addresses = [found.place(wanted) or ""], []
    while (following := found.next(wanted, tried=tried, health=how)) is not None:
        tried.append(following[0])
        addresses.append(following[1])
    return addresses


def test_kinds_give_the_order_and_rules_the_address() -> None:
    assert order(routes(BUCKET, MIRROR, SUCCESSOR), health()) == [
        "https://new-gazette.example/2026/11/22/ferry?page=2",
        "https://mirror.example/2026/11/22/ferry?page=2",
        "https://store.example/b/gazette/2026/11/22/ferry?page=2",
    ]


def test_a_mirror_leads_back_to_the_main_host_first() -> None:
    found = order(routes(SUCCESSOR, MIRROR), health(), "https://mirror.example/2026/11/22/ferry?page=2")
    assert found == [STORY, "https://new-gazette.example/2026/11/22/ferry?page=2"]


def test_what_failed_comes_after_what_did_not() -> None:
    how = health()
    how.failed(name_of(SUCCESSOR))
    found = order(routes(SUCCESSOR, MIRROR), how)
    assert [url.split("/")[2] for url in found] == ["mirror.example", "new-gazette.example"]


@pytest.mark.parametrize("host", [CLAIMED, ENDED, FRAGMENT, NUMBERS, ONION, I2P], ids=lambda host: host.host)
def test_what_is_not_asked(host: OutletHost) -> None:
    assert routes(host) is None
    found = order(routes(host, MIRROR), health())
    assert found == ["https://mirror.example/2026/11/22/ferry?page=2"]


def test_an_onion_host_needs_the_proxy() -> None:
    assert order(routes(ONION, has_proxy=True), health()) == ["http://abc.onion/2026/11/22/ferry?page=2"]


def test_a_page_of_somebody_else_has_no_place() -> None:
    found = routes(MIRROR)
    assert found is not None
    assert found.place("https://other.example/2026/11/22/ferry") is None
    assert found.next("https://other.example/2026/11/22/ferry", tried=[], health=health()) is None


@given(
    st.permutations([SUCCESSOR, MIRROR, BUCKET, CLAIMED, ENDED, ONION]),
    st.lists(st.sampled_from(["new-gazette.example", "mirror.example", "store.example/b/gazette"]), max_size=9),
)
def test_each_is_asked_at_most_once_and_none_that_rests(hosts: list[OutletHost], failures: list[str]) -> None:
    how = health()
    for name in failures:
        how.failed(name)
    found = order(routes(*hosts), how)
    assert len(found) == len(set(found))
    resting = {name for name in failures if failures.count(name) >= 3}
    assert len(found) == 3 - len(resting)


def test_a_host_rests_after_three_failures_in_a_row_and_again_after_one_more() -> None:
    now = [100.0]
    how = health(now)
    assert [how.failed("a"), how.failed("a"), how.rests("a"), how.failed("a"), how.rests("a")] == [
        *(False, False, False, True, True)
    ]
    assert how.failed("a") is False, "it rests already"
    assert not how.rests("b")
    now[0] = 161.0
    assert not how.rests("a")
    assert how.failures("a") == 4
    assert how.failed("a") is True
    now[0] = 300.0
    how.worked("a")
    assert (how.failed("a"), how.failures("a"), how.rests("a")) == (False, 1, False)


def tls_failure(why: Exception) -> DownloadFailedError:
    inner = ResponseNeverReceived([Failure(why)])  # type: ignore[no-untyped-call]  # Twisted's has no hints
    error = DownloadFailedError(str(inner))
    error.__cause__ = inner
    return error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (CannotResolveHostError("x"), "dns"),
        (DownloadConnectionRefusedError("x"), "refused"),
        (DownloadTimeoutError("x"), "timeout"),
        (DownloadFailedError("x"), "connection"),
        (tls_failure(SSL.Error([("SSL routines", "", "certificate verify failed")])), "tls"),
        (tls_failure(VerificationError(errors=[])), "tls"),
        (Refused("gazette.example", 443, "10.10.34.36"), "private"),
        (IgnoreRequest("Forbidden by robots.txt"), None),
        (ValueError("x"), None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_errors(error: Exception, cause: str | None) -> None:
    assert cause_of_error(error, stands_in=False) == cause


def test_a_mirror_whose_robots_forbid_it_has_not_got_it() -> None:
    assert cause_of_error(IgnoreRequest("Forbidden by robots.txt"), stands_in=True) == "missing"


@pytest.mark.parametrize("error", [LeftForLater("the crawl came to its end"), OptedOut("https://mirror.example/a")])
def test_what_was_not_asked_or_not_kept_is_not_missing(error: Exception) -> None:
    assert cause_of_error(error, stands_in=True) is None


@pytest.mark.parametrize(
    ("status", "state", "at_first", "elsewhere"),
    [
        (200, CaptureState.OK, None, None),
        (200, CaptureState.SEIZED, "seized", "seized"),
        (302, CaptureState.BLOCKED, "blocked", "blocked"),
        (451, CaptureState.BLOCKED, "blocked", "blocked"),
        (403, CaptureState.OK, "wall", "wall"),
        (403, CaptureState.BOT_WALL, None, "missing"),
        (200, CaptureState.BOT_WALL, None, "missing"),
        (404, CaptureState.OK, None, "missing"),
        (503, CaptureState.OK, None, "missing"),
        (304, CaptureState.OK, None, None),
    ],
)
def test_answers(status: int, state: CaptureState, at_first: str | None, elsewhere: str | None) -> None:
    assert cause_of_answer(status, state, stands_in=False) == at_first
    assert cause_of_answer(status, state, stands_in=True) == elsewhere


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ("127.0.0.1:9050", ("127.0.0.1", 9050)),
        ("socks5h://tor.example:9150/", ("tor.example", 9150)),
        ("[::1]:9050", ("::1", 9050)),
    ],
)
def test_the_proxy_s_place(text: str, place: tuple[str, int] | None) -> None:
    assert socks_proxy({"ARCHIVE_SOCKS_PROXY": text}) == place


@pytest.mark.parametrize("text", ["9050", "http://127.0.0.1:8080", "127.0.0.1:0", "127.0.0.1:70000", "user@host:1"])
def test_what_is_no_proxy(text: str) -> None:
    with pytest.raises(BadSetting):
        socks_proxy({"ARCHIVE_SOCKS_PROXY": text})
