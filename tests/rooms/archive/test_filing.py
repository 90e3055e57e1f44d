"""What WARC files hold comes into the index in groups, however many articles are among it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rooms.index.made import article, capture, record_id

from crawler.archive.contents import Contents
from crawler.archive.filing import GROUP_ROWS, Added, add_contents
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize("captures", [0, 1])
def test_a_file_of_articles_is_no_single_transaction(tmp_path: Path, captures: int) -> None:
    path = tmp_path / "index.sqlite"
    articles = GROUP_ROWS // (1 + captures) + 1
    committed: list[int] = []

    def contents() -> Iterator[Contents]:
        for number in range(1, articles + 1):
            read = article(number, record_id=record_id(number), photos=[], mirrors=[])
            yield Contents(end=1_000 * number, capture=capture(number) if captures else None, article=read)
        with Index.open(path) as other:
            counts = other.counts()
            committed.append(counts.captures + counts.articles)

    with Index.open(path) as index:
        added = add_contents(index, contents())
        assert committed == [GROUP_ROWS]
        assert added == Added(captures=articles * captures, articles=articles)
        counts = index.counts()
        assert (counts.captures, counts.articles) == (added.captures, added.articles)
