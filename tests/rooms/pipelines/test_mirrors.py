"""Records of claims: evidence, confidence, notices, claimed text, and addresses as they are printed."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from page_kit import page_of
from rooms.pipelines.mirror_kit import ONION, STORY, WEB, claims_of, draft_of, told

from crawler.model import MirrorAddress
from crawler.page import Draft
from pipelines.mirrors import read_mirrors
from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold

HEADER_CASES = [
    ("https", f"Onion-Location: http://{ONION}/2026/ferry\r\n", "", [("onion", f"http://{ONION}/2026/ferry")]),
    ("http", f"Onion-Location: http://{ONION}/2026/ferry\r\n", "", []),
    ("https", "", f"<meta http-equiv='onion-location' content='http://{ONION}/'>", [("onion", f"http://{ONION}/")]),
    ("http", "", f"<meta http-equiv='onion-location' content='http://{ONION}/'>", []),
    ("https", "Onion-Location: /relative\r\n", "", []),
    ("https", "Onion-Location: https://harbourherald.net/\r\n", "", []),
    ("https", f"Onion-Location: http://{ONION}/a\r\nOnion-Location: http://{ONION}/b\r\n", "", []),
    ("http", "X-I2P-Location: http://hherald.i2p/\r\n", "", [("i2p", "http://hherald.i2p/")]),
    ("https", "X-I2P-Location: https://harbourherald.net/\r\n", "", []),
]


@pytest.mark.parametrize(("scheme", "fields", "head", "claims"), HEADER_CASES)
def test_headers_and_meta(scheme: str, fields: str, head: str, claims: list[tuple[str, str]]) -> None:
    draft = draft_of(STORY, url=f"{scheme}://harbourherald.com/2026/ferry", fields=fields, head=head)
    assert told(draft) == claims


def test_evidence_of_a_header() -> None:
    claim = read_mirrors(draft_of(STORY, fields=f"Onion-Location: http://{ONION}/2026/ferry\r\n")).article.mirrors[0]
    assert (claim.evidence, claim.scope, claim.phrase, claim.host) == ("header:onion-location", "article", None, ONION)


def test_whole_record_of_a_printed_address() -> None:
    phrase = "Harbour Herald’s website can also be accessed at the following alternate addresses:"
    claims = claims_of(f"{STORY}<p>{phrase}</p><p><a href='www.hherald.net'>www.hherald.net</a></p>")
    assert claims[0].confidence > 0.9
    assert [replace(claim, confidence=1.0) for claim in claims] == [
        MirrorAddress(
            kind="web-mirror",
            address="http://www.hherald.net/",
            host="www.hherald.net",
            name=None,
            printed="www.hherald.net",
            href="www.hherald.net",
            scope="site",
            phrase=phrase,
            evidence="link",
            confidence=1.0,
        )
    ]


def test_text_of_claims_is_claimed_and_the_story_is_not() -> None:
    body = (
        f"{STORY}<p>Our website can also be accessed at these addresses:</p><p>hherald.net</p>"
        "<div>SHARE THIS ARTICLE</div><div>Harbour Herald News Roku</div>"
    )
    draft = read_mirrors(draft_of(body))
    roles = {draft.page.blocks[index].text: role for index, role in draft.claimed.items()}
    assert roles == {
        "Our website can also be accessed at these addresses:": "mirror",
        "hherald.net": "mirror",
        "SHARE THIS ARTICLE": "furniture",
        "Harbour Herald News Roku": "mirror",
    }


def test_sentence_without_addresses_is_a_notice() -> None:
    sentence = "Harbour Herald’s website can also be accessed at the following alternate addresses:"
    draft = read_mirrors(draft_of(f"{STORY}<p>{sentence}</p><div>SHARE THIS ARTICLE</div><p>Harbour Herald Roku</p>"))
    assert draft.article.block_notice == sentence
    assert [claim.kind for claim in draft.article.mirrors] == ["tv-app"]
    left = [block.text for block in draft.page.blocks if block.index not in draft.claimed]
    assert left == ["The ferry leaves", draft.page.blocks[1].text]


@pytest.mark.parametrize(
    ("sentence", "outlet"),
    [
        ("Our website has been blocked in the north.", "Harbour Herald"),
        ("Наш сайт заблокирован.", "Гавань"),
        ("تم حجب موقعنا في البلاد.", "المرسى"),
        ("Notre site est bloqué depuis lundi.", "Le Port"),
    ],
)
def test_blocked_site_is_a_notice(sentence: str, outlet: str) -> None:
    assert read_mirrors(draft_of(f"{STORY}<p>{sentence}</p>", outlet=outlet)).article.block_notice == sentence


def test_text_and_link_of_different_hosts_are_flagged() -> None:
    draft = read_mirrors(draft_of("<p>Our mirrors:</p><p><a href='https://tracker.org/r'>hherald.net</a></p>"))
    assert [(claim.host, claim.confidence) for claim in draft.article.mirrors] == [("hherald.net", 0.4)]
    assert draft.article.notes == ["mirror printed as hherald.net links to https://tracker.org/r"]


def test_address_of_the_page_itself_vouches_for_itself() -> None:
    draft = read_mirrors(draft_of("<p>Our mirrors: harbourherald.com, hherald.net</p>"))
    assert [claim.host for claim in draft.article.mirrors] == ["hherald.net"]
    moved = "<p>We have moved: our old domain harbour-news.com was seized. Our new address is harbourherald.com.</p>"
    draft = read_mirrors(draft_of(f"{moved}{STORY}").with_article(language="en"))
    assert [(claim.kind, claim.host) for claim in draft.article.mirrors] == [("successor", "harbourherald.com")]
    assert draft.article.mirrors[0].confidence <= 0.2
    assert draft.article.notes == ["mirror address harbourherald.com is the page's own host: it vouches for itself"]


def test_address_told_twice_is_one_claim() -> None:
    body = "<p>Our mirror: hherald.net</p>" + STORY + "<p>Our mirror: <a href='http://hherald.net/'>hherald.net</a></p>"
    assert [claim.address for claim in claims_of(body)] == ["http://hherald.net/"]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("www.news.co.uk.", ["http://www.news.co.uk/"]),
        ("(https://news.org/a?b=1)", ["https://news.org/a?b=1"]),
        ("news[.]org news(dot)org", ["http://news.org/", "http://news.org/"]),
        ("новости.рф", ["http://xn--b1amnebsh.xn--p1ai/"]),
        ("请看news.org吧", ["http://news.org/"]),
        ("v1.2.3 at 10.0.0.1, co.uk, a@news.org, story.php", []),
        ("e.g. this. And that", []),
    ],
)
def test_addresses_in_text(text: str, urls: list[str]) -> None:
    assert [one.url for one in addresses_in(text)] == urls


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Press\u00a0TV’s", "press tv's"),
        ("نشاني‌هاي", "نشانیهای"),
        ("الْعَنَاوِينُ", "العناوین"),
        ("ＮＥＷＳ\u200b：", "news:"),
        ("İstanbul", "istanbul"),
        ("\u202anews.org\u202c", "news.org"),
    ],
)
def test_fold(printed: str, plain: str) -> None:
    assert fold(printed) == plain


@pytest.mark.parametrize("text", ["a." * 50_000, "a-" * 50_000, "our mirror " * 5_000, "[" * 50_000, "可" * 50_000])
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    claims_of(f"<p>Our mirrors: {text}</p>")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("title", "mast"),
    [
        ("The ferry leaves | The Harbour Herald", ""),
        ("The Harbour Herald: The ferry leaves", ""),
        ("Two of them | Harbour Herald", "<a href='/'>Harbour Herald</a>"),
    ],
)
def test_the_page_may_name_its_outlet(title: str, mast: str) -> None:
    body = (
        f"<title>{title}</title>{mast}<h1>The ferry leaves</h1>{STORY}"
        "<p>Harbour Herald can also be reached at hherald.net.</p><p>Harbour Herald News Roku</p>"
    )
    draft = Draft.of(page_of(body)).with_article(headline="The ferry leaves")
    assert told(draft) == [(WEB, "http://hherald.net/"), ("tv-app", "Harbour Herald News Roku")]


def test_a_leading_article_is_no_part_of_the_name_of_an_app() -> None:
    draft = draft_of(f"{STORY}<p>Harbour Herald News Roku</p>", outlet="The Harbour Herald", url="https://h.example/a")
    assert told(draft) == [("tv-app", "Harbour Herald News Roku")]
