"""The names of sources are a closed list, and the documentation has all of it."""

from __future__ import annotations

import re

from house.tree import document
from page_kit import ARTICLE, HURTFUL, page_of

from crawler.model import Template
from crawler.page import Draft
from pipelines.metadata import read_metadata
from pipelines.metadata.sources import FAMILIES, NAMES, is_source

PAGES: list[str | bytes] = [
    ARTICLE,
    "<html lang=de><title>Fähre liegt fest</title><h1>Fähre liegt fest</h1><p>Von Ada Lind</p><p>3. Mai 2024</p>",
    "<title>Fähre liegt fest</title><a rel=category href=/n>News</a><p itemprop=author>Ada Lind</p><time datetime=2024-05-03>",
    *HURTFUL[:8],
]


def test_the_documentation_lists_every_name() -> None:
    part = document("reading.md").partition("## Where each field comes from")[2].partition("\n## ")[0]
    told = {name for row in re.findall(r"^\| (`.*?`) \|", part, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)}
    assert told == NAMES | {f"{family}NAME" for family in FAMILIES}


def test_every_field_that_is_found_has_a_source_on_the_list() -> None:
    for html in PAGES:
        article = read_metadata(Draft.of(page_of(html))).article
        assert all(map(is_source, article.sources.values())), article.sources
        for name in (
            "headline",
            "canonical_url",
            "language",
            "section",
            "authors",
            "published_at",
            "modified_at",
            "standfirst",
            "topics",
            "paywalled",
        ):
            assert (getattr(article, name) not in (None, [])) is (name in article.sources), name


def test_sources_of_a_well_made_page() -> None:
    assert read_metadata(Draft.of(page_of(ARTICLE))).article.sources == {
        "headline": "h1",
        "canonical_url": "link:canonical",
        "language": "html:lang",
        "section": "json-ld:breadcrumb",
        "authors": "json-ld:author",
        "published_at": "json-ld:datePublished",
        "modified_at": "json-ld:dateModified",
        "standfirst": "printed",
        "topics": "meta:article:tag",
        "paywalled": "json-ld:isAccessibleForFree",
    }


def test_what_a_template_finds_says_so_and_what_a_site_said_has_no_source() -> None:
    template = Template(headline=".t", authors=".a", published=".d", section=".s")
    page = page_of(
        "<p class=t>Ferry halted</p><p class=a>Ada Lind</p><p class=d>2024-05-03</p><p class=s>World</p>",
        template=template,
    )
    sources = read_metadata(Draft.of(page)).article.sources
    assert {sources[name] for name in ("headline", "authors", "published_at", "section")} == {"template"}
    told = read_metadata(Draft.of(page).with_article(headline="As the site says")).article
    assert told.headline == "As the site says"
    assert "headline" not in told.sources
