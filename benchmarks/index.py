"""How fast the metadata index takes and finds captures: ``python benchmarks/index.py [ROWS]``."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING
from uuid import UUID

from crawler.index import CaptureKind, CaptureRow, Index
from crawler.index.captures import digest_text

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP_ROWS = 1_000
QUESTIONS = 2_000
FIRST_AT = datetime(2026, 1, 1, tzinfo=UTC)


def main(row_count: int) -> None:
    dice = random.Random(1)
    rows = [made_row(number, dice) for number in range(row_count)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        print(f"make a new index         {seconds(lambda: Index.open(path).close()):9.3f} s")
        print(f"open it again            {seconds(lambda: Index.open(path).close()):9.3f} s")
        with Index.open(path) as index:
            for durable in (True, False):
                half = rows[: row_count // 2] if durable else rows[row_count // 2 :]
                took_s = seconds(lambda: add(index, half, durable))  # noqa: B023  # called at once
                name = "durable groups" if durable else "groups"
                print(f"add, {name:20}{len(half) / took_s:9.0f} rows/s, {GROUP_ROWS} a group")
            ask(index, rows, dice)
            print(f"CDXJ                     {row_count / seconds(lambda: list(index.cdxj_lines())):9.0f} lines/s")
        print(f"size                     {path.stat().st_size / row_count:9.0f} bytes a row")


def made_row(number: int, dice: random.Random) -> CaptureRow:
    url = f"https://www.news{dice.randrange(500)}.example/section/{dice.randrange(9)}/story-number-{number}-of-the-day"
    digest = digest_text(sha1(url.encode()).digest())
    at = FIRST_AT + timedelta(seconds=number)
    return CaptureRow(
        record_id=UUID(int=dice.getrandbits(128), version=4).urn,
        kind=CaptureKind.RESPONSE,
        url=url,
        captured_at=at,
        file_name=f"2026/01/news-{number // 20_000:05}.warc.gz",
        offset=number % 20_000 * 40_000,
        length=40_000,
        status=200,
        mime="text/html",
        payload_digest=digest,
        request_record_id=UUID(int=dice.getrandbits(128), version=4).urn,
        ip_address="192.0.2.7",
        protocol="http/1.1",
        via="https://www.news.example/",
        spider="news",
        fetch_ms=120,
    )


def add(index: Index, rows: list[CaptureRow], durable: bool) -> None:  # noqa: FBT001  # one caller, beside it
    for start in range(0, len(rows), GROUP_ROWS):
        index.add_captures(rows[start : start + GROUP_ROWS])
        index.commit(durable=durable)


def ask(index: Index, rows: list[CaptureRow], dice: random.Random) -> None:
    asked = [replace(row, captured_at=row.captured_at + timedelta(hours=1)) for row in dice.sample(rows, QUESTIONS)]
    questions: dict[str, Callable[[CaptureRow], object]] = {
        "find newest": lambda row: index.find(row.url),
        "find nearest": lambda row: index.find(row.url, at=row.captured_at),
        "find by record id": lambda row: index.record(row.record_id),
        "find by payload": lambda row: index.payload(row.payload_digest or ""),
    }
    for name, question in questions.items():
        times = quantiles([seconds(lambda: question(row)) for row in asked], n=100)  # noqa: B023  # called at once
        print(f"{name:25}{times[49] * 1e3:9.3f} ms median, {times[98] * 1e3:.3f} ms p99")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
