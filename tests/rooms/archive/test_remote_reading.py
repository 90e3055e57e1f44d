"""Records are read from a store as from the disk: the same bytes, in ranges, whatever happens to the connections."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms.replay.served import STAMP, Made
from stores.cutting import CuttingProxy
from trials.making import article, config, exchange, open_again, write_one

from crawler.archive.folder import warc_files
from crawler.archive.places import RemoteWarc, Store, WarcFiles
from crawler.archive.places.remote import BLOCK_BYTES, KEPT_BLOCKS, MOST_BLOCKS, Ranges
from crawler.archive.places.upload import SUM_SUFFIX, to_upload, upload
from crawler.archive.reindex import reindex
from crawler.archive.repair import repair
from crawler.archive.verify import verify
from crawler.config import ArchiveConfig, StoreSettings
from crawler.errors import BadRecord, StoreFailed
from crawler.http import Bytes, Spool, whole
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

    from stores.server import S3Server

EXCHANGES = 12
QUICK = (0.05, 0.1, 0.2, 0.4)


def filled(folder: Path, store: StoreSettings) -> ArchiveConfig:
    """Return an archive of several closed files."""
    settings = config(folder, warc_max_bytes=4_000, store=store)
    archive = open_again(settings)
    for number in range(EXCHANGES):
        write_one(archive, number)
        archive.commit()
        archive.commit_if_due()
    archive.close()
    return settings


def bring(settings: ArchiveConfig) -> None:
    store = Store(settings.store.options)
    with Index.open(settings.index_address) as index:
        for row in to_upload(settings, index):
            upload(row, settings, index, store)
    assert warc_files(settings) == []


def blocks(settings: ArchiveConfig) -> dict[str, bytes]:
    """The block of each capture, as the archive gives it."""
    with Index.open(settings.index_address) as index:
        files = WarcFiles(settings, index)
        return {row.record_id: whole(files.record(row.file_name, row.offset).block) for row in index.captures()}


def dump(settings: ArchiveConfig) -> list[object]:
    with Index.open(settings.index_address) as index:
        return list(index.dump())


class CountingStore(Store):
    """Remembers what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[tuple[int, int]] = []

    def read(self, url: str, start: int, stop: int) -> bytes:
        self.reads.append((start, stop))
        return super().read(url, start, stop)


@given(data=st.data(), size=st.integers(0, 6 * BLOCK_BYTES), seed=st.integers(0, 1 << 30))
def test_a_file_in_a_store_is_read_as_one_on_the_disk(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, size: int, seed: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "ranges"
    folder.mkdir(exist_ok=True)
    path = folder / f"{size}-{seed}.bin"
    path.write_bytes(random.Random(seed).randbytes(size))
    remote = RemoteWarc(Ranges(Store()), path.as_uri(), size_bytes=size, local=path)
    with path.open("rb") as here, remote.open("rb") as there:
        for _ in range(data.draw(st.integers(1, 8))):
            if data.draw(st.booleans()):
                at = data.draw(st.integers(0, size + 10))
                assert here.seek(at) == there.seek(at)
            count = data.draw(st.integers(0, 3 * BLOCK_BYTES))
            assert here.read(count) == there.read(count)
            assert here.tell() == there.tell()
    path.unlink()


def test_ranges_grow_where_reading_goes_on_and_stay_small_else(tmp_path: Path) -> None:
    size = 100 * BLOCK_BYTES + 17
    path = tmp_path / "film.bin"
    path.write_bytes(random.Random(1).randbytes(size))
    store = CountingStore()
    ranges = Ranges(store)
    film = RemoteWarc(ranges, path.as_uri(), size_bytes=size, local=path)
    with film.open("rb") as file:
        assert file.read() == path.read_bytes()
    lengths = [stop - start for start, stop in store.reads]
    assert lengths[0] == BLOCK_BYTES
    assert max(lengths) == MOST_BLOCKS * BLOCK_BYTES
    assert len(lengths) < 10
    assert len(ranges._kept) < KEPT_BLOCKS / 2, "a film does not push out the rest"
    store.reads.clear()
    with film.open("rb") as file:
        file.seek(50 * BLOCK_BYTES + 5)
        file.read(100)
        file.seek(50 * BLOCK_BYTES + 5)
        file.read(100)
    assert store.reads == [(50 * BLOCK_BYTES, 51 * BLOCK_BYTES)]


def test_all_that_reads_an_archive_works_from_a_store(tmp_path: Path) -> None:
    settings = filled(tmp_path, StoreSettings(address=f"file://{tmp_path / 'store'}"))
    before, known = blocks(settings), dump(settings)
    bring(settings)
    assert blocks(settings) == before
    verified = verify(settings)
    assert (verified.flaws, verified.captures) == ([], EXCHANGES)
    assert repair(settings).now.flaws == []
    other = replace(settings, folder=tmp_path / "other" / "archive")
    rebuilt = reindex(other)
    assert (rebuilt.flaws, rebuilt.lacks_log) == ((), True), "what was hidden elsewhere is not known here"
    (other.folder / "redactions.jsonl").touch()
    assert not reindex(other).lacks_log
    assert dump(other) == known
    assert blocks(other) == before
    assert verify(other).flaws == []
    assert verify(other, only_here=True).files == 0


def test_no_room_is_needed_for_a_file_that_is_in_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = filled(tmp_path, StoreSettings(address=f"file://{tmp_path / 'store'}"))
    known = dump(settings)
    bring(settings)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no such folder"))
    assert verify(settings, second_reader=True).flaws == []
    assert repair(settings).now.flaws == []
    other = replace(settings, folder=tmp_path / "other" / "archive")
    assert reindex(other).flaws == ()
    assert dump(other) == known


def test_verify_sees_the_store_as_it_is_now(tmp_path: Path) -> None:
    settings = filled(tmp_path, StoreSettings(address=f"file://{tmp_path / 'store'}"))
    bring(settings)
    with Index.open(settings.index_address) as index:
        files = WarcFiles(settings, index, store=Store(settings.store.options, waits_s=()))
        name, place = next(iter(files.all()))
        with files.from_end_to_end(name, place) as there, there.open("rb") as file:
            before = file.read()
        path = tmp_path / "store" / name
        path.write_bytes(bytes(len(before)))
        with files.from_end_to_end(name, place) as there, there.open("rb") as file:
            assert file.read() == bytes(len(before))
        path.write_bytes(before[:-1])
        with pytest.raises(BadRecord, match="has only"), files.from_end_to_end(name, place) as there:
            there.open("rb").read()


def test_a_new_crawl_refers_to_bodies_in_the_store(tmp_path: Path) -> None:
    settings = filled(tmp_path, StoreSettings(address=f"file://{tmp_path / 'store'}"))
    bring(settings)
    archive = open_again(settings)
    again = replace(exchange(9), url="http://gazette.example/again")
    capture = archive.keep(again)
    assert capture is not None
    archive.keep_article(article(capture))
    archive.close()
    with Index.open(settings.index_address) as index:
        (row,) = index.captures(url=again.url)
    assert row.kind == "revisit"
    assert verify(settings).flaws == []


@pytest.mark.parametrize("harm", ["gone", "shorter", "other bytes", "half an upload"])
def test_harm_in_the_store_is_told(tmp_path: Path, harm: str) -> None:
    settings = filled(tmp_path, StoreSettings(address=f"file://{tmp_path / 'store'}"))
    bring(settings)
    path = next((tmp_path / "store").rglob("*.warc.gz"))
    note = path.with_name(path.name + SUM_SUFFIX)
    data = bytearray(path.read_bytes())
    if harm == "gone":
        path.unlink()
    elif harm == "shorter":
        path.write_bytes(data[: len(data) // 2])
    elif harm == "other bytes":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    else:
        note.unlink()
    told = {
        "gone": "says that it is in the store, and it is not",
        "shorter": "bytes instead of",
        "other bytes": "SHA-256 is not what it was",
    }
    flaws = [str(flaw) for flaw in verify(settings).flaws]
    if harm in told:
        assert any(told[harm] in flaw for flaw in flaws)
    other = replace(settings, folder=tmp_path / "other" / "archive")
    assert len(reindex(other).flaws) >= (harm != "gone")
    if harm == "half an upload":
        assert "its upload did not come to its end" in str(reindex(other).flaws[0])


def test_a_record_behind_the_end_is_no_failure_of_the_store(tmp_path: Path) -> None:
    settings = filled(tmp_path, StoreSettings(address=f"file://{tmp_path / 'store'}"))
    bring(settings)
    for path in (tmp_path / "store").rglob("*.warc.gz"):
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(BadRecord, match="in the store it has only 100 bytes") as caught:
        blocks(settings)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_cut_connections_change_no_record(s3: S3Server, tmp_path: Path, seed: int) -> None:
    """Each second connection is cut at a random place, for as long as it is read."""
    chance = random.Random(seed)
    settings = filled(tmp_path, s3.settings())
    before, known = blocks(settings), dump(settings)
    bring(settings)
    with CuttingProxy(s3.port, lambda: chance.randrange(1, 6_000) if chance.random() < 0.5 else None) as proxy:
        through = replace(settings, store=replace(settings.store, options=s3.options(proxy.port)))
        assert blocks(through) == before
        assert verify(through).flaws == []
        other = replace(through, folder=tmp_path / "other" / "archive")
        assert reindex(other).flaws == ()
        assert dump(other) == known
        assert proxy.cuts > 0


@pytest.mark.slow
def test_replay_reads_from_s3_and_says_when_it_cannot(s3: S3Server, tmp_path: Path) -> None:
    body = random.Random(3).randbytes(24 << 20)
    film = Spool()
    film.append(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % len(body))
    film.append(body)
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nFerry"
    made = Made(tmp_path).keep(("http://news.example/film", film), ("http://news.example/page", Bytes(page)))
    with CuttingProxy(s3.port) as proxy:
        made.config = replace(made.config, store=s3.settings(proxy.port))
        bring(made.config)
        client = made.client()
        assert client.get(f"/web/{STAMP}id_/http://news.example/page").body == b"Ferry"
        assert client.get(f"/web/{STAMP}id_/http://news.example/film").body == body
        proxy.shut()
        fresh = made.client()
        told = fresh.get(f"/web/{STAMP}id_/http://news.example/page")
        assert told.status == 503
        assert "The store cannot be reached" in told.text
        assert "Nothing is lost" in told.text
        with pytest.raises(StoreFailed) as caught:
            verify(made.config)
        assert "\n" not in str(caught.value)
        proxy.is_open = True
        assert made.client().get(f"/web/{STAMP}id_/http://news.example/page").body == b"Ferry"
