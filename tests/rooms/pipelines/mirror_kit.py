"""Small pages of invented outlets, and what they claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.http.content import Bytes
from crawler.model import Capture, MirrorAddress
from crawler.page import Draft, Page
from pipelines.mirrors import read_mirrors

ONION = "harbour" + "a2b3c4d5" * 6 + "x" + ".onion"
WEB = "web-mirror"
STORY = "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with the band on board.</p>"


def draft_of(
    body: str,
    *,
    url: str = "https://harbourherald.com/2026/ferry",
    outlet: str | None = "Harbour Herald",
    head: str = "",
    fields: str = "",
) -> Draft:
    page = f"<html><head><title>Ferry</title>{head}</head><body><h1>The ferry leaves</h1>{body}</body></html>"
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n{page}".encode()
    capture = Capture(url=url, captured_at=datetime(2026, 3, 9, tzinfo=UTC), block=Bytes(answer))
    return Draft.of(Page(capture), outlet=outlet)


def told(draft: Draft) -> list[tuple[str, str | None]]:
    return [(claim.kind, claim.address or claim.name) for claim in read_mirrors(draft).article.mirrors]


def claims_of(body: str) -> list[MirrorAddress]:
    return read_mirrors(draft_of(body)).article.mirrors


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    body: str
    claims: tuple[tuple[str, str], ...]
    url: str = "https://harbourherald.com/2026/ferry"
    outlet: str | None = "Harbour Herald"
