"""outlets.toml: what is wrong is told with file, entry and key; the user's file goes over the one that ships."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from crawler.errors import BadOutlet
from crawler.model import HostKind, OutletHost, Rewrite, Seed, SeedKind
from crawler.outlets import OutletBook

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = """
source = "a list"

[outlets.gazette]
name = "The Gazette"
language = "en"
country = "gb"
hosts = ["www.gazette.example", { host = "gazette.test", kind = "web-mirror", from = 2025-01-02, source = "readers" }]
seeds = [
    { kind = "feed", url = "https://www.gazette.example/rss" },
    { kind = "news-sitemap", url = "https://www.gazette.example/news.xml" },
]

[outlets.herald]
hosts = ["herald.example"]
"""


def book(folder: Path, users: str | None = None, shipped: str = SHIPPED) -> OutletBook:
    path = folder / "shipped.toml"
    path.write_text(shipped, encoding="utf-8")
    own = folder / "outlets.toml"
    if users is not None:
        own.write_text(users, encoding="utf-8")
    return OutletBook(path, own)


def test_an_entry_becomes_an_outlet(tmp_path: Path) -> None:
    outlets = book(tmp_path)
    assert outlets.keys == ("gazette", "herald")
    gazette = outlets.outlet("gazette")
    assert (gazette.name, gazette.language, gazette.country, gazette.source) == ("The Gazette", "en", "gb", "a list")
    assert gazette.hosts == (
        OutletHost(host="www.gazette.example"),
        OutletHost(host="gazette.test", kind=HostKind.WEB_MIRROR, from_day=date(2025, 1, 2), source="readers"),
    )
    assert gazette.seeds == (
        Seed(url="https://www.gazette.example/rss", kind=SeedKind.FEED),
        Seed(url="https://www.gazette.example/news.xml", kind=SeedKind.NEWS_SITEMAP),
    )
    assert outlets.outlet("herald").name == "herald"
    with pytest.raises(KeyError):
        outlets.outlet("tribune")


def test_a_file_that_is_read_again_is_as_it_stands_there(tmp_path: Path) -> None:
    """A text is parsed once in each process: what one book makes of it is not seen by the next."""
    users = '[outlets.gazette]\nname = "Bay"\nhosts = [{ host = "gazette.test", until = 2026-05-01 }, "bay.example"]'
    before = list(book(tmp_path))
    assert list(book(tmp_path, users)) != before
    (tmp_path / "outlets.toml").unlink()
    assert list(book(tmp_path)) == before
    assert book(tmp_path, shipped=SHIPPED.replace("The Gazette", "The Other")).outlet("gazette").name == "The Other"


def test_the_users_fields_win_and_hosts_are_merged_one_by_one(tmp_path: Path) -> None:
    outlets = book(
        tmp_path,
        """
        [outlets.gazette]
        name = "Gazette of the Bay"
        hosts = [
            { host = "GAZETTE.test", until = 2026-05-01, confirmed = true },
            { host = "bay.example", kind = "successor", source = "me" },
        ]
        [outlets.zeitung]
        hosts = [{ host = "Bücher.example" }]
        """,
    )
    assert outlets.keys == ("gazette", "herald", "zeitung")
    gazette = outlets.outlet("gazette")
    assert (gazette.name, gazette.language, len(gazette.seeds)) == ("Gazette of the Bay", "en", 2)
    assert [host.host for host in gazette.hosts] == ["www.gazette.example", "gazette.test", "bay.example"]
    assert gazette.hosts[1] == OutletHost(
        host="gazette.test",
        kind=HostKind.WEB_MIRROR,
        from_day=date(2025, 1, 2),
        until_day=date(2026, 5, 1),
        source="readers",
        confirmed=True,
    )
    assert outlets.outlet("zeitung").hosts[0].host == "xn--bcher-kva.example"


def test_two_buckets_of_one_server_are_two_addresses(tmp_path: Path) -> None:
    host = '{ host = "s.example", kind = "bucket", rewrite = "prefix", prefix = "%s" }'
    users = f"[outlets.herald]\nhosts = [{host % '/a'}, {host % '/b'}]\n"
    found = book(tmp_path, users).outlet("herald").hosts
    assert [(one.host, one.rewrite, one.prefix) for one in found[1:]] == [
        ("s.example", Rewrite.PREFIX, "/a"),
        ("s.example", Rewrite.PREFIX, "/b"),
    ]


def test_the_hosts_of_an_address_are_found(tmp_path: Path) -> None:
    outlets = book(tmp_path)
    assert outlets.keys_at("https://gazette.example/a") == ["gazette"]
    assert outlets.keys_at("https://www.herald.example/") == ["herald"]
    assert outlets.keys_at("https://tribune.example/") == []


def test_no_file_of_the_users_is_no_trouble_and_a_folder_is(tmp_path: Path) -> None:
    assert len(book(tmp_path).keys) == 2
    (tmp_path / "outlets.toml").mkdir()
    with pytest.raises(BadOutlet, match=r"outlets\.toml: is a directory"):
        book(tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[outlets.a", "not TOML: Expected ']' at the end of a table declaration (at end of document)"),
        (
            '[outlets.a]\nhosts = ["a.example"]\n[outlets.a]\n',
            "not TOML: Cannot declare ('outlets', 'a') twice (at line 3, column 11)",
        ),
        ("colour = 1", "colour: no such key; known: source, outlets; entries are [outlets.NAME]"),
        ("outlets = 1", "outlets: not a table; entries are [outlets.NAME]"),
        ("source = 1", "source: 1 is not a text"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadOutlet) as caught:
        book(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'outlets.toml'}: {told}"


GOOD = 'hosts = ["a.example"]'


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("", "hosts: missing: an outlet has at least one host"),
        ('hosts = "a.example"', "hosts: not a list of hosts"),
        ("hosts = [1]", "hosts[0]: not a table"),
        (
            'hosts = ["https://a.example/"]',
            "hosts[0].host: 'https://a.example/' is an address, not a host name; give the host alone",
        ),
        ('hosts = ["a.example", "a b.example"]', "hosts[1].host: 'a b.example' is not a host name: not a host name"),
        ('hosts = [""]', "hosts[0].host: '' is not a host name: not a host name"),
        ('hosts = ["example"]', "hosts[0].host: 'example' is not a full host name"),
        ('hosts = ["a.example:99999"]', "hosts[0].host: 'a.example:99999' is not a host name: not a port number"),
        ('hosts = ["a.example", "A.example"]', "hosts: 'a.example' is there twice"),
        ('hosts = [{ kind = "main" }]', "hosts[0].host: missing"),
        (
            'hosts = [{ host = "a.example", kind = "mirror" }]',
            "hosts[0].kind: 'mirror' is not one of main, web-mirror, successor, cdn, bucket, onion, i2p",
        ),
        (
            'hosts = [{ host = "a.example", colour = 1 }]',
            "hosts[0].colour: no such key; known: host, kind, scheme, rewrite, prefix, from, until, source, confirmed",
        ),
        (
            'hosts = [{ host = "a.example", from = "2026-01-01" }]',
            "hosts[0].from: '2026-01-01' is not a day such as 2026-11-22, without quotes",
        ),
        (
            'hosts = [{ host = "a.example", from = 2026-01-02, until = 2026-01-01 }]',
            "hosts[0].until: 2026-01-01 is before 2026-01-02, which is its `from`",
        ),
        (
            'hosts = [{ host = "a.example", rewrite = "prefix" }]',
            'hosts[0].prefix: missing: rewrite "prefix" needs one',
        ),
        ('hosts = [{ host = "a.example", prefix = "/a" }]', 'hosts[0].prefix: only for rewrite "prefix" or "fragment"'),
        (
            'hosts = [{ host = "a.example", rewrite = "prefix", prefix = "/a/" }]',
            "hosts[0].prefix: '/a/' does not begin with a slash, or ends with one, or is no plain path",
        ),
        (
            'hosts = [{ host = "a.example", rewrite = "prefix", prefix = "/../a" }]',
            "hosts[0].prefix: '/../a' does not begin with a slash, or ends with one, or is no plain path",
        ),
        ('hosts = [{ host = "a.example", scheme = "ftp" }]', "hosts[0].scheme: 'ftp' is neither http nor https"),
        ('hosts = [{ host = "a.example", confirmed = 1 }]', "hosts[0].confirmed: 1 is neither true nor false"),
        ('hosts = [{ host = "a.example", kind = "onion" }]', "hosts[0].host: 'a.example' does not end in .onion"),
        ('hosts = [{ host = "a.example", kind = "cdn" }]', 'hosts: none is of kind "main"'),
        (f'{GOOD}\nname = ""', "name: is empty"),
        (f'{GOOD}\nname = "a\\u001bb"', "name: holds characters that cannot be printed"),
        (
            f"{GOOD}\ncolour = 1",
            "colour: no such key; known: name, language, country, source, hosts, seeds, pace_s, hours",
        ),
        (f'{GOOD}\nlanguage = "english"', "language: 'english' is not a language tag such as en or pt-BR"),
        (f'{GOOD}\ncountry = "GBR"', "country: 'GBR' is not two small letters such as de"),
        (f'{GOOD}\nseeds = ["a.example"]', "seeds[0].url: 'a.example': not an http or https address"),
        (
            f'{GOOD}\nseeds = [{{ url = "https://a.example/", kind = "rss" }}]',
            "seeds[0].kind: 'rss' is not one of page, feed, sitemap, news-sitemap, section, site",
        ),
        (f'{GOOD}\nseeds = [{{ kind = "feed" }}]', "seeds[0].url: missing"),
    ],
)
def test_a_bad_entry_is_told_with_file_entry_and_key(tmp_path: Path, entry: str, told: str) -> None:
    outlets = book(tmp_path, f"[outlets.pier]\n{entry}\n")
    with pytest.raises(BadOutlet) as caught:
        outlets.outlet("pier")
    assert str(caught.value) == f"{tmp_path / 'outlets.toml'}: [pier] {told}"


def test_a_bad_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadOutlet, match=r"\[Der Tag\]: the name of an entry is made of a-z, 0-9, - and _"):
        book(tmp_path, f'[outlets."Der Tag"]\n{GOOD}\n').outlet("Der Tag")
    with pytest.raises(BadOutlet, match=r"\[news\]: the name belongs to a spider of any site; give the entry another"):
        book(tmp_path, f"[outlets.news]\n{GOOD}\n").outlet("news")


def test_a_name_in_arabic_letters_may_hold_the_marks_it_needs(tmp_path: Path) -> None:
    name = "خبر\u200cنامه"
    assert book(tmp_path, f'[outlets.khabar]\nname = "{name}"\n{GOOD}\n').outlet("khabar").name == name
