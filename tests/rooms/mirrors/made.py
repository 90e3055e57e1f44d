"""Evidence and claims for the tests of the history of addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from crawler.mirrors import Health, Seen
from crawler.model import HostKind, MirrorAddress, Outlet, OutletHost, Rewrite

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
MAIN, MIRROR, FOLDER = "gazette.example", "gazette-news.example", "shared.example/papers/gazette"
OUTLET = Outlet(
    key="gazette",
    name="The Tidewater Gazette",
    hosts=(
        OutletHost(host=MAIN, source="imprint"),
        OutletHost(host=MIRROR, kind=HostKind.WEB_MIRROR),
        OutletHost(
            host="shared.example",
            kind=HostKind.BUCKET,
            rewrite=Rewrite.PREFIX,
            prefix="/papers/gazette",
            confirmed=True,
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    claim: MirrorAddress
    url: str
    outlet: str | None = OUTLET.name
    captured_at: datetime | None = NOON


def seen(health: Health, hours: float = 0, **more: Any) -> Seen:
    """Return a capture of the mirror, made so many hours after noon; its id follows from the time."""
    record_id = UUID(int=round((hours + 10_000) * 3600)).urn
    fields = {"at": NOON + timedelta(hours=hours), "record_id": record_id, "place": MIRROR, "health": health, **more}
    return Seen(**fields)


def claim(address: str | None, page: str = f"https://{MAIN}/1", *, hours: float = 0, **more: Any) -> Claim:
    host = None if address is None else address.split("/")[2].partition(":")[0]
    fields: dict[str, Any] = {"kind": "web-mirror", "address": address, "host": host, "confidence": 0.8, **more}
    return Claim(claim=MirrorAddress(**fields), url=page, captured_at=NOON + timedelta(hours=hours))
