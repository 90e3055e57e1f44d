"""Write the records of exchanges and read them back: ``warc_files.py ours|warcio|fastwarc``.

All get the same answers, in one file, and write the same three records of each: response, request, metadata.
"""

from __future__ import annotations

import io
import struct
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from protocol import serve

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 11, 24, tzinfo=UTC)
REQUEST = b"GET / HTTP/1.1\r\nHost: news.example\r\nAccept-Encoding: gzip\r\n\r\n"
METADATA = b"fetchTimeMs: 120\r\nvia: http://news.example/\r\nspider: news\r\n"
URL = "http://news.example/2026/11/24/a-story"
TYPES = {
    "response": "application/http;msgtype=response",
    "request": "application/http;msgtype=request",
    "metadata": "application/warc-fields",
}


class Library:
    """What one library is asked for; the answers stay in memory in between."""

    name = ""

    def __init__(self) -> None:
        self._answers: list[bytes] = []

    def load(self, path: str) -> dict[str, Any]:
        """Take the answers in the file *path*, each behind its length."""
        data, at = Path(path).read_bytes(), 0
        self._answers = []
        while at < len(data):
            (size,) = struct.unpack_from(">I", data, at)
            self._answers.append(data[at + 4 : at + 4 + size])
            at += 4 + size
        return {"answers": len(self._answers)}

    def write(self, folder: str, times: int = 1) -> dict[str, Any]:
        """Write the records of all answers, so many *times*, into one file in *folder*."""
        path = self.written(Path(folder), self._answers * times)
        return {"path": str(path), "size_bytes": path.stat().st_size}

    def read(self, path: str) -> dict[str, Any]:
        """Read each record of the file *path* to its end."""
        records = self.read_file(Path(path))
        return {"records": records}

    def written(self, folder: Path, answers: list[bytes]) -> Path:
        raise NotImplementedError

    def read_file(self, path: Path) -> int:
        raise NotImplementedError


class Ours(Library):
    name = "microfiche"

    def written(self, folder: Path, answers: list[bytes]) -> Path:
        from crawler.http import Bytes
        from crawler.model import Exchange
        from crawler.warc import WarcConfig, WarcWriter, exchange_records

        config = WarcConfig(folder=folder, prefix=f"r{uuid4().hex}")
        writer = WarcWriter(config, now=lambda: AT, ids=uuid4, hostname="host", pid=1)
        for answer in answers:
            one = Exchange(
                url=URL, request=Bytes(REQUEST), response=Bytes(answer), started_at=AT, ended_at=AT, spider="news"
            )
            writer.append(exchange_records(one, ids=uuid4))
        closed = writer.close()
        assert closed is not None
        return folder / closed.name

    def read_file(self, path: Path) -> int:
        from crawler.warc import read_records

        return sum(1 for record in read_records(path) if sum(map(len, record.block.chunks())) >= 0)

    def check(self, path: str) -> dict[str, Any]:
        """Read the file *path* as `verify` does: every digest computed anew."""
        from crawler.warc import check_file

        return {"flaws": len(list(check_file(Path(path))))}


class Warcio(Library):
    name = "warcio"

    def written(self, folder: Path, answers: list[bytes]) -> Path:
        from warcio.warcwriter import WARCWriter

        path = folder / "warcio.warc.gz"
        with path.open("wb") as file:
            writer = WARCWriter(file)
            for answer in answers:
                for kind, block in _blocks(answer):
                    record = writer.create_warc_record(
                        URL, kind, io.BytesIO(block), len(block), warc_content_type=TYPES[kind]
                    )
                    writer.write_record(record)
        return path

    def read_file(self, path: Path) -> int:
        from warcio.archiveiterator import ArchiveIterator

        with path.open("rb") as file:
            return sum(
                1 for record in ArchiveIterator(file, no_record_parse=True) if record.raw_stream.read() is not None
            )


class Fastwarc(Library):
    name = "fastwarc"

    def written(self, folder: Path, answers: list[bytes]) -> Path:
        from fastwarc.stream_io import GzipWriter
        from fastwarc.warc import WarcRecord, WarcRecordType

        path = folder / "fastwarc.warc.gz"
        writer = GzipWriter(str(path))
        for answer in answers:
            for kind, block in _blocks(answer):
                record = WarcRecord()
                record.init_headers(getattr(WarcRecordType, kind))
                record.headers["WARC-Target-URI"] = URL
                record.headers["Content-Type"] = TYPES[kind]
                record.set_bytes_content(block)
                record.write(writer, checksum_data=True)
                writer.finish()  # a gzip member for each record
        writer.close()
        return path

    def read_file(self, path: Path) -> int:
        from fastwarc.warc import ArchiveIterator

        records = ArchiveIterator(str(path), parse_http=False, auto_decode="none")
        return sum(1 for record in records if record.reader.read() is not None)


def _blocks(answer: bytes) -> list[tuple[str, bytes]]:
    return [("response", answer), ("request", REQUEST), ("metadata", METADATA)]


if __name__ == "__main__":
    library = {"ours": Ours, "warcio": Warcio, "fastwarc": Fastwarc}[sys.argv[1]]()
    verbs: dict[str, Callable[..., Any]] = {"load": library.load, "write": library.write, "read": library.read}
    if isinstance(library, Ours):
        verbs["check"] = library.check
    serve(verbs, f"{library.name} {version(library.name)}")
