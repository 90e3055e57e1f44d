"""Files in the manner of other writers: by real ones where they are there, else byte by byte as they write them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import zipfile
from base64 import b32encode
from typing import TYPE_CHECKING

import zstandard
from rooms.reread.again import story
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.http import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

HOST = "gazette.example"
NUMBERS = (1, 2, 3)


def answer(number: int) -> bytes:
    """Return the whole answer, head and body, of the story *number*."""
    response = story(number).response
    assert response is not None
    return whole(response)


def url(number: int) -> str:
    return f"http://{HOST}/story/{number}"


def sha1(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data).digest()).decode()


def record(
    kind: str, fields: Sequence[tuple[str, str]], block: bytes, *, version: str = "1.0", end: bytes = b"\r\n"
) -> bytes:
    lines = [f"WARC/{version}", f"WARC-Type: {kind}", *(f"{name}: {value}" for name, value in fields)]
    head = end.join([*(line.encode() for line in lines), b"Content-Length: %d" % len(block), b"", b""])
    return head + block + b"\r\n\r\n"


def uuid(number: int) -> str:
    return f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>"


def by_wget(numbers: Sequence[int] = NUMBERS) -> list[bytes]:
    """WARC 1.0; the request before the answer, brackets around addresses, a log as a resource at the end."""
    records = [
        record(
            "warcinfo",
            [
                ("Content-Type", "application/warc-fields"),
                ("WARC-Date", "2031-03-05T08:00:00Z"),
                ("WARC-Record-ID", uuid(900_000)),
            ],
            b"software: Wget/1.21.3 (linux-gnu)\r\nformat: WARC File Format 1.0\r\n",
        )
    ]
    for number in numbers:
        common = [("WARC-Target-URI", f"<{url(number)}>"), ("WARC-Date", f"2031-03-05T08:00:{number % 60:02d}Z")]
        asked = b"GET /story/%d HTTP/1.1\r\nHost: gazette.example\r\n\r\n" % number
        records.append(
            record(
                "request",
                [
                    *common,
                    ("Content-Type", "application/http;msgtype=request"),
                    ("WARC-Record-ID", uuid(number)),
                    ("WARC-Block-Digest", sha1(asked)),
                ],
                asked,
            )
        )
        body = answer(number).partition(b"\r\n\r\n")[2]
        records.append(
            record(
                "response",
                [
                    *common,
                    ("WARC-Record-ID", uuid(100_000 + number)),
                    ("WARC-Concurrent-To", uuid(number)),
                    ("WARC-IP-Address", "192.0.2.1"),
                    ("WARC-Block-Digest", sha1(answer(number))),
                    ("WARC-Payload-Digest", sha1(body)),
                    ("Content-Type", "application/http;msgtype=response"),
                ],
                answer(number),
            )
        )
    records.append(
        record(
            "resource",
            [
                ("WARC-Record-ID", uuid(900_001)),
                ("WARC-Target-URI", "<metadata://gnu.org/software/wget/warc/wget.log>"),
                ("WARC-Date", "2031-03-05T08:01:00Z"),
                ("Content-Type", "text/plain"),
            ],
            b"saved\n",
        )
    )
    return records


def a_revisit(framed: bytes, chunked: bytes) -> bytes:
    revisit = [
        ("WARC-Target-URI", url(1) + "?again"),
        ("WARC-Date", "2031-03-05T09:00:01Z"),
        ("WARC-Payload-Digest", sha1(framed)),
        ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"),
        ("WARC-Truncated", "length"),
        ("WARC-Record-ID", uuid(3)),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return record("revisit", revisit, chunked.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")


def by_heritrix() -> list[bytes]:
    """WARC 1.0; a dns record, answers without requests, metadata beside them, the digest of the framed body."""
    records = [
        record(
            "warcinfo",
            [
                ("WARC-Date", "2031-03-05T08:00:00Z"),
                ("WARC-Record-ID", uuid(900_000)),
                ("Content-Type", "application/warc-fields"),
            ],
            b"software: Heritrix/3.4\r\n",
        ),
        record(
            "response",
            [
                ("WARC-Target-URI", f"dns:{HOST}"),
                ("WARC-Date", "2031-03-05T08:00:00Z"),
                ("WARC-IP-Address", "192.0.2.53"),
                ("WARC-Record-ID", uuid(900_001)),
                ("Content-Type", "text/dns"),
            ],
            b"20310305080000\ngazette.example.\t60\tIN\tA\t192.0.2.1\n",
        ),
    ]
    body = answer(1).partition(b"\r\n\r\n")[2]
    framed = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    chunked = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n" + framed
    )
    common = [("WARC-Target-URI", url(1)), ("WARC-Date", "2031-03-05T08:00:01Z")]
    records.append(
        record(
            "response",
            [
                *common,
                ("WARC-Payload-Digest", sha1(framed)),
                ("WARC-Record-ID", uuid(1)),
                ("Content-Type", "application/http; msgtype=response"),
            ],
            chunked,
        )
    )
    records.append(
        record(
            "metadata",
            [
                *common,
                ("WARC-Concurrent-To", uuid(1)),
                ("WARC-Record-ID", uuid(2)),
                ("Content-Type", "application/warc-fields"),
            ],
            b"seed: \r\nfetchTimeMs: 33\r\n",
        )
    )
    records.append(a_revisit(framed, chunked))
    return records


def warcinfo() -> bytes:
    fields = [("WARC-Date", "2031-03-05T08:00:00Z"), ("WARC-Record-ID", uuid(900_000))]
    return record("warcinfo", [*fields, ("Content-Type", "application/warc-fields")], b"software: x\r\n")


def by_browser(digest: str) -> list[bytes]:
    """WARC 1.1; an answer with a payload digest in the writer's own way, and a revisit that has no more than that."""
    common = [("WARC-Payload-Digest", digest), ("Content-Type", "application/http; msgtype=response")]
    first = [("WARC-Target-URI", url(1)), ("WARC-Date", "2031-03-05T08:00:01Z"), ("WARC-Record-ID", uuid(1))]
    again = [("WARC-Target-URI", url(1) + "?again"), ("WARC-Date", "2031-03-05T09:00:01Z"), ("WARC-Record-ID", uuid(2))]
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")
    head = answer(1).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    return [
        warcinfo(),
        record("response", [*first, *common], answer(1), version="1.1"),
        record("revisit", [*again, *common, profile], head, version="1.1"),
    ]


def flawed() -> list[bytes]:
    """What is met here and there: line feeds alone, spaces in addresses, wrong sums and lengths, no id, no date."""
    common = [("WARC-Date", "2031-03-05T08:00:01Z"), ("Content-Type", "application/http;msgtype=response")]
    return [
        record("response", [*common, ("WARC-Target-URI", url(1)), ("WARC-Record-ID", uuid(1))], answer(1), end=b"\n"),
        record("response", [*common, ("WARC-Target-URI", f"http://{HOST}/a story"), ("WARC-Record-ID", uuid(2))], answer(2)),
        record("response", [*common, ("WARC-Target-URI", url(3)), ("WARC-Record-ID", uuid(3)), ("WARC-Block-Digest", sha1(b"other"))], answer(3)),
        record("response", [*common, ("WARC-Target-URI", url(4))], answer(4)),
        record("response", [("WARC-Target-URI", url(5)), ("WARC-Record-ID", uuid(5)), ("Content-Type", "application/http")], answer(5)),
        record("response", [*common, ("WARC-Target-URI", url(6)), ("WARC-Record-ID", uuid(6))], answer(6)).replace(b"Content-Length: ", b"Content-Length: 1", 1),
        record("response", [*common, ("WARC-Target-URI", url(7)), ("WARC-Record-ID", uuid(7)), ("WARC-Payload-Digest", "crc32:00")], answer(7)),
    ]  # fmt: skip


def by_warcio(numbers: Sequence[int] = NUMBERS, version: str = "1.1") -> bytes:
    """A file of gzip members, by warcio itself; in the manner of browsers with a resource beside the pages."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "warcio"}))
    for number in numbers:
        head, _, body = answer(number).partition(b"\r\n\r\n")
        lines = [(name, value) for name, _, value in (line.partition(": ") for line in head.decode().split("\r\n")[1:])]
        http = StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url(number), "response", payload=io.BytesIO(body), http_headers=http)
        )
    page = answer(9).partition(b"\r\n\r\n")[2]
    writer.write_record(
        writer.create_warc_record(url(9), "resource", payload=io.BytesIO(page), warc_content_type="text/html")
    )
    writer.write_record(
        writer.create_warc_record(
            "urn:pageinfo:x", "resource", payload=io.BytesIO(b"{}"), warc_content_type="application/json"
        )
    )
    return out.getvalue()


def members(records: Sequence[bytes]) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def zstd(records: Sequence[bytes], *, dictionary: bool, packed: bool = False) -> bytes:
    """A frame for each record, with a dictionary in a frame before them, as ArchiveTeam and warcprox write it."""
    if not dictionary:
        return b"".join(zstandard.ZstdCompressor().compress(each) for each in records)
    trained = zstandard.train_dictionary(4096, [answer(number) + bytes([number]) * 9 for number in range(2, 60)])
    data = zstandard.ZstdCompressor().compress(trained.as_bytes()) if packed else trained.as_bytes()
    compressor = zstandard.ZstdCompressor(dict_data=trained)
    first = struct.pack("<II", 0x184D2A5D, len(data)) + data
    return first + b"".join(compressor.compress(each) for each in records)


def arc(numbers: Sequence[int] = NUMBERS, *, version: int = 1) -> list[bytes]:
    names = {
        1: "URL IP-address Archive-date Content-type Archive-length",
        2: "URL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Archive-length",
    }
    about = f"{version} 0 InternetArchive\n{names[version]}\n\n".encode()
    tail = "" if version == 1 else " 200"
    records = [
        f"filedesc://a.arc 0.0.0.0 20310305080000 text/plain{tail}{' - - 0 a.arc' if tail else ''} {len(about)}\n".encode()
        + about
        + b"\n"
    ]
    for number in numbers:
        more = "" if version == 1 else " 200 - - 77 a.arc"
        line = f"{url(number)} 192.0.2.1 2031030508000{number} text/html{more} {len(answer(number))}\n"
        records.append(line.encode() + answer(number) + b"\n")
    return records


def wacz(files: dict[str, bytes], *, wrong: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        resources = []
        for name, data in files.items():
            package.writestr(f"archive/{name}", data)
            digest = hashlib.sha256(data + b"x" * wrong).hexdigest()
            resources.append({"name": name, "path": f"archive/{name}", "hash": f"sha256:{digest}", "bytes": len(data)})
        package.writestr("pages/pages.jsonl", b"")
        package.writestr("datapackage.json", json.dumps({"profile": "data-package", "resources": resources}))
    return out.getvalue()
