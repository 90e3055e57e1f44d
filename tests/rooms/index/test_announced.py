"""What lists announced, in the index."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rooms.coverage.made import FEED, NOON, PAGE, look, row

from crawler.index import Index
from crawler.index.announced import Fetched
from crawler.index.captures import key_of
from crawler.model import Article

if TYPE_CHECKING:
    import pytest

    from crawler.index.announced import Look

FAR = timedelta(days=99)
XML = "application/rss+xml"


def told(index: Index, host: str = "gazette.example") -> list[tuple[str, float]]:
    found = index.listings.announced(host, since=NOON - FAR, until=NOON + FAR)
    return [(each.url, (each.announced_at - NOON).total_seconds() / 3600) for each in found]


def lists(index: Index, hosts: list[str], *, since: datetime = NOON - FAR, until: datetime = NOON + FAR) -> list[Any]:
    return list(index.listings.listings(hosts, since=since, until=until))


def test_a_page_came_out_when_the_list_says_but_not_after_it_was_seen(index: Index) -> None:
    pages: list[tuple[str, datetime | None]] = [
        (f"{PAGE}-1", NOON - timedelta(hours=5)),
        (f"{PAGE}-2", None),
        (f"{PAGE}-3", NOON + timedelta(hours=5)),
    ]
    index.listings.keep([look(1, *pages)])
    assert told(index) == [(f"{PAGE}-1", -5), (f"{PAGE}-2", 1), (f"{PAGE}-3", 1)]


def test_only_pages_of_the_time_and_host_come(index: Index) -> None:
    index.listings.keep([look(0, (PAGE, None), ("https://other.example/a", None)), look(48, (f"{PAGE}-2", None))])
    assert told(index, "other.example") == [("https://other.example/a", 0)]
    found = index.listings.announced("gazette.example", since=NOON, until=NOON + timedelta(hours=48))
    assert [each.url for each in found] == [PAGE]
    assert index.listings.hosts() == ["gazette.example", "other.example"]


def test_a_list_is_of_the_host_where_it_stands_and_of_the_one_it_tells_most_of(index: Index) -> None:
    far = "https://feeds.example/all"
    other = [("https://other.example/a", None), ("https://other.example/b", None)]
    index.listings.keep([look(0, (PAGE, None)), look(1, (PAGE, None), *other, url=far), look(2, url=FEED)])
    assert [(each.url, len(each.looks)) for each in lists(index, ["gazette.example"])] == [(FEED, 2)]
    assert [each.url for each in lists(index, ["other.example", "x.example"])] == [far]
    assert [each.url for each in lists(index, ["feeds.example"])] == [far]
    assert lists(index, ["x.example"]) == []
    assert set(index.listings.kinds().values()) == {False}


def test_of_a_list_not_more_is_read_than_since_it_was_last_well(index: Index) -> None:
    """An own list is looked at a hundred times a day, for years."""

    def hours(since: float, until: float) -> list[float]:
        (found,) = lists(index, ["gazette.example"], since=at(since), until=at(until))
        return [(each.at - NOON).total_seconds() / 3600 for each in found.looks]

    def at(hour: float) -> datetime:
        return NOON + timedelta(hours=hour)

    index.listings.keep([*(look(hour, (f"{PAGE}-{hour}", None)) for hour in range(5)), look(5), look(6), look(7)])
    assert hours(2, 4) == [2, 3]
    assert hours(2, 9) == [2, 3, 4, 5, 6, 7]
    assert hours(6, 9) == [4, 5, 6, 7], "it is in vain since the fifth"
    assert hours(6, 7) == [4, 5, 6]
    assert hours(-9, 1) == [0]
    index.add_captures([row(hour, url=FEED) for hour in range(4)])
    index.commit()
    found = index.listings.fetched([key_of(FEED)], since=at(2))
    assert [each.row.captured_at for each in found] == [at(2), at(3)]


LOOKS = st.lists(
    st.builds(
        lambda hours, pages, url: look(hours, *pages, url=url),
        st.integers(0, 40),
        st.lists(
            st.tuples(
                st.sampled_from([PAGE, f"{PAGE}-2", "https://other.example/a", "not an address"]),
                st.one_of(st.none(), st.integers(-50, 50).map(lambda hours: NOON + timedelta(hours=hours))),
            ),
            max_size=3,
            unique_by=lambda page: page[0],
        ),
        st.sampled_from([FEED, "https://gazette.example/sitemap.xml"]),
    ),
    max_size=5,
    unique_by=lambda one: one.record_id,
)


@given(LOOKS, st.randoms(), st.integers(1, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_the_rows_follow_from_the_captures_in_whatever_order_they_are_read(
    tmp_path_factory: pytest.TempPathFactory, looks: list[Look], random: Any, at_once: int
) -> None:
    def rows(order: list[Look]) -> list[Any]:
        with Index.open(tmp_path_factory.mktemp("order") / "index.sqlite") as index:
            for start in range(0, len(order), at_once):
                index.listings.keep(order[start : start + at_once])
            index.listings.keep(order)  # again, as after a kill
            hosts = [(host, told(index, host)) for host in index.listings.hosts()]
            return [hosts, [(each.surt, each.looks) for each in lists(index, ["gazette.example"])]]

    first = rows(looks)
    again = rows(random.sample(looks, len(looks)))
    assert sorted(map(str, first[1])) == sorted(map(str, again[1]))
    assert [(host, sorted(pages)) for host, pages in first[0]] == [(host, sorted(pages)) for host, pages in again[0]]


def test_what_may_be_a_list_is_read_once(sqlite_index: Index) -> None:
    index = sqlite_index
    index.add_captures(
        [
            row(1, url=FEED, mime=XML),
            row(2, url=PAGE, mime="text/html"),
            row(3, url="https://gazette.example/rss.xml", mime="text/html"),
            row(4, url=FEED, mime=XML, status=404),
            row(5, url="https://gazette.example/data", mime="application/json"),
        ]
    )
    index.commit()
    mark = index.listings.last_capture()
    assert [each.captured_at for each in index.listings.unread()] == [NOON + timedelta(hours=h) for h in (1, 3, 5)]
    index.listings.keep([look(1, (PAGE, None))], mark=mark)
    assert index.listings.unread() == []
    # What stands there later is looked at whatever it calls itself: it was a list.
    index.add_captures([row(6, url=FEED, mime="text/html"), row(7, url=PAGE, mime="text/html")])
    index.commit()
    assert [each.url for each in index.listings.unread()] == [FEED]


def test_a_list_that_was_looked_at_does_not_come_again(index: Index) -> None:
    """Where two writers may number rows and commit them in another order, what was no list is looked through again."""
    index.add_captures([row(1, url=FEED, mime=XML), row(2, url="https://gazette.example/data", mime=XML)])
    index.commit()
    index.listings.keep([look(1, (PAGE, None))], mark=index.listings.last_capture())
    assert FEED not in [each.url for each in index.listings.unread()]


def test_captures_in_the_place_of_an_address_count_for_it(index: Index) -> None:
    mirror = row(2, url="https://mirror.example/late", requested_url=PAGE)
    index.add_captures([row(1, status=503), mirror])
    index.add_article(
        Article(url=mirror.url, outlet="The Gazette", record_id=mirror.record_id), record_id=mirror.record_id
    )
    index.commit()
    key = "example,gazette)/2026/11/22/the-ferry-is-late"
    found = list(index.listings.fetched([key]))
    assert found == [
        Fetched(surt=key, row=row(1, status=503), is_read=False),
        Fetched(surt=key, row=mirror, is_read=True),
    ]
    assert list(index.listings.outlet_hosts()) == [("The Gazette", "mirror.example")]
    assert index.listings.newest_at("mirror.example") == mirror.captured_at
    assert index.listings.newest_at("nobody.example") is None


def test_the_tables_are_no_part_of_the_dump(index: Index) -> None:
    index.listings.keep([look(1, (PAGE, None))], mark=0)
    assert list(index.dump()) == []
