"""One row for each address: its own hosts, and what pages claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rooms.mirrors.made import FOLDER, MAIN, MIRROR, NOON, OUTLET, claim, seen

from crawler.mirrors import AddressHistory, AddressState, Health, histories
from crawler.mirrors.places import outlet_of_pages, with_claimed
from crawler.mirrors.probing import probes_of
from crawler.model import HostKind, OutletHost, Rewrite


def by_place(*claims: object) -> dict[str, AddressHistory]:
    return {row.place: row for row in histories(OUTLET, claims, [])}  # type: ignore[arg-type]  # made in the tests


def test_hosts_come_first_and_are_claimed_until_they_are_asked() -> None:
    found = histories(OUTLET, [claim("http://a.example/")], [])
    assert [row.place for row in found] == [MAIN, MIRROR, FOLDER, "a.example"]
    assert {row.state for row in found} == {AddressState.CLAIMED}
    assert [row.source for row in found] == ["imprint", "outlets.toml", "outlets.toml", None]
    assert [row.is_vouched for row in found] == [False, False, True, False]


def test_dates_pages_and_who_says_so() -> None:
    found = by_place(
        claim(f"http://{MIRROR}/"),
        claim(f"https://{MIRROR}/", f"https://{MAIN}/2", hours=48),
        claim(f"https://www.{MIRROR}/", f"https://{MAIN}/2", hours=24),
        claim(f"https://{MIRROR}/story", "https://other.example/3", scope="article"),
    )
    row = found[MIRROR]
    assert (row.first_printed_at, row.last_printed_at) == (NOON, NOON + timedelta(hours=48))
    assert (row.pages, row.page_hosts) == (3, (MAIN, "other.example"))
    assert (row.is_circular, row.kind) == (False, "web-mirror")
    assert len(found) == 3


def test_an_address_that_vouches_for_itself_says_so_unless_it_is_listed() -> None:
    found = by_place(claim("http://a.example/", "http://a.example/1"), claim(f"http://{MIRROR}/", f"http://{MIRROR}/1"))
    assert found["a.example"].is_circular
    assert not found[MIRROR].is_circular


def test_folders_ports_apps_and_channels_are_addresses_of_their_own() -> None:
    found = by_place(
        claim("https://bucket.example/b-1/gazette/", kind="bucket"),
        claim("https://bucket.example/b-1/gazette/index.html", kind="bucket"),
        claim("https://bucket.example/b-2/gazette/", kind="bucket"),
        claim("http://a.example:8080/"),
        claim("https://t.example/gazette", kind="channel"),
        claim("https://short.example/x7", kind="short-link"),
        claim(None, kind="tv-app", name="Gazette Roku", host=None),
    )
    assert sorted(found.keys() - {MAIN, MIRROR, FOLDER}) == [
        "Gazette Roku", "a.example:8080", "bucket.example/b-1/gazette", "bucket.example/b-2/gazette",
        "short.example/x7", "t.example/gazette",
    ]  # fmt: skip
    assert found["bucket.example/b-1/gazette"].url == "https://bucket.example/b-1/gazette/"
    assert (found["Gazette Roku"].url, found["Gazette Roku"].kind) == (None, "tv-app")


def test_courses_by_vantage_the_newest_first() -> None:
    captures = [
        seen(Health.OK, 0, vantage="DE home line"), seen(Health.BLOCKED, 1, vantage="RU mobile"),
        seen(Health.OK, 2, vantage="DE home line"), seen(Health.SEIZED, 5, place=MAIN),
    ]  # fmt: skip
    main, mirror, folder = histories(OUTLET, [], captures)
    assert [course.vantage for course in mirror.courses] == ["DE home line", "RU mobile"]
    assert (mirror.state, mirror.courses[1].state) == (AddressState.WORKING, AddressState.BLOCKED)
    assert (main.state, folder.courses) == (AddressState.SEIZED, ())


def test_where_it_moved_to() -> None:
    moved = seen(Health.REDIRECT, 1, place=MAIN, is_home=True, leads_to=MIRROR, leads_home=True)
    main, mirror, _ = histories(OUTLET, [], [moved])
    assert (main.state, main.leads_to, mirror.leads_to) == (AddressState.MOVED, MIRROR, None)


def test_an_outlet_that_no_file_names() -> None:
    claims = [
        claim("http://b.example/", "https://a.example:8443/1"),
        claim("http://b.example/", "https://a.example:8443/2"),
        claim("http://b.example/", "http://b.example/1"),
    ]
    outlet = outlet_of_pages("a.example", claims)
    assert outlet is not None
    assert [(host.host, host.scheme) for host in outlet.hosts] == [("a.example:8443", "https")]
    assert [row.place for row in histories(outlet, claims, [])] == ["a.example:8443", "b.example"]
    alone = outlet_of_pages("b.example", claims[2:])
    assert alone is not None
    assert [host.host for host in alone.hosts] == ["b.example"]
    assert outlet_of_pages("c.example", []) is None


def test_what_a_check_asks() -> None:
    onion = "tidewatergazettetidewatergazettetidewatergazettetidewate.onion"
    claims = [
        claim("http://a.example/"), claim(f"http://{onion}/", kind="onion"), claim("http://g.i2p/", kind="i2p"),
        claim("https://t.example/gazette", kind="channel"), claim("https://short.example/x7", kind="short-link"),
    ]  # fmt: skip
    listed = replace(
        OUTLET,
        hosts=(
            *OUTLET.hosts,
            OutletHost(host="app.example", kind=HostKind.WEB_MIRROR, rewrite=Rewrite.FRAGMENT, prefix="/x"),
        ),
    )
    articles = [f"https://{MAIN}/2026/old", f"https://{MAIN}/2026/new", f"https://{MIRROR}/2026/newer"]
    asked = probes_of(with_claimed(listed, claims), articles, has_proxy=False)
    assert asked == [
        f"https://{MAIN}/", f"https://{MAIN}/2026/new",
        f"https://{MIRROR}/", f"https://{MIRROR}/2026/new",
        f"https://{FOLDER}/", f"https://{FOLDER}/2026/new",
        "https://app.example/x", "http://a.example/", "http://a.example/2026/new",
    ]  # fmt: skip
    assert f"http://{onion}/2026/new" in probes_of(with_claimed(OUTLET, claims), articles, has_proxy=True)
    assert probes_of(OUTLET, [], has_proxy=False) == [f"https://{MAIN}/", f"https://{MIRROR}/", f"https://{FOLDER}/"]
