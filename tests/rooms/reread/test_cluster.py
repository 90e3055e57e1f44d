"""A real Ray cluster reads what the pool reads, byte for byte, whatever dies."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms.reread.again import archived, home, photo, settings, story, work

from crawler.errors import BadSetting
from crawler.index import Index
from crawler.outlets.wanted import ALL
from crawler.reread.bulk import reread
from crawler.reread.compare import Kind
from crawler.reread.parts import parts_of
from crawler.reread.runners.cluster import TRIES, Cluster
from crawler.reread.runners.node import Errand, Refused, machine, read_part, refusal
from crawler.reread.runners.pool import Pool
from crawler.reread.work import Worker, files_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.config import ArchiveConfig
    from crawler.reread.compare import Outcome
    from crawler.reread.parts import Part

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def head() -> Iterator[str]:
    """Yield the address of a cluster that stays for all tests of this file."""
    if find_spec("ray") is None:  # not imported: the runner says to Ray what it reads when it is imported
        pytest.skip("the extra ray is not installed")
    from rooms.reread.ray_head import ray_head

    with ray_head() as address:
        yield address


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> ArchiveConfig:
    """Return an archive of three files, with a page that came twice (a revisit), photos and a home page."""
    exchanges = [story(number % 17) for number in range(20)]
    exchanges = [replace(one, started_at=one.started_at.replace(minute=number)) for number, one in enumerate(exchanges)]
    folder = tmp_path_factory.mktemp("cluster")
    return archived(folder, [home(), photo(1), *exchanges, photo(2)], warc_max_bytes=12_000)


def parts(config: ArchiveConfig) -> list[Part]:
    with Index.open(config.index_address) as index:
        return list(parts_of(index, ALL, [row.name for row in index.files()]))


def ray_processes() -> list[int]:
    """Return the ids of the processes of a cluster that read."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            is_one = (path / "cmdline").read_bytes().startswith(b"ray::read_part")
        except OSError:
            continue
        found += [int(path.name)] if is_one else []
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("steps", "failed"), [(("Louder", "Stricter"), 1), (("Deadly",), 2), (("Endless",), 1)])
def test_the_same_as_the_pool(head: str, config: ArchiveConfig, steps: tuple[str, ...], failed: int) -> None:
    """Also where a page ends its process, or stays too long."""
    task = replace(work(config, *steps), shows=True)
    limit_s = 40.0 if "Endless" in steps else 300.0
    expected = list(Pool(processes=2, page_limit_s=limit_s).run(task, parts(config)))
    assert len(expected) > 2
    assert list(Cluster(address=head, page_limit_s=limit_s).run(task, parts(config))) == expected
    assert sum(each.failure is not None for done in expected for each in done.outcomes) == failed


@pytest.mark.slow
def test_a_process_of_the_cluster_that_is_killed_costs_nothing(head: str, config: ArchiveConfig) -> None:
    task = work(config, "Slow", "Louder")
    expected = list(Pool(processes=2).run(task, parts(config)))
    with closing(Cluster(address=head, processes=2).run(task, parts(config))) as run:
        first = next(run)
        killed = ray_processes()[:1]
        os.kill(killed[0], signal.SIGKILL)
        assert [first, *run] == expected
    assert len(killed) == 1


@pytest.mark.slow
def test_a_page_that_ends_processes_of_the_cluster_is_read_here(head: str, config: ArchiveConfig) -> None:
    assert TRIES > 1
    task = work(config, "Greedy", "Louder")
    expected = list(Pool(processes=2).run(task, parts(config)))
    assert list(Cluster(address=head, processes=2).run(task, parts(config))) == expected


@pytest.mark.slow
def test_what_is_stored_is_the_same(head: str, config: ArchiveConfig, tmp_path: Path) -> None:
    found = []
    for name, runner in (("pool", Pool(processes=2)), ("ray", Cluster(address=head))):
        shutil.copytree(config.folder, tmp_path / name)
        other = replace(config, folder=tmp_path / name)
        outcomes: list[Outcome] = []
        result = reread(work(other, "Louder", stores=True), runner=runner, on_outcome=outcomes.append)
        with Index.open(other.index_address) as index:
            stored = sorted(index.articles(), key=lambda each: (each.record_id or "", each.reader))
        found.append((result.stored, result.tally.as_json(), outcomes, stored))
    assert found[0] == found[1]
    assert found[0][0] == 20


def errand(config: ArchiveConfig, **changes: object) -> Errand:
    some = parts(config)
    files = tuple(part.file for part in some)
    made = Errand(key="one", work=work(config), files=files, page_limit_s=300.0, machine=machine())
    return replace(made, **changes)  # type: ignore[arg-type]  # each by its name


def test_another_program_would_read_otherwise(config: ArchiveConfig) -> None:
    assert refusal(errand(config)) is None
    why = refusal(errand(config, software="microfiche/0.0.9"))
    assert why is not None
    assert why.endswith("is installed there, and microfiche/0.0.9 here")
    said = read_part(errand(config, key="two", software="microfiche/0.0.9"), parts(config)[0])
    assert isinstance(said, Refused)


def test_an_index_in_a_file_is_of_one_machine(config: ArchiveConfig) -> None:
    why = refusal(errand(config, machine="another"))
    assert why is not None
    assert "is a file of another machine; an index in PostgreSQL (ARCHIVE_INDEX) is seen by all" in why


@pytest.mark.slow
def test_another_machine_sees_each_file_or_says_which_it_does_not(tmp_path: Path, postgresql_address: str) -> None:
    config = archived(tmp_path, [story(1), story(2)], index=postgresql_address)
    with Index.open(postgresql_address) as index:
        (row,) = index.files()
        there = errand_of(config, row.name)
        assert refusal(there) is None
        gone = replace(there, work=work(replace(config, folder=tmp_path / "elsewhere")))
        assert refusal(gone) == (
            f"{row.name} is neither in a store nor in {tmp_path / 'elsewhere' / 'warc'} there; see `microfiche upload`"
        )
        assert refusal(replace(there, files=("other.warc.gz",))) == (
            "the index that it sees is another one, without other.warc.gz"
        )
        index.place_file(row.name, "s3://bucket/" + row.name)
        index.commit()
    assert refusal(gone) is None


def errand_of(config: ArchiveConfig, name: str) -> Errand:
    return Errand(key="one", work=work(config), files=(name,), page_limit_s=300.0, machine="another")


def test_files_beside_the_archive_go_along(config: ArchiveConfig, tmp_path: Path) -> None:
    """A machine that has no folder of the archive reads with its outlets.toml and its phrases all the same."""
    folder = tmp_path / "archive"
    shutil.copytree(config.folder, folder)
    (folder / "outlets.toml").write_text('[outlets.gazette]\nname = "Gazette"\nhomepage = "http://gazette.example/"\n')
    (folder / "mirror-words").mkdir()
    (folder / "mirror-words" / "xx.txt").write_text("")
    task = replace(work(config), settings=with_folder(folder), config=replace(config, folder=folder))
    assert sorted(files_beside(task)) == ["mirror-words/xx.txt", "outlets.toml"]
    beside = {"outlets.toml": b"not toml ["}
    with pytest.raises(Exception, match=r"outlets\.toml"):
        Worker(replace(task, beside=beside))
    shutil.rmtree(folder / "mirror-words")
    (folder / "outlets.toml").write_text("not toml [")
    read = list(chain.from_iterable(Worker(replace(task, beside={})).outcomes(part) for part in parts(config)))
    assert {each.kind for each in read} == {Kind.SAME, Kind.NONE}


def with_folder(folder: Path) -> object:
    made = settings()
    made.set("ARCHIVE", str(folder))
    return made


@pytest.mark.parametrize("address", ["ray://10.0.0.5:10001", "auto", "10.0.0.5", "10.0.0.5:99999", "a b:6379"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(BadSetting, match="--ray-address: "):
        Cluster(address=address)
