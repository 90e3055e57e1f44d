"""Laws of outlets: an article has one key at every address of its outlet, and an entry survives its table."""

from __future__ import annotations

import csv
import io
import json
import string
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.errors import BadOutlet
from crawler.model import HostKind, Hours, Outlet, OutletHost, Rewrite, Seed, SeedKind
from crawler.outlets import OutletBook, address_at, host_at, in_table, path_key
from crawler.outlets.book import merged_entry
from crawler.outlets.fields import Place, checked_entry, made_outlet
from crawler.outlets.importing import Import
from crawler.outlets.lists import MirrorList, read_list
from crawler.outlets.write import UsersFile

LETTERS = string.ascii_lowercase + string.digits
LABELS = st.text(LETTERS, min_size=1, max_size=8)
SEGMENTS = st.text(LETTERS + "-_.~!$&'()*+,;=:@%é", min_size=1, max_size=12).filter(
    lambda text: text not in {".", ".."}
)
PATHS = st.lists(SEGMENTS, max_size=5).map(lambda parts: "/" + "/".join(parts))
QUERIES = st.one_of(st.just(""), st.text(LETTERS + "=&%/-", max_size=20).map("?{}".format))
PREFIXES = st.lists(st.text(LETTERS + "-_", min_size=1, max_size=8), min_size=1, max_size=3).map(
    lambda parts: "/" + "/".join(parts)
)
DAYS = st.one_of(st.none(), st.dates(date(2016, 1, 1), date(2026, 12, 31)))
RULES = st.sampled_from([Rewrite.IDENTITY, Rewrite.PREFIX, Rewrite.FRAGMENT])
PLACE = Path("outlets.toml")


@st.composite
def hosts(draw: st.DrawFn, *, number: int, kind: HostKind, rewrite: Rewrite) -> OutletHost:
    first, last = draw(DAYS), draw(DAYS)
    if first and last:
        first, last = sorted((first, last))
    has_prefix = rewrite is Rewrite.PREFIX or (rewrite is Rewrite.FRAGMENT and draw(st.booleans()))
    return OutletHost(
        host=f"{draw(LABELS)}.h{number}.example" + draw(st.sampled_from(["", "", ":8080"])),
        kind=kind,
        scheme=draw(st.sampled_from(["http", "https"])),
        rewrite=rewrite,
        prefix=draw(PREFIXES) if has_prefix else "",
        from_day=first,
        until_day=last,
        source=draw(st.sampled_from(["", "a list"])),
        confirmed=draw(st.booleans()),
    )


@st.composite
def outlets(draw: st.DrawFn) -> Outlet:
    kinds = st.sampled_from([HostKind.WEB_MIRROR, HostKind.SUCCESSOR, HostKind.BUCKET, HostKind.CDN])
    main = draw(hosts(number=0, kind=HostKind.MAIN, rewrite=Rewrite.IDENTITY))
    others = [draw(hosts(number=n, kind=draw(kinds), rewrite=draw(RULES))) for n in range(1, draw(st.integers(1, 5)))]
    seeds = draw(
        st.lists(st.builds(Seed, url=st.just("https://news.example/rss"), kind=st.sampled_from(SeedKind)), max_size=2)
    )
    return Outlet(
        key="pier",
        name="Pier",
        hosts=(main, *others),
        language="en",
        country="gb",
        seeds=tuple(seeds),
        source="us",
        pace_s=draw(st.sampled_from([None, 0.5, 12.0])),
        hours=draw(st.sampled_from([None, Hours.from_text("22:00-06:00, 12:00-13:00 Europe/Berlin")])),
    )


@given(outlets(), PATHS, QUERIES, st.data())
def test_an_article_has_one_key_at_all_addresses(outlet: Outlet, path: str, query: str, data: st.DataObject) -> None:
    main = outlet.hosts[0]
    url = f"{main.scheme}://{main.host}{path}{query}"
    here = data.draw(st.sampled_from(outlet.hosts))
    there = data.draw(st.sampled_from(outlet.hosts))
    first = address_at(outlet, here, url)
    assert first is not None
    assert host_at(outlet, first) == here
    second = address_at(outlet, there, first)
    assert second is not None
    assert host_at(outlet, second) == there
    assert path_key(outlet, url) is not None
    assert path_key(outlet, first) == path_key(outlet, second) == path_key(outlet, url)
    assert address_at(outlet, main, second) == url


@given(outlets())
def test_an_outlet_survives_its_table(outlet: Outlet) -> None:
    place = Place(PLACE, outlet.key)
    assert made_outlet(place, checked_entry(place, in_table(outlet))) == outlet


@given(outlets(), outlets())
def test_merging_loses_no_host_and_the_upper_one_wins(under: Outlet, over: Outlet) -> None:
    place = Place(PLACE, "pier")
    tables = [checked_entry(place, in_table(outlet)) for outlet in (under, over)]
    merged = merged_entry(*tables)
    assert {host["host"] for host in merged["hosts"]} == {host.host for host in (*under.hosts, *over.hosts)}
    for host in tables[1]["hosts"]:
        assert any(host.items() <= held.items() for held in merged["hosts"])
    assert merged_entry(merged, tables[1]) == merged


@given(outlets(), st.text(max_size=60))
def test_no_text_breaks_the_rules(outlet: Outlet, url: str) -> None:
    for host in outlet.hosts:
        for text in (url, f"{host.scheme}://{host.host}{url}", f"{host.scheme}://{host.host}/{url}"):
            made = address_at(outlet, outlet.hosts[0], text)
            assert made is None or path_key(outlet, made) == path_key(outlet, text)


NAMES = st.one_of(st.sampled_from(["Gazette", "News", "Пресса", "a / b", ""]), st.text(max_size=12))
HOMES = st.one_of(
    st.sampled_from(["https://gazette.example/", "http://www.gazette.example/ a", "https://bay.example:81/x"]),
    st.text(max_size=20).map("https://{}".format),
)
SITES = st.dictionaries(
    HOMES,
    st.lists(st.one_of(st.sampled_from(["a.example", "b.example:8080", "c d"]), st.text(max_size=12)), max_size=3),
    max_size=4,
)
ONION_NAMES = st.sampled_from(["a" * 56, "www." + "b" * 56, "es." + "b" * 56, "short"])
ROWS = st.lists(st.tuples(st.sampled_from(["News", "Blogs"]), NAMES, ONION_NAMES, HOMES), max_size=5)


def as_csv(rows: list[tuple[str, str, str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["category", "site_name", "onion_url", "proof_url"])
    writer.writerows((category, name, f"http://{onion}.onion/", proof) for category, name, onion, proof in rows)
    return out.getvalue()


@example('{"http://www.bay.example/ a": ["c.example"], "https://bay.example/": ["d.example"]}', date(2020, 1, 1))
@given(st.one_of(SITES.map(json.dumps), ROWS.map(as_csv)), st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_whatever_a_list_holds_the_file_can_be_read_and_a_second_time_changes_nothing(text: str, day: date) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "list").write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            mirrors = read_list(folder / "list")
        except BadOutlet:
            return
        first = taken(folder, mirrors, day)
        outlets = list(OutletBook(None, folder / "outlets.toml"))
        assert len(outlets) == sum(change.what == "new outlet" for change in first.changes)
        assert taken(folder, mirrors, day).changes == []
        for said in (*first.changes, *first.skipped):
            assert "\n" not in str(said)


def taken(folder: Path, mirrors: MirrorList, day: date) -> Import:
    users = UsersFile(folder / "outlets.toml")
    done = Import(OutletBook(None, folder / "outlets.toml"), users, day=day)
    done.take(mirrors)
    users.save()
    return done
