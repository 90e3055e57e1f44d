"""ZipNum folders: all lines in their order, each block where the index says, and going on."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from rooms.index.made import capture

from crawler.export.cluster import Cluster
from crawler.export.lines import capture_lines
from crawler.export.selection import Selection
from crawler.export.work import begun
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index.open(tmp_path / "index.sqlite")
    at = capture(0).captured_at
    index.add_captures(
        [capture(number, url=f"https://a.example/{number % 40}", captured_at=at) for number in range(250)]
    )
    index.commit()
    return index


def cluster(index: Index, target: Path, *, stop_at: int = 0) -> int:
    def advance(count: int) -> None:
        if count == stop_at:
            raise KeyboardInterrupt

    with begun(target, {}) as work:
        made = Cluster(work, shard_lines=100, block_lines=30)
        return made.run(lambda state: capture_lines(Selection(index), state), advance)


def files(target: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(target.iterdir())}


def test_every_line_is_found_by_the_index(index: Index, tmp_path: Path) -> None:
    assert cluster(index, tmp_path / "made") == 250
    found = files(tmp_path / "made")
    shards = [name for name in found if name.startswith("cdx-")]
    assert len(shards) == 3
    assert found["cluster.loc"].decode() == "".join(f"{name}\t{name}\n" for name in shards)
    lines = b"".join(gzip.decompress(found[name]) for name in shards).decode().splitlines()
    assert lines == list(index.cdxj_lines())
    held = []
    for number, line in enumerate(found["cluster.idx"].decode().splitlines(), start=1):
        key, shard, offset, length, count = line.split("\t")
        block = gzip.decompress(found[shard][int(offset) : int(offset) + int(length)]).decode()
        assert block.startswith(f"{key} ")
        assert int(count) == number
        held += block.splitlines()
    assert held == lines


@pytest.mark.parametrize("stop_at", [1, 99, 105, 120, 230])
def test_interrupted_it_goes_on(stop_at: int, index: Index, tmp_path: Path) -> None:
    cluster(index, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        cluster(index, tmp_path / "part", stop_at=stop_at)
    cluster(index, tmp_path / "part")
    assert files(tmp_path / "part") == files(tmp_path / "whole")
