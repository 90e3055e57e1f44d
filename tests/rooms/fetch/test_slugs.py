"""Sites where a number names an article, learned from what their pages say."""

from __future__ import annotations

import pytest

from crawler.fetch.discovery import Slugs
from crawler.outlets import article_id

HOST = "https://news.example"


def test_it_is_learned_from_three_articles_and_holds_for_those_that_were_read() -> None:
    slugs = Slugs(article_id)
    for number in (10_001, 10_002, 10_003):
        assert not slugs.is_known(f"{HOST}/{number}/more-words")
        slugs.read(f"{HOST}/{number}/words", f"{HOST}/{number}/ferry")
    assert slugs.is_known(f"{HOST}/10001/yet-other-words")
    assert not slugs.is_known(f"{HOST}/10004/words"), "not read yet"
    assert not slugs.is_known("https://other.example/10001/words")
    assert not slugs.is_known(f"{HOST}/about")


def test_one_article_under_many_slugs_is_not_enough() -> None:
    slugs = Slugs(article_id)
    for word in ("a", "b", "c", "d"):
        slugs.read(f"{HOST}/10001/{word}", f"{HOST}/10001/ferry")
    assert not slugs.is_known(f"{HOST}/10001/e")


@pytest.mark.parametrize("form", ["{}?utm_source=rss", "{}?from=feed", "{}/amp", "{}/print", "{}/"])
def test_the_same_words_in_another_form_say_nothing_about_other_words(form: str) -> None:
    slugs = Slugs(article_id)
    for number in (10_001, 10_002, 10_003):
        slugs.read(form.format(f"{HOST}/ferry-{number}"), f"{HOST}/ferry-{number}")
    assert not slugs.is_known(f"{HOST}/film/10001")


def test_two_stories_with_one_number_deny_it_for_ever() -> None:
    slugs = Slugs(article_id)
    slugs.read(f"{HOST}/20000/ferry", f"{HOST}/20000/ferry")
    slugs.read(f"{HOST}/20000/bridge", f"{HOST}/20000/bridge")
    for number in (10_001, 10_002, 10_003):
        slugs.read(f"{HOST}/{number}/words", f"{HOST}/{number}/ferry")
    assert not slugs.is_known(f"{HOST}/10001/other")
