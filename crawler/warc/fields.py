"""Header fields of WARC records: nothing that could end a line or a header early ever gets into one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# No more than must be: an address is kept as it was asked for. White space and controls would break the header, bytes
# above ASCII have no agreed meaning in it, and angle brackets at both ends are taken off by readers.
_NOT_IN_URI = re.compile(rb"[^!-;=?-~]")
_URI = re.compile(r"[!-;=?-~]*")
# C0, DEL and C1 controls, the line and paragraph separators, and lone surrogates, which UTF-8 cannot carry.
_NOT_IN_VALUE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]+")
_NO_UTF8 = re.compile("[\\udc80-\\udcff]")
"""As `surrogateescape` has each byte that is none."""
ENCODED_ADDRESS = "WARC-Target-URI is no Unicode: those bytes are percent-encoded"
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d))?)?)?", re.ASCII
)


def safe_uri(url: str) -> str:
    r"""Return *url* with every byte that may not stand in a URI percent-encoded. Idempotent.

    >>> safe_uri("http://example.org/a b\r\nWARC-Type: x?q=é")
    'http://example.org/a%20b%0D%0AWARC-Type:%20x?q=%C3%A9'
    """
    if _URI.fullmatch(url):
        return url
    return _NOT_IN_URI.sub(_percent, url.encode("utf-8", "surrogatepass")).decode("ascii")


def address_text(data: bytes) -> str:
    r"""Return the address *data*; bytes that are no UTF-8 are percent-encoded, so that two addresses stay two.

    >>> address_text(b"http://example.org/caf\xe9")
    'http://example.org/caf%E9'
    """
    return _NO_UTF8.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", data.decode("utf-8", "surrogateescape"))


def is_encoded(line: bytes) -> bool:
    """Return whether `parse_fields` percent-encodes bytes of the header *line*: it is an address and no UTF-8."""
    return not line.isascii() and line.partition(b":")[0].strip().lower() == b"warc-target-uri" and not is_utf8(line)


def is_utf8(data: bytes) -> bool:
    """Return whether *data* is UTF-8."""
    return _NO_UTF8.search(data.decode("utf-8", "surrogateescape")) is None


def safe_value(text: str) -> str:
    r"""Return *text* as one line: each run of control characters is a space, and none is left at the ends.

    >>> safe_value("a\r\n b\x00")
    'a  b'
    """
    return _NOT_IN_VALUE.sub(" ", text).strip()


def field_lines(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return the fields as lines that end in CRLF, UTF-8. Raises `ValueError` for a name that is no token."""
    pairs = list(fields)
    for name, _ in pairs:
        if not _is_name(name):
            raise ValueError(f"{name!r} is no field name")
    text = _joined(pairs)
    # This is on the path of every record, and nearly all are clean as they come: that is seen at once for all lines.
    if not _is_clean(text, len(pairs)):
        text = _joined([(name, safe_value(value)) for name, value in pairs])
    return text.encode("utf-8")


def parse_fields(lines: Sequence[bytes]) -> tuple[tuple[str, str], ...]:
    """Return name and value of each line, folded lines joined. Raises `ValueError` for a line without a colon."""
    fields: list[tuple[str, str]] = []
    folded: dict[int, list[str]] = {}
    for line in lines:
        text = _decoded(line)
        if text[:1] in (" ", "\t") and fields:
            folded.setdefault(len(fields) - 1, []).append(text.strip())
            continue
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise ValueError(f"{text[:80]!r} is no header field")
        fields.append((name.strip(), value.strip()))
    for at, parts in folded.items():
        # All at once: a header may be one field of a third of a million folds.
        name, value = fields[at]
        fields[at] = (name, " ".join(filter(None, (value, *parts))))
    return tuple(fields)


@lru_cache(maxsize=8)
def warc_date(at: datetime) -> str:
    """Return *at* as WARC 1.1 writes it, with microseconds; 4.6 of the standard allows up to nine digits.

    >>> warc_date(datetime(2026, 11, 24, 15, 16, 37, 123456, UTC))
    '2026-11-24T15:16:37.123456Z'
    """
    if at.tzinfo is None:
        raise ValueError("a WARC date needs a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_date(text: str) -> datetime:
    """Return the date in UTC; what WARC 1.1 lets a writer leave out is the earliest. Raises `ValueError`.

    >>> parse_date("2026-11-24T15:16:37.5Z").isoformat()
    '2026-11-24T15:16:37.500000+00:00'
    >>> parse_date("2026-11").isoformat()
    '2026-11-01T00:00:00+00:00'
    """
    parts = _DATE.fullmatch(text.strip())
    if parts is None:
        raise ValueError(f"{text!r} is no WARC date")
    year, month, day, hour, minute, second, fraction, zone = parts.groups()
    day_text = f"{year}-{month or '01'}-{day or '01'}"
    time_text = f"{hour or '00'}:{minute or '00'}:{second or '00'}.{(fraction or '').ljust(6, '0')[:6]}"
    try:
        return datetime.fromisoformat(f"{day_text}T{time_text}{zone or 'Z'}").astimezone(UTC)
    except OverflowError as err:
        raise ValueError(f"{text!r} is no WARC date") from err


def _decoded(line: bytes) -> str:
    """Return the header line as text, whatever its bytes are; no database keeps a zero, so that none comes out."""
    text = address_text(line) if is_encoded(line) else line.decode("utf-8", "replace")
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _joined(fields: list[tuple[str, str]]) -> str:
    return "".join([f"{name}: {value}\r\n" for name, value in fields])


def _is_clean(text: str, line_count: int) -> bool:
    """Whether *text* is that many lines of printable ASCII, with no space more than that behind each colon."""
    bare = text.replace("\r\n", "")
    return (
        bare.isascii()
        and bare.isprintable()
        and text.count("\r\n") == line_count
        and " \r\n" not in text
        and ":  " not in text
    )


@lru_cache(maxsize=256)
def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _percent(match: re.Match[bytes]) -> bytes:
    return b"%%%02X" % match[0][0]
