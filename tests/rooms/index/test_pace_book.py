"""The book of budgets: shared by processes, in SQLite and in PostgreSQL, and of no consequence when it is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from crawler.errors import ArchiveError
from crawler.index.pace import Budget, PaceBook, Seen, pace_address
from crawler.index.pace.reading import budgets_since

ROOT = Path(__file__).parents[3]
COUNT = """
import sys
from dataclasses import replace
from crawler.index.pace import PaceBook
book = PaceBook.open(sys.argv[1])
def count(budgets, now_us):
    assert list(budgets) == ["a", "b"]
    return {name: replace(each, rest_us=each.rest_us + 1) for name, each in budgets.items()}, None
for _ in range(int(sys.argv[2])):
    book.change(["b", "a"], count)
    print("x", flush=True)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "pace.sqlite")
    return str(request.getfixturevalue("postgresql_address"))


def counting(address: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COUNT, address, str(times)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def budgets(address: str) -> dict[str, Budget]:
    book = PaceBook.open(address)
    try:
        return book.change(["a", "b"], lambda found, _: ({}, found))
    finally:
        book.close()


@pytest.mark.slow
def test_processes_change_one_after_the_other_and_a_kill_takes_nothing_back(address: str) -> None:
    before = budgets(address)["a"].rest_us
    crawls = [counting(address, 40) for _ in range(2)]
    with counting(address, 10_000) as victim:
        assert victim.stdout is not None
        done = len([victim.stdout.readline() for _ in range(5)])
        os.kill(victim.pid, signal.SIGKILL)
        done += len(victim.stdout.readlines())
    for crawl in crawls:
        assert len(crawl.communicate(timeout=60)[0].split()) == 40
        assert crawl.returncode == 0
    found = budgets(address)
    assert found["a"].rest_us == found["b"].rest_us
    # The last change of the victim may have been committed without its being told.
    assert found["a"].rest_us - before in {80 + done, 80 + done + 1}


def test_what_was_written_comes_back(address: str) -> None:
    book = PaceBook.open(address)
    kept = Budget(2**50, 3, 4, 2**61, 5, Seen(0.25, 2, 1))
    book.change(["x"], lambda _, now_us: ({"x": kept}, now_us))
    book.close()
    book = PaceBook.open(address)
    found, now_us = book.change(["x", "y"], lambda found, now_us: ({}, (found, now_us)))
    book.close()
    assert found == {"x": kept, "y": Budget()}
    assert abs(now_us / 1e6 - time.time()) < 60


def test_what_fails_in_between_changes_nothing(address: str) -> None:
    book = PaceBook.open(address)

    def fail(found: dict[str, Budget], _: int) -> tuple[dict[str, Budget], None]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        book.change(["z"], fail)
    assert book.change(["z"], lambda found, _: ({}, found)) == {"z": Budget()}
    book.close()


def test_a_broken_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "pace.sqlite").write_bytes(b"no database" * 1000)
    path = tmp_path / "pace.sqlite"
    told = f"{path} is no book of the pace, or a broken one (file is not a database); delete it when no crawl runs: "
    for use in (PaceBook.open, partial(budgets_since, since_us=0, most=1)):
        with pytest.raises(ArchiveError) as caught:
            use(path)
        assert str(caught.value).startswith(told)


def test_where_it_is_kept(tmp_path: Path) -> None:
    assert pace_address(tmp_path, tmp_path / "index.sqlite") == tmp_path / "pace.sqlite"
    assert pace_address(tmp_path, "sqlite:////srv/index.sqlite") == tmp_path / "pace.sqlite"
    assert pace_address(tmp_path, "postgresql://archive@db/news") == "postgresql://archive@db/news"
