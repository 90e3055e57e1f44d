"""How fast a server is asked, by what it has shown; how long it is left alone; which hosts are one server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.config import SharedAddress
from crawler.fetch.polite.pace import pace_s
from crawler.fetch.polite.patience import backoff_s, retry_after_s
from crawler.fetch.polite.server import server_names
from crawler.index.pace import Seen
from crawler.model import Outlet, OutletHost

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GAZETTE = Outlet(key="gazette", name="Gazette", hosts=(OutletHost(host="gazette.example"),))


@pytest.mark.parametrize(
    ("promised_s", "seen", "found_s"),
    [
        (1.0, Seen(), 1.0),
        (1.0, Seen(answer_s=0.4), 1.0),
        (1.0, Seen(answer_s=4.0), 4.0),
        (1.0, Seen(errors=1), 2.0),
        (1.0, Seen(answer_s=3.0, errors=2), 12.0),
        (1.0, Seen(answer_s=3.0, errors=9), 30.0),
        (50.0, Seen(answer_s=3.0, errors=9), 50.0),
        (0.0, Seen(answer_s=3.0, errors=9), 0.0),
    ],
)
def test_the_pace(promised_s: float, seen: Seen, found_s: float) -> None:
    assert pace_s(promised_s, seen, longest_s=30.0) == found_s


def test_a_server_that_recovers_gets_its_old_pace() -> None:
    seen = Seen()
    for _ in range(3):
        seen = seen.failed().answered(8.0)
    assert pace_s(1.0, seen.failed(), longest_s=30.0) > 10.0
    for _ in range(6):
        seen = seen.answered(0.2)
    assert pace_s(1.0, seen, longest_s=30.0) == 1.0


@pytest.mark.parametrize(
    ("value", "date", "found_s"),
    [
        ("0", "", 0.0),
        (" 120 ", "", 120.0),
        ("Sun, 22 Nov 2026 12:02:00 GMT", "", 120.0),
        ("Sunday, 22-Nov-26 12:02:00 GMT", "", 120.0),
        ("Sun Nov 22 12:02:00 2026", "", 120.0),
        ("Sun, 22 Nov 2026 13:02:00 +0100", "", 120.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", "", 0.0),
        # A server whose clock is an hour slow means its own hour.
        ("Sun, 22 Nov 2026 11:02:00 GMT", "Sun, 22 Nov 2026 11:00:00 GMT", 120.0),
        ("Sun, 22 Nov 2026 12:02:00 GMT", "yesterday", 120.0),
        ("", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("1.5", "", None),
        ("\u0661\u0662", "", None),
        ("Sun, 99 Nov 2026 12:02:00 GMT", "", None),
        ("9" * 300, "", float("9" * 300)),
        ("9" * 400, "", None),
    ],
)
def test_retry_after(value: str, date: str, found_s: float | None) -> None:
    assert retry_after_s(value, date=date, now=NOW) == found_s


def test_back_off_doubles_up_to_its_bound_and_draws_below_it() -> None:
    bounds = [backoff_s(busy, pace_s=1.0, longest_s=60.0, draw=lambda: 1.0) for busy in range(1, 8)]
    assert bounds == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert backoff_s(1, pace_s=10.0, longest_s=60.0, draw=lambda: 0.25) == 2.5
    assert backoff_s(10**6, pace_s=1.0, longest_s=60.0, draw=lambda: 1.0) == 60.0


@pytest.mark.parametrize(
    ("host", "address", "shared", "names"),
    [
        ("www.tidewater.co.uk", None, SharedAddress.OUTLET, {"domain tidewater.co.uk"}),
        ("tidewater.co.uk", "192.0.2.7", SharedAddress.NONE, {"domain tidewater.co.uk"}),
        ("tidewater.co.uk", "192.0.2.7", SharedAddress.OUTLET, {"domain tidewater.co.uk", "at 192.0.2.7 for gazette"}),
        ("tidewater.co.uk", "192.0.2.7", SharedAddress.ALL, {"domain tidewater.co.uk", "at 192.0.2.7"}),
        ("192.0.2.7", "192.0.2.7", SharedAddress.ALL, {"at 192.0.2.7"}),
        ("192.0.2.7", None, SharedAddress.OUTLET, {"at 192.0.2.7"}),
        ("one.blogspot.com", None, SharedAddress.OUTLET, {"domain one.blogspot.com"}),
        ("localhost", None, SharedAddress.OUTLET, {"domain localhost"}),
        ("::ffff:192.0.2.7", None, SharedAddress.OUTLET, {"at ::ffff:192.0.2.7"}),
        ("1.2.3.4.5", None, SharedAddress.OUTLET, {"domain 1.2.3.4.5"}),
    ],
)
def test_under_which_names_a_server_is_known(
    host: str, address: str | None, shared: SharedAddress, names: set[str]
) -> None:
    assert set(server_names(host, address=address, outlet=GAZETTE, shared=shared)) == names


def test_an_address_binds_nobody_who_is_of_no_outlet() -> None:
    found = server_names("cdn.tidewater.co.uk", address="192.0.2.7", outlet=None, shared=SharedAddress.OUTLET)
    assert found == ("domain tidewater.co.uk",)
