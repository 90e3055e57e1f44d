"""The date above an article is that of the day on which somebody looks at the page, as a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata

if TYPE_CHECKING:
    from crawler.model import Article

STORY = "".join(
    f"<p>The ferry crossed the sound for the {n}th time, and nobody on the quay looked up from work.</p>"
    for n in range(8)
)
TODAY = "Monday, 9 June 2025"
H1 = "<h1>Ferry halted by ice</h1>"


def read(html: str, lang: str = "en") -> Article:
    html = f"<html lang={lang}><title>Ferry halted by ice</title><body>{html}"
    return read_metadata(Draft.of(page_of(html, url="https://news.example/world/ferry"))).article


HEADERS = [
    f"<header><a href=/>The Lantern</a><span>{TODAY}</span></header>",
    f"<header><time datetime=2025-06-09>{TODAY}</time></header>",
]
LINES = [
    f"<div class=date>{TODAY}</div>",
    f"<table><tr><td>{TODAY}</td><td><a href=/>The Lantern</a></td></tr></table>",
]
BOXES = ["<article>{}</article>", "<div><div>{}</div></div>"]
TOPS = [*((top, box) for top in (*HEADERS, *LINES) for box in BOXES), *((top, "{}") for top in HEADERS)]
"""Without a box nothing but a header tells whose date it is."""


@pytest.mark.parametrize(("top", "box"), TOPS)
@pytest.mark.parametrize(
    "line",
    [
        "<p>Published 3 May 2024</p>",
        "<p>By Ada Lind, 3 May 2024</p>",
        "<p>Published on 3 May 2024 at 14:30 and updated on 5 May 2024 at 10:12 by our own reporters in town</p>",
        "<div class=post-date>May 3, 2024</div>",
        "<time datetime=2024-05-03T14:30:00Z>3 May</time>",
    ],
)
def test_what_stands_beside_the_headline_is_the_date(top: str, line: str, box: str) -> None:
    assert (read(top + box.format(H1 + line + STORY)).published_at or "")[:10] == "2024-05-03"


@pytest.mark.parametrize(
    "html",
    [
        f"<article><p>3 May 2024</p>{H1}{STORY}</article>",
        f"<article><header><p>3 May 2024</p></header>{H1}{STORY}</article>",
        f"<main><div><p>3 May 2024</p><div>{H1}</div></div>{STORY}</main>",
        f"<p>3 May 2024</p><article>{H1}{STORY}</article>",
        f"<p>3 May 2024</p><article>{H1}{STORY}<p>It was the worst day since 9 June 1998, she said.</p></article>",
    ],
)
def test_a_date_above_the_headline_may_be_the_article_s(html: str) -> None:
    assert read(html).published_at == "2024-05-03"


def test_a_date_above_the_article_has_a_note_where_there_is_no_other() -> None:
    told = "published_at: the date stands above the article and may be that of a visit"
    assert told in read(f"<div>{TODAY}</div><article>{H1}{STORY}</article>").notes
    assert told not in read(f"<article><p>{TODAY}</p>{H1}{STORY}</article>").notes


@pytest.mark.parametrize(
    ("lang", "line", "changed"),
    [
        ("zh", "<p>發佈時間：2024/05/03 14:30</p><p>最後更新時間：2024/05/05 10:12</p>", "2024-05-05T10:12:00"),
        ("it", "<p>3 maggio 2024 (modifica il 5 maggio 2024 | 10:12)</p>", "2024-05-05T10:12:00"),
        ("it", "<p>Pubblicato il 3 maggio 2024</p><p>Ultimo aggiornamento: 5 maggio 2024</p>", "2024-05-05"),
        ("pt", "<p>Publicado em 3 de maio de 2024</p><p>Última atualização: 5 de maio de 2024</p>", "2024-05-05"),
        ("es", "<p>Publicado el 3 de mayo de 2024</p><p>Última modificación: 5 de mayo de 2024</p>", "2024-05-05"),
    ],
)
def test_a_change_is_told_from_the_publication_in_more_languages(lang: str, line: str, changed: str) -> None:
    article = read(f"<article>{H1}{line}{STORY}</article>", lang)
    assert ((article.published_at or "")[:10], article.modified_at) == ("2024-05-03", changed)


def published(html: str, url: str = "https://news.example/world/ferry", lang: str = "en") -> str | None:
    html = f"<html lang={lang}><title>Ferry halted by ice</title><body>{html}"
    return read_metadata(Draft.of(page_of(html, url=url))).article.published_at


def test_a_comment_of_the_day_of_the_visit_does_not_date_the_article() -> None:
    top = "<table><tr><td>13 July 2007</td></tr></table>"
    comments = "<table><tr><td>anna | 13 July 2007 08:12</td></tr></table>"
    html = f"{top}<div>{H1}<p>Posted: 2007-07-12 19:05:33</p>{STORY}</div>{comments}"
    assert published(html) == "2007-07-12T19:05:33"


def test_the_time_of_the_visit_is_not_that_of_the_article() -> None:
    top = "<header><span class=date>19 November 2021, 22:41</span></header>"
    assert published(f"{top}<article>{H1}<p>19 November 2021, 12:54</p>{STORY}</article>") == "2021-11-19T12:54:00"


@pytest.mark.parametrize(
    "today", ["Today: {}", "Today is Monday, {}", "Сегодня: {}", "今日：{}", "Heute ist Montag, {}", "Bugün: {}"]
)
def test_what_is_called_today_is_no_date_of_an_article(today: str) -> None:
    issue = '<p><a href="/issues/118">No 118, 17.10.2003</a> &gt; <a href="/town">Town</a></p>'
    html = f"<p>{today.format('20.10.2003')}</p>{issue}{H1}{STORY}"
    assert published(html) == "2003-10-17"


def test_the_day_of_printing_stands_beside_the_outlet_s_address() -> None:
    rows = ("<td>15.03.2005 09:12<br>www.news.example</td>", f"<td>{H1}</td>", f"<td>{STORY}</td>")
    html = "".join(f"<tr>{row}</tr>" for row in (*rows, "<td>14.03.2005 17:38:00 / No. 80417 / read 1,206 times</td>"))
    assert published(f"<table>{html}</table>") == "2005-03-14T17:38:00"


@pytest.mark.parametrize(("letters", "time"), [(1, "T11:40:00"), (2, "")])
def test_letters_to_the_editor_do_not_tell_the_time(letters: int, time: str) -> None:
    """One such line may be the article's own: "This entry was posted on Friday, 17 October 2003, at 11:40"."""
    letter = "<p>Kalinka ({}): " + "It is cold on the fourth floor of our house. " * 3 + "</p>"
    below = "".join(letter.format(f"17.10.2003 11:4{n}") for n in range(letters))
    assert published(f"{H1}<p>17.10.2003</p>{STORY}{below}") == f"2003-10-17{time}"


@pytest.mark.parametrize("name", ["rawdate", "data-time", "data-published"])
def test_an_attribute_tells_the_time_of_the_printed_day(name: str) -> None:
    line = f'<div {name}="2026-11-25 11:36:00">25 November 2026</div>'
    assert published(f"{H1}{line}{STORY}") == "2026-11-25T11:36:00"
    assert published(f"{H1}{line.replace('11-25', '11-24')}{STORY}") == "2026-11-25"


def test_an_address_may_go_by_the_calendar_of_its_country() -> None:
    url = "https://news.example/2019/03/15/ferry/"
    assert published(f"{H1}<p>ኅዳር 15, 2019</p>{STORY}", url) == "2026-11-24"
    assert published(f"{H1}<p>15 March 2019</p>{STORY}", url) == "2019-03-15"
