"""Hosts that have IPv6 addresses alone, or both: reached, and guarded alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run
from crawl.test_bad_input import GOOD, HTML

from crawler.archive import open_for_reading
from crawler.config import ArchiveConfig
from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Routes

FAMILIES = ["-s", "TWISTED_DNS_RESOLVER=crawl.families.FamiliesResolver", "-s", "ROBOTSTXT_OBEY=False"]
ROUTES: Routes = {(None, "/"): Answer(fields=HTML, body=GOOD.encode())}


def addresses(folder: Path, url: str) -> list[str | None]:
    with open_for_reading(ArchiveConfig(folder=folder / "archive")) as index:
        return [row.ip_address for row in index.captures(url=url)]


@pytest.mark.parametrize(
    ("host", "address"), [("six.example", "::1"), ("both.example", "::1"), ("both.example", "127.0.0.1")]
)
def test_a_host_is_reached_at_an_address_of_either_family(tmp_path: Path, host: str, address: str) -> None:
    with NewsServer(ROUTES, address=address) as server:
        seed = f"http://{host}:{server.port}/"
        run("crawl", "news", "-a", f"seeds={seed}", *FAST, *FAMILIES, cwd=tmp_path)
    assert addresses(tmp_path, seed) == [address]


@pytest.mark.parametrize("host", ["other-six.example", "both.example"])
def test_a_way_to_a_private_address_is_refused_in_both_families(tmp_path: Path, host: str) -> None:
    with NewsServer(ROUTES, address="::1", log=True) as inside, NewsServer(address="::1") as server:
        link = f"http://{host}:{inside.port}/"
        server.routes = {
            (None, "/"): Answer(fields=HTML, body=f"{GOOD}<a href=/moved>in</a>".encode()),
            (None, "/moved"): Answer(status=302, fields=(("Location", link),)),
        }
        seed = f"http://six.example:{server.port}/"
        said = run("crawl", "news", "-a", f"seeds={seed}", *FAST, *FAMILIES, cwd=tmp_path).stderr
        assert inside.log == []
    assert f"Refused: {link}: {host}:{inside.port} is at " in said


def test_a_name_that_can_be_none_is_one_failure(tmp_path: Path) -> None:
    """Behind the guard of addresses: the library that looks up would leave who asked waiting."""
    seed = f"http://{'a' * 64}.example/"
    done = run("crawl", "news", "-a", f"seeds={seed}", *FAST, "-s", "DOWNLOAD_TIMEOUT=5", cwd=tmp_path, code=None)
    assert done.returncode in {1, 2}
