"""The tables of words: a speaker adds to them without code, and a mistake in them is told in one line."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms.pipelines.mirror_kit import STORY, draft_of

from crawler.errors import BadSetting
from pipelines.mirrors import read_mirrors
from pipelines.mirrors.words.language import LOSSES, MEANINGS, SIGNS, likeliest
from pipelines.mirrors.words.patterns import SPACELESS
from pipelines.mirrors.words.stems import Stems, words_of
from pipelines.mirrors.words.tables import word_tables, words_from

if TYPE_CHECKING:
    from pathlib import Path

SWAHILI = """
[words]
we = ["yetu", "sisi"]
site = ["tovuti"]
other = ["mbadala"]
address = ["anwani"]

[phrases]
announce = ["tovuti yetu … inapatikana pia"]
"""


def shipped() -> dict[str, str]:
    folder = files("pipelines.mirrors.words").joinpath("languages")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir()}


def test_a_language_that_a_user_adds() -> None:
    draft = draft_of(f"{STORY}<p>Tovuti yetu sasa inapatikana pia hapa: quietlantern.top</p>").with_article(
        language="sw"
    )
    assert read_mirrors(draft).article.mirrors == []
    read = read_mirrors(draft, words=words_from({**shipped(), "sw.toml": SWAHILI})).article
    assert [claim.host for claim in read.mirrors] == ["quietlantern.top"]
    assert read.sources["mirrors"] == "table:sw"


def test_a_phrase_that_a_user_adds_to_a_language() -> None:
    users = {"en.toml": '[phrases]\nannounce = ["our lifeboat … lies at"]'}
    body = f"{STORY}<p>Our lifeboat for stormy days lies at quietlantern.top.</p><p>Ferries: kestrelferries.com.</p>"
    draft = draft_of(body).with_article(language="en")
    claims = read_mirrors(draft, words=words_from(shipped(), users)).article.mirrors
    assert [(claim.host, claim.confidence) for claim in claims] == [("quietlantern.top", 0.9)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[words]\nwe = [", "xx.toml: "),
        ('[words]\nsite = ["s"]', "xx.toml: words.we is missing"),
        ('[words]\nwe = "our"', "xx.toml: words.we must be a list of texts"),
        ('[words]\nwe = ["our"]\nplaces = ["a"]', "xx.toml: [words] has no entry places; there are if, we,"),
        (
            '[words]\nwe = ["our"]\n[phrases]\nannounce = ["a … "]',
            "xx.toml: phrases.announce: 'a … ' has an empty part",
        ),
        ('[words]\nwe = [" "]', "xx.toml: words.we: ' ' has an empty part"),
        ('[word]\nwe = ["our"]', "xx.toml: has no table [word]; there are [words], [signs], [phrases]"),
    ],
)
def test_a_mistake_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(BadSetting) as caught:
        words_from({}, {"xx.toml": text})
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_languages_that_ship() -> None:
    names = {one.name for one in word_tables().languages}
    assert names >= {"en", "ar", "fa", "ru", "uk", "zh", "tr", "es", "pt", "fr", "de"}


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_language_with_signs_has_all_of_them(name: str) -> None:
    tables = tomllib.loads(shipped()[name])
    if "signs" not in tables:
        return
    assert list(tables["signs"]) == list(SIGNS)
    for meaning, entries in tables["signs"].items():
        assert len(entries) >= 30, meaning
        assert all(entry.strip() == entry != "" for entry in entries), meaning


def test_the_meanings_of_a_text() -> None:
    language = word_tables().language("en")
    assert language is not None
    there = {MEANINGS[at] for at in language.meanings_in("our site is blocked, a spare mirror is at")}
    assert {"ours", "address", "blocked", "spare", "mirror", "w.we", "w.mirror"} <= there
    assert set(LOSSES) <= set(MEANINGS)


def test_a_language_is_read_when_a_page_is_in_it() -> None:
    table = words_from({**shipped(), "xx.toml": "[words"}, {"sw.toml": SWAHILI})
    assert table.language("en") is not None
    broken = table.language("xx")
    assert broken is not None
    with pytest.raises(BadSetting, match=r"xx\.toml: "):
        broken.check()


@pytest.mark.parametrize("name", sorted(shipped()))
def test_what_ships_can_be_read(name: str) -> None:
    table = word_tables().language(name.removesuffix(".toml"))
    assert table is not None
    table.check()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("our site is blocked, please use the mirror and tell your friends", "en"),
        ("наш сайт заблокирован, новый адрес зеркала ищите в канале", "ru"),
        ("우리 사이트가 차단되었습니다 새 주소는 다음과 같습니다", "en"),
        ("联系我们 主站 jianganshibao.com 备用网址 jianganshibao.net", "zh"),
        ("tovuti yetu sasa inapatikana pia hapa: anwani mbadala yetu sisi", "sw"),
    ],
)
def test_the_language_of_a_text_that_does_not_say_it(text: str, language: str) -> None:
    table = words_from(shipped(), {"sw.toml": SWAHILI})
    assert likeliest(table.languages, text).name == language


def test_stems_begin_where_words_do() -> None:
    stems = Stems(["mirror", "our site", "no", "镜像", "بدیل"])
    assert stems.found_in("our site: a mirror-like no") == {"mirror", "our site", "no"}
    assert stems.found_in("november, supermirror, of our sites") == {"our site"}
    assert stems.found_in("本站镜像") == {"镜像"}
    assert Stems(["no tr", "down?"]).found_in("casino transfers; no, he is down") == set()
    assert Stems(["down?", "vpn-"]).found_in("is it down? try vpn-free") == {"down?", "vpn-"}


WORDS_OF_TEXTS = st.sampled_from(["our", "site", "sites", "mirror", "mirrors", "no", "is", "down", "镜像", "站", "é"])


@given(st.lists(st.lists(WORDS_OF_TEXTS, max_size=6).map(" ".join), max_size=5))
def test_all_texts_at_once_are_as_each_by_itself(texts: list[str]) -> None:
    stems = Stems(["mirror", "our site", "no", "is down", "down?", "镜像", "站"])
    parted = not any(SPACELESS.search(text) for text in texts)
    each = list(stems.found_in_each(texts, [words_of(text) for text in texts], parted=parted))
    assert each == [stems.found_in(text) for text in texts]


def test_the_folder_of_a_user(tmp_path: Path) -> None:
    assert word_tables(tmp_path / "none") is word_tables()
    (tmp_path / "sw.toml").write_text(SWAHILI, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a table", encoding="utf-8")
    assert {one.name for one in word_tables(tmp_path).languages} == {one.name for one in word_tables().languages} | {
        "sw"
    }


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "sw.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSetting, match=r"sw\.toml: "):
        word_tables(tmp_path)
