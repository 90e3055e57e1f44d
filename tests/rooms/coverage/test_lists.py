"""How a feed or sitemap fared."""

from __future__ import annotations

from rooms.coverage.made import FEED, fetched, look

from crawler.coverage import listing_of
from crawler.coverage.lists import known_days
from crawler.index import CaptureKind
from crawler.index.announced import ListingRow, LookRow
from crawler.model import CaptureState


def listing(*looks: LookRow) -> ListingRow:
    return ListingRow(surt="example,gazette)/feed", url=FEED, looks=looks)


def seen(hours: float, entries: int, flaw: str | None = None) -> LookRow:
    made = look(hours)
    return LookRow(record_id=made.record_id, url=FEED, at=made.at, entries=entries, flaw=flaw)


def test_looks_and_failures_are_one_course() -> None:
    found = listing_of(
        listing(seen(0, 20), seen(2, 0, "an HTML page, not a feed or sitemap")),
        [
            fetched(0),
            fetched(2),
            fetched(1, status=503),
            fetched(3, status=404),
            fetched(4, status=None, kind=CaptureKind.UNREACHED, state=CaptureState.DNS),
        ],
    )
    assert [(each.entries, each.why, each.is_definite) for each in found.asked] == [
        (20, "", True),
        (0, "answered 503", False),
        (0, "an HTML page, not a feed or sitemap", True),
        (0, "answered 404", True),
        (0, "dns", False),
    ]
    assert found.last.why == "dns"
    assert found.last_well == found.asked[0]


def test_a_list_that_is_read_to_its_flaw_is_well() -> None:
    found = listing_of(listing(seen(0, 7, "not well-formed XML: line 9")), [fetched(0)])
    assert found.last.is_well
    assert found.last.why


def test_a_list_without_entries_says_so() -> None:
    assert listing_of(listing(seen(0, 0)), []).last.why == "it names nothing"


def test_a_redirect_is_no_failure_of_the_list() -> None:
    assert len(listing_of(listing(seen(0, 3)), [fetched(1, status=301), fetched(0)]).asked) == 1


def test_a_wall_is_told_by_its_name() -> None:
    found = listing_of(listing(seen(0, 3)), [fetched(1, status=403, state=CaptureState.BOT_WALL)])
    assert (found.last.why, found.last.is_definite) == ("bot-wall", False)


def test_a_day_is_known_when_a_list_was_read_on_it_and_later() -> None:
    first = listing_of(listing(seen(0, 3), seen(30, 3), seen(80, 0)), [])
    second = listing_of(listing(seen(31, 4), seen(100, 2)), [])
    assert [day.day for day in known_days([first])] == [22]
    assert [day.day for day in known_days([first, second])] == [22, 23]
    assert known_days([]) == []
