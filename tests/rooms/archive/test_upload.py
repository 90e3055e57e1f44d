"""Closed WARC files go to a store: proved there before they are removed here, whatever happens on the way."""

from __future__ import annotations

import hashlib
import random
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from stores.cutting import CuttingProxy
from trials.making import AT, Acknowledged, config, open_again, write_one

from crawler.archive.folder import prepare_folder, warc_files
from crawler.archive.places import Store
from crawler.archive.places.store import PART_BYTES
from crawler.archive.places.upload import SUM_SUFFIX, check_store, to_upload, upload
from crawler.archive.reindex import reindex
from crawler.archive.verify import verify
from crawler.config import ArchiveConfig, StoreSettings
from crawler.errors import BadSetting, NotUploaded, StoreFailed
from crawler.importing.taking import Importer
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

    from stores.server import S3Server

QUICK = (0.05, 0.1, 0.2, 0.4)


def filled(folder: Path, store: StoreSettings, **changes: Any) -> ArchiveConfig:
    """Return an archive of several closed files."""
    settings = config(folder, warc_max_bytes=3_000, store=store, **changes)
    archive, acknowledged = open_again(settings), Acknowledged()
    archive.on_kept = acknowledged.note
    for number in range(12):
        write_one(archive, number)
        archive.commit()
        archive.commit_if_due()
    archive.close()
    assert len(warc_files(settings)) > 2
    return settings


def on_disk(tmp_path: Path, **changes: Any) -> StoreSettings:
    return StoreSettings(address=f"file://{tmp_path / 'store'}", **changes)


def bring(settings: ArchiveConfig, waits_s: tuple[float, ...] = QUICK) -> list[str]:
    """Upload all there is; return the addresses."""
    store = Store(settings.store.options, waits_s=waits_s)
    with Index.open(settings.index_address) as index:
        return [upload(row, settings, index, store).url for row in to_upload(settings, index)]


def sums(settings: ArchiveConfig) -> dict[str, str]:
    """The SHA-256 of each file by its name, as the index has it."""
    with Index.open(settings.index_address) as index:
        return {row.name: row.sha256 or "" for row in index.files()}


def test_files_go_to_a_folder_and_only_then_away(tmp_path: Path) -> None:
    settings = filled(tmp_path, on_disk(tmp_path))
    held = {path.name: path.read_bytes() for path in warc_files(settings)}
    assert len(bring(settings)) == len(held)
    assert warc_files(settings) == []
    stored = {path.name: path.read_bytes() for path in (tmp_path / "store").rglob("*.warc.gz")}
    assert stored == held
    with Index.open(settings.index_address) as index:
        assert index.files_without_place() == []
        assert all(row.place == f"{settings.store.address}/{row.name}" for row in index.files())
        assert to_upload(settings, index) == []


@pytest.mark.parametrize("elsewhere", [None, "another"])
def test_an_index_that_knows_of_files_in_a_store_is_not_replaced_without_it(
    tmp_path: Path, elsewhere: str | None
) -> None:
    settings = filled(tmp_path, on_disk(tmp_path))
    before = sums(settings)
    bring(settings)
    other = None
    if elsewhere is not None:
        (tmp_path / elsewhere).mkdir()
        other = f"file://{tmp_path / elsewhere}"
    with pytest.raises(BadSetting, match=rf"{len(before)} WARC files .*{settings.store.address}/") as raised:
        reindex(replace(settings, store=StoreSettings(address=other)))
    assert raised.value.setting == "ARCHIVE_STORE"
    assert sums(settings) == before
    assert reindex(settings).files == len(before)


def test_the_sum_beside_each_file_is_one_that_sha256sum_reads(tmp_path: Path) -> None:
    bring(filled(tmp_path, on_disk(tmp_path)))
    notes = sorted((tmp_path / "store").rglob(f"*{SUM_SUFFIX}"))
    assert len(notes) > 2
    for note in notes:
        subprocess.run(
            ["sha256sum", "--check", "--strict", note.name], cwd=note.parent, check=True, capture_output=True
        )


def test_local_copies_stay_when_they_shall(tmp_path: Path) -> None:
    settings = filled(tmp_path, on_disk(tmp_path, keeps_local=True))
    before = warc_files(settings)
    assert len(bring(settings)) == len(before)
    assert warc_files(settings) == before
    assert bring(settings) == []
    no_longer = replace(settings, store=on_disk(tmp_path))
    assert len(bring(no_longer)) == len(before), "proved once more before they are removed"
    assert warc_files(settings) == []


def test_a_file_that_changed_here_is_not_uploaded(tmp_path: Path) -> None:
    settings = filled(tmp_path, on_disk(tmp_path))
    path = warc_files(settings)[1]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    store = Store()
    with Index.open(settings.index_address) as index:
        row = next(row for row in to_upload(settings, index) if row.name.endswith(path.name))
        with pytest.raises(NotUploaded, match="SHA-256 is not what it was when it was closed"):
            upload(row, settings, index, store)
        assert path.exists()
        assert store.size_bytes(f"{settings.store.address}/{row.name}") is None


def test_another_file_of_the_same_name_is_not_written_over(tmp_path: Path) -> None:
    settings = filled(tmp_path, on_disk(tmp_path))
    bring(settings)
    other = filled(tmp_path / "other", on_disk(tmp_path))
    path = warc_files(other)[0]
    taken = next((tmp_path / "store").rglob("*.warc.gz"))
    new = other.warc_folder / taken.relative_to(tmp_path / "store")
    path.rename(new)
    with Index.open(other.index_address) as index:
        row = next(row for row in index.files() if row.name.endswith(path.name))
        renamed = replace(row, name=str(new.relative_to(other.warc_folder)))
        before = taken.read_bytes()
        with pytest.raises(NotUploaded, match="the store has another file of that name"):
            upload(renamed, other, index, Store())
    assert taken.read_bytes() == before


def test_what_an_upload_left_half_is_written_over(tmp_path: Path) -> None:
    settings = filled(tmp_path, on_disk(tmp_path))
    path = warc_files(settings)[0]
    half = tmp_path / "store" / path.relative_to(settings.warc_folder)
    half.parent.mkdir(parents=True)
    half.write_bytes(b"x" * path.stat().st_size)
    held = path.read_bytes()
    bring(settings)
    assert half.read_bytes() == held


class LyingStore(Store):
    """Gives back something else than what was brought there."""

    def read(self, url: str, start: int, stop: int) -> bytes:
        data = super().read(url, start, stop)
        return data[:-1] + bytes([data[-1] ^ 1]) if url.endswith(".warc.gz") else data


def test_nothing_is_removed_when_other_bytes_come_back(tmp_path: Path) -> None:
    settings = filled(tmp_path, on_disk(tmp_path))
    before = warc_files(settings)
    with Index.open(settings.index_address) as index:
        for row in to_upload(settings, index):
            with pytest.raises(StoreFailed, match="what is read back is not what was brought there"):
                upload(row, settings, index, LyingStore())
        assert all(row.place is None for row in index.files())
    assert warc_files(settings) == before
    assert list((tmp_path / "store").rglob(f"*{SUM_SUFFIX}")) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("nosuch://a/b", "no kind of store that fsspec knows"),
        ("gs://bucket/a", "needs a package that is not installed: pip install 'microfiche\\[remote\\]'"),
    ],
)
def test_a_store_that_cannot_be_is_one_line(address: str, told: str) -> None:
    with pytest.raises(BadSetting, match=told) as caught:
        Store().check(address)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_files_go_to_s3(s3: S3Server, tmp_path: Path) -> None:
    settings = filled(tmp_path, s3.settings())
    wanted = sums(settings)
    bring(settings)
    files = s3.files()
    address = (settings.store.address or "").removeprefix("s3://")
    assert {name: hashlib.sha256(files.cat_file(f"{address}/{name}")).hexdigest() for name in wanted} == wanted


@pytest.mark.slow
def test_an_s3_bucket_that_is_not_there_is_one_line_and_nothing_is_lost(s3: S3Server, tmp_path: Path) -> None:
    store = StoreSettings(address="s3://nobody-made-this/warc", options=s3.options())
    settings = filled(tmp_path, store)
    before = warc_files(settings)
    with pytest.raises(StoreFailed, match="bucket does not exist") as caught:
        bring(settings)
    assert "\n" not in str(caught.value)
    assert warc_files(settings) == before
    assert not s3.files().exists("nobody-made-this")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_cut_connections_change_no_byte(s3: S3Server, tmp_path: Path, seed: int) -> None:
    """The first connections are cut at random places, requests and answers; a large file goes in parts."""
    chance = random.Random(seed)
    cuts = [chance.randrange(1, 200_000) for _ in range(12)]
    with CuttingProxy(s3.port, lambda: cuts.pop() if cuts else None) as proxy:
        settings = filled(tmp_path, s3.settings(proxy.port))
        wanted = sums(settings)
        large = tmp_path / "large.bin"
        large.write_bytes(chance.randbytes(2 * PART_BYTES + 4_321))
        url = f"{settings.store.address}/large.bin"
        store = Store(settings.store.options, waits_s=QUICK)
        store.put(large, url)
        assert b"".join(store.pieces(url, large.stat().st_size)) == large.read_bytes()
        bring(settings)
        assert proxy.cuts > 3
    files = s3.files()
    address = (settings.store.address or "").removeprefix("s3://")
    assert files.cat_file(f"{address}/large.bin") == large.read_bytes()
    assert {name: hashlib.sha256(files.cat_file(f"{address}/{name}")).hexdigest() for name in wanted} == wanted
    assert warc_files(settings) == []


@pytest.mark.slow
def test_a_store_that_is_gone_is_one_line_and_the_rest_goes_on_later(s3: S3Server, tmp_path: Path) -> None:
    with CuttingProxy(s3.port) as proxy:
        settings = filled(tmp_path, s3.settings(proxy.port))
        before = warc_files(settings)
        proxy.shut()
        with pytest.raises(StoreFailed) as caught:
            bring(settings, waits_s=(0.01,))
        assert "\n" not in str(caught.value)
        assert warc_files(settings) == before
        proxy.is_open = True
        assert len(bring(settings)) == len(before)
    assert warc_files(settings) == []


def test_the_doctor_says_whether_the_store_answers(tmp_path: Path) -> None:
    settings = filled(tmp_path, on_disk(tmp_path))
    count = len(warc_files(settings))
    assert [text.partition(";")[0] for text, _ in check_store(settings)] == [
        f"{settings.store.address}: can be reached",
        f"{count} closed WARC files are still here",
    ]
    ((told, is_wrong),) = check_store(replace(settings, store=StoreSettings(address="nosuch://a/b")))
    assert is_wrong
    assert "no kind of store" in told


def test_an_imported_file_goes_there_with_its_note_and_is_known_when_it_comes_again(tmp_path: Path) -> None:
    other = filled(tmp_path / "other", StoreSettings())
    source = warc_files(other)[0]
    settings = config(tmp_path, store=on_disk(tmp_path))
    prepare_folder(settings)
    with Index.open(settings.index_address) as index:
        importer = Importer(settings, index, now=lambda: AT)
        with importer.held():
            first = importer.take(source)
        assert first.captures > 0
        bring(settings)
        assert warc_files(settings) == []
        with importer.held():
            again = importer.take(source)
        assert (again.is_known, again.captures) == (True, 0)
        assert warc_files(settings) == []
    assert list((tmp_path / "store" / "imported").glob("*.origin.json"))
    assert verify(settings).flaws == []
    elsewhere = replace(settings, folder=tmp_path / "elsewhere" / "archive")
    assert reindex(elsewhere).flaws == ()
    assert verify(elsewhere).flaws == []


def test_a_file_that_was_imported_in_place_stays_there(tmp_path: Path) -> None:
    other = filled(tmp_path / "other", StoreSettings())
    source = warc_files(other)[0]
    settings = config(tmp_path, store=on_disk(tmp_path))
    prepare_folder(settings)
    with Index.open(settings.index_address) as index:
        importer = Importer(settings, index, now=lambda: AT)
        with importer.held():
            importer.take(source, in_place=True)
    assert bring(settings) == []
    assert source.exists()
