"""Small things that templates and pages say: addresses within the room, times, languages. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

UUID_PREFIX = "urn:uuid:"
FILTERS = (
    "day",
    "moment",
    "moment_iso",
    "when",
    "host",
    "outside",
    "article_path",
    "image_path",
    "replay_path",
    "number",
    "tag",
    "direction",
    "size",
)
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})
SCRIPTS = {"arab": "rtl", "hebr": "rtl", "syrc": "rtl", "thaa": "rtl", "latn": "ltr", "cyrl": "ltr", "deva": "ltr"}
"""Of the scripts that a tag may name, as that of a language that is written in several."""


def link(path: str, **parameters: Any) -> str:
    """Return *path* with those of *parameters* that say something.

    >>> link("/search", q="a&b", page=None, sort="")
    '/search?q=a%26b'
    """
    told = {name: value for name, value in parameters.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(told, errors='replace')}" if told else path


def article_path(record_id: str) -> str:
    """Return where the article read from that capture is shown."""
    return f"/article/{name_of(record_id)}"


def image_path(record_id: str) -> str:
    """Return where the archived picture is."""
    return f"/image/{name_of(record_id)}"


def name_of(record_id: str) -> str:
    """Return *record_id* as a part of an address; that of another program's record as it is, escaped."""
    return quote(record_id.removeprefix(UUID_PREFIX), safe="", errors="replace")


def record_of(name: str) -> str:
    """Return the record id that `name_of` named.

    >>> record_of("00000000-0000-0000-0000-000000000001"), record_of("https://old.example/1")
    ('urn:uuid:00000000-0000-0000-0000-000000000001', 'https://old.example/1')
    """
    return name if ":" in name else UUID_PREFIX + name.lower()


def replay_path(url: str, at: datetime) -> str:
    """Return where the capture of *url* at *at* is shown as it was."""
    return f"/web/{at.astimezone(UTC):%Y%m%d%H%M%S}/{quote(url, safe=':/?&=%;,+@!$()*~[]', errors='replace')}"


def outside(url: str | None) -> str | None:
    """Return *url* when a link may lead there: an http(s) address."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def host(url: str | None) -> str:
    """Return the host of *url*, as far as it has one."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def day(at: datetime | None) -> str:
    """Return the day in words, such as ``24 November 2026``: as in searches, it is that of UTC."""
    at = None if at is None else at.astimezone(UTC)
    return "" if at is None else f"{at.day} {at:%B} {at.year}"


def moment(at: datetime | None) -> str:
    """Return day and time, such as ``24 November 2026, 10:05 UTC``."""
    return "" if at is None else f"{day(at)}, {at.astimezone(UTC):%H:%M} UTC"


def moment_iso(at: datetime | None) -> str:
    """Return it for ``<time datetime>``."""
    return "" if at is None else at.isoformat(timespec="seconds")


def when(text: str | None) -> datetime | None:
    """Return the time that an article gives as ISO 8601; None when it gives none that can be read."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def number(value: int) -> str:
    """Return *value* with narrow spaces between thousands.

    >>> number(1234567) == "1\u202f234\u202f567"
    True
    """
    return f"{value:,}".replace(",", "\u202f")


def size(value: int | None) -> str:
    """Return bytes for the eye.

    >>> size(0), size(123456), size(5 << 20)
    ('0 B', '120.6 KiB', '5.0 MiB')
    """
    amount = float(value or 0)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"


def tag(language: str | None) -> str | None:
    """Return *language* when it may stand in a ``lang`` attribute: letters, figures and hyphens."""
    return (
        language
        if language and len(language) < 36 and language.replace("-", "").isalnum() and language.isascii()
        else None
    )


def direction(language: str | None) -> str:
    """Return ``rtl`` for the languages that are written so, ``ltr`` for others, ``auto`` where none is known."""
    if not language:
        return "auto"
    name, *others = language.lower().split("-")
    named = next((SCRIPTS[one] for one in others if one in SCRIPTS), None)
    return named or ("rtl" if name in RIGHT_TO_LEFT else "ltr")


def digest_of(data: bytes) -> str:
    """Return a few letters that change with *data*, so that browsers do not show an old style sheet."""
    return hashlib.sha256(data).hexdigest()[:12]


def last_page(total: int, per_page: int) -> int:
    """Return the number of the last page, which is there when nothing is.

    >>> last_page(0, 20), last_page(20, 20), last_page(21, 20)
    (1, 1, 2)
    """
    return max(1, -(-total // per_page))


def pages(total: int, page: int, per_page: int) -> Iterable[int]:
    """Return the numbers of the pages around *page*."""
    return range(max(1, page - 3), min(last_page(total, per_page), page + 3) + 1)
