"""A folder of ZipNum: CDXJ lines in gzip blocks, the index of the blocks, and where the files are.

Source: the cluster format that pywb reads (``cluster.idx``, ``cluster.loc``) and Common Crawl publishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.export.work import WHOLE, nothing
from crawler.export.zipnum import BLOCK_LINES, write_blocks
from crawler.warc.file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.export.lines import Line
    from crawler.export.work import Work

SHARD_LINES = 3_000_000
"""So many lines are in one file of blocks."""


class Cluster:
    """One folder on its way: a checkpoint stands behind each file of blocks."""

    def __init__(self, work: Work, *, shard_lines: int = SHARD_LINES, block_lines: int = BLOCK_LINES) -> None:
        self._work = work
        self._shard_lines, self._block_lines = shard_lines, block_lines
        self._state: dict[str, Any] = work.state or {"lines": 0, "shards": 0, "blocks": 0, "behind": {}}

    def run(self, lines: Callable[[dict[str, Any]], Iterator[Line]], advance: Callable[[int], None]) -> int:
        """Write *lines*, sorted, to the target and return how many there are. Raises OSError, `NoPage` for none."""
        self._work.whole.mkdir(exist_ok=True)
        source = lines(self._state["behind"])
        line = next(source, None)
        while line is not None:
            line = self._write_shard(line, source, advance)
        shards = self._work.file(f"{WHOLE}/cluster.loc")
        self._work.file(f"{WHOLE}/cluster.idx")
        shards.writelines(f"{name}\t{name}\n".encode() for name in map(shard_name, range(self._state["shards"])))
        shards.flush()
        sync_folder(self._work.whole)
        count: int = self._state["lines"]
        if not count:
            raise nothing("capture")
        self._work.finish()
        return count

    def _write_shard(self, first: Line, source: Iterator[Line], advance: Callable[[int], None]) -> Line | None:
        """Write one file of blocks, from the line *first* on; return the line that the next one begins with."""
        name = shard_name(self._state["shards"])
        left: list[Line] = []

        def taken() -> Iterable[bytes]:
            line: Line | None = first
            count = 0
            while line is not None:
                yield line.data
                count += 1
                self._state["lines"] += 1
                advance(self._state["lines"])
                # A file ends where an export can go on.
                if count >= self._shard_lines and line.state is not None:
                    self._state["behind"] = line.state
                    left.extend(filter(None, [next(source, None)]))
                    return
                line = next(source, None)

        blocks = self._work.file(f"{WHOLE}/{name}")
        index = self._work.file(f"{WHOLE}/cluster.idx")
        for block in write_blocks(taken(), blocks, block_lines=self._block_lines):
            self._state["blocks"] += 1
            place = (block.key, name, block.offset, block.length, self._state["blocks"])
            index.write("\t".join(map(str, place)).encode() + b"\n")
        self._state["shards"] += 1
        if left:
            self._work.checkpoint(self._state)
        return left[0] if left else None


def shard_name(number: int) -> str:
    """Return the name of a file of blocks.

    >>> shard_name(7)
    'cdx-00007.gz'
    """
    return f"cdx-{number:05d}.gz"
