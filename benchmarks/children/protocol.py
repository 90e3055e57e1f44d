"""How a benchmark talks to the programs that it measures: a process each, JSON lines in and out.

The process says that it is ready, with its version and what starting took. Then each line ``{"do": NAME, …}`` calls a
function with the other values, and one line says what it took and what it returned. Only the standard library is used:
these scripts run in the environments of others.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def serve(verbs: Mapping[str, Callable[..., dict[str, Any] | None]], version: str) -> None:
    """Do what is asked for on stdin, until it ends."""
    # What a library prints must not get between our lines.
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(**told: Any) -> None:
        lines.write(json.dumps(told) + "\n")
        lines.flush()

    tell(version=version, cpu_s=cpu_s_so_far())
    for line in sys.stdin:
        order = json.loads(line)
        verb = verbs[order.pop("do")]
        cpu_s, start_s = cpu_s_so_far(), time.perf_counter()
        returned = verb(**order) or {}
        took = {"cpu_s": cpu_s_so_far() - cpu_s, "wall_s": time.perf_counter() - start_s}
        tell(**{**took, "peak_mib": _peak_mib(), **returned})


def cpu_s_so_far() -> float:
    """Return the CPU time of this process, its threads and the processes that it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def _peak_mib() -> float:
    """Return the most memory that this process has held. Its ``ru_maxrss`` would begin with that of its parent."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123  # no more than needed
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmHWM"].split()[0]) / 1024
