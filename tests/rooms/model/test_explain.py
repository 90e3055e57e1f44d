from __future__ import annotations

from crawler.model import Article, Photo
from crawler.model.explain import VALUE_CHARS, explained


def lines_of(article: Article) -> dict[str, str]:
    return {line.split()[0]: line for line in explained(article).splitlines()[1:]}


def test_each_field_with_its_source_and_its_value() -> None:
    article = Article(
        url="https://news.example/1",
        headline="Ferry halted",
        authors=["Ada Lind", "Bo Ek"],
        photos=[Photo(caption="A ferry")],
        paywalled=False,
        sources={"headline": "h1", "authors": "json-ld:author"},
        notes=["no language found"],
    )
    assert explained(article).splitlines()[0] == "https://news.example/1"
    lines = lines_of(article)
    assert lines["headline"].split(maxsplit=2) == ["headline", "h1", "Ferry halted"]
    assert lines["authors"].split(maxsplit=2) == ["authors", "json-ld:author", "Ada Lind / Bo Ek"]
    assert lines["photos"].split() == ["photos", "–", "1"]
    assert lines["paywalled"].split() == ["paywalled", "–", "no"]
    assert lines["language"].split() == ["language", "–", "–"]
    assert lines["note:"].strip() == "note: no language found"


def test_long_and_wild_values_stay_on_one_short_line() -> None:
    lines = lines_of(Article(url="u", headline="\x1b[31m" + "word " * 200, body="One.\n\nTwo."))
    assert "\x1b" not in lines["headline"]
    assert lines["headline"].endswith("…")
    assert len(lines["headline"]) <= VALUE_CHARS + 48
    assert lines["body"].endswith("One. Two.")


def test_marks_within_words_stay_and_orders_to_a_terminal_do_not() -> None:
    """In Persian a mark without width stands within words."""
    lines = lines_of(Article(url="https://news.example/1", headline="می\u200cخواهد \x1b[2J رفت"))
    assert lines["headline"].endswith("می\u200cخواهد  [2J رفت")
