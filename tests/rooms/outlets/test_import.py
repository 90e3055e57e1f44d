"""Lists of mirrors taken over: matched by host, dated, the same when repeated, the user's own words left alone."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from crawler.errors import BadOutlet
from crawler.model import HostKind, OutletHost
from crawler.outlets import OutletBook
from crawler.outlets.importing import Import
from crawler.outlets.lists import ONIONS, RSF, read_list
from crawler.outlets.write import UsersFile

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = """
[outlets.gazette]
name = "The Gazette"
hosts = ["www.gazette.example"]
[outlets.herald]
name = "Herald"
hosts = ["herald.example"]
"""
DAY = date(2026, 3, 1)
LATER = date(2026, 6, 1)
SITES = {
    "https://gazette.example/": ["abcdefgh.shared.example", "xyz.global.ssl.fastly.net"],
    "https://www.tribune.example/ug/": ["abcdefgh.shared.example"],
    "https://tribune.example/": ["second.example", "no host"],
    "nonsense": ["third.example"],
}
A, B, C = (letter * 56 for letter in "abc")
CSV = f"""category,flaky,site_name,onion_url,onion_name,proof_url,comment
News,,Gazette,https://www.{A}.onion/,,https://www.gazette.example/about/onion,
News,,Gazette | es,http://es.{A}.onion/,,https://www.gazette.example/about/onion,
News World,,Radio Bay /arabic | x,http://{B}.onion/arabic,,ssl,
News World,,Radio Bay /mundo | y,http://{B}.onion/mundo,,ssl,
News,,Bay Watch,http://www.{C}.onion/,,https://www.gazette.example/2026/others-have-onions,
News,,Harbour,https://harbour.example/,,ssl,
Blogs,,My blog,http://{C}.onion/,,ssl,
"""


class Archive:
    """A folder with a shipped file and a user's file."""

    def __init__(self, folder: Path) -> None:
        self.shipped = folder / "shipped.toml"
        self.shipped.write_text(SHIPPED)
        self.users = folder / "own" / "outlets.toml"
        self.list = folder / "a list"

    @property
    def book(self) -> OutletBook:
        return OutletBook(self.shipped, self.users)

    def take(self, text: str, *, day: date = DAY) -> Import:
        self.list.write_text(text)
        users = UsersFile(self.users)
        done = Import(self.book, users, day=day)
        done.take(read_list(self.list))
        if done.changes:
            users.save()
        return done

    def hosts(self, key: str) -> dict[str, OutletHost]:
        return {host.host: host for host in self.book.outlet(key).hosts}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_a_list_of_mirrors_is_matched_by_host_and_dated(archive: Archive) -> None:
    done = archive.take(json.dumps(SITES))
    assert archive.hosts("gazette") == {
        "www.gazette.example": OutletHost(host="www.gazette.example"),
        "abcdefgh.shared.example": OutletHost(
            host="abcdefgh.shared.example", kind=HostKind.WEB_MIRROR, from_day=DAY, source=RSF
        ),
        "xyz.global.ssl.fastly.net": OutletHost(
            host="xyz.global.ssl.fastly.net", kind=HostKind.CDN, from_day=DAY, source=RSF
        ),
    }
    assert list(archive.hosts("tribune-example")) == [
        "www.tribune.example",
        "abcdefgh.shared.example",
        "second.example",
    ]
    assert [seed.url for seed in archive.book.outlet("tribune-example").seeds] == ["https://www.tribune.example/ug/"]
    assert len(done.changes) == 5
    assert [(skipped.what, skipped.why) for skipped in done.skipped] == [
        ("https://tribune.example/ no host", "not a host name"),
        ("nonsense", "'nonsense': not an http or https address"),
    ]


def test_a_list_of_onions_is_matched_by_proof_or_name(archive: Archive) -> None:
    done = archive.take(CSV)
    onion = archive.hosts("gazette")[f"www.{A}.onion"]
    assert (onion.kind, onion.scheme, onion.from_day) == (HostKind.ONION, "https", DAY)
    assert onion.source == f"{ONIONS}; proof: https://www.gazette.example/about/onion"
    assert archive.book.keys == ("bay-watch", "gazette", "gazette-es", "herald", "radio-bay")
    assert list(archive.hosts("radio-bay").values()) == [
        OutletHost(host=f"{B}.onion", scheme="http", from_day=DAY, source=ONIONS)
    ]
    assert [skipped.why for skipped in done.skipped] == [
        f"{B}.onion is there once, for all its editions",
        "'harbour.example' is not an onion of version 3",
        "category 'Blogs' is no news",
    ]


@pytest.mark.parametrize("text", [json.dumps(SITES), CSV], ids=["mirrors", "onions"])
@pytest.mark.parametrize("day", [DAY, LATER])
def test_a_list_taken_over_again_changes_nothing(archive: Archive, text: str, day: date) -> None:
    archive.take(text)
    before = archive.users.read_bytes()
    assert archive.take(text, day=day).changes == []
    assert archive.users.read_bytes() == before


def test_the_history_of_an_address_follows_the_lists(archive: Archive) -> None:
    first, second = (
        {"https://gazette.example/": ["a.example", "b.example"]},
        {"https://gazette.example/": ["b.example"]},
    )
    archive.take(json.dumps(first))
    done = archive.take(json.dumps(second), day=LATER)
    assert [(change.host, change.what) for change in done.changes] == [
        ("a.example", "until 2026-05-31: no longer in the list")
    ]
    assert archive.hosts("gazette")["a.example"].until_day == date(2026, 5, 31)
    assert archive.hosts("gazette")["b.example"].until_day is None
    # An older list of which this one is a part says nothing new; a still older one was earlier.
    assert archive.take(json.dumps(first)).changes == []
    archive.take(json.dumps(first), day=date(2025, 1, 1))
    assert archive.hosts("gazette")["a.example"].from_day == date(2025, 1, 1)
    # Listed again, it is the outlet's again.
    archive.take(json.dumps(first), day=date(2026, 9, 1))
    assert archive.hosts("gazette")["a.example"].until_day is None


def test_what_the_user_wrote_stays(archive: Archive) -> None:
    archive.users.parent.mkdir()
    own = '# mine\n[outlets.gazette]\nhosts = ["a.example", # by hand\n]\n\n[[outlets.herald.hosts]]\nhost = "h.example"\nkind = "web-mirror"\n'
    archive.users.write_text(own)
    sites = {"https://gazette.example/": ["a.example", "b.example"], "https://herald.example/": ["c.example"]}
    done = archive.take(json.dumps(sites))
    assert [(skipped.what, skipped.why) for skipped in done.skipped] == [("gazette a.example", "said already")]
    text = archive.users.read_text()
    assert text.startswith('# mine\n[outlets.gazette]\nhosts = ["a.example", # by hand\n')
    assert archive.hosts("gazette")["a.example"] == OutletHost(host="a.example")
    assert list(archive.hosts("herald")) == ["herald.example", "h.example", "c.example"]
    assert archive.take(json.dumps({"https://gazette.example/": []}), day=LATER).changes != []
    assert archive.hosts("gazette")["a.example"].until_day is None


def test_a_host_of_two_outlets_is_told_and_skipped(archive: Archive) -> None:
    archive.users.parent.mkdir()
    archive.users.write_text('[outlets.other]\nhosts = ["gazette.example"]\n')
    done = archive.take(json.dumps({"https://gazette.example/": ["a.example"]}))
    assert done.changes == []
    assert "the outlets other, gazette all have its host" in [skipped.why for skipped in done.skipped]


@pytest.mark.parametrize("ip", ["0.0.0.0", "10.1.2.3", "127.0.0.1", "0x7f000001", "192.168.1.1:8080", "[::1]"])
def test_addresses_of_private_networks_are_told_and_skipped(archive: Archive, ip: str) -> None:
    done = archive.take(json.dumps({"https://gazette.example/": [ip, "a.example"], f"https://{ip}/": ["b.example"]}))
    assert list(archive.hosts("gazette")) == ["www.gazette.example", "a.example"]
    assert archive.book.keys == ("gazette", "herald")
    assert [skipped.what for skipped in done.skipped] == [f"https://gazette.example/ {ip}", f"https://{ip}/"]
    assert all(skipped.why.endswith("is no address of the public network") for skipped in done.skipped)


def test_an_address_of_the_public_network_is_taken(archive: Archive) -> None:
    archive.take(json.dumps({"https://gazette.example/": ["1.1.1.1"]}))
    assert list(archive.hosts("gazette")) == ["www.gazette.example", "1.1.1.1"]


def test_a_proof_in_a_private_network_vouches_for_nothing(archive: Archive) -> None:
    archive.take(CSV.replace("https://www.gazette.example/about/onion", "http://10.1.2.3/gazette"))
    assert archive.hosts("gazette")[f"www.{A}.onion"].source == ONIONS


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'{"https://a.example/": "b.example"}', "[https://a.example/]: not a list of host names"),
        (b"a,b\n1,2\n", "neither sites.json of RSF (outlet to list of hosts) nor the CSV of onion sites"),
        (b"", "neither sites.json of RSF (outlet to list of hosts) nor the CSV of onion sites"),
        (b"\xff\xfe{", "not UTF-8 text"),
    ],
)
def test_what_is_no_list_is_told(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "list"
    path.write_bytes(data)
    with pytest.raises(BadOutlet) as caught:
        read_list(path)
    assert str(caught.value) == f"{path}: {told}"


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadOutlet, match="no such file or directory"):
        read_list(tmp_path / "nothing")
