"""Who may come in: by which name the room is called, and with which token. Pure."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from crawler.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

LEAST_TOKEN = 16
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # compared with, not bound to
COOKIE = "reading_room"
REPLAY_COOKIE = "reading_room_replay"
PASS_CHARS = 32
HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a request must bring."""

    names: frozenset[str] = LOOPBACK_NAMES
    """Host names, lower case, by which the room may be called; others may be an attacker's, led to this machine."""
    any_number: bool = False
    """Whether any IP address will do as a name: nobody can lead a number elsewhere."""
    token: str | None = None
    """None: whoever reaches it may read."""

    @classmethod
    def for_host(cls, host: str, *, token: str | None, names: Iterable[str] = ()) -> Self:
        """Return the access of a room that listens at *host*. Raises `BadSetting` when that would be an open door."""
        if token is not None and len(token) < LEAST_TOKEN:
            raise BadSetting("token", f"is shorter than {LEAST_TOKEN} characters, so that it could be guessed")
        if token is not None and not token.isascii():
            raise BadSetting("token", "has letters that are not ASCII")
        own = {name.strip().lower() for name in names if name.strip()}
        if is_loopback(host):
            return cls(names=LOOPBACK_NAMES | own, token=token)
        if token is None:
            raise BadSetting(
                "host",
                f"{host} can be reached by other machines: that needs a token, given with --token or MICROFICHE_TOKEN",
            )
        called = set() if host in ANYWHERE else {host.lower(), f"[{host.lower()}]"}
        return cls(names=LOOPBACK_NAMES | own | called, any_number=host in ANYWHERE, token=token)

    def knows(self, host_header: str | None) -> bool:
        """Return whether *host_header*, a request's Host, is a name of this room."""
        found = HOST.fullmatch((host_header or "").lower().rstrip("."))
        if found is None:
            return False
        name = found[1].rstrip(".")
        return name in self.names or (self.any_number and _is_number(name.strip("[]")))

    def opens(self, token: str) -> bool:
        """Return whether *token* is the right one; takes as long for a wrong one."""
        return self.token is None or hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def pass_for(self, purpose: str) -> str:
        """Return what the cookie called *purpose* must hold: it follows from the token, and does not tell it."""
        return hmac.new((self.token or "").encode(), purpose.encode(), hashlib.sha256).hexdigest()

    def admits(self, purpose: str, cookie: str | None) -> bool:
        """Return whether *cookie* is the one called *purpose*."""
        given = (cookie or "").encode("utf-8", "replace")
        return self.token is None or hmac.compare_digest(given, self.pass_for(purpose).encode())

    def lets_in(self, authorization: str, cookies: Mapping[str, str], *, to_replay: bool = False) -> bool:
        """Return whether a request with that ``Authorization`` and *cookies* may see what is in the room."""
        if self.token is None:
            return True
        kind, _, token = authorization.partition(" ")
        if kind.lower() == "bearer" and self.opens(token.strip()):
            return True
        if self.admits(COOKIE, cookies.get(COOKIE)):
            return True
        # A replayed page has no origin of its own, so that browsers send no strict cookie where a link in it leads.
        return to_replay and self.admits(REPLAY_COOKIE, cookies.get(REPLAY_COOKIE))

    def parts_pass(self, day: date) -> str:
        """Return what lets in whoever asks for the pictures and styles of a replayed page on *day* and the next one.

        No browser brings a cookie for them, so that it stands in their addresses.
        """
        return self.pass_for(f"parts of pages, {day.isoformat()}")[:PASS_CHARS]

    def admits_to_parts(self, given: str, today: date) -> bool:
        """Return whether *given* is the pass of *today* or of the day before."""
        days = (today, today - timedelta(days=1))
        return any(hmac.compare_digest(given.encode("utf-8", "replace"), self.parts_pass(day).encode()) for day in days)


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach *host*."""
    return host.lower() == "localhost" or (_is_number(host.strip("[]")) and _number(host.strip("[]")).is_loopback)


def _is_number(host: str) -> bool:
    try:
        _number(host)
    except ValueError:
        return False
    return True


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(host)
