"""Databases that are locked, broken, strange or out of reach, and several processes at once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from rooms.index.made import capture, record_id

import crawler.index.engine.connections as engine_module
from crawler.errors import ArchiveError, ArchiveUnwritable, BadSetting
from crawler.index import Index
from crawler.index.schema import REVISIONS

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = 65_534
ADD = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from uuid import UUID
from crawler.index import CaptureKind, CaptureRow, Index
first = int(sys.argv[2])
with Index.open(Path(sys.argv[1])) as index:
    for number in range(first, first + 60):
        index.add_captures([CaptureRow(record_id=UUID(int=number).urn, kind=CaptureKind.RESPONSE,
            url=f"https://host{number % 7}.example/{number}", captured_at=datetime(2026, 1, 1, tzinfo=UTC),
            file_name=f"{first}.warc.gz", offset=number, length=1)])
        index.commit(durable=False)
"""


def test_two_and_more_processes_make_and_fill_one_index(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", ADD, str(path), str(first)], stderr=subprocess.PIPE, text=True)
        for first in (100, 140, 1000)
    ]
    assert [writer.communicate()[1] for writer in writers] == ["", "", ""]
    with Index.open(path, create=False) as index:
        counts = index.counts()
        assert (counts.captures, counts.hosts, counts.files) == (160, 7, 3)


def test_threads_share_an_index(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:

        def work(first: int) -> None:
            for number in range(first, first + 30):
                index.add_captures([capture(number)])
                index.commit(durable=False)
                assert index.record(record_id(number)) == capture(number)

        threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert index.counts().captures == 90


def test_a_reader_goes_on_while_another_writes(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as writer, Index.open(tmp_path / "index.sqlite") as reader:
        writer.add_captures([capture(number) for number in range(3000)])
        writer.commit()
        rows = reader.captures()
        next(rows)
        writer.add_captures([capture(5000)])
        writer.commit()
        assert sum(1 for _ in rows) == 2999
        assert reader.counts().captures == 3001


def test_a_lock_that_does_not_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "index.sqlite"
    with Index.open(path) as index:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        index.add_captures([capture(1)])
        with pytest.raises(ArchiveUnwritable, match="locked"):
            index.commit()
        other.execute("ROLLBACK")
        other.close()
        index.add_captures([capture(1)])
        index.commit()
        assert index.counts().captures == 1


def test_a_failed_group_is_dropped_whole_and_its_ids_are_forgotten(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        index.add_captures([capture(1), capture(2, offset=2**70)])
        with pytest.raises((ArchiveError, OverflowError)):
            index.commit()
        assert index.counts().hosts == 0
        index.add_captures([capture(3, url="https://other.example/"), capture(1)])
        index.commit()
        assert [row.url for row in index.captures(host="news.example")] == [capture(1).url]


def test_a_kill_leaves_whole_groups_and_all_that_were_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    code = (
        "import itertools, sys\nfrom pathlib import Path\nfrom rooms.index.made import article, capture, record_id\n"
        "from crawler.index import Index\nindex = Index.open(Path(sys.argv[1]))\n"
        "for number in itertools.count(0, 2):\n"
        "    index.add_captures([capture(number), capture(number + 1)])\n"
        "    index.add_article(article(number), record_id=record_id(number))\n"
        "    index.commit(durable=False)\n    print(number, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code, str(path)], env=environment, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= 50:
                break
        writer.kill()
    with Index.open(path) as index:
        counts = index.counts()
        assert counts.captures >= 52
        assert counts.captures == 2 * counts.articles == counts.photos == 2 * counts.mirror_claims
        assert list(index.dump())


@pytest.mark.parametrize("text", [b"no database at all, but long enough to be looked at " * 50, b"short"])
def test_a_file_that_is_no_database(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(text)
    with pytest.raises(ArchiveError, match="no metadata index") as caught:
        Index.open(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == text


def test_a_damaged_index(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with Index.open(path) as index:
        index.add_captures([capture(number) for number in range(2000)])
        index.commit()
    data = path.read_bytes()
    path.write_bytes(data[:40_000] + b"\xff" * (len(data) - 80_000) + data[-40_000:])
    with pytest.raises(ArchiveError, match="index"), Index.open(path) as index:
        list(index.captures())


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipe (name)")
    other.close()
    with pytest.raises(ArchiveError, match="another program: it holds 'recipe'"):
        Index.open(path)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    Index.open(path).close()
    newer = sqlite3.connect(path)
    with newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    with pytest.raises(ArchiveError, match=rf"schema 9999, this version knows none above {REVISIONS[-1]}"):
        Index.open(path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnwritable):
        Index.open(tmp_path / "file" / "index.sqlite")
    (tmp_path / "index.sqlite").mkdir()
    with pytest.raises(ArchiveUnwritable, match="unable to open"):
        Index.open(tmp_path / "index.sqlite")


def test_a_folder_that_cannot_be_written(tmp_path: Path, open_folder: Path) -> None:
    Index.open(open_folder / "index.sqlite").close()
    open_folder.chmod(0o555)
    # All that is imported late is imported first, while the process may still read it.
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom crawler.errors import ArchiveUnwritable\n"
        "from crawler.index import Index\nIndex.open(Path(sys.argv[1])).close()\n"
        f"if os.geteuid() == 0: os.setresuid({NOBODY}, {NOBODY}, {NOBODY})\n"
        "for path in map(Path, sys.argv[2:]):\n"
        "    try: Index.open(path)\n"
        "    except ArchiveUnwritable as err: print(err.path.name)\n"
    )
    paths = [
        tmp_path / "first.sqlite",
        open_folder / "index.sqlite",
        open_folder / "new.sqlite",
        open_folder / "new" / "x",
    ]
    ran = subprocess.run([sys.executable, "-c", code, *map(str, paths)], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("index.sqlite\nnew.sqlite\nnew\n", "")


@pytest.mark.parametrize("address", ["mysql://host/name", "not-a-database://", "://"])
def test_addresses_of_other_databases(address: str) -> None:
    with pytest.raises(BadSetting, match="ARCHIVE_INDEX"):
        Index.open(address)


@pytest.mark.skipif(find_spec("psycopg") is not None, reason="psycopg is installed")
def test_postgresql_without_its_driver_is_told() -> None:
    with pytest.raises(BadSetting, match="psycopg"):
        Index.open("postgresql://localhost/archive")
