"""Take captures into an index and find them: ``captures.py ours`` in SQLite, ``captures.py cdxj`` in a sorted file.

The sorted file is what pywb and others ask: it is made by ``LC_ALL=C sort``, and asked by pywb's binary search.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any
from uuid import UUID

from protocol import cpu_s_so_far, serve

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP_ROWS = 1_000
FIRST_AT = datetime(2026, 1, 1, tzinfo=UTC)
HOSTS = 500
SECTIONS = 9
PREFIX_ROWS = 20
"""So many of the captures below a prefix are taken."""


def url_of(number: int) -> str:
    """Return the address of capture *number*; its host and section are as good as random."""
    place = number * 2_654_435_761 % 2**32
    return (
        f"https://www.news{place % HOSTS}.example/section/{place // HOSTS % SECTIONS}/story-number-{number}-of-the-day"
    )


def prefix_of(number: int) -> str:
    """Return the beginning of that address which a tenth and more of its neighbours share."""
    return url_of(number).partition("-of-the-day")[0][:-1]


def surt_of(url: str) -> str:
    """Return the key of *url*, which needs no more than turning the host round."""
    host, _, path = url.removeprefix("https://www.").partition("/")
    return f"{','.join(reversed(host.split('.')))})/{path}"


class Ours:
    """The index in SQLite."""

    def __init__(self) -> None:
        self._path = Path()

    def fill(self, folder: str, first: int, count: int, durable: bool) -> dict[str, Any]:  # noqa: FBT001  # from JSON
        """Add *count* captures from number *first* on, in groups, each committed; rows are made beforehand."""
        from crawler.index import Index

        self._path = Path(folder) / "index.sqlite"
        dice = random.Random(first)
        spent = {"cpu_s": 0.0, "wall_s": 0.0}
        with Index.open(self._path) as index:
            for start in range(first, first + count, GROUP_ROWS):
                rows = [_row(number, dice) for number in range(start, min(start + GROUP_ROWS, first + count))]
                cpu_s, wall_s = time.process_time(), time.perf_counter()
                index.add_captures(rows)
                index.commit(durable=durable)
                spent["cpu_s"] += time.process_time() - cpu_s
                spent["wall_s"] += time.perf_counter() - wall_s
        return {**spent, "size_bytes": self._path.stat().st_size}

    def point(self, numbers: list[int]) -> dict[str, Any]:
        """Find the newest capture of each address."""
        from crawler.index import Index

        with Index.open(self._path, create=False) as index:
            return asked(numbers, lambda number: index.find(url_of(number)) is not None)

    def prefix(self, numbers: list[int]) -> dict[str, Any]:
        """Find the first captures below each beginning of an address."""
        from crawler.index import Index
        from crawler.index.captures import key_of

        with Index.open(self._path, create=False) as index:

            def question(number: int) -> bool:
                return bool(list(islice(index.captures(surt_prefix=key_of(prefix_of(number))), PREFIX_ROWS)))

            return asked(numbers, question)


class Cdxj:
    """A sorted file of CDXJ lines."""

    def __init__(self) -> None:
        self._path = Path()

    def fill(self, folder: str, first: int, count: int, durable: bool) -> dict[str, Any]:  # noqa: FBT001  # from JSON
        """Add *count* captures from number *first* on: first by a sort, then by a merge. Lines are made before."""
        self._path = Path(folder) / "index.cdxj"
        new, merged = Path(folder) / "new.cdxj", Path(folder) / "merged.cdxj"
        dice = random.Random(first)
        with new.open("w", encoding="ascii") as file:
            file.writelines(_line(number, dice) for number in range(first, first + count))
        before = cpu_s_so_far()
        wall_s = time.perf_counter()
        env = {**os.environ, "LC_ALL": "C"}
        subprocess.run(["sort", "-o", str(new), str(new)], env=env, check=True)
        if self._path.exists():
            subprocess.run(["sort", "-m", "-o", str(merged), str(self._path), str(new)], env=env, check=True)
            new = merged
        if durable:
            with new.open("rb") as file:
                os.fsync(file.fileno())
        new.replace(self._path)
        took = {"cpu_s": cpu_s_so_far() - before, "wall_s": time.perf_counter() - wall_s}
        return {**took, "size_bytes": self._path.stat().st_size}

    def point(self, numbers: list[int]) -> dict[str, Any]:
        """Find the newest capture of each address."""
        from pywb.utils.binsearch import iter_exact

        with self._path.open("rb") as file:
            return asked(
                numbers, lambda number: bool(list(map(_parsed, iter_exact(file, surt_of(url_of(number)).encode()))))
            )

    def prefix(self, numbers: list[int]) -> dict[str, Any]:
        """Find the first captures below each beginning of an address."""
        from pywb.utils.binsearch import iter_prefix

        with self._path.open("rb") as file:

            def question(number: int) -> bool:
                lines = iter_prefix(file, surt_of(prefix_of(number)).encode())
                return bool(list(map(_parsed, islice(lines, PREFIX_ROWS))))

            return asked(numbers, question)


def asked(numbers: list[int], question: Callable[[int], bool]) -> dict[str, Any]:
    """Return what asking *question* of each number took, and the times in ms of half and of 99 in a hundred."""
    took_ms = []
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    for number in numbers:
        start_s = time.perf_counter()
        if not question(number):
            raise LookupError(f"capture {number} is not found")
        took_ms.append(1e3 * (time.perf_counter() - start_s))
    took = {"cpu_s": time.process_time() - cpu_s, "wall_s": time.perf_counter() - wall_s}
    cuts = quantiles(took_ms, n=100)
    return {**took, "p50_ms": cuts[49], "p99_ms": cuts[98]}


def _row(number: int, dice: random.Random) -> Any:
    from crawler.index import CaptureKind, CaptureRow
    from crawler.index.captures import digest_text

    url = url_of(number)
    return CaptureRow(
        record_id=UUID(int=dice.getrandbits(128), version=4).urn,
        kind=CaptureKind.RESPONSE,
        url=url,
        captured_at=FIRST_AT + timedelta(seconds=number),
        file_name=f"2026/01/news-{number // 20_000:05}.warc.gz",
        offset=number % 20_000 * 40_000,
        length=40_000,
        status=200,
        mime="text/html",
        payload_digest=digest_text(sha1(url.encode()).digest()),
        request_record_id=UUID(int=dice.getrandbits(128), version=4).urn,
        ip_address="192.0.2.7",
        protocol="http/1.1",
        via="https://www.news.example/",
        spider="news",
        fetch_ms=120,
    )


def _line(number: int, dice: random.Random) -> str:
    url = url_of(number)
    fields = {
        "url": url,
        "mime": "text/html",
        "status": "200",
        "digest": f"sha1:{dice.getrandbits(160):032X}"[:37],
        "length": "40000",
        "offset": str(number % 20_000 * 40_000),
        "filename": f"news-{number // 20_000:05}.warc.gz",
    }
    at = FIRST_AT + timedelta(seconds=number)
    return f"{surt_of(url)} {at:%Y%m%d%H%M%S} {json.dumps(fields)}\n"


def _parsed(line: bytes) -> Any:
    return json.loads(line.split(b" ", 2)[2])


if __name__ == "__main__":
    kept = Ours() if sys.argv[1] == "ours" else Cdxj()
    serve({"fill": kept.fill, "point": kept.point, "prefix": kept.prefix}, sys.argv[1])
