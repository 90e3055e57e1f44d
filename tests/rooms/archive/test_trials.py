"""Harm done to the archive again and again (tests/trials); ./dev torture does more of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from trials.catalogue import TRIALS
from trials.crawls.kills import REQUESTS, plan
from trials.left_over import ROTATE_BYTES
from trials.making import config
from trials.points import noted
from trials.share import run_shares, some
from trials.writing import write_all

from crawler.archive import warc_files
from crawler.archive.rows import is_article
from crawler.index import CaptureKind, Index
from crawler.warc import read_records
from crawler.warc.file import DISK

SEED = 20261124
MEMORY = Path("/dev/shm")
"""What a process leaves when it is killed does not depend on the disk, and fsync is quick there."""
IN_SHARES, JOBS = "crawl-killed", 2
"""One of them as `./dev torture --jobs` does it: each share begins with a crawl that nobody kills."""


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_nothing_acknowledged_is_lost(name: str) -> None:
    count = TRIALS[name].quick or 0
    assert TRIALS[IN_SHARES].can_be_shared
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        of = JOBS if name == IN_SHARES else 1
        outcome = run_shares(name, (count, SEED), folder=Path(folder), of=of)
    assert outcome["wrong"] == []
    assert outcome["tried"] >= max(count, 20 if not count else 0)
    assert outcome["acknowledged"] > outcome["tried"] / 2
    assert outcome["recovered"] > 0


@pytest.mark.parametrize("count", [1, 2, 20, 500])
def test_the_kills_of_crawls_are_the_same_for_the_same_seed(count: int) -> None:
    crawls = list(plan(count, SEED))
    assert sum(map(len, crawls)) == count
    assert all(sum(moment.requests for moment in moments) <= REQUESTS for moments in crawls)
    assert crawls == list(plan(count, SEED))
    assert crawls != list(plan(count, SEED + 1))


@pytest.mark.parametrize("number", [20, 1_000])
def test_the_places_are_of_every_part_and_the_same_for_the_same_seed(number: int) -> None:
    chosen = some(range(number), 5, SEED)
    assert [place * 5 // number for place in chosen] == [0, 1, 2, 3, 4]
    assert chosen == some(range(number), 5, SEED)
    assert some(range(number), 0, SEED) == some(range(number), number, SEED) == list(range(number))


def test_the_writer_that_is_killed_writes_every_kind_of_record(tmp_path: Path) -> None:
    settings = config(tmp_path, warc_max_bytes=ROTATE_BYTES)
    with noted() as steps:
        write_all(settings, DISK, lambda _: None)
    records = [record for path in warc_files(settings) for record in read_records(path)]
    assert {record.type for record in records} == {
        *("warcinfo", "request", "response", "revisit", "metadata", "conversion"),
    }
    with Index.open(settings.index_address) as index:
        kinds = {row.kind for row in index.captures()}
    assert kinds == {CaptureKind.RESPONSE, CaptureKind.REVISIT, CaptureKind.UNANSWERED}
    assert any(is_article(record) for record in records)
    assert len(warc_files(settings)) > 1
    assert {"create", "write", "fsync", "index commit", "rename", "sync_folder", "make_folder"} == set(steps)
