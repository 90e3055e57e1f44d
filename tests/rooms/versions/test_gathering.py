"""Which captures are an article's: those of its addresses, and not those of others that a page wrongly calls its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rooms.web.room_kit import FIRST_AT, article, capture

from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.index import Index
from crawler.versions.gathering import sightings_of

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.model import Article

HOST = "https://news.example"


def told(number: int, path: str, **changes: Any) -> Article:
    fields = {"url": HOST + path, "key": path, "captured_at": (FIRST_AT + timedelta(hours=number)).isoformat()}
    return article(number, f"Text {number}", **{**fields, **changes})


def found(folder: Path, url: str, *articles: Article) -> list[str]:
    """Return the texts of the articles that are seen at *url* and what belongs to it."""
    config = ArchiveConfig(folder=folder)
    with Index.open(folder / "index.sqlite") as index:
        for number, each in enumerate(articles, start=1):
            assert each.record_id is not None
            index.add_captures([capture(number, record_id=each.record_id, url=each.url)])
            index.add_article(each, record_id=each.record_id)
        index.commit()
        seen = list(sightings_of(index, WarcFiles(config, index), url))
        return sorted(each.article.blocks[0].text for each in seen if each.article is not None)


@pytest.mark.parametrize("wrong", ["/news", "/1", "/", "https://agency.example/story"])
def test_what_pages_of_several_articles_call_their_own_joins_none_of_them(wrong: str, tmp_path: Path) -> None:
    called = wrong if "://" in wrong else HOST + wrong
    stories = [told(number, f"/{number}", canonical_url=called) for number in range(1, 5)]
    assert found(tmp_path, f"{HOST}/2", *stories) == ["Text 2"]


def test_other_forms_of_an_address_are_its_own(tmp_path: Path) -> None:
    forms = [
        told(1, "/amp/ferry", key="/ferry", canonical_url=f"{HOST}/ferry"),
        told(2, "/ferry"),
        told(3, "/ferry", url="http://www.news.example/ferry", canonical_url=f"{HOST}/ferry"),
        told(4, "/ferry?print=1", key=None, canonical_url=f"{HOST}/ferry"),
    ]
    texts = ["Text 1", "Text 2", "Text 3", "Text 4"]
    assert found(tmp_path, f"{HOST}/ferry", *forms) == texts


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_copy_elsewhere_that_names_the_address_is_of_the_same_article(order: tuple[int, int], tmp_path: Path) -> None:
    copies = {
        1: told(1, "/ferry"),
        2: told(2, "/ferry", url="https://mirror.example/ferry", canonical_url=f"{HOST}/ferry"),
    }
    assert found(tmp_path, f"{HOST}/ferry", *(copies[number] for number in order)) == ["Text 1", "Text 2"]


def test_an_address_that_was_never_fetched_is_found_by_the_page_that_names_it(tmp_path: Path) -> None:
    copy = told(1, "/x", url="https://mirror.example/x", canonical_url=f"{HOST}/ferry")
    assert found(tmp_path, f"{HOST}/ferry", copy) == ["Text 1"]


def test_of_an_address_that_several_articles_name_the_newest_one_is_meant(tmp_path: Path) -> None:
    stories = [told(number, f"/{number}", canonical_url=f"{HOST}/latest") for number in range(1, 5)]
    assert found(tmp_path, f"{HOST}/latest", *stories) == ["Text 4"]
