"""Laws of counting claims: their order does not matter, and more pages never make a claim less sure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.model import MirrorAddress, voted


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    claim: MirrorAddress
    url: str
    outlet: str | None
    captured_at: datetime | None


HOSTS = st.sampled_from(["quay.org", "quay2.net", "quay3.net"])
CLAIMS = st.builds(
    lambda kind, host, scope, confidence: MirrorAddress(
        kind=kind, address=f"http://{host}/", host=host, scope=scope, confidence=confidence
    ),
    st.sampled_from(["web-mirror", "successor", "onion"]),
    HOSTS,
    st.sampled_from(["site", "article", "feed"]),
    st.sampled_from([0.2, 0.5, 0.8, 0.95]),
)
SEEN = st.builds(
    Seen,
    claim=CLAIMS,
    url=st.builds(lambda host, n: f"https://{host}/{n}", HOSTS, st.integers(0, 6)),
    outlet=st.sampled_from(["Quay", None]),
    captured_at=st.none() | st.integers(0, 99).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n)),
)


@given(st.lists(SEEN, max_size=20), st.randoms())
def test_order_does_not_matter(seen: list[Seen], chance: object) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert voted(shuffled) == voted(seen)


@given(st.lists(SEEN, min_size=1, max_size=20))
def test_every_page_counts_once_and_times_enclose_all(seen: list[Seen]) -> None:
    found = voted([*seen, *seen])
    assert found == voted(seen)
    for one in found:
        assert 0 < one.confidence < 1
        assert one.pages <= len({each.url for each in seen})
        assert (one.first_seen_at is None) == (one.last_seen_at is None)


@given(CLAIMS, st.integers(1, 8))
def test_more_pages_never_make_a_claim_less_sure(claim: MirrorAddress, pages: int) -> None:
    def sure(count: int) -> float:
        seen = [
            Seen(claim=claim, url=f"https://quay.example/{n}", outlet="Quay", captured_at=None) for n in range(count)
        ]
        return voted(seen)[0].confidence

    assert sure(pages) <= sure(pages + 1)
