"""What a fleet is to try, what came of it, and the process in which it does."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from trials.fleet.harm import Kind

TESTS = Path(__file__).parents[2]
Rounds = tuple[tuple[Kind | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be tried."""

    outlets: int
    workers: int
    slots: int
    """Of each worker."""
    editions: int
    """So many different newspapers there are."""
    seed: int
    in_namespaces: bool
    """Whether each worker has a network namespace of its own."""
    rounds: Rounds | None = None
    """What happens to each worker in each round; None: all kinds in turn, until nearly all is crawled."""
    limit_s: float = 3_600.0

    @classmethod
    def of(cls, text: str) -> Order:
        """Return the order that was written as JSON."""
        fields = json.loads(text)
        if (rounds := fields.pop("rounds")) is not None:
            rounds = tuple(tuple(kind and Kind(kind) for kind in kinds) for kinds in rounds)
        return cls(**fields, rounds=rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmed:
    """What one harm came to."""

    kind: str
    worker: str
    crawls: int
    """So many it had under way."""
    taken_over_s: float | None
    """So long those were still said to be its own; None: nothing was to be taken over."""
    back_s: float | None
    """So long after it was put right its worker knew that it was given up, and had ended; None: it was killed."""


@dataclass(slots=True, kw_only=True)
class Report:
    """Figures, and everything that did not hold."""

    took_s: float = 0.0
    crawls: int = 0
    """Crawl processes that asked for something."""
    requests: int = 0
    captures: int = 0
    files: int = 0
    cuts: int = 0
    """Connections to the store that were cut by the proxies."""
    acknowledged: int = 0
    """Captures and articles that were committed when harm was done."""
    requisites_left: int = 0
    """Photos and style sheets that an undisturbed crawl keeps: a crawl that ended in order had not come to them."""
    late: int = 0
    """Requests of crawls that had been taken over by then: what was under way at machines that awoke, or were cut off."""
    harms: list[Harmed] = field(default_factory=list)
    codes: dict[str, list[int]] = field(default_factory=dict)
    """Exit codes of the workers of each machine."""
    wrong: list[str] = field(default_factory=list)


def run_in_process(order: Order, folder: Path) -> Report:
    """Do what is ordered in a process of its own, in a namespace of its own where that is ordered.

    *folder* is empty. Raises `RuntimeError` when it comes to no end.
    """
    prefix = ["unshare", "-n"] if order.in_namespaces else []
    command = [*prefix, sys.executable, "-m", "trials.fleet.fleet", json.dumps(asdict(order)), str(folder.absolute())]
    done = subprocess.run(command, cwd=TESTS, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the fleet came to no end: exit code {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Report(**{**found, "harms": [Harmed(**harm) for harm in found["harms"]]})
