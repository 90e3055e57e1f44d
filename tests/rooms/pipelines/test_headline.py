"""Which of a page's titles is the headline, and what gave it."""

from __future__ import annotations

import json

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata

STORY = "".join(
    f"<p>The ferry crossed the sound for the {n}th time, and nobody on the quay looked up from work.</p>"
    for n in range(8)
)


def read(html: str, url: str = "https://news.example/world/4711") -> tuple[str | None, str | None]:
    article = read_metadata(Draft.of(page_of(html + STORY, url=url))).article
    return article.headline, article.sources.get("headline")


def ld(headline: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": headline})}</script>'


@pytest.mark.parametrize(
    ("html", "headline", "source"),
    [
        ("<title>Ferry halted by ice - The Lantern</title><h1>Ferry halted by ice</h1>", "Ferry halted by ice", "h1"),
        (
            "<title>The Lantern: all news</title><h1>Ferry halted by ice at noon</h1>",
            "Ferry halted by ice at noon",
            "h1",
        ),
        (ld("Ferry halted by ice") + "<h1>Ferry halted by ice</h1>", "Ferry halted by ice", "h1"),
        (
            ld("Ferry halted by ice") + "<h1>The Lantern</h1><meta property=og:site_name content='The Lantern'>",
            "Ferry halted by ice",
            "json-ld:headline",
        ),
        (
            "<meta property=og:title content='Ferry halted by ice'><h2>More news of today</h2>",
            "Ferry halted by ice",
            "meta:og:title",
        ),
        ("<title>Ferry halted by ice</title>", "Ferry halted by ice", "title"),
        ("<title>Low Mail - Ferry halted by ice</title><b>Ferry halted<br>by ice</b>", "Ferry halted by ice", "title"),
        (
            "<title>Fähre liegt fest | Seeblatt</title><h1>Seeblatt</h1><h1>Fähre liegt fest</h1>",
            "Fähre liegt fest",
            "h1",
        ),
        ("<title>渡轮因冰停航三天</title><h1>渡轮因冰停航三天</h1>", "渡轮因冰停航三天", "h1"),
        (
            "<html dir=rtl lang=ar><title>توقف العبارة بسبب الجليد</title><h1>توقف العبارة بسبب الجليد</h1>",
            "توقف العبارة بسبب الجليد",
            "h1",
        ),
        (
            "<title>«Nobody came»</title><h1><b>Ice at sea</b><i> - </i><span>«Nobody came»</span></h1>",
            "«Nobody came»",
            "h1",
        ),
        ("<title>氷で船が止まる</title><h1><ruby>氷<rt>こおり</rt></ruby>で船が止まる</h1>", "氷で船が止まる", "h1"),
        ("<title>National ferries -</title>", "National ferries", "title"),
    ],
)
def test_the_headline_and_its_source(html: str, headline: str, source: str) -> None:
    assert read(html) == (headline, source)


@pytest.mark.parametrize(
    ("title", "tag"),
    [("<h2>Ferry halted by ice</h2>", "h2"), ("<p>Ferry halted by ice<br>By Ada Lind</p>", "p"), ("", "li")],
)
def test_a_teaser_with_its_date_is_the_headline_only_where_no_other_block_is(title: str, tag: str) -> None:
    teasers = "<ul><li>Ferry halted by ice<br>9 May 2024</li><li>Trains stand still<br>8 May 2024</li></ul>"
    page = page_of(f"<title>Ferry halted by ice</title>{teasers}{title}{STORY}", url="https://news.example/world/4711")
    draft = read_metadata(Draft.of(page))
    assert [page.blocks[at].tag for at in draft.claimed_as("headline")] == [tag]


@pytest.mark.parametrize("title", ["The Lantern", "The Lantern - News", "The Lantern Online Edition"])
@pytest.mark.parametrize(
    "line",
    [
        "<h2>Ferry halted by ice</h2>",
        "<p class=headline>Ferry halted by ice</p>",
        "<div class=article-title>Ferry halted by ice</div>",
        "<font size=2>3 May 2024</font><br><font size=5><b>Ferry halted by ice</b></font><br>By Ada Lind",
    ],
)
def test_what_is_set_as_a_headline_is_it_where_all_pages_have_the_site_s_name_as_title(title: str, line: str) -> None:
    html = f"<title>{title}</title><a href=/>The Lantern</a><h3><a href=/x>Trains stand still again</a></h3><div>{line}</div>"
    assert read(html) == ("Ferry halted by ice", "heading")


LONE = "◎Ferry halted by ice off the coast"
TEXT = "<p>The ferry crossed the sound for the last time, and nobody who stood on the quay looked up from work.</p>"


@pytest.mark.parametrize(
    "title", ["The Lantern - Print", "The Lantern: Home pages of all sections", "News 28 October 1999"]
)
@pytest.mark.parametrize(
    "line",
    [
        "<p><font size=4 color=red><b>{}</b></font>",
        "<table><tr><td class=baslik>{}</table>",
        "<p align=center><b>{}</b></p>",
        "<h3>{}</h3>",
        "<span style='font: bold 20px Times'>{}</span><br>",
        "<div class=newstitle>{}</div>",
        "<big>{}</big><br>",
    ],
)
def test_what_is_set_large_above_the_text_is_the_headline_where_nothing_of_the_title_is_printed(
    title: str, line: str
) -> None:
    top = "<table><tr><td><font size=+2>T h e &nbsp; L a n t e r n</font><td>9 June 2025</table>"
    html = f"<title>{title}</title>{top}{line.format(LONE)}{TEXT * 4}"
    assert read(html) == (LONE, "heading")


@pytest.mark.parametrize(
    "html",
    [
        f"<title>The Lantern - Ferry halted by ice</title><p>Ferry halted by ice</p><h3>{LONE}</h3>{TEXT * 4}",
        f"<title>Ferry halted by ice today</title><h3>Nobody was on board</h3>{TEXT}<h3>Nobody on the quay</h3>{TEXT}",
        f"<title>Ferry halted by ice today</title>{TEXT * 4}<h3>Most read of this week</h3>",
    ],
)
def test_large_text_is_no_headline_beside_the_title_nor_in_the_midst_of_the_text(html: str) -> None:
    assert "Ferry halted by ice" in (read(html)[0] or "")


def test_a_short_title_with_the_site_s_name_is_the_headline_where_it_is_printed() -> None:
    title = "<title>The Lantern - Ferry halted</title><a href=/>The Lantern</a><p><b>Ferry halted</b></p>"
    assert read(f"{title}<h2>Nobody on the quay</h2>")[0] == "Ferry halted"


@pytest.mark.parametrize(
    ("address", "headline"),
    [
        ("faehre-muss-wegen-haerte-des-eises-spaeter-zurueck", "Fähre muss wegen Härte des Eises später zurück"),
        ("fahre-muss-wegen-harte-des-eises-spater-zuruck.html", "Fähre muss wegen Härte des Eises später zurück"),
        ("kapitaen-lund-kehrt-auf-dem-sund-um", "Kapitän Lund kehrt auf dem Sund um"),
        ("der-winter-kommt-spaet-dieses-jahr", "Kapitän Lund kehrt auf dem Sund um"),
        ("4711", "Kapitän Lund kehrt auf dem Sund um"),
    ],
)
def test_of_titles_that_differ_the_address_tells_which_it_is(address: str, headline: str) -> None:
    html = (
        "<title>Kapitän Lund kehrt auf dem Sund um | Seeblatt</title>"
        "<meta property=og:title content='Fähre muss wegen Härte des Eises später zurück'>"
        "<h1>Kapitän Lund kehrt auf dem Sund um</h1>"
    )
    assert read(html, f"https://news.example/welt/{address}")[0] == headline
