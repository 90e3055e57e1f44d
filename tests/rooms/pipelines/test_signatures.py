"""Names that nothing marks: lists of links, lines of names and jobs, signatures below the text, reporters of datelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata
from pipelines.metadata.authors import clean_names

if TYPE_CHECKING:
    from crawler.model import Article

SENTENCE = "The ferry crossed the sound for the {n}th time, and nobody on the quay looked up from the work at hand."
STORY = "".join(f"<p>{SENTENCE.format(n=n)}</p>" for n in range(8))
BOTH = ["Ada Lind", "Bo Ek"]


def read(html: str, title: str = "Ferry halted by ice") -> Article:
    page = f"<title>{title}</title><article><h1>{title}</h1>{html}</article>"
    return read_metadata(Draft.of(page_of(page, url="https://news.example/world/ferry"))).article


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="byline"><a href="/author/ada-lind">Ada Lind</a> <a href="/author/bo-ek">Bo Ek</a></div>',
        '<ul><li><a href="/people/ada-lind">Ada Lind</a></li><li><a href="/people/bo-ek">Bo Ek</a></li></ul>',
        '<div><a href="/author/ada-lind">Ada Lind</a></div><div><a href="/author/bo-ek">Bo Ek</a></div>',
        '<p><a href="/author/ada-lind">Ada Lind</a> and <a href="/author/bo-ek">Bo Ek</a></p>',
    ],
)
def test_links_that_are_all_there_is_in_their_lines_name_the_authors_together(byline: str) -> None:
    assert read(byline + STORY).authors == BOTH


def test_of_links_with_other_text_between_the_first_names_the_author() -> None:
    byline = '<p><a href="/people/ada-lind">Ada Lind</a> met <a href="/people/bo-ek">Bo Ek</a> on the quay</p>'
    assert read(byline + STORY).authors == ["Ada Lind"]


@pytest.mark.parametrize(
    "line",
    ["Ada Lind, Staff Writer", "Ada Lind • March 3, 2026 • 4 min read", "March 3, 2026 | Ada Lind | 4 min read"],
)
def test_a_line_of_name_job_and_date_names_the_author(line: str) -> None:
    assert read(f"<p>{line}</p>{STORY}").authors == ["Ada Lind"]


def test_a_line_of_words_that_are_common_on_the_page_names_nobody() -> None:
    line = "<p>Ferry Sound, Quay Work</p>"
    assert read(line + STORY).authors == []


ACCOUNT = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry halted by ice", '
    '"author": {"@type": "Person", "name": "gradski"}}</script>'
)


@pytest.mark.parametrize(
    "signature", ["<p>Ada Lind</p>", "<p><b>Ada Lind</b></p>", "<div align=right>By Ada Lind</div>"]
)
def test_who_signs_below_the_text_goes_before_an_account(signature: str) -> None:
    assert read(ACCOUNT + STORY).authors == ["gradski"]
    assert read(ACCOUNT + STORY + signature).authors == ["Ada Lind"]


@pytest.mark.parametrize("line", ["<p>Akron, OH</p>", "<p>Facebook Twitter Email</p>", "<ul><li>Ada Lind</li></ul>"])
def test_places_buttons_and_items_of_lists_below_the_text_are_no_signature(line: str) -> None:
    assert read(ACCOUNT + STORY + line).authors == ["gradski"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Müəllif: Günel Əlizadə", ["Günel Əlizadə"]),
        ("Na Hassani Mtewele", ["Hassani Mtewele"]),
        ("Nga Ermal Hysaj", ["Ermal Hysaj"]),
        ("Nga Ermal Hysaj, Tropojë", ["Ermal Hysaj"]),
        ("Autori: Anna Ozola (Vidzemes reportiere), Jānis Bērziņš", ["Anna Ozola", "Jānis Bērziņš"]),
        ("لیکوال, شفیق ستانکزی", ["شفیق ستانکزی"]),
        ("Höfundur: Sólrún Ýr Hauksdóttir", ["Sólrún Ýr Hauksdóttir"]),
        ("Հեղինակ՝ Նարե Հովսեփյան", ["Նարե Հովսեփյան"]),
        ("مۇخبىرىمىز گۈلنار تۇرسۇن", ["گۈلنار تۇرسۇن"]),
        ("(ຂ່າວ: ສົມສະຫວັດ ພົມມະຈັນ)", ["ສົມສະຫວັດ ພົມມະຈັນ"]),
        ("해원/윤미라기자 mryun@news.example", ["윤미라"]),
        ("■記者何敏儀", ["何敏儀"]),
    ],
)
def test_by_is_known_in_many_languages(line: str, names: list[str]) -> None:
    assert read(f"<p>{line}</p>{STORY}").authors == names


@pytest.mark.parametrize(
    "line", ["Na štědrovečerní stůl nepůjde", "Nga fillimi i vitit në Shqipëri", "Автор фото, Bo Ek"]
)
def test_a_line_that_begins_like_a_byline_names_nobody(line: str) -> None:
    assert read(f"<p>{line}</p>{STORY}").authors == []


@pytest.mark.parametrize(
    ("begin", "names"),
    [
        ("新滨社江口6月9日电（记者 周启明 罗芸）", ["周启明", "罗芸"]),
        ("本报讯（记者王明）", ["王明"]),
        ("（中央社記者王承中台北12日電）", ["王承中"]),
        ("【记者张三台北报导】", ["张三"]),
        ("(서울=뉴시스) 김민수 기자 = ", ["김민수"]),
        ("[세종=뉴스핌] 이경태·최영수 기자 = ", ["이경태", "최영수"]),
        ("他在（记者会上）", []),
    ],
)
def test_the_dateline_names_the_reporters(begin: str, names: list[str]) -> None:
    text = f"<p>{begin}渡轮因海峡结冰停航三天，码头上没有人知道它什么时候能够再次开出。</p>"
    assert read(text + STORY, title="渡轮因冰停航三天").authors == names


def test_the_dot_of_an_initial_at_the_end_is_the_names_own() -> None:
    assert clean_names(["T. K.", "By Ada Lind."]) == ["T. K.", "Ada Lind"]


@pytest.mark.parametrize("name", ["Gan Kim Yong", "Na Young Seok", "Ni Xia Lian"])
def test_names_that_are_words_for_by_elsewhere_are_whole(name: str) -> None:
    assert clean_names([name]) == [name]


def test_names_of_a_script_without_capitals_are_a_signature_when_set_apart() -> None:
    bold, plain = (f"{STORY}<p>{name}</p>" for name in ("<b>கோ. செந்தில்நாதன்</b>", "கோ. செந்தில்நாதன்"))
    assert (read(bold).authors, read(plain).authors) == (["கோ. செந்தில்நாதன்"], [])
    assert read(f"<p><b>دمشق - وكالة الشام للأنباء</b></p>{STORY}").authors == []


def test_the_signature_is_no_part_of_the_text() -> None:
    page = page_of(
        f"<title>Ferry halted by ice</title><article><h1>Ferry halted by ice</h1>{STORY}<p>Ada Lind</p></article>"
    )
    draft = read_metadata(Draft.of(page))
    assert draft.article.authors == ["Ada Lind"]
    assert [page.blocks[at].text for at, kind in draft.claimed.items() if kind == "byline"] == ["Ada Lind"]
