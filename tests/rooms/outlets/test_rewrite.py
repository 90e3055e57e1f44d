"""Each rewrite rule on addresses written out."""

from __future__ import annotations

import pytest

from crawler.model import HostKind, Outlet, OutletHost, Rewrite
from crawler.outlets import address_at, home_of, host_at, path_key, scope_of, seeds_of

MAIN = OutletHost(host="www.tidewater.example")
STALE = OutletHost(host="tidewater-news.example", kind=HostKind.SUCCESSOR, scheme="http")
PATH = OutletHost(host="shared.example", kind=HostKind.WEB_MIRROR, rewrite=Rewrite.PREFIX, prefix="/tidewater")
BUCKET = OutletHost(host="storage.example", kind=HostKind.BUCKET, rewrite=Rewrite.PREFIX, prefix="/b-17/tide")
SECOND_BUCKET = OutletHost(host="storage.example", kind=HostKind.BUCKET, rewrite=Rewrite.PREFIX, prefix="/b-18")
SHORT = OutletHost(host="short.example", kind=HostKind.WEB_MIRROR, rewrite=Rewrite.FRAGMENT, prefix="/x")
PORT = OutletHost(host="127.0.0.1:8080", kind=HostKind.WEB_MIRROR, scheme="http", confirmed=True)
OUTLET = Outlet(key="tidewater", name="Tidewater", hosts=(MAIN, STALE, PATH, BUCKET, SECOND_BUCKET, SHORT, PORT))
STORY = "https://www.tidewater.example/2026/11/22/harbour?page=2"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        (MAIN, STORY),
        (STALE, "http://tidewater-news.example/2026/11/22/harbour?page=2"),
        (PATH, "https://shared.example/tidewater/2026/11/22/harbour?page=2"),
        (BUCKET, "https://storage.example/b-17/tide/2026/11/22/harbour?page=2"),
        (SECOND_BUCKET, "https://storage.example/b-18/2026/11/22/harbour?page=2"),
        (SHORT, "https://short.example/x#/2026/11/22/harbour?page=2"),
        (PORT, "http://127.0.0.1:8080/2026/11/22/harbour?page=2"),
    ],
    ids=lambda value: value.host if isinstance(value, OutletHost) else "",
)
def test_there_and_back(host: OutletHost, url: str) -> None:
    assert address_at(OUTLET, host, STORY) == url
    assert address_at(OUTLET, MAIN, url) == STORY
    assert host_at(OUTLET, url) == host
    assert path_key(OUTLET, url) == "/2026/11/22/harbour?page=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/2026/11/22/harbour",
        "https://sport.tidewater.example/2026/11/22/harbour",
        "https://shared.example/2026/11/22/harbour",
        "https://shared.example/tidewaters/2026/11/22/harbour",
        "https://shared.example/tidewater/../other/harbour",
        "https://www.shared.example/tidewater/harbour",
        "https://short.example/x",
        "https://short.example/x#top",
        "https://short.example/y#/2026/11/22/harbour",
        "http://127.0.0.1/2026/11/22/harbour",
        "ftp://www.tidewater.example/",
        "not an address",
    ],
)
def test_what_is_not_the_outlets_has_no_place(url: str) -> None:
    assert path_key(OUTLET, url) is None
    assert address_at(OUTLET, MAIN, url) is None
    assert host_at(OUTLET, url) is None


def test_the_name_without_www_is_the_same_site() -> None:
    assert path_key(OUTLET, "http://tidewater.example/a") == path_key(OUTLET, "https://www.tidewater.example/a")
    assert address_at(OUTLET, STALE, "https://tidewater.example/a") == "http://tidewater-news.example/a"


def test_tracking_and_spelling_make_no_other_article() -> None:
    assert path_key(OUTLET, "https://www.tidewater.example/%7Ea/./b?utm_source=x&id=7#top") == "/~a/b?id=7"


def test_an_outlet_of_which_an_address_gives_the_number_only_is_keyed_by_numbers() -> None:
    app = OutletHost(host="amp.example", kind=HostKind.WEB_MIRROR, rewrite=Rewrite.ID_ONLY)
    outlet = Outlet(key="t", name="T", hosts=(MAIN, app))
    article = "https://www.tidewater.example/Detail/2026/11/22/489901/Harbour-reopens"
    assert path_key(outlet, article) == path_key(outlet, "https://amp.example/a/489901") == "489901"
    assert address_at(outlet, app, article) is None
    assert address_at(outlet, MAIN, "https://amp.example/a/489901") is None
    assert path_key(outlet, "https://www.tidewater.example/about") == "/about"


def test_scope_and_seeds_follow_the_accepted_addresses() -> None:
    assert scope_of(OUTLET).hosts == ("tidewater.example", "tidewater-news.example", "127.0.0.1:8080")
    assert home_of(OUTLET) == "https://www.tidewater.example/"
    assert [seed.url for seed in seeds_of(OUTLET)] == ["https://www.tidewater.example/"]
