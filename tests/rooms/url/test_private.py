"""Which addresses no link may reach."""

from __future__ import annotations

import pytest

from crawler.url import ip_of, is_private


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1"),
        *("169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "[::1]", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("fec0::1", "feff::1", "200::1", "4000::1"),
        *("::ffff:127.0.0.1", "::ffff:a00:1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::10.0.0.1", "64:ff9b:1::1"),
        *("2001:0:0a00:0001::", "", "localhost", "news.example", "1.2.3", "0x7f.1"),
    ],
)
def test_private(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"],
)
def test_public(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.0.0.1", "0177.0.0.01", "127.0.0.1."]
)
def test_odd_spellings_of_loopback(host: str) -> None:
    assert ip_of(host) == "127.0.0.1"


def test_names_are_no_addresses() -> None:
    assert ip_of("news.example") is None
    assert ip_of("7.news") is None
    assert ip_of("[0:0::1]") == "::1"
    assert ip_of("::ffff:127.0.0.1") == ip_of("[::ffff:7f00:1]") == "::ffff:7f00:1"
    assert ip_of("news:8080") is None


@pytest.mark.parametrize(
    "host",
    [
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.256",
        "4294967296",
        "09.1",
        "a.1",
        "[x]",
        "1..2",
        "[::1%x]",
        "::1%x",
        "::ffff:1.2.3",
    ],
)
def test_a_number_that_is_no_address_is_an_error(host: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ip_of(host)
