"""Captures as the fields and lines that CDX clients read."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING

from crawler.index import CaptureKind
from crawler.index.captures import key_of
from crawler.replay.timestamps import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.index import CaptureRow

    Key = Callable[[], str | None]
    """Asked when all captures were told: the key that goes on behind the last one, None when there is no more."""
    Writer = Callable[[Iterable["Fields"], tuple[str, ...], Key], Iterator[str]]

Fields = dict[str, str]


class Dialect(Enum):
    """Whose names and shapes are spoken; either understands the names of the other in a question."""

    WAYBACK = "wayback"
    PYWB = "pywb"


WAYBACK_NAMES = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
PYWB_NAMES = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length", "offset", "filename")
TO_PYWB = {"original": "url", "mimetype": "mime", "statuscode": "status"}
TO_WAYBACK = {pywb: wayback for wayback, pywb in TO_PYWB.items()}
NAMES = {Dialect.WAYBACK: (*WAYBACK_NAMES, "offset", "filename"), Dialect.PYWB: PYWB_NAMES}
REVISIT = "warc/revisit"
UNKNOWN = "-"


def name_in(dialect: Dialect, name: str) -> str | None:
    """Return what *dialect* calls the field *name* of either; None when neither has it.

    >>> name_in(Dialect.WAYBACK, "status"), name_in(Dialect.PYWB, "status"), name_in(Dialect.PYWB, "colour")
    ('statuscode', 'status', None)
    """
    own = (TO_WAYBACK if dialect is Dialect.WAYBACK else TO_PYWB).get(name, name)
    return own if own in NAMES[dialect] else None


def fields_of(row: CaptureRow, dialect: Dialect, *, resolved: bool) -> Fields:
    """Return all fields of *row* as text. With *resolved* a revisit has the type of what it repeats."""
    mime = REVISIT if row.kind is CaptureKind.REVISIT and not resolved else row.mime
    digest = (row.payload_digest or UNKNOWN).removeprefix("sha1:")
    values = (
        *(key_of(row.url), timestamp(row.captured_at), row.url, mime or UNKNOWN),
        *(UNKNOWN if row.status is None else str(row.status), digest, str(row.length), str(row.offset), row.file_name),
    )
    return dict(zip(NAMES[dialect], values, strict=True))


def as_text(rows: Iterable[Fields], names: tuple[str, ...], key: Key) -> Iterator[str]:
    """Yield one line for each, its fields divided by single spaces, which stand in none of them."""
    for row in rows:
        yield " ".join(row[name].replace(" ", "%20") for name in names) + "\n"
    if resumption := key():
        yield f"\n{resumption}\n"


def as_arrays(rows: Iterable[Fields], names: tuple[str, ...], key: Key) -> Iterator[str]:
    """Yield one JSON array of arrays, the names first; an empty one when there is nothing."""
    first = True
    for row in rows:
        if first:
            yield f"[{json.dumps(list(names))}"
            first = False
        yield ",\n" + json.dumps([row[name] for name in names])
    if resumption := key():
        yield f",\n[],\n{json.dumps([resumption])}"
    yield "[]\n" if first else "]\n"


def as_objects(rows: Iterable[Fields], names: tuple[str, ...], _key: Key) -> Iterator[str]:
    """Yield one JSON object a line."""
    for row in rows:
        yield json.dumps({name: row[name] for name in names}) + "\n"


def as_cdxj(rows: Iterable[Fields], names: tuple[str, ...], _key: Key) -> Iterator[str]:
    """Yield lines of key, timestamp and a JSON object of the rest."""
    rest = [name for name in names if name not in {"urlkey", "timestamp"}]
    for row in rows:
        yield f"{row['urlkey']} {row['timestamp']} {json.dumps({name: row[name] for name in rest})}\n"


OUTPUTS: dict[Dialect, dict[str, Writer]] = {
    Dialect.WAYBACK: {"text": as_text, "json": as_arrays, "cdxj": as_cdxj},
    Dialect.PYWB: {"text": as_cdxj, "json": as_objects, "cdxj": as_cdxj},
}
"""What a client may ask for, and how it is written."""
