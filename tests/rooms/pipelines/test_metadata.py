from __future__ import annotations

import pytest
from page_kit import ARTICLE, page_of

from crawler.model import Article, Template
from crawler.page import Draft
from pipelines.metadata import read_metadata
from pipelines.metadata.authors import clean_names
from pipelines.metadata.places import Places


def read(html: str, **options: object) -> Article:
    page = page_of(html, **options)  # type: ignore[arg-type]  # the options of page_of, whichever a test gives
    return read_metadata(Draft.of(page)).article


def test_all_fields_of_a_well_made_page() -> None:
    article = read(ARTICLE)
    assert article.headline == "Harbour bridge reopens after storm"
    assert article.canonical_url == "https://news.example/world/harbour-bridge"
    assert article.section == ["World", "Coast"]
    assert article.standfirst == "Engineers worked through the night to clear the northern lane of the old crossing."
    assert article.authors == ["Mira Sandholm", "Tomas Veld"]
    assert article.published_at == "2031-03-05T09:30:00+01:00"
    assert article.modified_at == "2031-03-05T11:00:00+01:00"
    assert article.language == "en-GB"
    assert article.topics == ["Transport", "Weather"]
    assert article.paywalled is True
    assert article.notes == []


def test_blocks_are_claimed_by_what_they_are() -> None:
    page = page_of(ARTICLE)
    draft = read_metadata(Draft.of(page))
    roles = {page.blocks[index].text[:20]: role for index, role in draft.claimed.items()}
    assert roles == {
        "Harbour bridge reope": "headline",
        "Engineers worked thr": "standfirst",
        "By Mira Sandholm and": "byline",
        "5 March 2031": "date",
    }


def test_a_site_s_word_wins() -> None:
    draft = Draft.of(page_of(ARTICLE)).with_article(
        headline="As the site says", authors=["Nobody Else"], paywalled=False
    )
    article = read_metadata(draft).article
    assert (article.headline, article.authors, article.paywalled) == ("As the site says", ["Nobody Else"], False)


def test_a_template_says_where_the_parts_are() -> None:
    template = Template(
        headline=".t", section=".s", authors=".a", published=".d", published_order="dmy", published_zone="Asia/Tehran"
    )
    html = (
        "<h1>Elsewhere</h1><div class=t>The canal opens</div><div class=s>News / Iraq</div>"
        "<div class=a>By Ada Lind</div><div class=d>03/05/2024 21:30</div>"
    )
    article = read(html, template=template)
    assert (article.headline, article.section, article.authors) == ("The canal opens", ["News", "Iraq"], ["Ada Lind"])
    assert article.published_at == "2024-05-03T21:30:00+03:30"


@pytest.mark.parametrize(
    ("html", "headline"),
    [
        ("<title>Ferry halted | The Lantern</title><h1>The Lantern</h1><h1>Ferry halted</h1>", "Ferry halted"),
        ("<title>Ferry halted - The Lantern</title><meta property=og:site_name content='The Lantern'>", "Ferry halted"),
        ("<meta property=og:title content='A &amp;amp; B: it rains'>", "A & B: it rains"),
        ("<h1>Only <span>this</span> one</h1>", "Only this one"),
        ("<p>nothing</p>", None),
    ],
)
def test_headline_is_what_the_witnesses_agree_on(html: str, headline: str | None) -> None:
    assert read(html).headline == headline


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["By Ada Lind and Bo Ek"], ["Ada Lind", "Bo Ek"]),
        (["von Ada Lind, Bo Ek und Cy Orr"], ["Ada Lind", "Bo Ek", "Cy Orr"]),
        (["Par Ada Lind"], ["Ada Lind"]),
        (["Ada Lind | Senior reporter"], ["Ada Lind"]),
        (["Ada Lind (Oslo)"], ["Ada Lind"]),
        (["ADA LIND", "Ada Lind"], ["ADA LIND"]),
        (["https://news.example/people/ada", "admin", "ada@news.example", ""], []),
    ],
)
def test_names_are_cut_out_of_bylines(given: list[str], names: list[str]) -> None:
    assert clean_names(given) == names


def test_printed_byline_and_date_are_read_where_machines_are_told_nothing() -> None:
    article = read(
        "<h1>Ferry halted by ice</h1><p>By Ada Lind</p><p>Posted: 5 March 2024, 9:30 pm</p><p>Text.</p>",
        url="https://news.example/a/b",
    )
    assert article.authors == ["Ada Lind"]
    assert article.published_at == "2024-03-05T21:30:00"


def test_a_guessed_order_of_day_and_month_is_noted() -> None:
    article = read("<html lang=en><h1>Ferry halted by ice</h1><p>03/05/2024</p></html>", url="https://news.example/a/b")
    assert article.published_at == "2024-03-05"
    assert "published_at: day and month may be the other way round" in article.notes


def test_topics_are_words_for_readers() -> None:
    given = "M&amp;amp;A, 8f507083-bac4-423a-9015-2eb31e1bce50, Page Type: Article, WC: 1000, _prio_3, 100312362, &quot;, 1945"
    assert read(f"<meta name=keywords content='{given}'>").topics == ["M&A", "1945"]
    assert read("<meta name=keywords content='DIY: boats, Canals'>").topics == ["DIY: boats", "Canals"]
    assert read("<meta name=keywords content='boats|old canals'>").topics == ["boats", "old canals"]
    assert read("<meta name=keywords content='河流 船闸'>").topics == ["河流", "船闸"]


def test_an_archived_address_may_be_none() -> None:
    assert read(ARTICLE, url="https://web.archive.org/web/2031/http://[bad/").headline is not None


def test_what_is_missing_is_noted() -> None:
    assert read("", url="https://news.example/a").notes == [
        "no headline found",
        "no published_at found",
        "no language found",
    ]


@pytest.mark.parametrize(
    ("html", "headline"),
    [
        ("<h2 class=page-header>Ferry halted</h2><h2>More news</h2>", "Ferry halted"),
        ("<h2>More news</h2><div itemprop=headline>Ferry halted</div>", "Ferry halted"),
        ("<h2 class=headlines>Elsewhere</h2>", None),
        ("<title>Ferry halted until noon | Lantern</title><p>Ferry halted until noon</p>", "Ferry halted until noon"),
        ("<title>Lantern: Ferry halted until noon</title><b>Ferry halted until noon</b>", "Ferry halted until noon"),
        ("<title>The Lantern - Ferry halted</title><a href='/'>Lantern</a>", "Ferry halted"),
    ],
)
def test_a_headline_without_a_first_heading(html: str, headline: str | None) -> None:
    assert read(html).headline == headline


def test_the_outlet_is_no_part_of_the_headline() -> None:
    draft = Draft.of(page_of("<title>Ferry halted | Lantern of the North</title>"), outlet="The Lantern of the North")
    assert read_metadata(draft).article.headline == "Ferry halted"


@pytest.mark.parametrize(
    ("class_", "kind"),
    [
        ("Comment-List", "comment"),
        ("Site-FOOTER", "foot"),
        ("Entry-Footer", "text"),
        ("post_footer", "text"),
        ("EventBox", "aside"),
        ("event-page", "text"),
        ("Comments-Off", "text"),
    ],
)
def test_what_a_class_says_of_a_place_in_whatever_case(class_: str, kind: str) -> None:
    page = page_of(f"<body><div class='{class_}'><p>By Mira Sandholm</p></div></body>")
    assert Places(page, None).kind(page.tagged("p")[0]) == kind


@pytest.mark.parametrize(
    ("class_", "is_standfirst"), [("Article-DEK", True), ("LEDE", True), ("story__DEK", False), ("leader", False)]
)
def test_what_a_standfirst_is_called_in_whatever_case(class_: str, is_standfirst: bool) -> None:  # noqa: FBT001  # parametrized
    text = "Engineers worked through the night to clear the northern lane."
    page = page_of(f"<title>Bridge open</title><h1>Bridge open</h1><div class='{class_}'>{text}</div>")
    assert (read_metadata(Draft.of(page)).article.standfirst == text) is is_standfirst


@pytest.mark.parametrize(
    "line",
    [
        "Another ship was seen off the northern cape before noon. <a href='/other'>mehr</a>",
        "(function() { var rating = read('stars'); show(rating, 'of all', 'the crossings'); })();",
    ],
)
def test_a_teaser_and_code_are_no_standfirst(line: str) -> None:
    story = "".join(
        f"<p>The ferry crossed the sound for the {n}th time, and nobody looked up.</p>" for n in range(2, 9)
    )
    page = page_of(f"<html lang=de><h1>Ferry halted by ice</h1><p class=summary>{line}</p>{story}")
    assert read_metadata(Draft.of(page)).article.standfirst is None


@pytest.mark.parametrize(
    "value", ["1970-01-01T01:00:00+01:00", "1969-12-31T19:00:00-05:00", "0", "0001-01-01T00:00:00Z"]
)
def test_where_calendars_begin_nobody_has_filled_the_field_in(value: str) -> None:
    meta = "".join(f"<meta property=article:{name}_time content={value}>" for name in ("published", "modified"))
    article = read(f"{meta}<h1>Ferry halted by ice</h1><p>Published 3 May 2024</p><p>It is halted.</p>")
    assert (article.published_at, article.modified_at) == ("2024-05-03", None)
