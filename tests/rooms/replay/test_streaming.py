"""A large record goes out while it is read from its store; what breaks off in the middle is seen to be broken."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import random
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from rooms.archive.test_remote_reading import QUICK, CountingStore, bring
from rooms.replay.served import AT, STAMP, Made, Served, answer, chunked
from stores.cutting import CuttingProxy

from crawler.archive.places import Store
from crawler.config import StoreSettings
from crawler.http import Spool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stores.server import S3Server

URL = "http://news.example/film"
RAW = f"/web/{STAMP}id_/{URL}"
SHOWN = f"/web/{STAMP}oe_/{URL}"
FILM = random.Random(7).randbytes(20 << 20)
KINDS: dict[str, Callable[[], bytes]] = {
    "with a length": lambda: answer(FILM, mime="video/mp4"),
    "in chunks": lambda: answer(chunked(FILM, 50_000), mime="video/mp4", Transfer_Encoding="chunked"),
    "packed": lambda: answer(gzip.compress(FILM, 1), mime="video/mp4", Content_Encoding="gzip"),
    "packed, in chunks": lambda: answer(
        chunked(gzip.compress(FILM, 1), 50_000), mime="video/mp4", Content_Encoding="gzip", Transfer_Encoding="chunked"
    ),
}
FIRST_READS = 10
"""The first bytes of the file, the record, and what is read on from there until some of it is to be sent. Only for a
packed one that was sent in chunks it is 8 MiB: whether it is small enough to be looked at as a whole is not known."""


def in_a_folder(folder: Path, *answers: tuple[str, bytes]) -> Made:
    made = Made(folder)
    made.config = replace(made.config, store=StoreSettings(address=f"file://{folder / 'store'}"))
    made.keep(*answers)
    bring(made.config)
    return made


class Asked:
    """An answer that is read in parts."""

    def __init__(self, served: Served, target: str, *, method: str = "GET", **headers: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", served.port)
        self._connection.request(method, target, headers=headers)
        self.answer = self._connection.getresponse()
        self.status = self.answer.status

    def rest(self) -> bytes:
        """Return the body; raises where it does not come to its end."""
        try:
            return self.answer.read()
        finally:
            self.answer.close()
            self._connection.close()

    def is_broken(self) -> bool:
        """Return whether the rest of the body fails to come, and the client can tell."""
        try:
            self.rest()
        except (http.client.IncompleteRead, ConnectionError):
            return True
        return False


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", [RAW, SHOWN])
def test_the_first_byte_comes_after_a_few_requests(kind: str, target: str, tmp_path: Path) -> None:
    made = in_a_folder(tmp_path, (URL, KINDS[kind]()))
    store = CountingStore()
    with Served(made, store=store) as served:
        head = Asked(served, target, method="HEAD")
        assert (head.status, head.rest()) == (200, b"")
        assert len(store.reads) <= FIRST_READS
        assert sum(stop - start for start, stop in store.reads) < (13 << 20 if kind == "packed, in chunks" else 4 << 20)
        assert Asked(served, target).rest() == FILM
        whole = len(store.reads)
        assert Asked(served, target).rest() == FILM
        assert Asked(served, RAW, Range="bytes=100-109").rest() in {FILM[100:110], FILM}
        assert len(store.reads) == whole, "what has come is kept"


def test_a_part_needs_no_more_than_what_stands_before_it(tmp_path: Path) -> None:
    made = in_a_folder(tmp_path, (URL, KINDS["with a length"]()))
    store = CountingStore()
    with Served(made, store=store) as served:
        part = Asked(served, RAW, Range="bytes=2000000-2000099")
        assert (part.status, part.rest()) == (206, FILM[2_000_000:2_000_100])
        assert max(stop for _, stop in store.reads) < 6 << 20
        rest = Asked(served, RAW, Range="bytes=2000000-")
        assert rest.answer.headers["Content-Range"] == f"bytes 2000000-{len(FILM) - 1}/{len(FILM)}"
        assert rest.rest() == FILM[2_000_000:]


def test_a_revisit_has_the_large_body_it_refers_to(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.config = replace(made.config, store=StoreSettings(address=f"file://{tmp_path / 'store'}"))
    response = KINDS["with a length"]()
    made.keep((URL, response))
    made.keep((URL, response), at=AT + timedelta(days=1))
    bring(made.config)
    store = CountingStore()
    with Served(made, store=store) as served:
        target = RAW.replace(STAMP, "20240502103000")
        head = Asked(served, target, method="HEAD")
        assert (head.answer.headers["Content-Length"], head.rest()) == (str(len(FILM)), b"")
        assert len(store.reads) <= FIRST_READS
        assert Asked(served, target).rest() == FILM


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("harm", ["shorter", "a byte"])
def test_harm_in_the_middle_breaks_the_transfer(kind: str, harm: str, tmp_path: Path) -> None:
    """Its first bytes are right, and have gone out before anybody could know."""
    made = in_a_folder(tmp_path, (URL, KINDS[kind]()))
    (path,) = (tmp_path / "store").rglob("*.warc.gz")
    data = bytearray(path.read_bytes())
    if harm == "shorter":
        del data[len(data) * 3 // 4 :]
    else:
        data[len(data) * 3 // 4] ^= 1
    path.write_bytes(data)
    with Served(made, store=Store(waits_s=())) as served:
        asked = Asked(served, RAW)
        assert asked.status == 200
        assert asked.is_broken()
        assert Asked(served, RAW).is_broken(), "and not what had come by then, as if it were all"


def test_harm_at_the_beginning_is_a_page_that_says_so(tmp_path: Path) -> None:
    made = in_a_folder(tmp_path, (URL, KINDS["with a length"]()))
    (path,) = (tmp_path / "store").rglob("*.warc.gz")
    path.unlink()
    with Served(made, store=Store(waits_s=())) as served:
        asked = Asked(served, RAW)
        assert (asked.status, b"The record cannot be read" in asked.rest()) == (503, True)


@pytest.mark.slow
def test_a_store_that_goes_away_in_the_middle(s3: S3Server, tmp_path: Path) -> None:
    """100 MB over S3: cut in the middle the client sees it; asked again, when the store is back, it gets all."""
    film = FILM * 5
    body = Spool()
    body.append(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % len(film))
    body.append(film)
    made = Made(tmp_path).keep((URL, body))
    with CuttingProxy(s3.port) as proxy:
        made.config = replace(made.config, store=s3.settings(proxy.port))
        bring(made.config)
        store = Store(made.config.store.options, waits_s=QUICK, rest_s=0.0)
        with Served(made, store=store) as served:
            before = proxy.passed_bytes
            asked = Asked(served, RAW)
            start = asked.answer.read(1 << 20)
            assert proxy.passed_bytes - before < 40 << 20, "what the client does not take is not fetched"
            proxy.shut()
            assert start == film[: 1 << 20]
            assert asked.is_broken()
            assert Asked(served, RAW).is_broken(), "no more than the ranges that are kept"
            proxy.is_open = True
            tracemalloc.start()
            try:
                asked, digest, size = Asked(served, RAW), hashlib.sha256(), 0
                for piece in iter(partial(asked.answer.read, 1 << 20), b""):
                    digest.update(piece)
                    size += len(piece)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
                asked.rest()
        assert (size, digest.digest()) == (len(film), hashlib.sha256(film).digest())
        assert peak < 32 << 20
