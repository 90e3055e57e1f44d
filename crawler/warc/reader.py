"""Records read back from a WARC file, one gzip member at a time, with the exact place of each."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NamedTuple

from crawler.counting import counted
from crawler.errors import BadRecord, reason_of
from crawler.http import Arriving, Bytes, Spool
from crawler.http.content import SPOOL_AT_BYTES
from crawler.http.feed import Feed
from crawler.warc.digests import agrees
from crawler.warc.fields import ENCODED_ADDRESS, is_encoded, parse_fields
from crawler.warc.members import (
    WARC_MAGIC,
    Damage,
    GzipMember,
    is_gzip,
    next_member,
    next_plain,
    plain_pieces,
    read_at,
    starts_member,
)
from crawler.warc.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.model import Content
    from crawler.warc.record import Fields, WarcSource

HEADER_LIMIT_BYTES = 1 << 20
RECORD_END = b"\r\n\r\n"
NO_END = "no empty lines at the end of the record"
SHORT_END = "the record ends without its two empty lines"
MOST_TRIES = 8
"""So many places that look like the beginning of a record may stand within a block whose length is wrong."""

_VERSION_LINE = re.compile(rb"(WARC/[0-9]{1,3}\.[0-9]{1,3})\r?\n")
_VERSION_END = re.compile(rb"WARC/[0-9]{1,3}\.[0-9]{1,3}\r?\n\Z")
_LINE_ENDS = re.compile(rb"(?:\r?\n){0,2}\r?")
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)


def read_records(
    path: WarcSource, *, start: int = 0, on_damage: Callable[[BadRecord], None] | None = None
) -> Iterator[Record]:
    """Yield each whole record of *path* from offset *start* on. Reads ``.warc``, ``.warc.gz`` and ``.warc.gz.open``.

    Every damaged place is given to *on_damage*, and reading goes on at the next record that can be found. Without
    *on_damage* the first one is raised as `BadRecord`. Blocks above 1 MiB are spooled.
    """
    for found in scan(path, start):
        if isinstance(found, Record):
            yield found
        elif on_damage is None:
            raise found
        else:
            on_damage(found)


def read_record(path: WarcSource, offset: int) -> Record:
    """Return the record at *offset*. Raises `BadRecord` when there is no whole one."""
    with path.open("rb") as file, _as_bad_record(path, offset):
        return (_gzip_record if is_gzip(path, file) else _plain_record)(path, file, offset)


def open_record(path: WarcSource, offset: int, length: int) -> Record:
    """Return the record at *offset*, which takes *length* bytes of the file, as `read_record` does.

    A large block is read when somebody asks for it. Reading raises `BadRecord` where it is damaged, and its last piece
    comes when the whole record was found to be right.
    """
    with path.open("rb") as file, _as_bad_record(path, offset):
        head = _head(_feed_at(path, file, offset)[0])
    if head.size_bytes <= SPOOL_AT_BYTES:
        return read_record(path, offset)
    return Record(
        path=path,
        offset=offset,
        length=length,
        version=head.version,
        headers=head.headers,
        block=Arriving(_arriving(path, offset), head.size_bytes),
        oddities=head.oddities,
    )


def _arriving(path: WarcSource, offset: int) -> Iterator[bytes]:
    """Yield the block of the record at *offset*; each piece when something was found behind it, or the right end."""
    try:
        with path.open("rb") as file, _as_bad_record(path, offset):
            feed, read_behind = _feed_at(path, file, offset)
            head = _head(feed)
            end = _end_behind(head, read_behind)
            held, left = b"", head.size_bytes
            for piece in feed.take(left):
                if held:
                    yield held
                held = piece
                left -= len(piece)
            _take_end(feed, head, head.size_bytes - left, end)
            if read_behind is None:
                for _ in feed.everything():
                    pass  # the checksum of a member stands at its end
            yield held
    except OSError as err:
        raise BadRecord(path, offset, reason_of(err)) from err


def _feed_at(path: WarcSource, file: IO[bytes], offset: int) -> tuple[Feed, Callable[[int], bytes] | None]:
    """Return the bytes of the record at *offset*, and what looks at those behind a block, where that can be had."""
    if not is_gzip(path, file):
        feed = Feed(plain_pieces(file, offset))
        return feed, _behind(file, offset, feed)
    if not starts_member(file, offset):
        raise Damage("no gzip member begins here", search_from=None)
    return Feed(GzipMember(file, offset).pieces()), None


def _behind(file: IO[bytes], offset: int, feed: Feed) -> Callable[[int], bytes]:
    return lambda behind_bytes: read_at(file, offset + feed.taken_bytes + behind_bytes)


@contextmanager
def _as_bad_record(path: WarcSource, offset: int) -> Iterator[None]:
    try:
        yield
    except Damage as err:
        raise BadRecord(path, offset, err.why) from err
    except _Malformed as err:
        raise BadRecord(path, offset, str(err)) from err


def scan(path: WarcSource, start: int = 0) -> Iterator[Record | BadRecord]:
    """Yield each whole record and, as a value, each damaged place, in the order of the file."""
    with path.open("rb") as file:
        size_bytes = file.seek(0, 2)
        record_at, next_at = (_gzip_record, next_member) if is_gzip(path, file) else (_plain_record, next_plain)
        at: int | None = start
        while at is not None and at < size_bytes:
            try:
                record = record_at(path, file, at)
            except Damage as err:
                yield BadRecord(path, at, err.why)
                at = None if err.search_from is None else next_at(file, err.search_from)
                continue
            yield record
            at += record.length
            if record.surplus_bytes:
                why = f"{counted(record.surplus_bytes, 'byte')} after the record in its gzip member"
                yield BadRecord(path, record.offset, why)


def _gzip_record(path: WarcSource, file: IO[bytes], offset: int) -> Record:
    if not starts_member(file, offset):
        raise Damage("no gzip member begins here", search_from=offset + 1)
    member = GzipMember(file, offset)
    feed = Feed(member.pieces())
    try:
        parsed = _parsed(feed)
        surplus_bytes = sum(map(len, feed.everything()))
    except _Malformed as err:
        for _ in feed.everything():
            pass  # the member may be whole though its content is wrong: reading then goes on right behind it
        raise Damage(str(err), search_from=member.end) from err
    assert member.end is not None
    return Record(
        path=path,
        offset=offset,
        length=member.end - offset,
        version=parsed.version,
        headers=parsed.headers,
        block=parsed.block,
        surplus_bytes=surplus_bytes,
        oddities=parsed.oddities,
    )


def _plain_record(path: WarcSource, file: IO[bytes], offset: int) -> Record:
    feed = Feed(plain_pieces(file, offset))
    try:
        parsed = _parsed(feed, _behind(file, offset, feed))
    except _Malformed as err:
        cut = err.at_end and not any(feed.everything()) and not _is_length_wrong(file, offset)
        raise Damage(str(err), search_from=None if cut else offset + 1) from err
    return Record(
        path=path,
        offset=offset,
        length=feed.taken_bytes,
        version=parsed.version,
        headers=parsed.headers,
        block=parsed.block,
        oddities=parsed.oddities,
    )


def _is_length_wrong(file: IO[bytes], offset: int) -> bool:
    """Return whether the record at *offset* of a plain file, whose block seems to reach beyond its end, ends within it.

    That must be sure, for a file may have been cut off within a page that holds records, which are none of the file: a
    ``warcinfo`` is written by nobody else, and of others the digest is that of the bytes before the next record.
    """
    feed = Feed(plain_pieces(file, offset))
    try:
        head = _head(feed)
    except _Malformed:
        return False
    told = {name.lower(): value for name, value in reversed(head.headers)}
    if told.get("warc-type", "").lower() == "warcinfo":
        return True
    digest, begins = told.get("warc-block-digest"), offset + feed.taken_bytes
    at = next_plain(file, begins) if digest else None
    for _ in range(MOST_TRIES):
        if at is None or digest is None:
            return False
        if any(agrees(digest, _between(file, begins, at - size)) for size in (len(RECORD_END), 2, 0)):
            return True
        at = next_plain(file, at + 1)
    return False


def _between(file: IO[bytes], start: int, stop: int) -> Iterator[bytes]:
    return Feed(plain_pieces(file, start)).take(max(0, stop - start))


class _Malformed(Exception):
    """What is wrong with the bytes of one record; *at_end*: they end before the record does."""

    def __init__(self, why: str, *, at_end: bool = False) -> None:
        super().__init__(why)
        self.at_end = at_end


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    version: str
    headers: Fields
    size_bytes: int
    """Of the block, as the header says."""
    oddities: tuple[str, ...]
    is_lf: bool
    """Whether all lines end in LF alone: so may the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed(_Head):
    block: Content


def _parsed(feed: Feed, read_behind: Callable[[int], bytes] | None = None) -> _Parsed:
    """Return the record that *feed* begins with. *read_behind* looks at what stands so many bytes further on."""
    head = _head(feed)
    end = _end_behind(head, read_behind)
    block = _block(feed, head.size_bytes)
    odd_end = _take_end(feed, head, block.size_bytes, end)
    return _Parsed(
        version=head.version,
        headers=head.headers,
        size_bytes=head.size_bytes,
        oddities=head.oddities if odd_end is None else (*head.oddities, odd_end),
        is_lf=head.is_lf,
        block=block,
    )


def _head(feed: Feed) -> _Head:
    lines = _header_lines(feed)
    version = _VERSION_LINE.fullmatch(lines[0])
    assert version is not None
    try:
        headers = parse_fields([line.rstrip(b"\r\n") for line in lines[1:-1]])
    except ValueError as err:
        raise _Malformed(str(err)) from err
    if sum(name.lower() == "warc-type" for name, _ in headers) > 1 and any(map(_VERSION_END.search, lines[1:])):
        raise _Malformed("the header breaks off where another record begins")
    lengths = [value for name, value in headers if name.lower() == "content-length"]
    if len(set(lengths)) != 1 or not _LENGTH.fullmatch(lengths[0]):
        raise _Malformed("no Content-Length")
    return _Head(
        version=version[1].decode("ascii"),
        headers=headers,
        size_bytes=int(lengths[0]),
        oddities=tuple(_oddities(lines)),
        is_lf=not any(line.endswith(b"\r\n") for line in lines),
    )


def _oddities(lines: list[bytes]) -> Iterator[str]:
    if not all(line.endswith(b"\r\n") for line in lines):
        yield "a header line ends without CR"
    if any(map(is_encoded, lines)):
        yield ENCODED_ADDRESS


def _end_behind(head: _Head, read_behind: Callable[[int], bytes] | None) -> _End | None:
    """Look at the end before the block is read, where that can be had: what only looks like records, each with a long
    block, would be read again and again.
    """
    return None if read_behind is None else _end(head, read_behind(head.size_bytes))


def _take_end(feed: Feed, head: _Head, size_bytes: int, end: _End | None) -> str | None:
    """Take the end of the record, which is *end* where that is known; return what is odd in it.

    Raises unless the block had its *size_bytes* bytes and the record ends behind them.
    """
    if size_bytes < head.size_bytes:
        raise _Malformed(f"the block has {size_bytes} of {head.size_bytes} bytes", at_end=True)
    if end is None:
        return _end(head, b"".join(feed.take(len(RECORD_END)))).oddity
    for _ in feed.take(end.size_bytes):
        pass
    return end.oddity


class _End(NamedTuple):
    """The empty lines behind a block."""

    size_bytes: int
    oddity: str | None


def _end(head: _Head, behind: bytes) -> _End:
    """Return the end that *behind*, the bytes behind a block, begins with. Raises when no end stands there.

    A block is whole, too, where lines are missing: the next record begins right behind it, or nothing stands there.
    """
    if behind.startswith(RECORD_END):
        return _End(len(RECORD_END), None)
    found = _LINE_ENDS.match(behind)
    assert found is not None, "it may be empty"
    # A header has "WARC-" behind a line end, too: a block that is too long may end there.
    if not WARC_MAGIC.startswith(behind[found.end() :][: len(WARC_MAGIC)]):
        raise _Malformed(NO_END, at_end=RECORD_END.startswith(behind))
    return _End(found.end(), None if found[0] == b"\n\n" and head.is_lf else SHORT_END)


def _header_lines(feed: Feed) -> list[bytes]:
    """Return all lines of the header with their ends; the last one is the empty one."""
    lines: list[bytes] = []
    left = HEADER_LIMIT_BYTES
    while not lines or lines[-1].strip(b"\r\n"):
        line = feed.line(limit_bytes=left)
        if not lines and not (line or feed.rest()).startswith(WARC_MAGIC):
            raise _Malformed("no WARC version line", at_end=line is None)
        if line is None or left <= 0:
            raise _Malformed("the header has no end", at_end=line is None)
        left -= len(line)
        lines.append(line)
        _check_line(lines)
    return lines


def _check_line(lines: list[bytes]) -> None:
    """Raise for a last line that cannot stand there: at once, for all that follows may be read for nothing."""
    line = lines[-1]
    if len(lines) == 1:
        if _VERSION_LINE.fullmatch(line) is None:
            raise _Malformed("no WARC version line")
    elif b":" not in line and not line.startswith((b" ", b"\t")) and line.strip(b"\r\n"):
        raise _Malformed(f"{line.decode('utf-8', 'replace').rstrip()[:80]!r} is no header field")


def _block(feed: Feed, size_bytes: int) -> Content:
    if size_bytes <= SPOOL_AT_BYTES:
        block: Content = Bytes(b"".join(feed.take(size_bytes)))
    else:
        spool = Spool()
        for piece in feed.take(size_bytes):
            spool.append(piece)
        block = spool
    return block
