"""Record durable, then index row, then acknowledged; and what is said when a step fails."""

from __future__ import annotations

import errno
import resource
import signal
from typing import TYPE_CHECKING, Any

import pytest
from trials.disks import CountingDisk, FailingDisk
from trials.making import Acknowledged, config, exchange, open_again, proof, write_one

from crawler.archive import Archive
from crawler.errors import ArchiveError, RecordsLost
from crawler.index import Index
from crawler.warc.file import WarcFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.warc.file import Disk

FAR = 1_000_000
"""No call is this one."""


def opened(settings: ArchiveConfig, disk: Disk | None = None) -> tuple[Archive, Acknowledged]:
    archive = Archive.open(settings, spider="gazette", disk=disk or CountingDisk())
    acknowledged = Acknowledged()
    archive.on_kept = acknowledged.note
    return archive, acknowledged


def set_pragma(archive: Archive, name: str, value: int) -> None:
    """Set it on the one connection that the archive uses."""
    with archive._index._engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {name}={value}")


class Refusal:
    """A way to make the real SQLite refuse the next commit, and to end that."""

    def __init__(self, name: str, archive: Archive, settings: ArchiveConfig) -> None:
        self.name, self.archive = name, archive
        self.wal = settings.folder / "index.sqlite-wal"
        self.limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def __enter__(self) -> None:
        if self.name == "full":
            set_pragma(self.archive, "max_page_count", 1)
        elif self.name == "read-only":
            set_pragma(self.archive, "query_only", 1)
        else:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.wal.stat().st_size, self.limits[1]))

    def __exit__(self, *_: object) -> None:
        if self.name == "full":
            set_pragma(self.archive, "max_page_count", 1 << 30)
        elif self.name == "read-only":
            set_pragma(self.archive, "query_only", 0)
        resource.setrlimit(resource.RLIMIT_FSIZE, self.limits)


@pytest.mark.parametrize(
    ("name", "words"), [("full", "disk is full"), ("read-only", "readonly"), ("broken", "disk I/O error")]
)
def test_a_group_waits_for_an_index_that_takes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, words: str
) -> None:
    settings = config(tmp_path)
    archive, acknowledged = opened(settings)
    write_one(archive, 1)
    archive.commit()
    for number in range(2, 60):  # more rows than fit into the pages there are
        write_one(archive, number)
    with Refusal(name, archive, settings):
        for _ in range(3):
            with pytest.raises(ArchiveError, match=words):
                archive.commit()
    assert acknowledged.captures == {exchange(1).url}
    archive.commit()
    assert [record.getMessage() for record in caplog.records] == [
        "The index takes nothing now: on disk 58 captures and 25 articles wait for it",
        "The index takes rows again: 58 captures and 25 articles that waited are in it",
    ]
    assert len(acknowledged.captures) == 59
    archive.close()
    assert proof(settings, acknowledged) == []


def test_what_the_index_never_took_is_found_by_the_next_writer(tmp_path: Path) -> None:
    settings = config(tmp_path)
    archive, acknowledged = opened(settings)
    write_one(archive, 2)
    set_pragma(archive, "query_only", 1)
    with pytest.raises(ArchiveError, match="readonly"):
        archive.close()
    assert acknowledged == Acknowledged()
    (recovered,) = (again := open_again(settings)).recovered
    again.close()
    assert (recovered.added.captures, recovered.added.articles) == (1, 1)
    assert proof(settings, Acknowledged(captures={exchange(2).url}, articles={exchange(2).url})) == []


def test_a_file_is_closed_only_when_the_rows_of_its_records_are_committed(tmp_path: Path) -> None:
    settings = config(tmp_path, warc_max_bytes=1)
    archive, acknowledged = opened(settings)
    write_one(archive, 1)
    set_pragma(archive, "query_only", 1)
    with pytest.raises(ArchiveError, match="readonly"):
        archive.commit_if_due()
    assert len(list(settings.warc_folder.rglob("*.open"))) == 1
    set_pragma(archive, "query_only", 0)
    archive.commit_if_due()
    assert list(settings.warc_folder.rglob("*.open")) == []
    assert acknowledged.captures == {exchange(1).url}
    archive.close()
    assert proof(settings, acknowledged) == []


class LateRefusal(CountingDisk):
    """Renames, and then the index takes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.archive: Any = None

    def after(self, number: int, what: str) -> None:
        if what == "rename":
            set_pragma(self.archive, "query_only", 1)


def test_the_row_of_a_closed_file_waits_too(tmp_path: Path) -> None:
    settings, disk = config(tmp_path, warc_max_bytes=1), LateRefusal()
    archive, acknowledged = opened(settings, disk)
    disk.archive = archive
    write_one(archive, 1)
    with pytest.raises(ArchiveError, match="readonly"):
        archive.commit_if_due()
    set_pragma(archive, "query_only", 0)
    archive.close()
    with Index.open(settings.index_address) as index:
        assert [file.is_closed for file in index.files()] == [True]
    assert proof(settings, acknowledged) == []


def test_a_new_file_is_durable_and_known_before_its_first_group(tmp_path: Path) -> None:
    settings, disk = config(tmp_path), CountingDisk()
    archive, acknowledged = opened(settings, disk)
    del disk.asked[:]
    write_one(archive, 1)
    # The folders YYYY and MM, each in the one above; the file's name in its folder; the warcinfo; the exchange.
    folders = ["sync_folder", *["make_folder", "sync_folder"] * 2]
    assert disk.asked == [*folders, "create", "sync_folder", "write", "fsync", "write"]
    with Index.open(settings.index_address) as index:
        assert [(file.is_closed, file.sha256) for file in index.files()] == [(False, None)]
    assert acknowledged == Acknowledged()
    archive.close()


def test_nothing_is_written_while_the_index_does_not_take_a_new_file(tmp_path: Path) -> None:
    settings = config(tmp_path, warc_max_bytes=1)
    archive, acknowledged = opened(settings)
    archive.keep(exchange(1))
    archive.commit_if_due()
    set_pragma(archive, "query_only", 1)
    for _ in range(2):
        with pytest.raises(ArchiveError, match="readonly"):
            archive.keep(exchange(2))
    set_pragma(archive, "query_only", 0)
    archive.keep(exchange(2))
    archive.close()
    assert acknowledged.captures == {exchange(1).url, exchange(2).url}
    assert len(list(settings.warc_folder.rglob("*.warc.gz"))) == 2
    assert proof(settings, acknowledged) == []


def test_folders_that_a_killed_process_made_are_made_durable(tmp_path: Path) -> None:
    """It may have been killed between making a folder and making it durable."""
    synced: list[Path] = []

    class Noting(CountingDisk):
        def sync_folder(self, folder: Path) -> None:
            super().sync_folder(folder)
            synced.append(folder)

    folder = tmp_path / "archive" / "warc" / "2026" / "11"
    folder.mkdir(parents=True)
    WarcFile(folder / "new.warc.gz", Noting()).abandon()
    assert synced == [folder.parent, folder]
    (folder.parent / "12").mkdir()
    del synced[:]
    WarcFile(folder.parent / "12" / "01" / "new.warc.gz", Noting()).abandon()
    assert synced == [folder.parent, folder.parent / "12", folder.parent / "12" / "01"]


def syncs(disk: CountingDisk) -> Iterator[int]:
    return (number for number, what in enumerate(disk.asked) if what == "fsync")


def test_a_group_that_cannot_be_made_durable_is_told_and_taken_out(tmp_path: Path) -> None:
    settings, counting = config(tmp_path / "whole"), CountingDisk()
    archive, _ = opened(settings, counting)
    for number in (1, 2):
        write_one(archive, number)
        archive.commit()
    archive.close()
    _warcinfo, _first, second, *_ = syncs(counting)
    settings = config(tmp_path / "failing")
    archive, acknowledged = opened(settings, FailingDisk(second, errno.EIO))
    write_one(archive, 1)
    archive.commit()
    (path,) = settings.warc_folder.rglob("*.open")
    committed = path.read_bytes()
    write_one(archive, 2)
    with pytest.raises(RecordsLost, match="input/output error; 2 captures and articles") as raised:
        archive.commit()
    assert raised.value.urls == (exchange(2).url, exchange(2).url)
    assert path.read_bytes() == committed
    write_one(archive, 3)
    archive.close()
    assert path.read_bytes() == committed
    assert acknowledged.captures == {exchange(1).url, exchange(3).url}
    again = open_again(settings)
    again.close()
    assert [file.tail_bytes for file in again.recovered] == [0]
    assert proof(settings, acknowledged) == []


def test_what_is_durable_and_waits_for_the_index_is_not_lost_with_what_is_not(tmp_path: Path) -> None:
    settings = config(tmp_path)
    disk = FailingDisk(FAR, errno.EIO)
    archive, acknowledged = opened(settings, disk)
    write_one(archive, 1)
    set_pragma(archive, "query_only", 1)
    with pytest.raises(ArchiveError, match="readonly"):
        archive.commit()
    set_pragma(archive, "query_only", 0)
    write_one(archive, 3)
    disk.failing = range(len(disk.asked), len(disk.asked) + 1)
    with pytest.raises(RecordsLost) as raised:
        archive.commit()
    assert raised.value.urls == (exchange(3).url,)
    archive.commit()
    assert acknowledged.captures == {exchange(1).url}
    archive.close()
    open_again(settings).close()
    assert proof(settings, acknowledged) == []
