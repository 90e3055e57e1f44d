"""The rule held where a connection is made: on the very address that is connected to, so that there is no gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import proxy

from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no hints

from crawler.errors import ArchiveError
from crawler.fetch.guard.refused import Refused

if TYPE_CHECKING:
    from twisted.internet.interfaces import IAddress

    from crawler.fetch.guard.rules import Guard


class Door:
    """One download's way to its server: host and port as Twisted connects to them, and what was refused there."""

    def __init__(self, guard: Guard, host: str, port: int) -> None:
        self._guard = guard
        self._host = host
        self._port = port
        self.refused: Refused | None = None
        """The last address that was refused."""

    def check(self, address: str | None) -> None:
        """Raise `Refused` when *address* may not be connected to."""
        try:
            self._guard.check(self._host, self._port, address or "")
        except Refused as err:
            self.refused = err
            raise

    def watch(self, endpoint: Any) -> None:
        """Let *endpoint* see only those of the addresses its host resolves to that may be connected to.

        Raises `Refused` when the host itself spells an address that may not.
        """
        self._guard.check_spelling(self._host, self._port)
        inner = getattr(endpoint, "_wrappedEndpoint", endpoint)
        if not isinstance(inner, HostnameEndpoint):
            raise ArchiveError(f"connections by {type(inner).__name__} cannot be guarded")
        resolver_of = HostnameEndpoint._getNameResolverAndMaybeWarn  # noqa: SLF001  # proved by check_hooks
        # By a weak name: an endpoint that holds itself would wait for the garbage collector, with all that the request
        # has brought.
        shadowed: Any = proxy(inner)
        # Asked anew at each connect; what it gives is what is connected to, with no second look-up in between.
        shadowed._getNameResolverAndMaybeWarn = lambda reactor: _Resolver(resolver_of(shadowed, reactor), self)  # noqa: SLF001  # on this one endpoint only


def leads_to_proxy(key: tuple[Any, ...], endpoint: Any) -> bool:
    """Return whether a connection asked for with *key* ends at a proxy, which is then the one to resolve the host."""
    return key[0] == b"http-proxy" or isinstance(endpoint, TCP4ClientEndpoint)


@implementer(IHostnameResolver)
class _Resolver:
    def __init__(self, resolver: Any, door: Door) -> None:
        self._resolver = resolver
        self._door = door

    def resolveHostName(self, receiver: Any, *args: Any, **kwargs: Any) -> Any:
        return self._resolver.resolveHostName(_Sieve(receiver, self._door), *args, **kwargs)


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, door: Door) -> None:
        self._receiver = receiver
        self._door = door

    def resolutionBegan(self, resolution: Any) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        try:
            self._door.check(getattr(address, "host", None))
        except Refused:
            return  # the door remembers it
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
