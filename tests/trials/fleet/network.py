"""The way from a worker to the database, the store and the newspapers, which can be cut.

Where network namespaces may be made, each worker has one, and a pair of virtual cables leads out of it. A cut then is
silent: what is sent arrives nowhere, in both directions, and nobody is told. Else there is a proxy before the database
and one before the store, and a cut ends what is open and refuses what is new.

All addresses are of 127.0.0.0/8 in both cases: nothing leaves the machine.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from stores.cutting import CuttingProxy

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

OUTLETS, SERVICES = "127.50.0.0/16", "127.60.0.0/16"
SERVICE = "127.60.0.1"
NOBODY = "02:00:00:00:00:01"
"""A card that there is not: what is sent to it is thrown away."""


def may_have_namespaces() -> bool:
    """Return whether a process of ours may make network namespaces, and cables between them."""
    script = "ip link set lo up && ip link add probe0 type veth peer name probe1 && test -w /proc/sys/net/ipv4/conf/all/route_localnet"
    try:
        done = subprocess.run(["unshare", "-n", "sh", "-c", script], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


class Way:
    """The way of worker *number*; *limit* says after how many bytes each connection to the store is cut."""

    def __init__(
        self, number: int, *, database: int, store: int, limit: Callable[[], int | None], in_namespace: bool
    ) -> None:
        """*database* and *store* are ports on this machine."""
        self._number = number
        self._stack = ExitStack()
        self._inside: subprocess.Popen[bytes] | None = None
        address = SERVICE if in_namespace else "127.0.0.1"
        self.store = self._stack.enter_context(CuttingProxy(store, limit, address=address))
        if in_namespace:
            self.database_at = f"{SERVICE}:{database}"
            self._database = None
            self._make_namespace()
        else:
            self._database = self._stack.enter_context(CuttingProxy(database))
            self.database_at = f"127.0.0.1:{self._database.port}"
        self.store_at = f"http://{address}:{self.store.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        if self._inside is not None:
            self._inside.kill()
            self._inside.wait()

    @property
    def prefix(self) -> list[str]:
        """What a command begins with that is to run at this worker's place."""
        return [] if self._inside is None else ["nsenter", "-t", str(self._inside.pid), "-n"]

    def cut(self) -> None:
        if self._database is not None:
            self._database.shut()
            self.store.shut()
            return
        hub, far = self._cable
        _ip("neigh", "replace", self._far_at, "lladdr", NOBODY, "dev", hub, "nud", "permanent")
        _ip("neigh", "replace", self._hub_at, "lladdr", NOBODY, "dev", far, "nud", "permanent", prefix=self.prefix)

    def mend(self) -> None:
        if self._database is not None:
            self._database.is_open = self.store.is_open = True
            return
        hub, far = self._cable
        _ip("neigh", "del", self._far_at, "dev", hub)
        _ip("neigh", "del", self._hub_at, "dev", far, prefix=self.prefix)

    @property
    def _cable(self) -> tuple[str, str]:
        return f"hub{self._number}", f"far{self._number}"

    @property
    def _hub_at(self) -> str:
        return f"127.70.{self._number}.1"

    @property
    def _far_at(self) -> str:
        return f"127.70.{self._number}.2"

    def _make_namespace(self) -> None:
        """Lay a cable; both ends learn that these parts of 127.0.0.0/8 are not their own."""
        self._inside = subprocess.Popen(["unshare", "-n", sys.executable, "-c", "print(flush=True); input()"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        assert self._inside.stdout is not None
        self._inside.stdout.readline()
        hub, far = self._cable
        _ip("link", "add", hub, "type", "veth", "peer", "name", far)
        _ip("link", "set", far, "netns", str(self._inside.pid))
        _ip("addr", "add", f"{self._hub_at}/32", "dev", hub)
        _ip("link", "set", hub, "up")
        _ip("addr", "add", f"{self._far_at}/32", "dev", far, prefix=self.prefix)
        for device in ("lo", far):
            _ip("link", "set", device, "up", prefix=self.prefix)
        for prefix, device in (([], hub), (self.prefix, far)):
            script = f"for name in all {device}; do echo 1 > /proc/sys/net/ipv4/conf/$name/route_localnet; done"
            subprocess.run([*prefix, "sh", "-c", script], check=True)
        _ip("route", "add", f"{self._far_at}/32", "dev", hub, "table", "local", "scope", "link")
        # By way of one address, so that there is one neighbour to be cut off from.
        _ip("route", "add", f"{self._hub_at}/32", "dev", far, "table", "local", "scope", "link", prefix=self.prefix)
        for net in (OUTLETS, SERVICES):
            _ip("route", "add", net, "via", self._hub_at, "dev", far, "onlink", "table", "local", "src", self._far_at,
                prefix=self.prefix)  # fmt: skip


def _ip(*words: str, prefix: list[str] | None = None) -> None:
    subprocess.run([*(prefix or []), "ip", *words], check=True)
