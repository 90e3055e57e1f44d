"""What writing and reading a WARC file costs: our writer beside zlib and warcio. Prints the table of decision 0003.

Usage: python benchmarks/warc.py [EXCHANGES]
"""

from __future__ import annotations

import gzip
import io
import random
import sys
import tempfile
import time
import zlib
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.warcwriter import WARCWriter

from crawler.http import Bytes, whole
from crawler.model import Exchange
from crawler.warc import WarcConfig, WarcWriter, check_file, exchange_records, read_records, record_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 11, 24, tzinfo=UTC)
PAGE_BYTES = 64_000
ROUNDS = 3


def main(count: int) -> None:
    pages = [page(random.Random(number)) for number in range(count)]
    for name, bodies, coding in (
        ("gzip-encoded", [gzip.compress(body, 6) for body in pages], b"Content-Encoding: gzip\r\n"),
        ("identity", pages, b""),
    ):
        exchanges = [exchange(coding, body) for body in bodies]
        print(f"{name}: {sum(map(len, bodies)) // count} bytes a body")
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), exchanges)


def measure(folder: Path, exchanges: list[Exchange]) -> None:
    count = len(exchanges)
    ours = write(folder, exchanges)
    print(f"  write, igzip 1   {cpu_ms(partial(write, folder, exchanges)) / count:.2f} ms  {ours.stat().st_size} bytes")
    for level in (1, 6, 9):
        spent = cpu_ms(partial(write_zlib, folder, exchanges, level)) / count
        print(f"  write, zlib {level}    {spent:.2f} ms  {(folder / 'zlib.warc.gz').stat().st_size} bytes")
    spent = cpu_ms(partial(write_warcio, folder, exchanges)) / count
    print(f"  write, warcio    {spent:.2f} ms  {(folder / 'warcio.warc.gz').stat().st_size} bytes")
    for name, read in (("ours", read_ours), ("check", read_checked), ("warcio", read_warcio), ("fastwarc", read_fast)):
        print(f"  read, {name:<10} {cpu_ms(partial(read, ours)) / (3 * count):.3f} ms a record")


def page(chance: random.Random) -> bytes:
    words = ["".join(chance.choices("etaoinshrdlucmfwyp", k=chance.randint(2, 9))) for _ in range(3000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    text = b""
    while len(text) < PAGE_BYTES:
        sentence = " ".join(chance.choices(words, weights, k=60))
        text += f"<div class=p{chance.randint(1, 99)}><p>{sentence}</p></div>\n".encode()
    return text


def exchange(coding: bytes, body: bytes) -> Exchange:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n" % (coding, len(body))
    request = Bytes(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n")
    return Exchange(
        url="http://news.example/", request=request, response=Bytes(head + body), started_at=AT, ended_at=AT
    )


def write(folder: Path, exchanges: list[Exchange]) -> Path:
    config = WarcConfig(folder=folder, prefix=f"r{uuid4().hex}")
    writer = WarcWriter(config, now=lambda: AT, ids=uuid4, hostname="host", pid=1)
    for one in exchanges:
        writer.append(exchange_records(one, ids=uuid4))
    closed = writer.close()
    assert closed is not None
    return folder / closed.name


def write_zlib(folder: Path, exchanges: list[Exchange], level: int) -> None:
    with (folder / "zlib.warc.gz").open("wb") as file:
        for one in exchanges:
            for record in exchange_records(one, ids=uuid4):
                member = zlib.compressobj(level, zlib.DEFLATED, 31)
                file.write(member.compress(record_bytes(record)) + member.flush())


def write_warcio(folder: Path, exchanges: list[Exchange]) -> None:
    with (folder / "warcio.warc.gz").open("wb") as file:
        writer = WARCWriter(file)
        for one in exchanges:
            for record in exchange_records(one, ids=uuid4):
                block = whole(record.block)
                content = io.BytesIO(block)
                theirs = writer.create_warc_record(
                    one.url, record.type, content, len(block), warc_content_type=record.content_type
                )
                writer.write_record(theirs)


def read_ours(path: Path) -> int:
    return sum(record.block.size_bytes for record in read_records(path))


def read_checked(path: Path) -> int:
    return len(list(check_file(path)))


def read_warcio(path: Path) -> int:
    with path.open("rb") as file:
        return sum(len(record.raw_stream.read()) for record in WarcioIterator(file, no_record_parse=True))


def read_fast(path: Path) -> int:
    records = FastIterator(str(path), parse_http=False, auto_decode="none")
    return sum(len(record.reader.read()) for record in records)


def cpu_ms(run: Callable[[], object]) -> float:
    """Return the least CPU time of a few runs: the machine's other work only ever adds to it."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return min(spent) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
