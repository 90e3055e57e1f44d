"""What is raised for an address that may not be connected to."""

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
