"""An archive read again by processes: the same whatever their number and the order, and what a death costs."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms.reread.again import AT, archived, home, photo, settings, story, work

from crawler.archive import Archive
from crawler.archive.places import WarcFiles
from crawler.archive.referrals import Referrals
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveNotFound, NoPage, UnknownOutlet
from crawler.fetch.reader import Reader
from crawler.index import Index
from crawler.outlets import OutletBook
from crawler.outlets.wanted import ALL, Wanted, outlet_wanted, span
from crawler.reread.bulk import reread
from crawler.reread.compare import Kind
from crawler.reread.parts import parts_of
from crawler.reread.reading import read_file
from crawler.reread.runners.pool import Pool
from crawler.reread.work import Worker
from crawler.warc import path_of

if TYPE_CHECKING:
    from crawler.reread.compare import Outcome
    from crawler.reread.parts import Part
    from crawler.reread.work import Work


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> ArchiveConfig:
    """Return an archive of three files, with a page that came twice (a revisit), photos and a home page."""
    folder = tmp_path_factory.mktemp("again")
    exchanges = [
        story(number % 17, host="tribune.example" if number % 5 == 4 else "gazette.example") for number in range(20)
    ]
    exchanges = [replace(one, started_at=one.started_at.replace(minute=number)) for number, one in enumerate(exchanges)]
    return archived(folder, [home(), photo(1), *exchanges, photo(2)], warc_max_bytes=12_000)


def parts(config: ArchiveConfig, wanted: Wanted = ALL) -> list[Part]:
    with Index.open(config.index_address) as index:
        return list(parts_of(index, wanted, [row.name for row in index.files()]))


def in_small_parts(config: ArchiveConfig) -> list[Part]:
    """Return each part cut in two: there are more of them than processes."""
    cut = []
    for part in parts(config):
        with Index.open(config.index_address) as index:
            offsets = [row.offset for row in index.captures(file=part.file) if part.start < row.offset < part.end]
        middle = offsets[len(offsets) // 2]
        cut += [replace(part, end=middle), replace(part, start=middle)]
    return [replace(part, number=number) for number, part in enumerate(cut)]


def by_one_worker(work: Work, some: list[Part]) -> list[Outcome]:
    worker = Worker(work)
    try:
        return [outcome for part in some for outcome in worker.outcomes(part)]
    finally:
        worker.close()


@pytest.mark.slow
def test_the_same_reader_reads_the_same(config: ArchiveConfig) -> None:
    result = reread(work(config), runner=Pool(processes=2))
    assert (result.tally.counts[Kind.SAME], result.tally.counts[Kind.NONE], result.tally.captures) == (20, 1, 21)
    assert result.tally.fields == {}
    assert result.tally.failed == 0
    assert result.unknown == ()


@pytest.mark.slow
def test_the_number_of_processes_and_the_order_change_nothing(config: ArchiveConfig) -> None:
    task = work(config, "Louder", "Stricter")
    some = in_small_parts(config)
    assert len({part.file for part in some}) > 1
    expected = by_one_worker(task, parts(config))
    assert len(expected) == 21
    for processes in (1, 2, 4):
        assert [each for done in Pool(processes=processes).run(task, some) for each in done.outcomes] == expected
    shuffled = random.Random(5).sample(some, len(some))
    found = by_one_worker(task, shuffled)
    assert found != expected
    assert sorted(found, key=lambda each: (each.file, each.offset)) == expected


@pytest.mark.slow
def test_fields_are_counted_with_examples(config: ArchiveConfig) -> None:
    result = reread(work(config, "Louder"), runner=Pool(processes=1), examples=2)
    tally = result.tally.fields["headline"]
    assert (tally.changed, tally.found, tally.lost) == (20, 0, 0)
    assert len(tally.examples) == 2
    assert all(each.after == f"{each.before}!" for _, each in tally.examples)
    told = result.tally.as_json()
    assert (told["captures"], told["changed"], told["failures"]) == (21, 20, 0)
    assert told["articles_sha256"] != reread(work(config), runner=Pool(processes=1)).tally.as_json()["articles_sha256"]


def test_a_step_that_fails_is_told(config: ArchiveConfig) -> None:
    result = reread(work(config, "Stricter"), runner=Pool(processes=1))
    assert [(each.kind, each.failure) for each in result.tally.failures] == [(Kind.CHANGED, "step failed: KeyError")]
    assert list(result.tally.fields) == ["notes"]


@pytest.mark.slow
def test_a_process_that_dies_costs_its_page(config: ArchiveConfig) -> None:
    outcomes: list[Outcome] = []
    result = reread(work(config, "Deadly"), runner=Pool(processes=2), on_outcome=outcomes.append)
    lost = {each.url.rpartition("/")[2]: each.failure for each in outcomes if each.kind is Kind.FAILED}
    assert lost == {
        "3": "the process that read it was ended by signal 9",
        "5": "the process that read it ended with exit code 7",
    }
    assert result.tally.captures == 21
    assert result.tally.counts[Kind.SAME] == 20 - result.tally.failed


@pytest.mark.slow
def test_a_page_without_end_is_given_up(config: ArchiveConfig) -> None:
    pool = Pool(processes=1, page_limit_s=2.0)
    run = pool.run(work(config, "Endless"), parts(config))
    failures = [each.failure for done in run for each in done.outcomes if each.failure]
    assert set(failures) == {"reading took more than 2 seconds"}
    assert pool.pids == []


def test_a_file_is_read_without_pool_and_index(config: ArchiveConfig) -> None:
    """The seam for other runners."""
    reader = Reader.from_settings(settings())
    found = {}
    with Index.open(config.index_address) as index:
        for row in index.files():
            path = path_of(config.warc_folder, row.name)
            for reading in read_file(path, ALL, reader=reader, referrals=Referrals(index, WarcFiles(config, index))):
                found[reading.record_id] = reading.article
        stored = {each.record_id: each for each in index.articles()}
    assert {name: article for name, article in found.items() if article is not None} == stored


@pytest.mark.slow
def test_damage_is_told_once_and_the_rest_is_read(config: ArchiveConfig, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(config.folder, tmp_path / "archive")
    damaged = replace(config, folder=tmp_path / "archive")
    part = parts(damaged)[0]
    with Index.open(damaged.index_address) as index:
        row = [row for row in index.captures(file=part.file) if "/story/" in row.url][1]
    path = path_of(damaged.warc_folder, part.file)
    data = bytearray(path.read_bytes())
    data[row.offset + 40 : row.offset + 60] = bytes(20)
    path.write_bytes(data)
    path_of(damaged.warc_folder, parts(damaged)[-1].file).unlink()
    outcomes: list[Outcome] = []
    result = reread(work(damaged), runner=Pool(processes=2), on_outcome=outcomes.append)
    failed = [(each.file, each.offset, each.failure) for each in outcomes if each.failure]
    assert failed[0][:2] == (part.file, row.offset)
    assert failed[-1][2] == "the WARC file is not there"
    assert len(failed) == 2
    assert result.tally.counts[Kind.SAME] >= 20 - 8


def test_a_file_that_the_index_does_not_know_is_named(config: ArchiveConfig, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(config.folder, tmp_path / "archive")
    other = replace(config, folder=tmp_path / "archive")
    first = path_of(other.warc_folder, parts(other)[0].file)
    shutil.copy(first, first.with_name("strange.warc.gz"))
    result = reread(work(other), runner=Pool(processes=1))
    assert [name.rpartition("/")[2] for name in result.unknown] == ["strange.warc.gz"]


@pytest.mark.slow
def test_only_what_is_wanted(config: ArchiveConfig) -> None:
    tribune = outlet_wanted("tribune.example", OutletBook(None))
    assert reread(work(config, wanted=tribune), runner=Pool(processes=1)).tally.captures == 4
    early = Wanted(until=AT.replace(hour=12))
    found = reread(work(config, wanted=early), runner=Pool(processes=1))
    assert found.tally.captures == 1 + 4 + 3  # number 17 to 19 come again
    with pytest.raises(NoPage):
        reread(work(config, wanted=Wanted(since=span("2032")[0])), runner=Pool(processes=1))
    with pytest.raises(UnknownOutlet):
        outlet_wanted("no such paper", OutletBook(None))


def test_no_archive(tmp_path: Path, config: ArchiveConfig) -> None:
    with pytest.raises(ArchiveNotFound):
        reread(work(replace(config, folder=tmp_path)), runner=Pool(processes=1))


@pytest.mark.parametrize(
    ("text", "first", "behind"),
    [
        ("2031", "2031-01-01T00:00:00+00:00", "2032-01-01T00:00:00+00:00"),
        ("2031-12", "2031-12-01T00:00:00+00:00", "2032-01-01T00:00:00+00:00"),
        ("2031-02-28", "2031-02-28T00:00:00+00:00", "2031-03-01T00:00:00+00:00"),
        ("2031-02-28T10:00Z", "2031-02-28T10:00:00+00:00", "2031-02-28T10:00:00.000001+00:00"),
    ],
)
def test_spans(text: str, first: str, behind: str) -> None:
    assert [each.isoformat() for each in span(text)] == [first, behind]


STUCK = """
import sys
from pathlib import Path
from crawler.config import ArchiveConfig
from crawler.index import Index
from crawler.outlets.wanted import ALL
from crawler.reread.parts import parts_of
from crawler.reread.runners.pool import Pool
from rooms.reread.again import work
if __name__ == "__main__":
    config = ArchiveConfig(folder=Path(sys.argv[1]))
    with Index.open(config.index_address) as index:
        parts = list(parts_of(index, ALL, [row.name for row in index.files()]))
    list(Pool(processes=1).run(work(config, "Stuck"), parts))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell nobody of the end of a pipe by a signal")
def test_a_process_does_not_outlive_the_one_that_began_it(config: ArchiveConfig) -> None:
    """Whatever it is at: here an expression that takes longer than the stars will shine."""
    command = [sys.executable, "-c", STUCK, str(config.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        pid = int(child.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        child.kill()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()


def test_a_page_behind_a_redirect_out_of_the_site_stays_no_article(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path / "archive")
    archive = Archive.open(config, spider="presstv")
    for number, host in enumerate(("www.presstv.ir", "planted.example")):
        url = f"http://{host}/Detail/2031/03/05/489901/ferry"
        assert archive.keep(replace(story(number), url=url, spider="presstv")) is not None
    archive.close()
    outcomes = by_one_worker(work(config, stores=True), parts(config))
    assert [(one.kind, one.document is None) for one in outcomes] == [(Kind.NEW, False), (Kind.NONE, True)]
