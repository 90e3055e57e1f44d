"""The file that ships with the program: whole, large enough, and quick to list."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.model import Outlet, SeedKind
from crawler.outlets import OutletBook, scope_of, seeds_of, shipped_file
from crawler.url import covers
from spiders.loader import OutletSpiderLoader

ROOT = Path(__file__).parents[3]
NOT_NEEDED = [
    "sqlalchemy",
    "warcio",
    "tldextract",
    "tomlkit",
    "requests",
    "rich",
    "crawler.archive",
    "crawler.fetch.wire",
]


@pytest.fixture(scope="module")
def outlets() -> list[Outlet]:
    return list(OutletBook(shipped_file()))


def test_it_holds_what_was_promised(outlets: list[Outlet]) -> None:
    assert len(outlets) >= 170
    assert len({outlet.language for outlet in outlets}) >= 29
    assert len({outlet.country for outlet in outlets}) >= 40
    assert all(outlet.language and outlet.country and outlet.hosts and outlet.source for outlet in outlets)
    kinds = Counter(seed.kind for outlet in outlets for seed in outlet.seeds)
    assert min(kinds[SeedKind.FEED], kinds[SeedKind.SITEMAP], kinds[SeedKind.NEWS_SITEMAP]) > 100


def test_no_address_is_told_twice(outlets: list[Outlet]) -> None:
    hosts = Counter(host.host.removeprefix("www.") for outlet in outlets for host in outlet.hosts)
    assert [host for host, count in hosts.items() if count > 1] == []
    seeds = [seed.url for outlet in outlets for seed in outlet.seeds]
    assert len(seeds) == len(set(seeds))


def test_its_head_says_where_it_comes_from_and_that_it_was_not_checked() -> None:
    head = shipped_file().read_text("utf-8").partition("[outlets.")[0]
    assert "18da6e53" in head
    assert "2026-08-05" in head
    assert "NOT checked" in " ".join(head.replace("#", "").split())


def test_the_scope_of_an_outlet_covers_its_home(outlets: list[Outlet]) -> None:
    for outlet in outlets:
        home = f"{outlet.hosts[0].scheme}://{outlet.hosts[0].host}/a"
        assert covers(scope_of(outlet), home), outlet.key
        assert seeds_of(outlet)


def test_scrapy_list_names_every_outlet_and_loads_nothing_heavy(outlets: list[Outlet], tmp_path: Path) -> None:
    code = "import atexit, json, sys; from scrapy.cmdline import execute\n"
    code += f"atexit.register(lambda: json.dump(sorted(set({NOT_NEEDED!r}) & set(sys.modules)), sys.stderr))\n"
    code += "execute(['scrapy', 'list'])"
    environment = {"MICROFICHE_ARCHIVE": str(tmp_path)}
    done = run(["-c", code], environment)
    listed = done.stdout.splitlines()
    assert listed == sorted({*(outlet.key for outlet in outlets), "demo", "news", "presstv"})
    assert json.loads(done.stderr) == []


def test_the_users_entries_are_spiders_and_a_written_spider_wins(tmp_path: Path) -> None:
    (tmp_path / "outlets.toml").write_text(
        '[outlets.gazette]\nhosts = ["gazette.example"]\n'
        '[outlets.presstv]\nhosts = [{ host = "press.example", kind = "successor" }]\n'
    )
    loader = OutletSpiderLoader(Settings({"SPIDER_MODULES": ["spiders"], "ARCHIVE": str(tmp_path)}))
    gazette = loader.load("gazette")
    assert loader.load("gazette") is gazette
    assert (gazette.name, gazette.scope.hosts, gazette.entry.key) == ("gazette", ("gazette.example",), "gazette")  # type: ignore[attr-defined]  # a SiteSpider
    assert [seed.url for seed in gazette.seeds] == ["https://gazette.example/"]  # type: ignore[attr-defined]  # as above
    assert loader.load("news").entry is None  # type: ignore[attr-defined]  # as above
    presstv = loader.load("presstv")
    assert presstv.outlet == "Press TV"  # type: ignore[attr-defined]  # as above
    assert {"presstv.ir", "presstv.com", "press.example"} <= set(presstv.scope.hosts)  # type: ignore[attr-defined]  # as above
    assert presstv.scope.exclude_hosts  # type: ignore[attr-defined]  # as above
    assert presstv.templates  # type: ignore[attr-defined]  # as above
    with pytest.raises(KeyError):
        loader.load("tribune")


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
