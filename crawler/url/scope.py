"""Is an address ours?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.errors import BadAddress, BadSetting
from crawler.url.parts import place, split

if TYPE_CHECKING:
    from crawler.model import Scope


def covers(scope: Scope, url: str) -> bool:
    """Return whether *url* is an http(s) address on one of the scope's hosts or below it, and not excluded.

    A host with a port is that port alone; one without is every port.

    Raises `BadSetting` when an exclusion is not a regular expression.
    """
    try:
        parts = split(url)
    except BadAddress:
        return False
    hosts, excluded = _rules(scope.hosts, scope.exclude)
    if not _on(hosts, parts.host, parts.port) or _on(_hosts(scope.exclude_hosts), parts.host, parts.port):
        return False
    if not excluded:
        return True
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return not any(pattern.search(target) for pattern in excluded)


def without_port(host: str) -> str:
    """Return the name of *host*, which may have a port.

    >>> without_port("news.example:8001"), without_port("[2001:db8::7]")
    ('news.example', '[2001:db8::7]')
    """
    literal, bracket, _ = host.rpartition("]")
    return literal + bracket if bracket else host.partition(":")[0]


def _on(hosts: frozenset[str], host: str, port: str) -> bool:
    """Whether *host* or a name above it is one of *hosts*, alone or with *port*."""
    while host not in hosts and f"{host}:{port}" not in hosts:
        _, dot, host = host.partition(".")
        if not dot:
            return False
    return True


@lru_cache(maxsize=256)
def _rules(hosts: tuple[str, ...], exclude: tuple[str, ...]) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    try:
        return _hosts(hosts), tuple(map(re.compile, exclude))
    except re.error as err:
        raise BadSetting("scope", f"{err.pattern!r} is not a regular expression: {err}") from err


@lru_cache(maxsize=256)
def _hosts(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_host, names))


def _host(text: str) -> str:
    """As the host of an address is written, so that ``Bücher.example`` in a scope meets its A-label."""
    try:
        host, port = place(text, "https")
    except ValueError:
        return text.lower()
    # An address tells no usual port, neither of http nor of https.
    return f"{host}:{port}" if port not in {"", "80"} else host
