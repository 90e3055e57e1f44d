"""A cluster as runner, by Ray: each part is one of its tasks. The only file that knows Ray."""

from __future__ import annotations

import os
import re
import secrets
import socket
import tempfile
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from logging import CRITICAL
from typing import TYPE_CHECKING, Any

from crawler.errors import BadSetting, ClusterFailed, reason_of
from crawler.reread.runners.node import Errand, Refused, machine, read_part
from crawler.reread.runners.pool import Pool
from crawler.reread.runners.runner import AHEAD, PAGE_LIMIT_S
from crawler.reread.work import files_beside

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from crawler.reread.parts import Part
    from crawler.reread.runners.runner import Done
    from crawler.reread.work import Work

LOOK_S = 1.0
TRIES = 3
"""A part whose task was lost so often, with its process or its machine, is read here."""
HERE = "local"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
STORE_BYTES = 128 << 20
"""What passes between processes of a cluster that is started here; more goes to the disk."""
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # it would tell its makers of each start
    "RAY_NUM_REDIS_GET_RETRIES": "1",  # it would knock for a quarter of an hour
}
CONNECT_S = 10.0


class Cluster:
    """Works through parts by tasks of a Ray cluster."""

    def __init__(
        self, *, processes: int | None = None, address: str | None = None, page_limit_s: float = PAGE_LIMIT_S
    ) -> None:
        """*processes* is how many parts are read at a time; None: one for each CPU of the cluster.

        *address* is that of a cluster, HOST:PORT; None: one of this machine alone is started for the run. Raises
        `BadSetting`. Running raises it where Ray is not installed, and `ClusterFailed`.
        """
        if address is not None:
            _host_and_port(address)
        self._processes = processes
        self._address = address
        self._page_limit_s = page_limit_s

    def run(self, work: Work, parts: Sequence[Part]) -> Generator[Done, None, None]:
        with _joined(self._address, self._processes) as ray:
            cpus = int(ray.cluster_resources().get("CPU", 0))
            if not cpus:
                raise ClusterFailed(self._address or HERE, "it has no CPU for tasks")
            yield from self._through(ray, work, parts, self._processes or cpus)

    def _through(self, ray: Any, work: Work, parts: Sequence[Part], processes: int) -> Generator[Done, None, None]:
        task = ray.remote(num_cpus=1, max_retries=0)(read_part)
        errand = ray.put(_errand(work, parts, self._page_limit_s))
        waiting = deque(parts)
        under_way: dict[Any, Part] = {}
        lost: Counter[int] = Counter()
        done: dict[int, Done] = {}
        ended = parts[0].number if parts else 0
        while waiting or under_way:
            while waiting and len(under_way) < processes and waiting[0].number < ended + processes * AHEAD:
                part = waiting.popleft()
                under_way[task.remote(errand, part)] = part
            for ref in ray.wait(list(under_way), timeout=LOOK_S)[0]:
                part = under_way.pop(ref)
                found = self._said(ray, ref)
                if found is None and lost[part.number] + 1 < TRIES:
                    lost[part.number] += 1
                    waiting.appendleft(part)
                else:
                    done[part.number] = found or self._here(work, part)
            while ended in done:
                yield done.pop(ended)
                ended += 1

    def _said(self, ray: Any, ref: Any) -> Done | None:
        """Return what the task of *ref* gave; None when it was lost, and no page is to blame."""
        what = ray.exceptions
        try:
            said = ray.get(ref)
        except (what.WorkerCrashedError, what.OutOfMemoryError, what.NodeDiedError, what.ObjectLostError):
            return None
        except what.RayError as err:
            raise ClusterFailed(self._address or HERE, _last_line(err)) from err
        if isinstance(said, Refused):
            raise ClusterFailed(self._address or HERE, said.why)
        found: Done = said
        return found

    def _here(self, work: Work, part: Part) -> Done:
        """Return what becomes of *part* on this machine, where a page that ends its process is known by name."""
        (done,) = Pool(processes=1, page_limit_s=self._page_limit_s).run(work, [part])
        return done


def _errand(work: Work, parts: Sequence[Part], page_limit_s: float) -> Errand:
    config = replace(work.config, folder=work.config.folder.absolute())
    return Errand(
        key=secrets.token_hex(8),
        work=replace(work, config=config, beside=files_beside(work)),
        files=tuple(dict.fromkeys(part.file for part in parts)),
        page_limit_s=page_limit_s,
        machine=machine(),
    )


@contextmanager
def _joined(address: str | None, processes: int | None) -> Iterator[Any]:
    """Yield Ray, connected to the cluster at *address*; without one to a cluster that lasts as long as this.

    Raises `BadSetting` and `ClusterFailed`.
    """
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder, _environment(address):
        ray = _ray()
        own: dict[str, Any] = {"include_dashboard": False, "num_cpus": processes, "num_gpus": 0}
        own |= {"object_store_memory": STORE_BYTES, "_temp_dir": folder}
        try:
            if address is not None:
                _knock(address)
            try:
                quiet = {"log_to_driver": False, "logging_level": CRITICAL}
                ray.init(address or HERE, **quiet, **(own if address is None else {}))
            except Exception as err:  # the boundary to a library that raises a dozen kinds, few of them its own
                raise ClusterFailed(address or HERE, _last_line(err)) from err
            if address is None and ray.util.get_node_ip_address() not in LOOPBACK:
                raise ClusterFailed(HERE, "it would listen to other machines: this process had imported Ray before")
            yield ray
        finally:
            ray.shutdown()


@contextmanager
def _environment(address: str | None) -> Iterator[None]:
    """Say to Ray, and to all that it starts, what it takes from the environment alone."""
    said = {**QUIET, **(_own() if address is None else {})}
    if address is None or _host_and_port(address)[0] in LOOPBACK:
        # Else Ray takes the address of this machine in its network for it, on whatever system it runs.
        said["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _own() -> Mapping[str, str]:
    """Return what holds for a cluster that is started here: nobody else reaches it, it ends nothing on its own."""
    return {
        # Else another user of this machine could have it run what he likes; and a token would be left in the home.
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": _token(),
        # Its processes would wait for all others of the machine, which those of a pool do not.
        "RAY_worker_niceness": "0",
        # It would end processes when others fill the memory.
        "RAY_memory_monitor_refresh_ms": "0",
    }


def _host_and_port(address: str) -> tuple[str, int]:
    """Raises `BadSetting`."""
    found = re.fullmatch(r"\[?([0-9a-z_.:-]+?)\]?:([0-9]{1,5})", address, re.ASCII | re.IGNORECASE)
    if found is None or int(found[2]) > 65_535:
        raise BadSetting("--ray-address", f"{address[:100]!r} is not like 10.0.0.5:6379, as `ray start` tells it")
    return found[1], int(found[2])


def _knock(address: str) -> None:
    """Raise `ClusterFailed` when nobody is at *address*: Ray would not say so for long."""
    try:
        socket.create_connection(_host_and_port(address), CONNECT_S).close()
    except OSError as err:
        raise ClusterFailed(address, reason_of(err)) from err


@cache
def _token() -> str:
    """Return the same one for the life of this process: Ray remembers the first that it saw."""
    return secrets.token_hex(32)


def _ray() -> Any:
    try:
        import ray
        import ray.exceptions
        import ray.util  # both become attributes of ray
    except ImportError as err:
        raise BadSetting("--runner", "ray is not installed: pip install 'microfiche[ray]'") from err
    return ray


def _last_line(err: Exception) -> str:
    lines = [line.strip() for line in str(err).splitlines() if line.strip()]
    return (lines[-1] if lines else type(err).__name__)[:300]
