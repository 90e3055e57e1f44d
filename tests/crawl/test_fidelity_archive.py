"""The odd answers once more, through the whole archive: WARC files and index hold what crossed the wire."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crawl.odd_answers import CASES, routes
from crawl.secured import secured
from crawl.test_fidelity import asking
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.verify import verify
from crawler.config import ArchiveConfig
from crawler.demo.server import NewsServer, WireExchange
from crawler.http import Bytes, read_head, whole
from crawler.warc import read_exchanges

if TYPE_CHECKING:
    from crawler.warc import ArchivedExchange

ROOT = Path(__file__).parents[2]
Archived = tuple[Path, list["ArchivedExchange"], list[WireExchange]]


@pytest.fixture(scope="module", params=["http", pytest.param("https", marks=pytest.mark.slow)])
def archived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archived:
    folder = tmp_path_factory.mktemp("odd") / "archive"
    context = secured()[0] if request.param == "https" else None
    with NewsServer(routes(), tls_context=context, log=True) as server:
        order = {"asks": [asking(server.base_url, target) for target in CASES]}
        subprocess.run(
            [sys.executable, "-c", "from crawl.archiving import main; main()", str(folder)],
            input=json.dumps(order),
            text=True,
            timeout=120,
            check=True,
            cwd=ROOT,
            capture_output=True,
        )
        log = list(server.log)
    (path,) = folder.rglob("*.warc.gz")
    return folder, list(read_exchanges(path)), log


def answer(exchange: ArchivedExchange, stored: dict[str, bytes]) -> bytes:
    """Return the answer as it crossed the wire; a revisit with the body of the record it names, among *stored*."""
    if exchange.response is None:
        return b""
    block = whole(exchange.response.block)
    if exchange.response.type != "revisit":
        return block
    there = stored[exchange.response.first("WARC-Refers-To") or ""]
    return block + there[read_head(Bytes(there))[1] :]


def test_every_request_is_in_the_archive(archived: Archived) -> None:
    _, exchanges, log = archived
    kept = Counter(whole(exchange.request.block) for exchange in exchanges if exchange.request)
    assert kept == Counter(exchange.request for exchange in log)
    assert len(log) > 100


def test_every_answer_is_in_the_archive_as_it_was_sent(archived: Archived) -> None:
    """One that we stopped reading is the beginning of what was sent; all others are equal."""
    _, exchanges, log = archived
    sent = Counter((exchange.request, exchange.response) for exchange in log)
    responses = [exchange.response for exchange in exchanges if exchange.response]
    stored = {f"<{one.record_id}>": whole(one.block) for one in responses if one.type == "response"}
    assert len(stored) < len(responses), "some answers have the same body"
    stopped = []
    for exchange in exchanges:
        assert exchange.request is not None
        pair = (whole(exchange.request.block), answer(exchange, stored))
        if sent[pair] > 0:
            sent[pair] -= 1
        else:
            stopped.append(pair)
    left = list(sent.elements())
    assert len(left) == len(stopped)
    for request, response in stopped:
        begun = [pair for pair in left if pair[0] == request and pair[1].startswith(response)]
        assert begun, request[:80]
        left.remove(begun[0])
    cut_by_us = sum(case.tries for case in CASES.values() if not case.whole_block)
    assert len(stopped) <= cut_by_us


def test_verify_finds_no_flaw(archived: Archived) -> None:
    result = verify(ArchiveConfig(folder=archived[0]))
    assert [str(flaw) for flaw in result.flaws] == []
    assert result.captures == len(archived[2])


def test_truncation_is_told(archived: Archived) -> None:
    responses = [exchange.response for exchange in archived[1] if exchange.response]
    told = Counter(response.truncated for response in responses if response.type == "response")
    meant = {case.truncated for case in CASES.values() if case.truncated}
    assert meant <= set(told)


def test_another_reader_sees_every_record(archived: Archived) -> None:
    (path,) = archived[0].rglob("*.warc.gz")
    with path.open("rb") as file:
        kinds = Counter(record.rec_type for record in ArchiveIterator(file, no_record_parse=True))
    assert kinds["request"] == len(archived[2])
    assert kinds["response"] + kinds["revisit"] == sum(exchange.response is not None for exchange in archived[1])
