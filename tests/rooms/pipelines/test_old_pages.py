"""Pages without headings, classes or data: tables and line breaks, as the first years of the web made them."""

from __future__ import annotations

import pytest
from page_kit import page_of

from crawler.model import Article, Photo
from crawler.page import looks_like_article, read
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors

STEPS = (read_metadata, read_mirrors, read_captions, read_body)
FIRST = (
    "The night train to the coast ran again on Friday, for the first time since the bridge at Low Ferry was closed, "
    "and the waiting room at the old station was opened for it."
)
LATER = (
    "Nobody could say who had kept the brass lamps polished through eleven winters. The station master thanked them all "
    "the same, and the train left with two minutes to spare."
)
PICTURE = (
    '<table align="right"><tr><td><img src="/train.jpg" width="240" alt="A train"></td></tr>'
    '<tr><td><font size="1">The first carriage, lit from within. © 2031 Ada Lind / Lantern Pictures</font></td></tr></table>'
)


def page_text(*, picture: str = "", above: str = "", line: str = "5 March 2031 &nbsp; By Mira Sandholm") -> str:
    return f"""<html><head><title>The Lantern: Night train runs again to the coast</title></head><body>
<table><tr><td><a href="/"><font size="5">The Lantern</font></a></td></tr><tr><td>
<font size="2">{above}</font><br><br><font size="5"><b>Night train runs again to the coast</b></font><br><br>
<font size="2">{line}</font><br><br>{picture}{FIRST}<br><br>{LATER}<br><br>
<font size="1">Copyright 2031 The Lantern</font></td></tr></table></body></html>"""


def article_of(html: str, *, head: bytes = b"") -> Article:
    return read(page_of(html, head=head), STEPS)


def test_it_is_an_article_and_its_title_is_the_headline() -> None:
    page = page_of(page_text())
    assert looks_like_article(page)
    assert read(page, STEPS).headline == "Night train runs again to the coast"


@pytest.mark.parametrize(
    "name", ["Low Ferry Evening Mail", "KLFM 7", "The Low Ferry and Northern Coast Evening Mail Online"]
)
@pytest.mark.parametrize("part", ["<p>{}</p><p>{}</p>", "{}<br>{}<p>"])
def test_the_part_of_the_title_that_is_printed_is_the_headline(name: str, part: str) -> None:
    line = "By MIRA SANDHOLM<br>Friday, March 5, 2031"
    top = part.format("<font size=5><b>Night train runs again</b></font>", f"<font size=2>{line}</font>")
    article = article_of(
        f"<title>{name} - Night train runs again</title><table><tr><td><a href=/n>News</a></td>"
        f"<td>{top}{FIRST}<p>{LATER}</td></tr></table>"
    )
    assert (article.headline, article.authors) == ("Night train runs again", ["MIRA SANDHOLM"])
    assert article.body == f"{FIRST}\n\n{LATER}"


def test_a_list_without_headings_is_none() -> None:
    teasers = "".join(f'<a href="/{n}">Another headline of the day, number {n}</a><br>{FIRST}<br>' for n in range(20))
    assert not looks_like_article(page_of(f"<title>The Lantern: News of the coast today</title>{teasers}"))


def test_links_above_the_headline_are_the_section() -> None:
    above = '<a href="/">News</a> &gt; <a href="/coast">Coast</a>'
    assert article_of(page_text(above=above)).section == ["News", "Coast"]
    assert article_of(page_text(above="Sunny &gt; windy")).section == []


@pytest.mark.parametrize(
    "line",
    [
        "5 March 2031 &nbsp; By Mira Sandholm",
        "05.03.2031 Автор: Mira Sandholm",
        "5 March 2031, 12:30 GMT | By Mira Sandholm",
        "Von Mira Sandholm",
    ],
)
def test_a_byline_may_share_its_line_with_the_date(line: str) -> None:
    assert article_of(page_text(line=line)).authors == ["Mira Sandholm"]


def test_a_table_around_a_picture_and_a_line_is_a_figure() -> None:
    article = article_of(page_text(picture=PICTURE))
    caption, credit = "The first carriage, lit from within.", "Ada Lind / Lantern Pictures"
    src = "https://news.example/train.jpg"
    photo = Photo(src=src, caption=caption, credits=[credit], alt="A train", role="lead", source="table")
    assert article.photos == [photo]
    assert (article.body or "").startswith("The night train")
    assert caption not in (article.body or "")


def test_a_table_of_figures_is_no_caption() -> None:
    cells = "".join(f"<td>{n} trains</td>" for n in range(3))
    picture = f'<table><tr><td><img src="/train.jpg" width="240"></td></tr><tr>{cells}</tr></table>'
    assert [photo.caption for photo in article_of(page_text(picture=picture)).photos] == [None]


def test_the_language_may_stand_in_the_head_of_the_answer() -> None:
    head = b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Language: en-GB"
    assert article_of(page_text(), head=head).language == "en-GB"


@pytest.mark.parametrize(
    ("links", "section"),
    [
        ('<a href="/c" rel="category tag">Coast</a>, <a href="/t" rel="category tag">Trains</a>', ["Coast", "Trains"]),
        ('<span itemprop="articleSection">Coast</span>', ["Coast"]),
        ('<a href="/c" rel="tag">Coast</a>', []),
    ],
)
def test_links_that_call_themselves_the_section(links: str, section: list[str]) -> None:
    related = '<div class="more"><a rel="category" href="/x">Elsewhere</a></div>'
    assert article_of(
        f"<article><h1>Train</h1><p>{links}</p><p>{FIRST}</p></article>{related * bool(section)}"
    ).section == (section)
