"""What is raised for an address that is not asked."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """*host* and *port* lead to *address*, which no link may reach. Nothing was sent; it is not retried."""

    def __init__(self, host: str, port: int, address: str) -> None:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__(
            f"{place} is at {address}, outside of the public network; nothing was sent to it. "
            "Only what a person names as a seed, or ARCHIVE_ALLOWED_NETWORKS, may lead there"
        )
        self.host = host
        self.port = port
        self.address = address


class LoginRefused(IgnoreRequest):
    """The address at *place*, a host and perhaps its port, brings a name or password along. Nothing was sent."""

    def __init__(self, place: str) -> None:
        super().__init__(f"the address at {place} has a name or password: pages behind one are not archived")
        self.place = place


def check_no_login(netloc: str) -> None:
    """Raise `LoginRefused` when *netloc*, of an address, holds more than host and port."""
    _, sign, place = netloc.rpartition("@")
    if sign:
        raise LoginRefused(place)
