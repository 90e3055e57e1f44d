"""Several readings of one capture: the newest counts, in whatever order they come, and costs no more than the first."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from rooms.index.made import FIRST_AT, article, capture, record_id
from sqlalchemy import event

from crawler.index.redaction import Act, ActKind, TargetKind
from crawler.index.search.query import parse_query
from crawler.model import TextBlock

if TYPE_CHECKING:
    from crawler.index import Index
    from crawler.model import Article

READERS = ("microfiche/0.9.0", "microfiche/0.9.0+2", "microfiche/0.10.0")
NEWEST = "Headline of microfiche/0.10.0"


def reading(number: int, reader: str, **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "key": "/live",
        "reader": reader,
        "headline": f"Headline of {reader}",
        "captured_at": (FIRST_AT + timedelta(minutes=number)).isoformat(),
        "blocks": [TextBlock(kind="paragraph", text=f"The ferry sails, says entry {number}.")],
    }
    return article(number, **{**fields, **changes})


def keep(index: Index, *articles: Article) -> None:
    for each in articles:
        assert each.record_id is not None
        index.add_article(each, record_id=each.record_id)


def found(index: Index) -> list[str | None]:
    return [each.story.headline for each in index.stories.search(parse_query("ferry")).found]


def act(number: int, kind: ActKind) -> Act:
    return Act(
        act_id=record_id(100 + number),
        at=FIRST_AT + timedelta(seconds=number),
        kind=kind,
        target_kind=TargetKind.RECORD,
        target=record_id(1),
        by="editor",
        reason="",
    )


@pytest.mark.parametrize("group_rows", [1, 4])
@pytest.mark.parametrize("order", list(permutations(READERS)))
def test_the_newest_reading_is_known_by_its_reader(index: Index, order: tuple[str, ...], group_rows: int) -> None:
    index.add_captures([capture(1)])
    for at, reader in enumerate((*order, order[0]), 1):
        keep(index, reading(1, reader, key=f"/{len(reader)}"))
        if at % group_rows == 0:
            index.commit()
    assert found(index) == [NEWEST]
    assert [each.headline for each in index.readings([record_id(1)]).values()] == [NEWEST]
    told = index.listings.read_at("news.example", since=FIRST_AT, until=FIRST_AT + timedelta(days=1))
    assert [each.headline for _, each in told] == [NEWEST]
    assert list(index.stories.flaws()) == []


def test_it_is_the_newest_again_when_it_is_shown_again(index: Index) -> None:
    keep(index, *(reading(1, reader) for reader in reversed(READERS)))
    index.commit()
    index.redactions.add([act(1, ActKind.HIDE)])
    assert found(index) == []
    index.redactions.add([act(2, ActKind.SHOW)])
    assert (found(index), list(index.stories.flaws())) == ([NEWEST], [])


def test_a_story_is_made_anew_once_for_all_its_readings_of_a_group(index: Index) -> None:
    numbers = range(1, 13)
    keep(index, *(reading(number, READERS[0]) for number in numbers))
    index.commit()
    said: list[str] = []
    event.listen(index._engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    keep(index, *(reading(number, READERS[2], key="/moved" if number > 6 else "/live") for number in numbers))
    index.commit()
    assert sum("WHERE article.story_id =" in statement for statement in said) == 1
    assert (found(index), list(index.stories.flaws())) == ([NEWEST, NEWEST], [])


def test_a_story_that_lost_all_its_readings_is_gone(index: Index) -> None:
    keep(index, reading(1, READERS[0]), reading(2, READERS[0]))
    index.commit()
    keep(index, *(reading(number, READERS[0], key=f"/{number}") for number in (1, 2, 1)))
    index.commit()
    assert (len(found(index)), list(index.stories.flaws())) == (2, [])
