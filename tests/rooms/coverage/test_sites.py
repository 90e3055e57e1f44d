"""Whose page an address is."""

from __future__ import annotations

from crawler.coverage import Site, sites_of
from crawler.coverage.sites import sites_within
from crawler.model import Outlet, OutletHost, Scope

BOOK = [
    Outlet(key="gazette", name="The Gazette", hosts=(OutletHost(host="www.gazette.example"),)),
    Outlet(key="herald", name="The Herald", hosts=(OutletHost(host="herald.example:8080"),)),
]


def test_a_host_belongs_to_who_read_it_then_to_the_book_then_to_its_domain() -> None:
    found = sites_of(
        BOOK,
        [("The Gazette", "gazette.example"), ("Own Name", "herald.example")],
        ["www.gazette.example", "herald.example", "news.stranger.org", "blog.stranger.org"],
    )
    assert found == [
        Site(name="Own Name", hosts=("herald.example",)),
        Site(name="The Gazette", key="gazette", hosts=("gazette.example", "www.gazette.example")),
        Site(name="stranger.org", hosts=("blog.stranger.org", "news.stranger.org")),
    ]


def test_of_several_who_read_a_host_the_one_in_the_book_has_it() -> None:
    """As of an outlet that was crawled by its address before it had an entry."""
    read = [("The Gazette", "www.gazette.example"), ("gazette.example", "www.gazette.example")]
    expected = [Site(name="The Gazette", key="gazette", hosts=("www.gazette.example",))]
    assert sites_of(BOOK, read, ["www.gazette.example"]) == expected
    assert sites_of(BOOK, [("A Gazette", "www.gazette.example"), *read], []) == expected


def test_an_outlet_without_articles_is_known_by_the_book() -> None:
    assert sites_of(BOOK, [], ["herald.example"]) == [Site(name="The Herald", key="herald", hosts=("herald.example",))]


def test_a_person_may_call_it_by_key_name_or_host() -> None:
    (site,) = sites_of(BOOK, [], ["gazette.example"])
    assert all(site.is_called(word) for word in ("gazette", "The Gazette", "Gazette.example"))
    assert not site.is_called("herald")


def test_an_address_in_the_place_of_a_name_is_itself() -> None:
    assert [site.name for site in sites_of([], [], ["127.0.0.1", "localhost"])] == ["127.0.0.1", "localhost"]


def test_a_spider_crawls_the_sites_of_its_scope() -> None:
    scope = Scope(hosts=("gazette.org", "herald.org"), exclude_hosts=("old.herald.org",))
    hosts = ["gazette.org", "www.gazette.org", "old.herald.org", "herald.org", "cdn.example", ""]
    assert sites_within(scope, hosts, name=None, key=None) == [
        Site(name="gazette.org", hosts=("gazette.org", "www.gazette.org")),
        Site(name="herald.org", hosts=("herald.org",)),
    ]
    assert sites_within(Scope(hosts=("herald.org:8001",)), hosts, name="x", key=None)[0].hosts == (
        "herald.org",
        "old.herald.org",
    )
    (site,) = sites_within(scope, hosts, name="The Gazette", key="gazette")
    assert (site.name, site.key, len(site.hosts)) == ("The Gazette", "gazette", 3)
