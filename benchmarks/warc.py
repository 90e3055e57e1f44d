"""What writing and reading WARC files costs: our writer and reader beside zlib, warcio and fastwarc, in one run.

    python benchmarks/warc.py [--pages generated|plain|saved] [--count 150] [--rounds 5] [--growth]

All write the three records of each exchange, with digests, a gzip member each, and all read the file that ours wrote.
Twice: answers as most servers send them, gzip-encoded, and answers in the clear. Zlib writes our records, to tell what
the packer is worth (decision 0003).
"""

from __future__ import annotations

import argparse
import gzip
import struct
import tempfile
import time
import zlib
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from benchmarks.pages import KINDS, kinds
from benchmarks.peers import Child, Missing, python_of
from benchmarks.rounds import Cost, Words, in_turn, print_calibration, print_growth, print_table
from crawler.http import Bytes
from crawler.model import Exchange
from crawler.warc import exchange_records, record_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AT = datetime(2026, 11, 24, tzinfo=UTC)
OURS = "microfiche"
PEERS = ("warcio", "fastwarc")
ZLIB_LEVELS = (1, 6, 9)
RECORDS = 3
"""Of an exchange."""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", choices=KINDS, default="generated")
    parser.add_argument("--count", type=int, default=150, help="exchanges")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="ours alone, with 1, 10 and 100 times as many exchanges")
    options = parser.parse_args(arguments)
    print_calibration()
    answers = [kinds_of(number) for kinds_of in [kinds(options.pages)] for number in range(options.count)]
    if options.growth:
        print_growth(f"{options.pages} pages", growth(answers), unit="record")
        return
    for coding, given in (("gzip-encoded", answers), ("in the clear", list(map(in_the_clear, answers)))):
        compare(f"{options.pages} pages, {coding}", given, options.rounds)


def compare(title: str, answers: list[bytes], rounds: int) -> None:
    """Print a table of writing and one of reading."""
    count = len(answers)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        loaded = stored(folder, answers)
        children, missing = started(stack, loaded)
        writes: dict[str, Callable[[], Cost]] = {
            name: partial(child.cost, "write", count, folder=str(folder)) for name, child in children.items()
        }
        exchanges = list(map(exchange, answers))
        writes |= {f"our records, zlib {level}": partial(zlib_cost, folder, exchanges, level) for level in ZLIB_LEVELS}
        sizes = {name: child.ask("write", folder=str(folder))["size_bytes"] for name, child in children.items()}
        notes = {name: f"{size // count:,} bytes an exchange" for name, size in sizes.items()}
        size = sum(map(len, answers)) // count
        costs = in_turn(writes, rounds)
        print_table(
            f"write, {title}, {size:,} bytes", costs, Words(beside=OURS, unit="exchange", missing=missing, notes=notes)
        )
        path = children[OURS].ask("write", folder=str(folder))["path"]
        reads = {name: partial(child.cost, "read", RECORDS * count, path=path) for name, child in children.items()}
        reads["microfiche, every digest"] = partial(children[OURS].cost, "check", RECORDS * count, path=path)
        print_table(f"read, {title}", in_turn(reads, rounds), Words(beside=OURS, unit="record", missing=missing))


def started(stack: ExitStack, loaded: Path) -> tuple[dict[str, Child], dict[str, str]]:
    """Return a process of each library with the answers in *loaded*, and why others are missing."""
    children, missing = {}, {}
    for name in (OURS, *PEERS):
        try:
            child = stack.enter_context(
                Child("warc_files.py", "ours") if name == OURS else Child("warc_files.py", name, python=python_of(name))
            )
            child.ask("load", path=str(loaded))
        except Missing as err:
            missing[name] = str(err)
        else:
            children[name] = child
    return children, missing


def growth(answers: list[bytes]) -> dict[str, list[Cost]]:
    """Return what a record costs of as many exchanges as there are answers, of ten and of a hundred times as many."""
    costs: dict[str, list[Cost]] = {"write": [], "read": []}
    for times in (1, 10, 100):
        with tempfile.TemporaryDirectory() as folder, Child("warc_files.py", "ours") as child:
            child.ask("load", path=str(stored(Path(folder), answers)))
            child.ask("write", folder=folder)  # once before: what is loaded by the first is no cost of a record
            told: dict[str, Any] = child.ask("write", folder=folder, times=times)
            records = RECORDS * times * len(answers)
            took = {"units": records, "cpu_s": told["cpu_s"], "wall_s": told["wall_s"], "peak_mib": told["peak_mib"]}
            costs["write"].append(Cost(**took))
            costs["read"].append(child.cost("read", records, path=told["path"]))
    return costs


def stored(folder: Path, answers: Iterable[bytes]) -> Path:
    """Return a file with *answers*, each behind its length."""
    path = folder / "answers"
    path.write_bytes(b"".join(struct.pack(">I", len(answer)) + answer for answer in answers))
    return path


def in_the_clear(answer: bytes) -> bytes:
    """Return the gzip-encoded *answer* without that."""
    body = gzip.decompress(answer.partition(b"\r\n\r\n")[2])
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def exchange(answer: bytes) -> Exchange:
    request = Bytes(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n")
    url = "http://news.example/2026/11/24/a-story"
    return Exchange(url=url, request=request, response=Bytes(answer), started_at=AT, ended_at=AT)


def zlib_cost(folder: Path, exchanges: list[Exchange], level: int) -> Cost:
    """Return what writing our records costs with zlib, in this process."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    with (folder / "zlib.warc.gz").open("wb") as file:
        for one in exchanges:
            for record in exchange_records(one, ids=uuid4):
                member = zlib.compressobj(level, zlib.DEFLATED, 31)
                file.write(member.compress(record_bytes(record)) + member.flush())
    wall_s = time.perf_counter() - wall_s
    return Cost(units=len(exchanges), cpu_s=time.process_time() - cpu_s, wall_s=wall_s)


if __name__ == "__main__":
    main()
