"""Clients of web archives from PyPI use the archive as they use those they were written for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import cdx_toolkit
import pytest
import wayback
import waybackpy
from cdx_toolkit import myrequests
from rooms.replay.served import AT, STAMP, Made, Served, answer
from wayback import _client, _utils

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the clients do inside is their own: old names, and temporary files that they leave to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PAGES = {f"http://news.example/story-{n}": b"<title>Story %d</title><p>Text." % n for n in range(12)}
HOME = "http://news.example/"
LATER = AT + timedelta(days=3)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Made(tmp_path_factory.mktemp("clients"))
    made.keep(*[(url, answer(body)) for url, body in PAGES.items()], (HOME, answer(b"<h1>One</h1>", X_Server="press")))
    made.keep(
        (HOME, answer(b"<h1>Two</h1>")), ("http://news.example/gone", answer(b"Gone", status="404 Not Found")), at=LATER
    )
    made.keep(("http://news.example/old", answer(status="301 Moved", Location="/story-3")))
    with Served(made) as opened:
        yield opened


class TestWayback:
    """EDGI's client; the address it asks at is a constant of its modules."""

    @pytest.fixture
    def client(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[wayback.WaybackClient]:
        base = served.base_url
        monkeypatch.setattr(_client, "CDX_SEARCH_URL", f"{base}/cdx/search/cdx")
        pattern = re.compile(rf"^{re.escape(base)}/web/(\d+)(\w\w_)?/(.+)$")
        monkeypatch.setattr(_utils, "MEMENTO_URL_PATTERN", pattern)
        monkeypatch.setattr(_utils, "MEMENTO_URL_TEMPLATE", base + "/web/{timestamp}{mode}/{url}")
        session = wayback.WaybackSession(search_calls_per_second=0, memento_calls_per_second=0)
        with wayback.WaybackClient(session) as opened:
            yield opened

    def test_search(self, client: wayback.WaybackClient) -> None:
        found = list(client.search("news.example/story-*", limit=5))
        assert sorted(each.url for each in found) == sorted(PAGES)
        assert {each.status_code for each in found} == {200}
        assert found[0].timestamp == AT.replace(microsecond=0)

    def test_search_within_bounds(self, client: wayback.WaybackClient) -> None:
        dates = {"from_date": datetime(2024, 5, 2, tzinfo=UTC), "to_date": datetime(2024, 5, 30, tzinfo=UTC)}
        found = list(client.search("news.example", match_type="domain", filter_field="!statuscode:404", **dates))
        assert [each.url for each in found] == [HOME]

    def test_memento(self, client: wayback.WaybackClient) -> None:
        found = client.get_memento(HOME, timestamp=AT)
        assert (found.ok, found.text, found.url) == (True, "<h1>One</h1>", HOME)
        assert found.headers["x-server"] == "press"
        assert found.timestamp == AT.replace(microsecond=0)
        assert found.links["original"]["url"] == HOME

    def test_the_nearest_memento(self, client: wayback.WaybackClient) -> None:
        with pytest.raises(wayback.exceptions.MementoPlaybackError):
            client.get_memento(HOME, timestamp="20240509000000")
        assert (
            client.get_memento(HOME, timestamp="20240509000000", exact=False, target_window=timedelta(days=9)).text
            == "<h1>Two</h1>"
        )

    def test_a_redirect_and_an_error(self, client: wayback.WaybackClient) -> None:
        found = client.get_memento("http://news.example/old", timestamp=AT)
        assert found.url == "http://news.example/story-3"
        assert [each.url for each in found.history] == ["http://news.example/old"]
        assert client.get_memento("http://news.example/gone", timestamp=LATER).status_code == 404
        with pytest.raises(wayback.exceptions.NoMementoError):
            client.get_memento("http://news.example/never", timestamp=AT)


class TestWaybackpy:
    """Its addresses are attributes, but for the one that counts pages."""

    @pytest.fixture
    def cdx(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> Any:
        from waybackpy import cdx_utils

        def there(url: str, **changes: Any) -> Any:
            api = waybackpy.WaybackMachineCDXServerAPI(url, "test", **changes)
            api.endpoint = f"{served.base_url}/cdx/search/cdx"
            return api

        real = cdx_utils.full_url
        endpoint = f"{served.base_url}/cdx/search/cdx"
        monkeypatch.setattr(cdx_utils, "full_url", lambda _endpoint, params: real(endpoint, params))
        return there

    def test_snapshots(self, cdx: Any) -> None:
        found = list(cdx("news.example", match_type="host", limit=4).snapshots())
        assert {each.original for each in found} == {
            *PAGES,
            HOME,
            "http://news.example/gone",
            "http://news.example/old",
        }
        assert len(found) == len(PAGES) + 4

    def test_filters_and_collapses(self, cdx: Any) -> None:
        found = list(
            cdx("news.example/*", filters=["statuscode:200", "!original:.*story.*"], collapses=["urlkey"]).snapshots()
        )
        assert [(each.original, each.timestamp) for each in found] == [(HOME, STAMP)]

    def test_pages(self, cdx: Any) -> None:
        found = list(cdx("news.example/story-*", use_pagination=True).snapshots())
        assert sorted(each.original for each in found) == sorted(PAGES)

    def test_nearest(self, cdx: Any) -> None:
        assert cdx(HOME).near(year=2024, month=5, day=4).timestamp == f"{LATER:%Y%m%d%H%M%S}"
        assert cdx(HOME).near(year=1994, month=1, day=1).timestamp == STAMP

    def test_availability(self, served: Served) -> None:
        api = waybackpy.WaybackMachineAvailabilityAPI(HOME, "test")
        api.endpoint = f"{served.base_url}/wayback/available"
        assert api.near(year=2024, month=5, day=1).archive_url == f"{served.base_url}/web/{STAMP}/{HOME}"
        assert api.timestamp() == AT.replace(microsecond=0, tzinfo=None)


class TestCdxToolkit:
    """Common Crawl's client, against both dialects."""

    @pytest.fixture(autouse=True)
    def at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(myrequests.retry_info, "127.0.0.1", {"next_fetch": 1, "minimum_interval": 0})

    @pytest.mark.parametrize("path", ["/cdx/search/cdx", "/coll/cdx", "/coll-index"])
    def test_get_and_iterate(self, served: Served, path: str) -> None:
        cdx = cdx_toolkit.CDXFetcher(source=served.base_url + path, wb=f"{served.base_url}/web")
        assert sorted(each["url"] for each in cdx.get("news.example/story-*")) == sorted(PAGES)
        found = list(cdx.iter("news.example/story-*", filter=["=status:200"]))
        assert sorted(each["url"] for each in found) == sorted(PAGES)
        assert list(cdx.iter("elsewhere.example/*")) == []
        assert len(cdx.get("news.example/*", limit=3)) == 3
        assert [each["status"] for each in cdx.get("news.example/*", from_ts="20240503", filter="!=status:200")] == [
            "404"
        ]
        assert cdx.get_size_estimate("news.example/*", as_pages=True) == 1

    def test_the_page_itself(self, served: Served) -> None:
        cdx = cdx_toolkit.CDXFetcher(source=f"{served.base_url}/coll/cdx", wb=f"{served.base_url}/web")
        (found,) = cdx.get("news.example/story-7")
        assert found.content == PAGES["http://news.example/story-7"]
