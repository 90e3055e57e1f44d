"""A part of a trial: some of all places, or the share of one of several processes at once."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TESTS = Path(__file__).parents[1]
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One of several parts of the same work, each done by a process of its own; together they are the whole."""

    number: int = 0
    of: int = 1


def some(places: Sequence[Place], count: int, seed: object) -> list[Place]:
    """Return *count* of *places* in their order, one by chance of each equal part; all of them when *count* is 0.

    The same parts of the way where there are more or fewer places: each share of a trial counts its own.
    """
    if count == 0 or count >= len(places):
        return list(places)
    chance = random.Random(str(seed))
    return [places[int((part + chance.random()) * len(places) / count)] for part in range(count)]


def run_shares(
    name: str, arguments: tuple[int, int], *, folder: Path | None, of: int, on_try: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Run trial *name* with *arguments* (count, seed) in so many processes; return its outcome as one.

    *on_try* is called for each try, from other threads. Raises `RuntimeError` when one comes to no end.
    """
    with ThreadPoolExecutor(of) as pool:
        shares = [Share(number=number, of=of) for number in range(of)]
        outcomes = list(pool.map(lambda share: _run_share(name, arguments, share, folder, on_try), shares))
    whole: dict[str, Any] = {"wrong": [text for outcome in outcomes for text in outcome["wrong"]]}
    for key in outcomes[0].keys() - {"wrong"}:
        figures = [outcome[key] for outcome in outcomes]
        whole[key] = max(figures) if key.endswith("at_most") else sum(figures)
    return whole


def _run_share(
    name: str, arguments: tuple[int, int], share: Share, folder: Path | None, on_try: Callable[[], None]
) -> dict[str, Any]:
    """In a process of its own: it forks, and this one has threads."""
    with tempfile.TemporaryDirectory(dir=folder) as room, tempfile.TemporaryFile() as said:
        words = [name, *map(str, arguments), room, str(share.number), str(share.of)]
        command = [sys.executable, "-m", "trials.catalogue", *words]
        with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, stderr=said) as process:
            assert process.stdout is not None
            text = _read(process.stdout, on_try)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{name} came to no end:\n{said.read().decode()}")
    outcome: dict[str, Any] = json.loads(text)
    return outcome


def _read(stdout: IO[bytes], on_try: Callable[[], None]) -> bytes:
    """Return what stands behind the line of dots, once it has been told of each dot."""
    while (dot := stdout.read(1)) == b".":
        on_try()
    assert dot in (b"\n", b""), dot
    return stdout.read()
