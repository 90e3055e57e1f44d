"""Addresses that no link of a page may reach: this machine, its neighbours, and what clouds keep at fixed places."""

from __future__ import annotations

import ipaddress
import re

NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z", re.IGNORECASE | re.ASCII)
METADATA = frozenset({ipaddress.ip_address("168.63.129.16"), ipaddress.ip_address("192.0.0.192")})
"""Services of cloud machines that answer at an address which looks public (Azure's, Oracle's)."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
"""Each network translates it as it likes (RFC 8215)."""
GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
"""Of IPv6 all that is global (RFC 4291, 2.4); the rest is reserved, or was for sites once."""
COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_private(address: str) -> bool:
    """Return whether *address*, an IP address as resolved, lies outside the public network.

    Loopback, link-local, private and shared ranges, multicast, reserved ranges and cloud metadata; an IPv4 address
    carried inside an IPv6 one is judged by itself. What is no IP address at all cannot be judged and counts as private.

    >>> is_private("127.0.0.1"), is_private("::ffff:10.0.0.1"), is_private("1.1.1.1")
    (True, True, False)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    except ValueError:
        return True
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _carried(ip)
        if any(_is_private(v4) for v4 in inner):
            return True
        if inner and ip.ipv4_mapped is not None:
            return False
    return _is_private(ip)


def ip_of(host: str) -> str | None:
    """Return the IP address that *host* spells, in its usual form; None when it is a name.

    Every spelling a browser takes is understood: one number, hexadecimal, octal, fewer than four parts.
    IPv6 is understood without brackets too, as `urllib.parse` gives it.
    Raises `ValueError` when *host* ends in a number, as no name may, but is no address.

    >>> ip_of("0x7f.1"), ip_of("2130706433"), ip_of("[::1]"), ip_of("::1"), ip_of("news.example")
    ('127.0.0.1', '127.0.0.1', '::1', '::1', None)
    """
    has_brackets = host.startswith("[") and host.endswith("]")
    # One colon alone stands before a port.
    if has_brackets or host.count(":") > 1:
        if "%" in host:
            raise ValueError(f"{host!r} names a zone")
        return str(ipaddress.IPv6Address(host[1:-1] if has_brackets else host))
    labels = host.removesuffix(".").split(".")
    if not NUMERIC.match(labels[-1]):
        return None
    if len(labels) > 4:
        raise ValueError(f"{host!r} has more than four parts")
    numbers = [_number(label) for label in labels]
    *high, low = numbers
    if any(number > 255 for number in high) or low >= 256 ** (4 - len(high)):
        raise ValueError(f"{host!r} is out of range")
    return str(ipaddress.IPv4Address(sum(part << (24 - 8 * place) for place, part in enumerate(high)) + low))


def _number(label: str) -> int:
    if not NUMERIC.match(label) or len(label) > 16:
        raise ValueError(f"{label!r} is not a number")
    if label[:2].lower() == "0x":
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") else 10)


def _is_private(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    is_given_out = ip.version == 4 or ip in GIVEN_OUT or ip in NAT64
    return not (ip.is_global and is_given_out) or ip.is_multicast or ip in METADATA or ip in LOCAL_NAT64


def _carried(ip: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that *ip* leads to through mapping, 6to4, Teredo, NAT64 or the old compatible form."""
    found = [inner for inner in (ip.ipv4_mapped, ip.sixtofour) if inner is not None]
    if ip.teredo is not None:
        found += ip.teredo
    if ip in NAT64 or (ip in COMPATIBLE and int(ip) > 1):
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF))
    return found
