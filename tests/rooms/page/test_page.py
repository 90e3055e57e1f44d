from __future__ import annotations

import gzip
import json
import time
from typing import TYPE_CHECKING

import pytest
from indexed_kit import nuxt_script
from page_kit import ARTICLE, HURTFUL, URL, page_of

from crawler.model import Template
from crawler.page.block import MOST_BLOCKS
from crawler.page.page import PARSED_CHARS_MAX
from crawler.page.tree import texts_in

if TYPE_CHECKING:
    from crawler.page import Page


def texts(page: Page) -> list[str]:
    return [block.text for block in page.blocks]


def test_head_status_and_type() -> None:
    page = page_of("<p>x</p>", head=b"HTTP/1.1 200 OK\nContent-Type: Text/HTML; charset=utf-8")
    assert page.head is not None
    assert (page.status, page.content_type, page.is_readable) == (200, "text/html", True)


@pytest.mark.parametrize(
    ("head", "body", "readable"),
    [
        (b"HTTP/1.1 404 Not Found\nContent-Type: text/html", "<html>gone", False),
        (b"HTTP/1.1 200 OK\nContent-Type: image/png", "<html>no", False),
        (b"HTTP/1.1 200 OK\nContent-Type: text/plain", "  <!DOCTYPE HTML><p>yes", True),
        (b"HTTP/1.1 200 OK\nContent-Type: application/xml", "<rss></rss>", False),
        (b"", "<html><p>a file", True),
    ],
)
def test_what_is_readable(head: bytes, body: str, *, readable: bool) -> None:
    assert page_of(body, head=head).is_readable is readable


def test_gzip_and_charset_from_the_head() -> None:
    body = gzip.compress("<p>Łódź</p>".encode("iso-8859-2"))
    page = page_of(body, head=b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=iso-8859-2\nContent-Encoding: gzip")
    assert texts(page) == ["Łódź"]
    assert page.notes == ()


def test_blocks_are_runs_of_inline_text() -> None:
    page = page_of("<div>one <b>bold</b>\n text<p>two</p>tail<br>line<br><br>three <a href=/x>link</a></div>")
    assert [(b.tag, b.text, b.lines) for b in page.blocks] == [
        ("div", "one bold text", ("one bold text",)),
        ("p", "two", ("two",)),
        ("div", "tail line", ("tail", "line")),
        ("div", "three link", ("three link",)),
    ]
    last = page.blocks[-1]
    assert [anchor.get("href") for anchor in last.anchors] == ["/x"]
    assert last.link_density == pytest.approx(0.4)
    assert last.path == "html/body/div"
    assert [block.index for block in page.blocks] == [0, 1, 2, 3]


def test_a_link_around_blocks_makes_all_of_them_link_text() -> None:
    page = page_of("<a href=/y><h3>Title</h3><p>Teaser</p></a><p>Free</p>")
    assert [(b.text, b.link_density) for b in page.blocks] == [("Title", 1.0), ("Teaser", 1.0), ("Free", 0.0)]
    assert [len(b.anchors) for b in page.blocks] == [1, 1, 0]


def test_what_is_not_shown_is_no_text() -> None:
    page = page_of(
        "<script>a</script><style>b</style><template>c</template><noscript>d</noscript><p hidden>e</p>"
        "<p style='color:red; DISPLAY : none'>f</p><svg><text>g</text></svg><p>shown</p><!-- h -->tail"
    )
    assert texts(page) == ["shown", "tail"]


def test_hidden_text_that_a_script_would_show_is_kept() -> None:
    long_text = "word " * 1000
    page = page_of(f"<div hidden id='S:0'><p>streamed</p></div><div hidden><p>{long_text}</p><p hidden>not</p></div>")
    assert texts(page) == ["streamed", long_text.strip()]
    assert texts(page_of("<article style='display:none'><p>kept</p></article>")) == ["kept"]


def test_blocks_within_elements_inline_ones_too() -> None:
    page = page_of("<div id=a><p>one <span class=c>credit</span></p><p>two</p></div><p>three</p>")
    assert [b.text for b in page.blocks_within(*page.select("#a"))] == ["one credit", "two"]
    assert [b.text for b in page.blocks_within(*page.select("span.c"))] == ["one credit"]
    assert page.select("p[") == []


def test_json_ld_meta_links_and_feeds() -> None:
    page = page_of(ARTICLE)
    assert [item.get("@type") for item in page.json_ld] == ["NewsArticle", "Person", "BreadcrumbList"]
    assert page.meta["article:tag"] == ["Transport", "Weather"]
    assert page.feeds == ("https://news.example/feed.xml",)
    assert [(link.url, link.text) for link in page.links][:2] == [
        ("https://news.example/", "Home"),
        ("https://news.example/world", "World"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"headline": "A\nB",}',
        '<!-- {"headline": "A B"} -->',
        '//<![CDATA[\n{"headline": "A B"}\n//]]>',
        '{"headline": "A B"};',
        '{"headline": "A B"} trailing',
        '[[{"headline": "A B", "x": [1, 2, ], }]]',
    ],
)
def test_json_ld_that_is_not_quite_json(text: str) -> None:
    page = page_of(f'<script type="application/ld+json">{text}</script>')
    assert [" ".join(item["headline"].split()) for item in page.json_ld] == ["A B"]


def test_json_ld_beyond_mending_is_a_note() -> None:
    page = page_of('<script type="application/ld+json">{"headline": </script>')
    assert page.json_ld == []
    assert page.notes == ("JSON-LD that is no JSON",)


def test_links_are_resolved_against_base_and_kept_once() -> None:
    page = page_of(
        "<base href='/deep/'><a href='a'><img></a><a href='a' rel='Nofollow'>text</a><a href='#x'>no</a>"
        "<a href='mailto:x@news.example'>no</a><a href='//other.example/b'>b</a>"
    )
    assert [(link.url, link.text, link.rel) for link in page.links] == [
        ("https://news.example/deep/a", "text", ()),
        ("https://other.example/b", "b", ()),
    ]


def test_with_template_parses_nothing_anew() -> None:
    page = page_of("<p>x</p>")
    blocks = page.blocks
    other = page.with_template(Template(headline="h1"))
    assert other.blocks is blocks
    assert (other.template.headline, page.template.headline, other.url) == ("h1", None, URL)


def test_text_that_only_next_js_holds_is_recovered() -> None:
    prose = "The lighthouse keeper wrote a long letter about the winter and the ships that passed. " * 5
    row = f"<p>{prose}</p><p>{prose}</p>"
    stream = f'1:["$","div"]\n2a:T{len(row.encode()):x},{row}3:null\n'
    half = len(stream) // 2
    scripts = "".join(
        f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in (stream[:half], stream[half:])
    )
    page = page_of(f"<html><body><div>Loading</div>{scripts}</body></html>")
    assert texts(page) == ["Loading", prose.strip(), prose.strip()]
    assert page.notes == ("the text was in the page's script data only",)
    state = json.dumps({"props": {"blocks": [{"type": "p", "value": prose}, {"type": "p", "value": prose}]}})
    page = page_of(f'<html><body><script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>')
    assert texts(page) == [prose.strip(), prose.strip()]


LETTER = "The lighthouse keeper wrote a long letter about the winter and the ships that passed. " * 5
STATE = {"story": {"id": 7, "elements": [{"type": "text", "content": LETTER}, {"type": "text", "content": LETTER}]}}


@pytest.mark.parametrize(
    "script",
    [
        f"<script>window.__INITIAL_STATE__ = {json.dumps(STATE)};</script>",
        f"<script>var a = 1; window['__PRELOADED_STATE__']={json.dumps(STATE)}</script>",
        f"<script>self.__APOLLO_STATE__ = JSON.parse({json.dumps(json.dumps(STATE))});</script>",
        f"<script>Fusion.globalContent={json.dumps(STATE)};Fusion.other=1</script>",
        f'<script type="application/json" data-hydrate>{json.dumps(STATE)}</script>',
        nuxt_script(STATE),
    ],
)
def test_text_that_only_other_script_data_holds_is_recovered(script: str) -> None:
    page = page_of(f"<html><body><div id=root>Loading</div>{script}</body></html>")
    assert texts(page) == ["Loading", LETTER.strip(), LETTER.strip()]
    assert page.notes == ("the text was in the page's script data only",)


def test_of_data_by_place_only_the_text_of_the_article_is_recovered() -> None:
    other = [{"title": f"No. {at}", "url": f"/{at}", "intro": f"{at} {LETTER}"} for at in range(9)]
    parts = [{"type": "p", "value": LETTER}, {"type": "image", "value": 3}, {"type": "p", "value": f"And {LETTER}"}]
    page = page_of(f"<body><div id=__nuxt></div>{nuxt_script({'list': other, 'story': {'parts': parts}})}</body>")
    assert texts(page) == [LETTER.strip(), f"And {LETTER.strip()}"]


def test_an_article_body_in_json_ld_is_the_text_only_where_the_page_shows_none() -> None:
    data = {"@type": "NewsArticle", "headline": "A letter", "articleBody": f"{LETTER}\n{LETTER}"}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert texts(page_of(f"<html><body>{script}<div>Loading</div></body></html>"))[1:] == [LETTER.strip()] * 2
    shown = page_of(f"<html><body>{script}<p>{LETTER}</p></body></html>")
    assert texts(shown) == [LETTER.strip()]
    assert shown.notes == ()


def test_teasers_in_script_data_are_no_text() -> None:
    state = [{"headline": f"No. {at}", "url": f"/{at}", "summary": LETTER} for at in range(9)]
    page = page_of(
        f"<html><body><div>Loading</div><script>window.__STATE__ = {json.dumps(state)}</script></body></html>"
    )
    assert texts(page) == ["Loading"]


@pytest.mark.parametrize("body", HURTFUL, ids=lambda body: repr(body[:24]))
def test_pages_meant_to_hurt_are_read_in_bounded_time(body: bytes) -> None:
    started = time.process_time()
    page = page_of(body)
    assert isinstance(page.notes, tuple)
    assert isinstance(page.links, tuple)
    assert page.json_ld == []
    if body.endswith(b"deep") and not body.startswith(b"<div hidden>"):
        assert texts(page)[-1].endswith("deep")
    assert time.process_time() - started < 5


def test_a_very_long_page_is_cut_with_a_note() -> None:
    page = page_of(b"<p>word word word word word word word</p>\n" * (PARSED_CHARS_MAX // 40))
    assert len(page.blocks) == MOST_BLOCKS
    assert page.notes[-1] == f"only the first {MOST_BLOCKS} blocks of text were read"


@pytest.mark.parametrize("tag", ["article", "main", "section", "header", "x-story", "div"])
@pytest.mark.parametrize("rest", ["", "<p>Then it rained.</p>", "Then it rained."])
def test_pages_that_leave_out_head_and_body_tags_are_read(tag: str, rest: str) -> None:
    page = page_of(f"<title>T</title><link rel=x><{tag}><p>The ferry was late.</p></{tag}>{rest}")
    told = ["The ferry was late.", *(["Then it rained."] if rest else [])]
    assert [block.text for block in page.blocks] == told
    assert page.title == "T"


INDEXED = (
    "<p class=a>1<P CLASS='b c' itemProp=x><!-- p --><b class=a>2</b></p><div class=''>3</div>"
    "<i class='B\nyLine' data-of-a-site=1>4</i>"
)


@pytest.mark.parametrize("tags", [("p",), ("p", "b"), ("div", "p", "i"), ("section",), ()])
def test_elements_by_tag_are_those_of_a_walk(tags: tuple[str, ...]) -> None:
    page = page_of(INDEXED)
    assert page.tagged(*tags) == [element for element in page.elements if element.tag in tags]
    assert page.tags == {element.tag for element in page.elements if isinstance(element.tag, str)}


@pytest.mark.parametrize("name", ["class", "itemprop", "id", "data-of-a-site"])
def test_elements_by_attribute_are_those_of_a_walk(name: str) -> None:
    page = page_of(INDEXED)
    places = page.places_by(name)
    told = [at for at, element in enumerate(page.elements) if element.get(name) is not None]
    assert sorted(at for ats in places.values() for at in ats) == told
    assert all(page.elements[at].get(name) == value for value, ats in places.items() for at in ats)


@pytest.mark.parametrize(
    ("words", "values"), [(["b"], ["b c", "B\nyLine"]), (["yline", "x"], ["B\nyLine"]), (["a\nb", "x"], []), ([], [])]
)
def test_values_are_found_by_their_words_in_whatever_case(words: list[str], values: list[str]) -> None:
    page = page_of(INDEXED)
    assert page.places_with("class", words) == {value: page.places_by("class")[value] for value in values}


def test_elements_at_places_come_in_document_order_and_may_be_told_by_tag() -> None:
    page = page_of(INDEXED)
    assert [element.tag for element in page.at_places([5, 2, 3])] == [page.elements[at].tag for at in (2, 3, 5)]
    assert page.at_places(range(len(page.elements)), "p", "b") == page.tagged("p", "b")


def test_what_a_page_knows_by_tag_and_attribute_is_forgotten_with_its_tree() -> None:
    page = page_of(INDEXED)
    before = page.tagged("p")[0], page.places_by("class")
    page.forget()
    assert page.tagged("p")[0] is not before[0]
    assert page.places_by("class") == before[1]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<picture><source srcset=a><source srcset=b><img src=c></picture><p>x</p>", "source source img"),
        ("<picture><source srcset=a/><source srcset=b /><img src=c></picture>", "source source img"),
        ("<video><source src=a>None<track src=b>is <b>shown</b>.</video><p>x</p>", "source track b"),
    ],
)
def test_elements_that_hold_nothing_hold_nothing(body: str, told: str) -> None:
    page = page_of(f"<article>{body}</article>")
    inner = page.tagged("picture", "video")[0]
    assert [child.tag for child in inner] == told.split()
    assert "".join(inner.itertext()) in {"", "Noneis shown."}


@pytest.mark.parametrize("end", ["</body></html>", "</BODY>\n</HTML >", "</html>", "</body>", "</html></html>"])
def test_a_page_goes_on_where_it_says_that_it_ends(end: str) -> None:
    page = page_of(
        f"<html><body><header><p>Head</p></header>{end}\n<div><p>The ferry was late.</p></div></body></html>"
    )
    assert texts(page) == ["Head", "The ferry was late."]
    assert texts(page_of(f"<html><head><title>T</title></head>{end}<body><p>Late.</p></body></html>")) == ["Late."]


def test_what_stands_behind_the_end_is_left_where_it_is_no_element() -> None:
    body = "<html><body><p>Late.</p></body></html>\n<!-- from the cache --> 3 < 4\n"
    assert texts(page_of(body)) == ["Late."]


@pytest.mark.parametrize(
    "code",
    [
        "<script/>var tide = 9;</script>",
        '<SCRIPT type="text/javascript" />\nif (a < b) put("<p>code</p>");</Script >',
        "<style />p{color:red}</style>",
        f"<script {'/' * 5000}>three()</script>",
        "<script src=/a.js /></script><script/>one()</script><script/>two()</script>",
    ],
)
def test_code_goes_on_to_its_end_tag_as_in_browsers(code: str) -> None:
    page = page_of(f"<p>High water at nine.</p>{code}<p>Low water at three.</p>")
    assert texts(page) == ["High water at nine.", "Low water at three."]


def test_a_script_without_an_end_tag_of_its_own_takes_no_text() -> None:
    """In XHTML it ends where it says so."""
    page = page_of("<p>One.</p><script src='a.js' />Two.<p>Three.</p><script>go()</script><script src='b.js'/>Four.")
    assert texts(page) == ["One.", "Two.", "Three.", "Four."]


def test_a_page_that_shows_its_text_only_without_scripts_has_it() -> None:
    prose = f"<p>{LETTER}</p><p>{LETTER}</p>"
    page = page_of(f"<body><h1>A letter</h1><script type=text/template>{prose}</script><noscript>{prose}</noscript>")
    assert texts(page) == ["A letter", LETTER.strip(), LETTER.strip()]
    assert page.notes == ("the text was in the page's noscript only",)
    # An element that is not closed in it makes the parser put all that follows there.
    page = page_of(f"<body><h1>A letter</h1><noscript><div>Turn scripts on.</noscript><div>{prose}</div></body>")
    assert texts(page) == ["A letter", "Turn scripts on.", LETTER.strip(), LETTER.strip()]
    shown = page_of(f"<body>{prose}<noscript><p>Turn scripts on. {LETTER}</p></noscript></body>")
    assert texts(shown) == [LETTER.strip()] * 2
    assert shown.notes == ()


def test_a_comment_parts_no_text() -> None:
    page = page_of("<p>One <!-- $ -->sentence<!-- /$ -->.<!-- [if IE] --></p>")
    assert page.tagged("p")[0].text == "One sentence."
    assert [element.tag for element in page.elements] == ["html", "body", "p"]


def test_what_was_streamed_is_read_in_the_place_that_was_kept_for_it() -> None:
    page = page_of(
        '<main><p>one</p><!--$?--><template id="B:0"></template><!--/$--><p>five</p></main>'
        '<div hidden id="S:1"><p>three</p></div><script>$RS("S:1","P:1")</script>'
        '<div hidden id="S:0"><p>two</p><template id="P:1"></template><p>four</p></div><script>$RC("B:0","S:0")</script>'
        '<div hidden id="S:2"><p>six</p><template id="B:2"></template></div>'
    )
    assert [block.text for block in page.blocks] == ["one", "two", "three", "four", "five", "six"]
    assert all(block.path.startswith("html/body/main") for block in page.blocks[:5])


def test_the_text_of_an_element_is_in_the_order_of_the_page() -> None:
    page = page_of(
        "<p>one <b>two <i>three</i> four</b> five<script>6</script> seven<br>eight <ruby>九<rt>きゅう</rt></ruby></p>"
    )
    (paragraph,) = page.tagged("p")
    assert "".join(texts_in(paragraph)) == "one two three four five seveneight 九"
    assert " ".join("".join(texts_in(paragraph, "br")).split()) == "one two three four five seven eight 九"
    assert page.blocks[0].text.endswith("seven eight 九")


RUBY = "<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>の<RUBY><rb>船</rb><rt>ふね</RUBY>"


def test_how_characters_are_read_out_is_no_part_of_the_page() -> None:
    page = page_of(f"<p>古い{RUBY}が出た</p><h1>{RUBY}</h1>")
    assert [block.text for block in page.blocks] == ["古い港の船が出た", "港の船"]
    (paragraph,) = page.tagged("p")
    assert (paragraph.text, len(paragraph)) == ("古い港の船が出た", 0)


def test_the_text_of_links_that_nest_without_end_is_asked_for_piece_by_piece() -> None:
    page = page_of("<div>" * 200 + "text" + "</div>" * 200)
    assert "".join(texts_in(page.tree)).strip() == "text"
