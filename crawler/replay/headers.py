"""The headers of replay: what keeps an archived page from reaching anything, and what tells where it came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.replay.address import PREFIX, replay_path
from crawler.replay.timestamps import http_date, timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from crawler.replay.source import Loaded

SANDBOX = "allow-top-navigation-by-user-activation"
"""A link that a person follows may lead to another archived page. No script, no form, no window, no origin."""
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\Z")
MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}\Z")
CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
NOT_IN_VALUE = re.compile(r"[^\t -~\xa0-\xff]+")
NOT_IN_LINK = re.compile(r"[^!#-;=?-\[\]_a-z~]")
UNTYPED = "application/octet-stream"
SHOWN = ("image/", "audio/", "video/", "font/")
SHOWN_TEXTS = frozenset(
    {"text/plain", "text/css", "application/json", "application/javascript", "text/javascript", "text/vtt", "text/csv"}
)
ORIGINALS_BYTES = 16_384
"""Servers and clients bound the size of a head; so much of the original one is told."""
LEFT_OUT = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "trailer"})
"""They were about the connection."""


def policy(own: str) -> str:
    """Return the Content-Security-Policy of everything archived; *own* is where replay itself answers."""
    return (
        f"sandbox {SANDBOX}; default-src 'none'; img-src {own} data:; style-src {own} 'unsafe-inline'; "
        f"font-src {own} data:; media-src {own} data:; frame-src {own}; base-uri 'none'; form-action 'none'"
    )


def safe(own: str) -> dict[str, str]:
    """Return the headers that every answer with archived bytes has."""
    return {
        "Content-Security-Policy": policy(own),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-DNS-Prefetch-Control": "off",
        "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=()",
    }


def memento(url: str, at: datetime) -> dict[str, str]:
    """Return the headers of RFC 7089 for the capture of *url* at *at*."""
    return {"Memento-Datetime": http_date(at), "Link": links(url, at)}


def links(url: str, at: datetime | None = None) -> str:
    """Return the value of Link for *url*: original, TimeGate, TimeMap, and the memento of *at*."""
    target = link_target(url)
    parts = [
        f'<{target}>; rel="original"',
        f'<{PREFIX}{target}>; rel="timegate"',
        f'<{PREFIX}timemap/link/{target}>; rel="timemap"; type="application/link-format"',
    ]
    if at is not None:
        parts.append(f'<{replay_path(target, at)}>; rel="memento"; datetime="{http_date(at)}"')
    return ", ".join(parts)


def link_target(url: str) -> str:
    """Return *url* with what could end it early in a Link header percent-encoded."""
    return NOT_IN_LINK.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), url)


def originals(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """Yield the header fields of the archived answer under names of their own: ``X-Archive-Orig-…``."""
    left = ORIGINALS_BYTES
    for raw_name, raw_value in loaded.head.fields if loaded.head else ():
        name = raw_name.decode("latin-1")
        value = NOT_IN_VALUE.sub(" ", raw_value.decode("latin-1")).strip()
        left -= len(name) + len(value)
        if left < 0:
            return
        if TOKEN.match(name) and name.lower() not in LEFT_OUT:
            yield f"X-Archive-Orig-{name}", value


def content_type(value: bytes | None) -> str:
    """Return the media type that a Content-Type names, with its charset, as it may be sent again.

    >>> content_type(b"Text/HTML; Charset='utf-8'; x=y"), content_type(b"nonsense")
    ('text/html; charset=utf-8', 'application/octet-stream')
    """
    text = (value or b"").decode("latin-1")
    media = text.partition(";")[0].strip().lower()
    if not MEDIA_TYPE.match(media):
        return UNTYPED
    charset = CHARSET.search(text[:500])
    return f"{media}; charset={charset[1]}" if charset else media


def disposition(media: str, url: str) -> dict[str, str]:
    """Return the header that has a browser save what it might otherwise open as a page or hand to a plug-in."""
    bare = media.partition(";")[0]
    if bare in SHOWN_TEXTS or (bare.startswith(SHOWN) and bare != "image/svg+xml"):
        return {}
    return {"Content-Disposition": f'attachment; filename="{file_name(url.partition("?")[0].rstrip("/"))}"'}


def file_name(path: str) -> str:
    """Return the last part of *path* as the name of a file that can do no harm.

    >>> file_name("http://news.example/a/../photo of it.jpg"), file_name("/")
    ('photo_of_it.jpg', 'capture')
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "_", path.rpartition("/")[2])[-80:].lstrip(".") or "capture"


def etag(loaded: Loaded, modifier: str, version: str) -> str:
    """Return what changes when the record, or the way it is shown, does."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", loaded.row.record_id)[-80:]
    return f'"{name}-{timestamp(loaded.row.captured_at)}-{modifier}{version}"'
