"""A name server that gives addresses of IPv4, of IPv6, or of both."""

from __future__ import annotations

import socket
from typing import Any

from twisted.internet._resolver import GAIResolver

from crawler.fetch.resolver import BothFamiliesResolver

PLACES = {"six.example": ("::1",), "other-six.example": ("::1",), "both.example": ("::1", "127.0.0.1")}


class FamiliesResolver(BothFamiliesResolver):
    def __init__(self, reactor: Any, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        resolver: Any = GAIResolver
        self.original_resolver = resolver(reactor, getaddrinfo=_look_up)


def _look_up(host: str, port: int, *_: Any) -> list[Any]:
    return [found for place in PLACES[host] for found in socket.getaddrinfo(place, port, type=socket.SOCK_STREAM)]
