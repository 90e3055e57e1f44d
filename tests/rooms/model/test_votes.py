"""Claims of many pages, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.model import MirrorAddress, Standing, voted

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    claim: MirrorAddress
    url: str
    outlet: str | None = "Quay Courier"
    captured_at: datetime | None = NOON


def mirror(host: str = "quay2.net", **more: object) -> MirrorAddress:
    given = {"kind": "web-mirror", "address": f"http://{host}/", "host": host, "confidence": 0.8, **more}
    return MirrorAddress(**given)  # type: ignore[arg-type]  # fields of mixed types


def page(number: int, host: str = "quaycourier.com") -> str:
    return f"https://{host}/{number}"


def test_the_same_block_on_many_pages_of_a_host_is_its_template() -> None:
    seen = [Seen(claim=mirror(), url=page(n), captured_at=NOON + timedelta(days=n)) for n in range(5)]
    (one,) = voted(seen)
    assert (one.pages, one.standing, one.confidence) == (5, Standing.TEMPLATE, 0.96)
    assert (one.first_seen_at, one.last_seen_at) == (NOON, NOON + timedelta(days=4))
    assert one.page_hosts == ("quaycourier.com",)


def test_once_only_is_a_matter_of_one_article() -> None:
    (one,) = voted([Seen(claim=mirror(), url=page(1)), Seen(claim=mirror(), url=page(1))])
    assert (one.pages, one.standing, one.confidence) == (1, Standing.ONCE, 0.6)


def test_a_header_on_one_page_keeps_its_worth() -> None:
    (one,) = voted([Seen(claim=mirror(evidence="header:onion-location", confidence=0.95), url=page(1))])
    assert one.confidence == 0.95


def test_three_hosts_with_a_page_each_are_no_template() -> None:
    (one,) = voted([Seen(claim=mirror(), url=page(1, host)) for host in ("a.org", "b.org", "c.org")])
    assert (one.standing, one.page_hosts) == (Standing.REPEATED, ("a.org", "b.org", "c.org"))


def test_an_address_that_vouches_for_itself_gains_nothing() -> None:
    (one,) = voted([Seen(claim=mirror(confidence=0.9), url=page(n, "quay2.net")) for n in range(9)])
    assert (one.is_circular, one.confidence, one.pages) == (True, 0.2, 9)


def test_links_to_single_articles_are_one_claim_about_their_host() -> None:
    seen = [
        Seen(claim=mirror(address=f"https://quay2.net/{n}", scope="article"), url=page(n), captured_at=None)
        for n in range(3)
    ]
    (one,) = voted(seen)
    assert (one.address, one.scope, one.pages, one.first_seen_at) == ("https://quay2.net/", "article", 3, None)


def test_kinds_schemes_and_outlets() -> None:
    seen = [
        Seen(claim=mirror(kind="successor", address="https://quay2.net/"), url=page(1)),
        Seen(claim=mirror(kind="successor"), url=page(2)),
        Seen(claim=mirror(), url=page(3)),
        Seen(claim=mirror(), url=page(4), outlet="Other"),
        Seen(claim=MirrorAddress(kind="tv-app", name="Quay Roku"), url=page(1)),
        Seen(claim=MirrorAddress(kind="tv-app", name="Quay  roku"), url=page(2)),
    ]
    told = [(one.outlet, one.kind, one.host, one.pages) for one in voted(seen)]
    assert told == [
        ("Other", "web-mirror", "quay2.net", 1),
        ("Quay Courier", "successor", "quay2.net", 3),
        ("Quay Courier", "tv-app", None, 2),
    ]
