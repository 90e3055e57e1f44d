"""Pages to be fetched in a benchmark, and the server on loopback that has them."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import threading
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(os.environ.get("MICROFICHE_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")
TEXTS = 40
WORDS = 60
"""Of a paragraph."""


class Generated:
    """Pages of a newspaper that is none: 74 kB on average, 22 kB on the wire, gzip-encoded, no two alike."""

    name = "generated pages"

    def __init__(self, *, are_marked: bool = True) -> None:
        """Pages that *are_marked* say that they are articles, as publishing software has it; else nothing says so."""
        chance = random.Random(2026)
        words = ["".join(chance.choices("etaoinshrdlucmfwypvbgkjqxz", k=chance.randint(2, 11))) for _ in range(400)]
        self._packed = [_begun(_page(chance, words, are_marked=are_marked)) for _ in range(TEXTS)]

    def __call__(self, number: int) -> bytes:
        """Return the whole answer with the page *number*; the same number gives the same bytes."""
        return _answer(_ended(self._packed[number % TEXTS], number))


class Saved:
    """Pages of the corpus of saved pages, gzip-encoded; each is there again with another number in it."""

    name = "saved pages"

    def __init__(self, count: int) -> None:
        """Take *count* of the pages at most. Raises `FileNotFoundError` when there is no corpus."""
        paths = sorted(CORPUS.glob("*/html/*.gz"))
        if not paths:
            raise FileNotFoundError(f"no corpus of saved pages at {CORPUS}")
        random.Random(1).shuffle(paths)
        self._packed = [_begun(gzip.decompress(path.read_bytes())) for path in paths[:count]]

    def __call__(self, number: int) -> bytes:
        """Return the whole answer with the page *number*; the same number gives the same bytes."""
        return _answer(_ended(self._packed[number % len(self._packed)], number))


def serve(answer: Callable[[int], bytes]) -> str:
    """Serve what *answer* gives for each number, from a thread of this process; return the address above them."""
    ready: list[int] = []
    started = threading.Event()

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            path = head.split(b" ", 2)[1].strip(b"/")
            writer.write(answer(int(path)) if path.isdigit() else NOT_FOUND)
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answered, "127.0.0.1", 0)
        ready.append(server.sockets[0].getsockname()[1])
        started.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    started.wait()
    return f"http://127.0.0.1:{ready[0]}"


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def kinds(name: str) -> Callable[[int], bytes]:
    """Return the pages called *name*, one of `KINDS`."""
    return Saved(600) if name == "saved" else Generated(are_marked=name == "generated")


KINDS = ("generated", "plain", "saved")
"""Made up; made up without a mark that they are articles; those of the corpus."""


def _page(chance: random.Random, words: list[str], *, are_marked: bool) -> bytes:
    text = "".join(
        f'<p class="story-{chance.randint(1, 9)}">{" ".join(chance.choices(words, k=WORDS))}</p>\n'
        for _ in range(chance.randint(60, 250))
    )
    title = " ".join(chance.choices(words, k=8))
    mark = '<meta property="og:type" content="article">' if are_marked else ""
    return f"<html><head>{mark}<title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>".encode()


def _begun(page: bytes) -> Any:
    """Return a packer that has taken *page*; a copy of it takes what is different."""
    packer = zlib.compressobj(6, wbits=31)
    return packer, packer.compress(page)


def _ended(begun: Any, number: int) -> bytes:
    packer, first = begun
    packer = packer.copy()
    return bytes(first + packer.compress(b"<!-- %d -->" % number) + packer.flush())


def _answer(body: bytes) -> bytes:
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
