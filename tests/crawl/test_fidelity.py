"""Every exchange of a crawl is kept, byte for byte as the server saw it, over http and https."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from crawl.asking import Asked, Kept, ask
from crawl.odd_answers import CASES, routes
from crawl.secured import secured

from crawler.demo.server import NewsServer, WireExchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawl.asking_spider import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One crawl of the odd site, as both ends saw it."""

    base_url: str
    asked: Asked
    log: list[WireExchange]
    certificate: bytes | None

    def pairs(self, target: str) -> list[tuple[Kept, WireExchange]]:
        """Return what was kept of *target* beside what the server saw, in order."""
        path = target.partition("#")[0]
        kept = [exchange for exchange in self.asked.kept if exchange.url == self.base_url + path]
        seen = [exchange for exchange in self.log if exchange.target == path]
        return list(zip(kept, seen, strict=True))


@pytest.fixture(scope="module", params=["http", pytest.param("https", marks=pytest.mark.slow)])
def crawl(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    context, certificate = secured() if request.param == "https" else (None, None)
    with NewsServer(routes(), tls_context=context, log=True) as server:
        asks = [asking(server.base_url, target) for target in CASES]
        asked = ask({"asks": asks}, tmp_path_factory.mktemp("blocks"))
        yield Crawl(base_url=server.base_url, asked=asked, log=server.log, certificate=certificate)


def asking(base_url: str, target: str) -> Ask:
    case = CASES[target]
    return {
        "url": base_url + target,
        "method": case.method,
        "body": case.body,
        "headers": case.headers,
        "meta": case.meta,
    }


def test_as_many_exchanges_are_kept_as_the_server_saw(crawl: Crawl) -> None:
    kept: dict[str, int] = defaultdict(int)
    seen: dict[str, int] = defaultdict(int)
    for ours in crawl.asked.kept:
        kept[ours.url.removeprefix(crawl.base_url)] += 1
    for theirs in crawl.log:
        seen[theirs.target] += 1
    assert kept == seen
    assert kept["/robots.txt"] == 1
    assert len(crawl.asked.kept) > 100


def test_every_request_is_kept_as_it_was_received(crawl: Crawl) -> None:
    for target in CASES:
        for kept, seen in crawl.pairs(target):
            assert kept.request == seen.request, target


def test_only_gzip_is_asked_for(crawl: Crawl) -> None:
    for exchange in crawl.asked.kept:
        lines = exchange.request.split(b"\r\n")
        assert [line for line in lines if line.lower().startswith(b"accept-encoding")] == [b"Accept-Encoding: gzip"]


@pytest.mark.parametrize("target", CASES)
def test_the_answer_is_kept_as_it_was_sent(crawl: Crawl, target: str) -> None:
    case = CASES[target]
    pairs = crawl.pairs(target)
    again = [kept for kept, _ in pairs if kept.response is None and kept.facts["interim_bytes"] == 0]
    assert case.tries <= len(pairs) <= case.tries + len(again) // 2
    for kept, seen in pairs:
        response = kept.response or b""
        if case.whole_block:
            assert response == seen.response
        else:
            assert seen.response.startswith(response)
        assert kept.facts["truncated"] == case.truncated
        assert kept.facts["surplus_bytes"] == len(seen.surplus)
        assert kept.facts["interim_bytes"] == len(seen.interim)
        assert (kept.response is None) == (not response)


@pytest.mark.parametrize("target", CASES)
def test_what_came_of_it_reaches_the_spider(crawl: Crawl, target: str) -> None:
    outcomes = crawl.asked.came[crawl.base_url + target]
    assert len(outcomes) == 1
    assert str(outcomes[0].get("status") or outcomes[0].get("error")) in CASES[target].came.split("|")


def test_each_response_carries_the_capture_of_its_own_answer(crawl: Crawl) -> None:
    responses = [came for outcomes in crawl.asked.came.values() for came in outcomes if "status" in came]
    assert len(responses) > 50
    for came in responses:
        assert came["record_id"] is not None, came
        kept = crawl.asked.kept[int(came["record_id"].removeprefix("urn:uuid:"))]
        assert kept.url == came["url"].partition("#")[0]
        assert kept.response is not None
        assert f" {came['status']}".encode() in kept.response[:13]
        same_address = [number for number, other in enumerate(crawl.asked.kept) if other.url == kept.url]
        if "301" not in kept.url:
            assert crawl.asked.kept[same_address[-1]] is kept, "a retry's capture is that of the last try"


def test_the_facts_of_the_connection_are_kept(crawl: Crawl) -> None:
    for exchange in crawl.asked.kept:
        facts = exchange.facts
        assert facts["ip_address"] == "127.0.0.1"
        assert facts["spider"] == "asking"
        started_at, ended_at = (datetime.fromisoformat(facts[name]) for name in ("started_at", "ended_at"))
        assert started_at.tzinfo is not None
        assert started_at <= ended_at
        if crawl.certificate is None:
            assert facts["tls"] is None
        else:
            version, cipher, fingerprint = facts["tls"]
            assert (version, cipher[:4]) == ("TLSv1.3", "TLS_")
            assert fingerprint == hashlib.sha256(crawl.certificate).hexdigest()


def test_blocks_cut_by_us_hold_what_had_come(crawl: Crawl) -> None:
    for target, at_least in {"/too-large-chunked": 1_000_000, "/stopped-in-body": 100, "/too-large": 50}.items():
        for kept, _ in crawl.pairs(target):
            assert kept.response is not None
            assert len(kept.response) >= at_least, target
