"""warcio's view of our files: equal where they are whole, told where they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.warc.making import three_exchanges, writer

from crawler.warc import read_records
from crawler.warc.check import Seen, by_warcio, differences, seen_in

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path) -> Path:
    target = writer(folder)
    for group in three_exchanges():
        target.append(group)
    closed = target.close()
    assert closed is not None
    return folder / closed.name


def ours(path: Path) -> list[Seen]:
    return [seen_in(record) for record in read_records(path, on_damage=lambda _: None)]


def test_both_see_the_same_records(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert list(differences(path, ours(path))) == []
    assert len(list(by_warcio(path))) == 1 + sum(map(len, three_exchanges()))


def test_what_only_one_of_them_sees_is_told(tmp_path: Path) -> None:
    path = written(tmp_path)
    second = list(by_warcio(path))[1]
    data = bytearray(path.read_bytes())
    data[second[0] + 400] ^= 1  # our reader goes on at the next record, warcio does not
    path.write_bytes(data)
    (flaw,) = differences(path, ours(path))
    assert flaw.offset >= second[0]
    assert "warcio" in flaw.what
