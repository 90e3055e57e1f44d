"""The tables of phrases: a speaker adds to them without code, and a mistake in them is told in one line."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from rooms.pipelines.mirror_kit import STORY, draft_of

from crawler.errors import BadSetting
from pipelines.mirrors import read_mirrors
from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.grammar import NAME
from pipelines.mirrors.words.phrases import phrases, phrases_from

if TYPE_CHECKING:
    from pathlib import Path

SWAHILI = """
[words]
we = ["yetu", "sisi"]
site = ["tovuti"]
other = ["mbadala"]
address = ["anwani"]

[phrases]
own = ["tovuti yetu … inapatikana pia"]
"""


def shipped() -> dict[str, str]:
    folder = files("pipelines.mirrors.words").joinpath("tables", "languages")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir()}


@pytest.mark.parametrize(
    "sentence",
    [
        "Tovuti yetu sasa inapatikana pia hapa: hherald.net",
        "Anwani mbadala yetu ni hherald.net.",
    ],
)
def test_a_language_that_a_user_adds(sentence: str) -> None:
    draft = draft_of(f"{STORY}<p>{sentence}</p>")
    assert read_mirrors(draft).article.mirrors == []
    read = read_mirrors(draft, table=phrases_from({**shipped(), "sw.toml": SWAHILI})).article
    assert [claim.host for claim in read.mirrors] == ["hherald.net"]
    assert read.sources["mirrors"] == "phrase:sw"


def test_a_phrase_that_a_user_adds_to_a_language() -> None:
    texts = shipped()
    texts["en.toml"] = texts["en.toml"].replace("own = [", 'own = [\n  "our lifeboat … lies at",', 1)
    draft = draft_of(f"{STORY}<p>Our lifeboat for stormy days lies at hherald.net.</p>")
    assert read_mirrors(draft).article.mirrors == []
    assert [claim.host for claim in read_mirrors(draft, table=phrases_from(texts)).article.mirrors] == ["hherald.net"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[words]\nwe = [", "xx.toml: "),
        ('[words]\nsite = ["s"]', "xx.toml: words.we is missing"),
        ('[words]\nwe = "our"', "xx.toml: words.we must be a list of texts"),
        ('[words]\nwe = ["our"]\nplaces = ["a"]', "xx.toml: [words] has no entry places; there are if, we,"),
        (
            '[words]\nwe = ["our"]\n[phrases]\nown = ["our {sight} is"]',
            "names the word list {sight}, which is not there",
        ),
        ('[words]\nwe = ["our"]\n[phrases]\nown = ["our {site is"]', "has a brace without its partner"),
        ('[words]\nwe = ["our"]\n[phrases]\nown = ["a & "]', "xx.toml: phrases.own: 'a & ' has an empty part"),
        ('[words]\nwe = [" "]', "xx.toml: words.we: ' ' has an empty part"),
        ('[word]\nwe = ["our"]', "xx.toml: has no table [word]; there are [words] and [phrases]"),
    ],
)
def test_a_mistake_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(BadSetting) as caught:
        phrases_from({"xx.toml": text})
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_languages_that_ship() -> None:
    names = {one.name for one in phrases().languages}
    assert names >= {"en", "ar", "fa", "ru", "uk", "zh", "tr", "es", "pt", "fr", "de"}


@pytest.mark.parametrize("language", phrases().languages, ids=lambda language: language.name)
def test_every_phrase_is_found_where_it_stands(language: object) -> None:
    """A phrase whose stem or pattern is wrong would never be found, and nobody would know."""
    for _, phrase in language.phrases:  # type: ignore[attr-defined]  # parametrize knows no types
        listed = phrase.source
        for name in NAME.findall(listed):
            listed = listed.replace(f"{{{name}}}", fold(phrase.words[name][0]))
        told = " so ".join(part.strip() for part in listed.replace("*", "").split("…"))
        assert phrase.find(told) is not None, phrase.source


def test_words_of_a_user_are_added_to_those_that_ship() -> None:
    users = {"en.toml": '[phrases]\nown = ["our lifeboat … lies at"]', "sw.toml": SWAHILI}
    table = phrases_from(shipped(), users)
    for sentence in (
        "Our lifeboat for stormy days lies at hherald.net.",
        "Our website is also available at hherald.net.",
        "Anwani mbadala yetu ni hherald.net.",
    ):
        read = read_mirrors(draft_of(f"{STORY}<p>{sentence}</p>"), table=table).article
        assert [claim.host for claim in read.mirrors] == ["hherald.net"]


def test_the_folder_of_a_user(tmp_path: Path) -> None:
    assert phrases(tmp_path / "none") is phrases()
    (tmp_path / "sw.toml").write_text(SWAHILI, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a table", encoding="utf-8")
    assert {one.name for one in phrases(tmp_path).languages} == {one.name for one in phrases().languages} | {"sw"}


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "sw.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSetting, match=r"sw\.toml: "):
        phrases(tmp_path)
