"""What was fetched from another address is found by the address that was wanted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rooms.index.made import FIRST_AT, article, capture

from crawler.index import CaptureKind, CaptureRow, Index
from crawler.model import CaptureState

WANTED = "https://gazette.example/ferry"
MIRROR = "https://mirror.example/ferry"


def own(number: int, **changes: object) -> CaptureRow:
    return capture(number, **{"url": WANTED, "status": 200, **changes})


def other(number: int, **changes: object) -> CaptureRow:
    return capture(number, **{"url": MIRROR, "requested_url": WANTED, "status": 200, **changes})


def add(index: Index, *rows: CaptureRow) -> None:
    index.add_captures(rows)
    index.commit()


def test_it_comes_back_as_it_was(index: Index) -> None:
    row = other(1, state=CaptureState.BOT_WALL)
    add(index, row)
    assert index.record(row.record_id) == row


@pytest.mark.parametrize(
    "failure",
    [
        {"state": CaptureState.SEIZED},
        {"status": 451, "state": CaptureState.BLOCKED},
        {"status": 403},
        {"status": None, "kind": CaptureKind.UNANSWERED},
    ],
    ids=["seized", "451", "403", "unanswered"],
)
def test_a_failure_leads_to_what_stood_in(index: Index, failure: dict[str, object]) -> None:
    notice, page = own(1, **failure), other(2)
    add(index, notice, page)
    assert index.find(WANTED) == page
    assert index.find("http://www.gazette.example/ferry/") == page, "by SURT, as any address"
    assert index.find(MIRROR) == page
    assert list(index.captures(url=WANTED)) == [notice]
    assert list(index.captures(requested=WANTED)) == [page]


def test_a_page_of_its_own_comes_first(index: Index) -> None:
    page = own(1)
    add(index, page, other(2))
    assert index.find(WANTED) == page


def test_the_nearest_stands_in_and_only_a_page_does(index: Index) -> None:
    notices = [own(number, state=CaptureState.SEIZED) for number in (1, 11, 21)]
    pages = [other(2), other(12, status=404), other(13), other(22, state=CaptureState.SEIZED), other(24)]
    add(index, *notices, *pages)
    assert index.find(WANTED, at=FIRST_AT + timedelta(seconds=11)) == pages[2]
    assert index.find(WANTED, at=FIRST_AT) == pages[0]
    assert index.find(WANTED) == pages[4]
    assert index.stand_in(WANTED, at=FIRST_AT + timedelta(seconds=3)) == pages[0]
    assert index.stand_in(MIRROR) is None


def test_without_one_the_failure_itself_is_found(index: Index) -> None:
    notice = own(1, state=CaptureState.PARKED)
    add(index, notice)
    assert index.find(WANTED) == notice
    assert index.find("https://nobody.example/") is None


def test_one_article_with_several_captures(index: Index) -> None:
    for number, outlet, key in (
        (1, "Gazette", "/ferry"),
        (2, "Gazette", "/ferry"),
        (3, "Gazette", "/x"),
        (4, "Herald", "/ferry"),
    ):
        index.add_article(article(number, outlet=outlet, key=key), record_id=capture(number).record_id)
    index.commit()
    found = index.articles(outlet="Gazette", key="/ferry")
    assert [each.record_id for each in found] == [capture(number).record_id for number in (1, 2)]


def test_who_follows_a_redirect_is_not_led_back_to_it(index: Index) -> None:
    first = own(1, url="http://gazette.example/ferry", status=301)
    page, again = own(9), own(12, url="http://gazette.example/ferry", status=308)
    add(index, first, page, again)
    assert index.find(WANTED, at=first.captured_at) == first
    assert index.find(WANTED, at=first.captured_at, settled=True) == page
    assert index.find(WANTED) == again
    assert index.find(WANTED, settled=True) == page
