"""By what the pages of an outlet with several addresses are known, and which addresses are its own."""

from __future__ import annotations

import pytest
from page_kit import page_of

from crawler.model import UNCONFIRMED, HostKind, Outlet, OutletHost, Rewrite, Scope
from crawler.model.outlet import CLAIMED
from crawler.outlets import scope_of
from spiders.site import SiteSpider

HOSTS = (
    OutletHost(host="gazette.example"),
    OutletHost(host="mirror.example", kind=HostKind.WEB_MIRROR, confirmed=True),
    OutletHost(host="store.example", kind=HostKind.BUCKET, rewrite=Rewrite.PREFIX, prefix="/b/gazette", confirmed=True),
    OutletHost(host="claimed.example", kind=HostKind.WEB_MIRROR),
)


class Gazette(SiteSpider):
    name = "gazette"
    entry = Outlet(key="gazette", name="The Gazette", hosts=HOSTS)
    scope = Scope(hosts=("gazette.example", "mirror.example"), exclude=(r"^/ads/", r"/print/"))


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("https://gazette.example/2026/ferry", True),
        ("https://mirror.example/2026/ferry", True),
        ("https://store.example/b/gazette/2026/ferry", True),
        ("https://store.example/b/herald/2026/ferry", False),
        ("https://store.example/b/gazette/print/ferry", False),
        ("https://claimed.example/2026/ferry", False),
        ("https://other.example/2026/ferry", False),
    ],
)
def test_what_is_ours(url: str, is_ours: bool) -> None:  # noqa: FBT001  # pytest gives it by name
    assert Gazette().is_ours(url) is is_ours


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://gazette.example/2026/ferry?page=2&utm_source=x", "/2026/ferry?page=2"),
        ("http://mirror.example/2026/ferry?page=2", "/2026/ferry?page=2"),
        ("https://store.example/b/gazette/2026/ferry?page=2", "/2026/ferry?page=2"),
        ("https://gazette.example/archive/story.php?id=7", "/archive/story.php?id=7"),
        ("https://gazette.example/", None),
        ("https://store.example/b/gazette/", None),
        ("https://other.example/tag/harbour", None),
        ("https://other.example/2026/11/22/ferry", "/2026/11/22/ferry"),
    ],
)
def test_keys(url: str, key: str | None) -> None:
    assert Gazette().key_of(url) == key


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("https://gazette.example/2026/ferry", True),
        ("https://sport.gazette.example/2026/ferry", True),
        ("https://mirror.example/2026/ferry", True),
        ("https://store.example/b/gazette/2026/ferry", True),
        ("https://claimed.example/2026/ferry", False),
        ("https://www2.claimed.example/2026/ferry", False),
        ("https://next.example/2026/ferry", False),
        ("https://other.example/2026/ferry", False),
    ],
)
def test_an_article_at_an_address_that_is_not_confirmed_says_so(
    url: str,
    is_own: bool,  # noqa: FBT001  # pytest gives it by name
) -> None:
    class Asked(Gazette):
        """As `mirrors check` asks: what is claimed belongs to what is read."""

        entry = Outlet(
            key="gazette",
            name="The Gazette",
            hosts=(*HOSTS, OutletHost(host="next.example", kind=HostKind.SUCCESSOR, source=CLAIMED)),
        )
        scope = Scope(hosts=(*Gazette.scope.hosts, "claimed.example", "next.example"))

    page = page_of("<html><body><h1>Ferry</h1></body></html>", url=url)
    assert (UNCONFIRMED not in Asked().begin(page).article.notes) is is_own


def test_a_seed_of_the_outlet_makes_no_other_port_its_own() -> None:
    class Ported(SiteSpider):
        entry = Outlet(key="gazette", name="The Gazette", hosts=(OutletHost(host="127.0.0.1:8001", scheme="http"),))
        scope = scope_of(entry)

    spider = Ported("gazette", seeds="http://127.0.0.1:8001/2026/ferry,http://127.0.0.2:8003/")
    asked = ["http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a", "http://127.0.0.1/a", "http://127.0.0.2:8003/a"]
    assert [spider.is_ours(url) for url in asked] == [True, False, False, True]


def test_a_page_met_at_one_address_is_not_new_at_another() -> None:
    spider = Gazette()
    assert spider._is_new("https://gazette.example/2026/ferry")
    assert not spider._is_new("https://mirror.example/2026/ferry")
    assert not spider._is_new("https://store.example/b/gazette/2026/ferry")
    assert spider._is_new("https://mirror.example/"), "each host has its own home page"
    # What only a claim says to be the outlet's does not take the place of its pages.
    assert spider._is_new("https://claimed.example/2026/pier")
    assert spider._is_new("https://gazette.example/2026/pier")


def test_an_outlet_with_one_host_knows_its_pages_by_their_address() -> None:
    spider = SiteSpider("single")
    assert spider._is_new("https://gazette.example/2026/ferry")
    assert spider._is_new("https://mirror.example/2026/ferry")
