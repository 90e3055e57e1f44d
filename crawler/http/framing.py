"""The body of an HTTP message with its chunk framing undone, in one pass and in small pieces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.http.content import Bytes
from crawler.http.feed import LINE_LIMIT_BYTES, Feed
from crawler.http.head import read_head, read_request_head, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.model import Content

_CHUNK_HEADER = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
_CHUNK_HEADER_SO_FAR = re.compile(rb"[ \t]*(?:[0-9A-Fa-f]{1,16}[ \t]*(?:;[^\n]*)?)?\r?")


def entity(block: Content, *, note: Callable[[str], None] | None = None) -> Iterator[bytes]:
    """Yield the body of *block* with chunked framing undone: the entity body whose digest a WARC record carries.

    *block* is an answer or a request; bytes with no HTTP head are all body. Content encodings stay. A body that says
    it is chunked but is not comes back as it is; one that breaks off in the middle, as far as it goes. *note* is told
    what was wrong, in words; nothing is raised for what a server sent.
    """
    fields, body_at = _fields_and_start(block)
    yield from entity_behind(fields, body_at, block, note=note)


def sent_body(block: Content) -> Iterator[bytes]:
    """Yield the body of *block* as it was sent, chunk framing included; bytes with no HTTP head are all body."""
    yield from _after(block.chunks(), _fields_and_start(block)[1])


def entity_behind(
    fields: tuple[tuple[bytes, bytes], ...],
    body_at: int,
    block: Content,
    *,
    note: Callable[[str], None] | None = None,
) -> Iterator[bytes]:
    """Yield what `entity` does, of a *block* whose head has been read: its *fields*, and where its body starts."""
    tell = note or _say_nothing
    body = iter((block.data[body_at:],)) if isinstance(block, Bytes) else _after(block.chunks(), body_at)
    if is_chunked(fields):
        yield from _dechunked(Feed(body), tell)
    else:
        yield from _counted(body, values_of(fields, b"Content-Length"), tell)


def transfer_codings(fields: tuple[tuple[bytes, bytes], ...]) -> list[bytes]:
    """Return the transfer codings in the order they were applied, lower case, without parameters."""
    return tokens(values_of(fields, b"Transfer-Encoding"))


def is_chunked(fields: tuple[tuple[bytes, bytes], ...]) -> bool:
    """Return whether the fields say that the body is chunked."""
    return b"chunked" in transfer_codings(fields)


def tokens(values: list[bytes]) -> list[bytes]:
    """Return the members of comma lists, lower case, without parameters."""
    members = b",".join(values).split(b",")
    return [name for member in members if (name := member.partition(b";")[0].strip(b" \t\"'").lower())]


def _say_nothing(_text: str) -> None:
    return


def _fields_and_start(block: Content) -> tuple[tuple[tuple[bytes, bytes], ...], int]:
    answer, body_at = read_head(block)
    if answer is not None:
        return answer.fields, body_at
    request, body_at = read_request_head(block)
    return (request.fields if request is not None else ()), body_at


def _after(chunks: Iterator[bytes], skip: int) -> Iterator[bytes]:
    for chunk in chunks:
        if skip >= len(chunk):
            skip -= len(chunk)
        else:
            yield chunk[skip:] if skip else chunk
            skip = 0


def _counted(body: Iterator[bytes], lengths: list[bytes], tell: Callable[[str], None]) -> Iterator[bytes]:
    size = 0
    for piece in body:
        size += len(piece)
        yield piece
    said = lengths[0].strip() if lengths else b""
    # An empty body is right after HEAD and in 304, whatever the length says; a block that lost its body is marked.
    if size and said.isdigit() and len(said) < 20 and int(said) != size:
        tell(f"Content-Length says {int(said)} bytes, the body has {size}")


def _dechunked(feed: Feed, tell: Callable[[str], None]) -> Iterator[bytes]:
    line = feed.line()
    if line is None or _CHUNK_HEADER.fullmatch(line) is None:
        yield from _not_chunked(feed, line, tell)
        return
    while line is not None:
        header = _CHUNK_HEADER.fullmatch(line)
        if header is None:
            tell("chunked body is broken: no chunk size where one must be")
            return
        left = int(header[1], 16)
        if left == 0:
            _read_trailers(feed, tell)
            return
        for piece in feed.take(left):
            left -= len(piece)
            yield piece
        if left:
            break
        end = feed.line()
        if end is not None and end not in (b"\r\n", b"\n"):
            tell("chunked body is broken: a chunk is longer than its size")
            return
        line = feed.line() if end is not None else None
    tell("chunked body is cut short")


def _not_chunked(feed: Feed, line: bytes | None, tell: Callable[[str], None]) -> Iterator[bytes]:
    """Nothing came, or only the start of the first chunk header, or something that is no chunk header at all."""
    start = feed.rest()
    if line is None and b"\n" not in start and len(start) <= LINE_LIMIT_BYTES and _CHUNK_HEADER_SO_FAR.fullmatch(start):
        if start:
            tell("chunked body is cut short")
        return
    tell("not chunked, though Transfer-Encoding says so")
    if line is not None:
        yield line
    yield from feed.everything()


def _read_trailers(feed: Feed, tell: Callable[[str], None]) -> None:
    while (line := feed.line()) is not None:
        if line in (b"\r\n", b"\n"):
            if any(feed.everything()):
                tell("bytes after the end of the chunked body")
            return
    tell("the end of the chunked body is missing")
