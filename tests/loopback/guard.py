"""No test leaves this machine: anything but the loopback fails as if there were no network."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import Any

NAMES = {"", "localhost", "localhost.localdomain"}


def is_loopback(host: object) -> bool:
    """Return whether *host*, a name or number as given to `socket`, is this machine."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    return text.lower().rstrip(".") in NAMES or (is_number(text) and _address(text).is_loopback)


def is_number(host: str) -> bool:
    """Return whether *host* is an IP address, which needs no look-up."""
    try:
        _address(host)
    except ValueError:
        return False
    return True


def stay_on_loopback() -> None:
    """Replace the doors of `socket`. Called before anything is imported that keeps a reference to one of them."""
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        setattr(socket, name, _guarded_look_up(getattr(socket, name)))
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guarded_send(getattr(socket.socket, name), returns_errno=name == "connect_ex"))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(host.partition("%")[0])


def _guarded_look_up(real: Any) -> Any:
    if getattr(real, "stays_on_loopback", False):
        return real

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if is_loopback(host) or is_number(str(host)):
            return real(host, *args, **kwargs)
        raise socket.gaierror(socket.EAI_NONAME, f"tests look up nothing outside the loopback: {host!r}")

    look_up.stays_on_loopback = True  # type: ignore[attr-defined]  # marks it as done
    return look_up


def _guarded_send(real: Any, *, returns_errno: bool) -> Any:
    if getattr(real, "stays_on_loopback", False):
        return real

    def send(self: socket.socket, *args: Any) -> Any:
        to = args[-1]
        if self.family not in {socket.AF_INET, socket.AF_INET6} or is_loopback(to[0]):
            return real(self, *args)
        if returns_errno:
            return errno.ENETUNREACH
        raise OSError(errno.ENETUNREACH, f"tests send nothing outside the loopback: {to!r}")

    send.stays_on_loopback = True  # type: ignore[attr-defined]  # marks it as done
    return send
