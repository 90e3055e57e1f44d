"""Which addresses a crawl may connect to: the rule without a network."""

from __future__ import annotations

import ipaddress

import pytest

from crawler.fetch.guard import Guard, Refused, place_of

SEEDS = ["http://127.0.0.1:8000/", "https://intranet.example/a", "http://[::1]:8000/"]


def admits(guard: Guard, host: str, port: int, address: str) -> bool:
    try:
        guard.check(host, port, address)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8000, "127.0.0.1"),
        ("127.1", 8000, "127.0.0.1"),
        ("::1", 8000, "::1"),
        ("[::1]", 8000, "::1"),
        ("intranet.example", 443, "10.0.0.8"),
        ("INTRANET.example.", 443, "10.0.0.8"),
        ("news.example", 80, "1.1.1.1"),
    ],
)
def test_public_and_named(host: str, port: int, address: str) -> None:
    assert admits(Guard(named=SEEDS), host, port, address)


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8001, "127.0.0.1"),
        ("localhost", 8000, "127.0.0.1"),
        ("intranet.example", 80, "10.0.0.8"),
        ("www.intranet.example", 443, "10.0.0.8"),
        ("news.example", 80, "169.254.169.254"),
        ("news.example", 80, "::ffff:169.254.169.254"),
        ("news.example", 80, "no address"),
        ("news.example", 80, ""),
    ],
)
def test_private_and_not_named(host: str, port: int, address: str) -> None:
    guard = Guard(named=SEEDS)
    assert not admits(guard, host, port, address)
    with pytest.raises(Refused, match=r"outside of the public network"):
        guard.check(host, port, address)


def test_a_named_host_that_was_public_stays_public() -> None:
    guard = Guard(named=SEEDS)
    assert admits(guard, "intranet.example", 443, "10.0.0.8")
    assert admits(guard, "intranet.example", 443, "1.1.1.1")
    assert not admits(guard, "intranet.example", 443, "10.0.0.8")


def test_allowed_networks() -> None:
    guard = Guard(allowed=[ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")])
    assert admits(guard, "news.example", 80, "10.1.2.3")
    assert admits(guard, "news.example", 80, "::ffff:10.1.2.3")
    assert admits(guard, "news.example", 80, "fd00::1")
    assert not admits(guard, "news.example", 80, "127.0.0.1")
    assert not admits(guard, "news.example", 80, "fe80::1%eth0")


@pytest.mark.parametrize("url", ["http://", "mailto:x@news.example", "http://news.example:99999/", "http://[::1/"])
def test_no_place(url: str) -> None:
    assert place_of(url) is None
