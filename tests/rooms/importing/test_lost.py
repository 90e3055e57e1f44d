"""Imported files that are gone, or have other bytes now: told, in an index made anew too, and brought back by an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from rooms.importing import foreign
from rooms.importing.taking import bodies, config, dump, take
from rooms.reread.again import archived, story

from crawler.archive.reindex import reindex
from crawler.archive.verify import verify
from crawler.errors import ArchiveError
from crawler.warc import path_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_index_does_not_hide_that_a_file_is_lost(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    data = b"".join(foreign.by_wget())
    taken = take(tmp_path, data, "outside/a.warc", in_place=True)
    copied = take(tmp_path, foreign.members(foreign.by_wget((7,))), "b.warc.gz")
    (tmp_path / "outside" / "a.warc").rename(tmp_path / "moved.warc")
    path_of(config(tmp_path).warc_folder, copied.name).unlink()
    told = [str(flaw) for flaw in reindex(config(tmp_path)).flaws]
    assert len(told) == 2
    assert all("imported, but the file is not there; it came from " in flaw for flaw in told)
    assert {flaw.where for flaw in verify(config(tmp_path)).flaws} == {taken.name, copied.name}
    again = take(tmp_path, b"", "moved.warc", in_place=True)
    assert (again.name, again.captures, again.is_known) == (taken.name, 3, False)
    assert take(tmp_path, b"", "b.warc.gz").captures == 1
    assert reindex(config(tmp_path)).flaws == ()
    assert verify(config(tmp_path)).flaws == []
    path_of(config(tmp_path).warc_folder, copied.name).unlink()
    take(tmp_path, b"", "b.warc.gz")
    assert verify(config(tmp_path)).flaws == []


def test_a_new_index_does_not_hide_that_a_file_was_changed(tmp_path: Path) -> None:
    taken = take(tmp_path, b"".join(foreign.by_wget()), "a.warc")
    path = path_of(config(tmp_path).warc_folder, taken.name)
    whole_file = path.read_bytes()
    path.write_bytes(whole_file.replace(b"Ferry", b"FERRY"))
    (told,) = reindex(config(tmp_path)).flaws
    assert "SHA-256 is not what it was when the file was imported" in str(told)
    assert "SHA-256 is not what it was when the file was imported" in "\n".join(
        map(str, verify(config(tmp_path)).flaws)
    )
    with pytest.raises(ArchiveError, match=r"is in the archive already, as imported/a-.*, but SHA-256 is not"):
        take(tmp_path, b"", "a.warc")
    path.unlink()
    take(tmp_path, b"", "a.warc")
    assert reindex(config(tmp_path)).flaws == ()
    assert verify(config(tmp_path)).flaws == []
    assert path.read_bytes() == whole_file


def test_what_a_killed_import_left_is_no_lost_file(tmp_path: Path) -> None:
    taken = take(tmp_path, b"".join(foreign.by_wget()), "a.warc")
    path = path_of(config(tmp_path).warc_folder, taken.name)
    path.rename(path.with_name(f"{path.name}.part"))
    assert reindex(config(tmp_path)).flaws == ()
    assert verify(config(tmp_path)).flaws == []
    take(tmp_path, foreign.members(foreign.by_wget((7,))), "b.warc.gz")
    assert not list(path.parent.glob(f"{path.name}*"))
    assert verify(config(tmp_path)).flaws == []


@pytest.mark.parametrize("in_place", [False, True])
def test_a_lost_file_of_a_crawl_comes_back_to_its_place(*, in_place: bool, tmp_path: Path) -> None:
    settings = archived(tmp_path, [story(1)])
    (own,) = settings.warc_folder.rglob("*.warc.gz")
    before = dump(tmp_path)
    own.rename(tmp_path / "copy.warc.gz")
    name = own.relative_to(settings.warc_folder).as_posix()
    assert name in {flaw.where for flaw in verify(settings).flaws}
    taken = take(tmp_path, b"", "copy.warc.gz", in_place=in_place)
    assert (taken.name, taken.is_back, taken.is_known, taken.captures) == (name, True, False, 0)
    assert own.is_symlink() is in_place
    assert not list((settings.warc_folder / "imported").glob("*.warc*"))
    assert verify(settings).flaws == []
    assert dump(tmp_path) == before
    assert take(tmp_path, b"", "copy.warc.gz").is_known


@pytest.mark.slow
def test_records_of_a_lost_file_in_another_one_are_told_to_be_lost(tmp_path: Path) -> None:
    records = foreign.by_wget((1, 2))
    first = take(tmp_path, b"".join(records), "first.warc")
    (tmp_path / "again.warc.gz").write_bytes(foreign.members(records))
    place = path_of(config(tmp_path).warc_folder, first.name)
    place.rename(tmp_path / "away")
    done = run("import", "again.warc.gz", cwd=tmp_path, code=3)
    assert "0 captures, 2 that the archive has already" in done.stdout
    assert f"2 x the archive has this capture in {first.name}, which is not there: import that file" in done.stdout
    reindex(config(tmp_path))
    assert bodies(tmp_path) == {foreign.url(number): foreign.answer(number) for number in (1, 2)}
    done = run("import", "first.warc", cwd=tmp_path)
    assert f"; back in its place as {first.name}" in done.stdout
    assert take(tmp_path, foreign.members(records[1:]), "third.warc.gz").lost == 0
    assert verify(config(tmp_path)).flaws == []
