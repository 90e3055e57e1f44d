"""The arguments of a crawl: what is taken, and the one line that says what is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.errors import BadSetting
from crawler.fetch.discovery import Arguments
from crawler.model import Seed, SeedKind


def test_all_arguments() -> None:
    assert Arguments.from_strings(
        {"limit": "25", "depth": "0", "since": "2026-11-22", "seeds": "https://a.example/, b.example"}
    ) == Arguments(
        limit=25,
        depth=0,
        since=datetime(2026, 11, 22, tzinfo=UTC),
        seeds=(Seed(url="https://a.example/"), Seed(url="https://b.example")),
    )
    assert Arguments.from_strings({}) == Arguments()


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"limits": "3"}, "limits: no such argument; known: limit, depth, since, seeds, again"),
        ({"limit": "0"}, "limit: '0' is not a whole number of 1 or more"),
        ({"limit": "-1"}, "limit: '-1' is not a whole number of 1 or more"),
        ({"limit": "ten"}, "limit: 'ten' is not a whole number of 1 or more"),
        ({"limit": ""}, "limit: '' is not a whole number of 1 or more"),
        ({"limit": "9" * 5_000}, f"limit: '{'9' * 80}' is not a whole number of 1 or more"),
        ({"limit": "٣"}, "limit: '٣' is not a whole number of 1 or more"),
        ({"depth": "1.5"}, "depth: '1.5' is not a whole number of 0 or more"),
        ({"since": "yesterday"}, "since: 'yesterday' is not an ISO date such as 2026-11-22"),
        ({"seeds": " , "}, "seeds: no address given"),
        ({"seeds": "ftp://a.example/"}, "seeds: 'ftp://a.example/' is not an http or https address"),
        (
            {"seeds": "https://reader:secret@a.example/"},
            "seeds: the address at a.example has a name or password: pages behind one are not archived",
        ),
        ({"seeds": "https:///path"}, "seeds: 'https:///path' is not an http or https address"),
        ({"seeds": "https://a..example/"}, "seeds: 'https://a..example/': not a host name"),
        ({"seeds": "https://300.1.1.1/"}, "seeds: 'https://300.1.1.1/': '300.1.1.1' is out of range"),
        ({"seeds": "https://a b.example/"}, "seeds: 'https://a b.example/' is not an http or https address"),
    ],
)
def test_a_mistake_is_one_clear_line(given: dict[str, str], line: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Arguments.from_strings(given)
    assert str(caught.value) == line


@pytest.mark.parametrize("seed", ["https://[::1", "https://a.example:port/", "https://a.example:99999/"])
def test_an_address_that_cannot_be_parsed_is_named(seed: str) -> None:
    with pytest.raises(BadSetting, match="is not an address"):
        Arguments.from_strings({"seeds": seed})


@pytest.mark.parametrize(
    ("seed", "kind"),
    [
        ("https://a.example", SeedKind.SITE),
        ("https://a.example/en/", SeedKind.SITE),
        ("https://a.example/rss", SeedKind.FEED),
        ("https://a.example/world/feed.xml", SeedKind.FEED),
        ("https://a.example/sitemap_index.xml.gz", SeedKind.SITEMAP),
        ("https://a.example/sitemap-news.txt", SeedKind.SITEMAP),
        ("https://a.example/2026/11/22/harbour-wall-opens", SeedKind.PAGE),
    ],
)
def test_the_kind_of_a_seed_is_told_from_its_address(seed: str, kind: SeedKind) -> None:
    assert Arguments.from_strings({"seeds": seed}).seeds == (Seed(url=seed, kind=kind),)
