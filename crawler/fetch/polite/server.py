"""What one server is, for the pace: by which names its budget is kept. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.config import SharedAddress
from crawler.url import ip_of, registrable_domain

if TYPE_CHECKING:
    from crawler.model import Outlet


def server_names(host: str, *, address: str | None, outlet: Outlet | None, shared: SharedAddress) -> tuple[str, ...]:
    """Return the names under which the budget of the server of *host* is kept, sorted; a request counts for each.

    *address* is what *host* resolves to, as far as that is known; *outlet* the one that *host* belongs to.
    """
    domain = registrable_domain(host)
    names = {f"at {domain}" if _is_address(domain) else f"domain {domain}"}
    if address is not None and shared is SharedAddress.ALL:
        names.add(f"at {address}")
    elif address is not None and shared is SharedAddress.OUTLET and outlet is not None:
        names.add(f"at {address} for {outlet.key}")
    return tuple(sorted(names))


def _is_address(name: str) -> bool:
    try:
        return ip_of(name) is not None
    except ValueError:
        return False  # none that can be reached: refused where it is connected to
