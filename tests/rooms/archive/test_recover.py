"""What is found when an archive is opened for writing, and what becomes of it."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from trials.left_over import left_over
from trials.making import Acknowledged, config, exchange, open_again, proof, tails, write_one

from crawler.archive import Archive
from crawler.archive.verify import verify
from crawler.index import Index
from crawler.warc import read_records
from crawler.warc.file import Disk, WarcFile

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from crawler.archive.recover import Recovered
    from crawler.config import ArchiveConfig


def recovered(settings: ArchiveConfig) -> list[Recovered]:
    archive = open_again(settings)
    archive.close()
    return list(archive.recovered)


def abandoned(settings: ArchiveConfig, *numbers: int) -> Path:
    """Return the open file of a writer that died behind the commit of these exchanges."""
    archive = Archive.open(settings, spider="gazette")
    for number in numbers:
        write_one(archive, number)
    archive.commit()
    archive._writer.abandon()
    archive._index.close()
    (path,) = settings.warc_folder.rglob("*.open")
    return path


def test_a_left_over_file_is_brought_to_its_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings, acknowledged, tail = left_over(tmp_path)
    (path,) = settings.warc_folder.rglob("*.open")
    whole = path.read_bytes()[: -len(tail)]
    (done,) = recovered(settings)
    name = path.name.removesuffix(".open")
    assert str(done) == (
        f"{done.name}: closed; 1 capture and 1 article added to the index; "
        f"{len(tail)} bytes of a half-written record moved to {name}.tail"
    )
    assert f"Left by a writer that is gone: {done}" in caplog.text
    assert path.with_name(name).read_bytes() == whole
    assert path.with_name(name + ".tail").read_bytes() == tail
    with Index.open(settings.index_address) as index:
        row = index.file(done.name)
    assert row is not None
    assert (row.is_closed, row.size_bytes, row.sha256) == (True, len(whole), hashlib.sha256(whole).hexdigest())
    everything = Acknowledged(captures=acknowledged.captures | {exchange(5).url})
    assert proof(settings, everything) == []
    assert recovered(settings) == []


def test_the_file_of_a_living_writer_is_not_touched(tmp_path: Path) -> None:
    settings, acknowledged = config(tmp_path), Acknowledged()
    living = Archive.open(settings, spider="gazette")
    living.on_kept = acknowledged.note
    write_one(living, 1)
    living.commit()
    write_one(living, 2)  # appended, and nowhere in the index
    assert recovered(settings) == []
    write_one(living, 3)
    living.close()
    assert len(acknowledged.captures) == 3
    assert proof(settings, acknowledged) == []


def test_a_file_that_another_process_recovers_is_left_to_it(tmp_path: Path) -> None:
    settings, acknowledged, _ = left_over(tmp_path)

    class Meddling(Disk):
        """Opens the archive once more in the middle of its recovery."""

        def rename(self, old: Path, new: Path) -> None:
            assert recovered(settings) == []
            super().rename(old, new)

    archive = Archive.open(settings, spider="gazette", disk=Meddling())
    archive.close()
    assert len(archive.recovered) == 1
    assert proof(settings, acknowledged) == []


def test_a_new_file_that_is_taken_for_a_dead_one_is_made_again(tmp_path: Path) -> None:
    class Meddling(Disk):
        """The first file is cleaned away before its writer has locked it."""

        created = 0

        def create(self, path: Path) -> int:
            fd = super().create(path)
            self.created += 1
            if self.created == 1:
                path.unlink()
            return fd

    disk = Meddling()
    file = WarcFile(tmp_path / "new.warc.gz", disk)
    file.abandon()
    assert disk.created == 2


def test_an_empty_file_is_removed(tmp_path: Path) -> None:
    settings = config(tmp_path)
    path = abandoned(settings, 1)
    stray = path.with_name("stray.warc.gz.open")
    stray.touch()
    assert [(done.removed, done.tail) for done in recovered(settings)] == [(False, None), (True, None)]
    assert not stray.exists()
    assert proof(settings, Acknowledged(captures={exchange(1).url})) == []


def test_a_file_with_only_a_warcinfo_is_closed(tmp_path: Path) -> None:
    settings = config(tmp_path)
    path = abandoned(settings, 1)
    info = next(read_records(path))
    stray = path.with_name("stray.warc.gz.open")
    stray.write_bytes(path.read_bytes()[: info.length])
    assert [str(done) for done in recovered(settings)][1] == "2026/11/stray.warc.gz: closed".replace(
        "2026/11", path.parent.relative_to(settings.warc_folder).as_posix()
    )
    assert proof(settings, Acknowledged()) == []


def test_a_file_without_one_whole_record_is_all_tail(tmp_path: Path) -> None:
    settings = config(tmp_path)
    path = abandoned(settings, 1)
    begun = path.read_bytes()[:100]
    path.with_name("stray.warc.gz.open").write_bytes(begun)
    done = recovered(settings)[1]
    assert (done.removed, done.tail_bytes, done.tail) == (True, 100, "stray.warc.gz.tail")
    assert tails(settings) == [begun]
    assert proof(settings, Acknowledged()) == []


def test_whole_records_of_a_half_written_exchange_stay(tmp_path: Path) -> None:
    settings = config(tmp_path)
    path = abandoned(settings, 1)
    response = list(read_records(path))[1]
    os.truncate(path, response.offset + response.length + 10)
    (settings.folder / "index.sqlite").unlink()
    (done,) = recovered(settings)
    assert (done.added.captures, done.tail_bytes) == (1, 10)
    assert proof(settings, Acknowledged(captures={exchange(1).url})) == []


def test_a_file_that_was_renamed_but_is_not_known_as_closed(tmp_path: Path) -> None:
    settings = config(tmp_path)
    path = abandoned(settings, 1, 2)
    path.rename(path.with_name(path.name.removesuffix(".open")))
    assert [done.removed for done in recovered(settings)] == [False]
    assert proof(settings, Acknowledged(captures={exchange(1).url, exchange(2).url})) == []


def test_damage_before_an_acknowledged_record_stays_where_it_is(tmp_path: Path) -> None:
    settings = config(tmp_path)
    path = abandoned(settings, 1, 2, 3)
    data = bytearray(path.read_bytes())
    second = [record for record in read_records(path) if record.type == "response"][1]
    data[second.offset + second.length // 2] ^= 0xFF
    path.write_bytes(data)
    (done,) = recovered(settings)
    assert (done.tail, done.damaged_places) == (None, 1)
    assert path.with_name(path.name.removesuffix(".open")).read_bytes() == data
    with Index.open(settings.index_address) as index:
        assert len(list(index.captures())) == 3
    assert any("damaged" in flaw.what for flaw in verify(settings).flaws)


def test_a_hole_in_the_first_group_of_a_file_is_a_tail(tmp_path: Path) -> None:
    """Not one group of it was acknowledged: no row of a capture says so, and yet `verify` must come to a clean end."""
    settings = config(tmp_path)
    archive = Archive.open(settings, spider="gazette")
    for number in (1, 2, 3):
        write_one(archive, number)
    archive._writer.abandon()
    archive._index.close()
    (path,) = settings.warc_folder.rglob("*.open")
    whole = path.read_bytes()
    second = [record for record in read_records(path) if record.type == "response"][1]
    holed = whole[: second.offset] + bytes(64) + whole[second.offset + 64 :]
    path.write_bytes(holed)
    (done,) = recovered(settings)
    assert (done.damaged_places, done.added.captures) == (0, 1)
    assert tails(settings) == [holed[second.offset :]]
    assert proof(settings, Acknowledged(captures={exchange(1).url})) == []


def test_a_hole_in_a_file_of_another_index_stays(tmp_path: Path) -> None:
    """What stands behind it may have been acknowledged by the index that is gone."""
    settings = config(tmp_path)
    path = abandoned(settings, 1, 2, 3)
    for lost in settings.folder.glob("index.sqlite*"):
        lost.unlink()
    second = [record for record in read_records(path) if record.type == "response"][1]
    with path.open("r+b") as file:
        file.seek(second.offset)
        file.write(bytes(64))
    (done,) = recovered(settings)
    assert (done.tail, done.damaged_places, done.added.captures) == (None, 1, 2)


def test_a_tail_of_another_time_is_not_written_over(tmp_path: Path) -> None:
    settings, acknowledged, tail = left_over(tmp_path)
    (path,) = settings.warc_folder.rglob("*.open")
    path.with_name(path.name.removesuffix(".open") + ".tail").write_bytes(b"of another time")
    (done,) = recovered(settings)
    assert done.tail is not None
    assert done.tail.endswith(".tail2")
    assert tails(settings) == [b"of another time", tail]
    assert proof(settings, acknowledged) == []


def test_a_closed_file_of_the_same_name_is_not_written_over(tmp_path: Path) -> None:
    settings = config(tmp_path)
    path = abandoned(settings, 1)
    closed = path.with_name(path.name.removesuffix(".open"))
    closed.write_bytes(path.read_bytes())
    before = path.read_bytes()
    done = recovered(settings)[1]
    assert done.failure == "there is a closed file of the same name"
    assert (path.read_bytes(), closed.read_bytes()) == (before, before)
