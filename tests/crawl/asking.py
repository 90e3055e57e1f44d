"""A crawl by `crawl.asking_spider` in a process of its own, and what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawl.asking_spider import Order

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One exchange as the sink got it."""

    url: str
    request: bytes
    response: bytes | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    came: dict[str, list[dict[str, Any]]]
    """What callbacks and errbacks were given, by the address asked for."""
    kept: list[Kept]
    stats: dict[str, int]
    peak_kib: int
    recordings_left: int
    """Of exchanges that are over, and in memory all the same."""
    log: str


def ask(order: Order, folder: Path) -> Asked:
    """Run *order*; blocks go to *folder*."""
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run(
        [sys.executable, "-c", "from crawl.asking_spider import main; main()", str(folder)],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env=env,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    came: dict[str, list[dict[str, Any]]] = {}
    for outcome in result["came"]:
        came.setdefault(outcome.pop("asked"), []).append(outcome)
    return Asked(
        came=came,
        kept=[kept(number, facts, folder) for number, facts in enumerate(result["kept"])],
        stats=result["stats"],
        peak_kib=result["peak_kib"],
        recordings_left=result["recordings_left"],
        log=done.stderr,
    )


def kept(number: int, facts: dict[str, Any], folder: Path) -> Kept:
    response = folder / f"{number}.response"
    return Kept(
        url=facts["url"],
        request=(folder / f"{number}.request").read_bytes(),
        response=response.read_bytes() if facts["answered"] else None,
        facts=facts,
    )
