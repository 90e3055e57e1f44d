"""Small pages of invented outlets: what they claim, and what they must not be taken to claim."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from crawler.http.content import Bytes
from crawler.model import Capture, MirrorAddress
from crawler.page import Draft, Page
from pipelines.mirrors import read_mirrors
from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold

ONION = "harbour" + "a2b3c4d5" * 6 + "x" + ".onion"
STORY = "<p>The old ferry of the northern shore left its pier for the last time on Monday evening, with the band on board.</p>"


def draft_of(
    body: str,
    *,
    url: str = "https://harbourherald.com/2026/ferry",
    outlet: str | None = "Harbour Herald",
    head: str = "",
    fields: str = "",
) -> Draft:
    page = f"<html><head><title>Ferry</title>{head}</head><body><h1>The ferry leaves</h1>{body}</body></html>"
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n{page}".encode()
    capture = Capture(url=url, captured_at=datetime(2026, 3, 9, tzinfo=UTC), block=Bytes(answer))
    return Draft.of(Page(capture), outlet=outlet)


def told(draft: Draft) -> list[tuple[str, str | None]]:
    return [(claim.kind, claim.address or claim.name) for claim in read_mirrors(draft).article.mirrors]


def claims_of(body: str) -> list[MirrorAddress]:
    return read_mirrors(draft_of(body)).article.mirrors


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    body: str
    claims: tuple[tuple[str, str], ...]
    url: str = "https://harbourherald.com/2026/ferry"
    outlet: str | None = "Harbour Herald"


WEB = "web-mirror"
POSITIVE = [
    Case(
        name="en sentence, list, share bar",
        body=f"{STORY}<p>Harbour Herald’s website can also be accessed at the following alternate addresses:</p>"
        "<p><a href='www.harbourherald.net'>www.harbourherald.net</a></p><p><a href='https://hherald.co.uk'>hherald.co.uk</a></p>"
        "<div>SHARE THIS ARTICLE</div><p><a href='https://elsewhere.org'>elsewhere.org</a></p>",
        claims=((WEB, "http://www.harbourherald.net/"), (WEB, "https://hherald.co.uk/")),
    ),
    Case(
        name="en list in the next container",
        body=f"{STORY}<div><p>Our website can also be accessed at these addresses:</p></div><div><ul><li>hherald.net</li><li>hherald.org</li></ul></div>{STORY}",
        claims=((WEB, "http://hherald.net/"), (WEB, "http://hherald.org/")),
    ),
    Case(
        name="en one block with line breaks",
        body="<p>Our site is also available at:<br>hherald.net<br>hherald.org</p>",
        claims=((WEB, "http://hherald.net/"), (WEB, "http://hherald.org/")),
    ),
    Case(
        name="en sentence split over two blocks",
        body="<div>Harbour Herald’s website can also be</div><div>accessed at the following addresses:</div><div>hherald.net</div>",
        claims=((WEB, "http://hherald.net/"),),
    ),
    Case(
        name="en non-breaking spaces, straight apostrophe, invisible characters",
        body="<p>Harbour\u00a0Herald's web\u00adsite can\u00a0also be accessed\u200b at the following: hherald.net</p>",
        claims=((WEB, "http://hherald.net/"),),
    ),
    Case(
        name="en addresses within the sentence",
        body="<p>Harbour Herald can also be reached at hherald.net and hherald.org.</p>",
        claims=((WEB, "http://hherald.net/"), (WEB, "http://hherald.org/")),
    ),
    Case(
        name="en defanged",
        body="<p>Our mirrors: hherald[.]net, hxxps://hherald(.)org/news and hherald[dot]info</p>",
        claims=((WEB, "http://hherald.net/"), (WEB, "https://hherald.org/news"), (WEB, "http://hherald.info/")),
    ),
    Case(
        name="en label",
        body="<p>Mirror sites:</p><ul><li><a href='https://hherald.net/'>hherald.net</a></li></ul>",
        claims=((WEB, "https://hherald.net/"),),
    ),
    Case(
        name="en link with words",
        body="<p>You can also read us at <a href='https://hherald.net/'>our mirror</a>.</p>",
        claims=((WEB, "https://hherald.net/"),),
    ),
    Case(
        name="en broken link, the text wins",
        body="<p>Our mirrors:</p><p><a href='/2026/www.hherald.net'>www.hherald.net</a></p>",
        claims=((WEB, "http://www.hherald.net/"),),
    ),
    Case(
        name="en successor",
        body="<p>Harbour Herald is now available on the hherald.net domain.</p>",
        claims=(("successor", "http://hherald.net/"),),
    ),
    Case(
        name="en onion in the text",
        body=f"<p>Our onion address: {ONION}</p>",
        claims=(("onion", f"http://{ONION}/"),),
    ),
    Case(
        name="en I2P in a list",
        body="<p>Our site can also be accessed at:</p><p>hherald.i2p</p>",
        claims=(("i2p", "http://hherald.i2p/"),),
    ),
    Case(
        name="en CDN and bucket keep their paths",
        body="<p>Our mirrors:</p><ul><li>https://d111abc.cloudfront.net/</li><li>https://s3.eu-central-1.amazonaws.com/hh/index.html</li>"
        "<li>https://storage.googleapis.com/hh/index.html</li></ul>",
        claims=(
            ("cdn", "https://d111abc.cloudfront.net/"),
            ("bucket", "https://s3.eu-central-1.amazonaws.com/hh/index.html"),
            ("bucket", "https://storage.googleapis.com/hh/index.html"),
        ),
    ),
    Case(
        name="en short link is kept",
        body="<p>Read us without a VPN: https://bit.ly/hh-news</p>",
        claims=(("short-link", "https://bit.ly/hh-news"),),
    ),
    Case(
        name="en app and APK",
        body="<p>Read us without a VPN:</p><ul><li><a href='https://play.google.com/store/apps/details?id=com.hherald'>Android app</a></li>"
        "<li><a href='https://hherald.net/hh.apk'>APK</a></li></ul>",
        claims=(
            ("app", "https://play.google.com/store/apps/details?id=com.hherald"),
            ("app", "https://hherald.net/hh.apk"),
        ),
    ),
    Case(
        name="en channels when the site is blocked",
        body="<p>If our site is blocked, follow us here:</p><ul><li><a href='https://t.me/hherald'>Telegram</a></li></ul>",
        claims=(("channel", "https://t.me/hherald"),),
    ),
    Case(
        name="ru own words",
        body="<p>Наш сайт также доступен по адресам:</p><p>gavan-news.org, gavan-news.info</p>",
        claims=((WEB, "http://gavan-news.org/"), (WEB, "http://gavan-news.info/")),
        url="https://gavan-news.com/a",
        outlet="Гавань",
    ),
    Case(
        name="ru mirror and name behind it",
        body="<p>Зеркало сайта «Гавань»: <a href='https://gavan.global.ssl.fastly.net/'>gavan.global.ssl.fastly.net</a></p>",
        claims=(("cdn", "https://gavan.global.ssl.fastly.net/"),),
        url="https://gavan-news.com/a",
        outlet="Гавань",
    ),
    Case(
        name="ru article link",
        body="<p><a href='https://clck.ru/3abc'>Magic link</a> на этот материал</p>",
        claims=(("short-link", "https://clck.ru/3abc"),),
        url="https://gavan-news.com/a",
        outlet="Гавань",
    ),
    Case(
        name="uk",
        body="<p>Дзеркало нашого сайту: <a href='https://pristan.info/'>pristan.info</a></p>",
        claims=((WEB, "https://pristan.info/"),),
        url="https://pristan.com.ua/a",
        outlet="Пристань",
    ),
    Case(
        name="ar vowel marks and letter variants",
        body="<p>العناوين البديلة لموقعنا:</p><p>almarsa.net</p>",
        claims=((WEB, "http://almarsa.net/"),),
        url="https://almarsa.com/a",
        outlet="المرسى",
    ),
    Case(
        name="ar new pages",
        body="<p>وبإمكانكم الآن متابعة موقعنا على العنوان البديل: almarsa.net</p>",
        claims=((WEB, "http://almarsa.net/"),),
        url="https://almarsa.com/a",
        outlet="المرسى",
    ),
    Case(
        name="fa with and without half-spaces, Arabic letters",
        body="<p>نشانيهاي جايگزين ما: bandar-news.net</p><p>آدرس جایگزین: bandar-news.org</p>",
        claims=((WEB, "http://bandar-news.net/"), (WEB, "http://bandar-news.org/")),
        url="https://bandar-news.ir/a",
        outlet="بندر نیوز",
    ),
    Case(
        name="zh no spaces around the address",
        body="<p>本站最新网址：www.gangwan123.com，请收藏。</p>",
        claims=((WEB, "http://www.gangwan123.com/"),),
        url="https://gangwan.com/a",
        outlet="港湾报",
    ),
    Case(
        name="zh mirror label",
        body="<p>镜像网站：</p><p>https://gangwan.s3.amazonaws.com/index.html</p>",
        claims=(("bucket", "https://gangwan.s3.amazonaws.com/index.html"),),
        url="https://gangwan.com/a",
        outlet="港湾报",
    ),
    Case(
        name="tr address before the phrase",
        body="<p>Erişim engeli nedeniyle limanhaber2.com adresi ile yayınımıza devam ediyoruz.</p>",
        claims=((WEB, "http://limanhaber2.com/"),),
        url="https://limanhaber1.com/a",
        outlet="Liman Haber",
    ),
    Case(
        name="tr new address",
        body="<p>Liman Haber yeni adresiyle yayında: limanhaber3.com</p>",
        claims=(("successor", "http://limanhaber3.com/"),),
        url="https://limanhaber2.com/a",
        outlet="Liman Haber",
    ),
    Case(
        name="es",
        body="<p>Nuestras direcciones alternativas son elpuerto.info y elpuerto.ml.</p>",
        claims=((WEB, "http://elpuerto.info/"), (WEB, "http://elpuerto.ml/")),
        url="https://elpuerto.com/a",
        outlet="El Puerto",
    ),
    Case(
        name="es new domain",
        body="<p>El Puerto estrena nuevo dominio: elpuerto.info</p>",
        claims=(("successor", "http://elpuerto.info/"),),
        url="https://elpuerto.com/a",
        outlet="El Puerto",
    ),
    Case(
        name="pt onion",
        body=f"<p>O Porto pode ser acessado através de um endereço Tor: http://{ONION}/</p>",
        claims=(("onion", f"http://{ONION}/"),),
        url="https://oporto.com.br/a",
        outlet="O Porto",
    ),
    Case(
        name="fr",
        body="<p>Notre site est également accessible aux adresses suivantes :</p><p>leport.info</p><p>leport.net</p>",
        claims=((WEB, "http://leport.info/"), (WEB, "http://leport.net/")),
        url="https://leport.fr/a",
        outlet="Le Port",
    ),
    Case(
        name="de internationalised name",
        body="<p>Sie erreichen uns auch unter hafenblätter.net.</p>",
        claims=((WEB, "http://xn--hafenbltter-r8a.net/"),),
        url="https://hafenblatt.de/a",
        outlet="Hafenblatt",
    ),
    Case(
        name="tv app by name",
        body=f"{STORY}<div>SHARE THIS ARTICLE</div><div>Harbour Herald News Roku</div>",
        claims=(("tv-app", "Harbour Herald News Roku"),),
    ),
    Case(
        name="tv app with its link",
        body=f"{STORY}<p><a href='https://channelstore.roku.com/details/1/hh'>Harbour Herald on Roku</a></p>",
        claims=(("tv-app", "https://channelstore.roku.com/details/1/hh"),),
    ),
]


NEGATIVE = [
    Case(
        name="story about another site",
        body="<p>The Pirate Cove can also be accessed at the following mirrors: cove.se, cove.to</p>",
        claims=(),
    ),
    Case(
        name="story about a seizure",
        body=f"{STORY}<p>The ministry seized pirate-cove.com; the site is now available at <a href='https://cove.to'>cove.to</a>, the ministry said.</p>",
        claims=(),
    ),
    Case(
        name="a paper called Mirror",
        body="<p>The Mirror is also available at newsagents; visit mirror-news.co.uk or mirror.com.</p>",
        claims=(),
        url="https://mirror-news.com/a",
        outlet="Mirror",
    ),
    Case(
        name="download mirrors",
        body="<p>Our mirrors for the ISO image download: ftp.uni.edu, mirror.example.org</p>",
        claims=(),
    ),
    Case(
        name="language editions",
        body="<p>Our site is also available at:</p><p><a href='https://fr.harbourherald.com/'>fr.harbourherald.com</a></p><p><a href='https://harbourherald.com/es/'>harbourherald.com/es/</a></p>",
        claims=(),
    ),
    Case(
        name="AMP and mobile hosts",
        body="<p>Our site is also available at:</p><p>amp.harbourherald.com</p><p>m.harbourherald.com</p>",
        claims=(),
    ),
    Case(
        name="archives",
        body="<p>Our mirror: <a href='https://web.archive.org/web/2026/https://harbourherald.com/'>web.archive.org</a></p>",
        claims=(),
    ),
    Case(
        name="share buttons",
        body=f"{STORY}<p>Our mirror:</p><p><a href='https://www.facebook.com/sharer/sharer.php?u=x'>facebook.com/sharer</a></p>",
        claims=(),
    ),
    Case(
        name="footer icons",
        body=f"{STORY}<footer><p>Follow us:</p><a href='https://t.me/hherald'>Telegram</a> <a href='https://x.com/hherald'>X</a></footer>",
        claims=(),
    ),
    Case(
        name="reported speech",
        body="<p>“Our site can also be accessed at example-mirror.net,” the editor of another paper said.</p>",
        claims=(),
    ),
    Case(
        name="phishing copies",
        body="<p>Fake copies of our site can also be accessed at harbourherald.top and harbour-herald.xyz.</p>",
        claims=(),
    ),
    Case(
        name="moved to a new era",
        body="<p>We have moved to a new era of shipping.</p><p>Next year brings more.</p>",
        claims=(),
    ),
    Case(name="street address", body="<p>Our new address is 5 Quay Street, Northport.</p>", claims=()),
    Case(name="a comment", body=f"{STORY}<div class='comments'><p>Our mirror: spam-site.com</p></div>", claims=()),
    Case(
        name="tv platform in a headline",
        body=f"{STORY}<h2>Harbour Herald starts a channel on Roku next week</h2>",
        claims=(),
    ),
    Case(name="other outlet's tv app", body=f"{STORY}<p>Bay News Roku</p>", claims=()),
    Case(name="mail address", body="<p>Our mirror: write to editor@hherald.net</p>", claims=()),
    Case(name="file names", body="<p>Our mirror: see story.php and index.html</p>", claims=()),
    Case(
        name="list ends at a heading",
        body="<p>Our mirrors:</p><h3>More news</h3><p><a href='https://elsewhere.org'>elsewhere.org</a></p>",
        claims=(),
    ),
    Case(
        name="own page as the link",
        body="<p>We have moved to <a href='/magazine'>a weekly magazine</a>.</p>",
        claims=(),
    ),
]


@pytest.mark.parametrize("case", POSITIVE, ids=[case.name for case in POSITIVE])
def test_claims(case: Case) -> None:
    draft = draft_of(case.body, url=case.url, outlet=case.outlet)
    assert told(draft) == list(case.claims)
    assert read_mirrors(draft).article.block_notice is None


@pytest.mark.parametrize("case", NEGATIVE, ids=[case.name for case in NEGATIVE])
def test_no_claims(case: Case) -> None:
    assert told(draft_of(case.body, url=case.url, outlet=case.outlet)) == []


def test_a_third_of_the_pages_claim_nothing() -> None:
    assert len(POSITIVE) + len(NEGATIVE) >= 40
    assert 3 * len(NEGATIVE) >= len(POSITIVE) + len(NEGATIVE)


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
    assert claims_of(f"{STORY}<p>{phrase}</p><p><a href='www.hherald.net'>www.hherald.net</a></p>") == [
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
            confidence=0.9,
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


def test_address_of_the_page_itself_is_circular() -> None:
    draft = read_mirrors(draft_of("<p>Our mirrors: harbourherald.com, hherald.net</p>"))
    assert [(claim.host, claim.confidence) for claim in draft.article.mirrors] == [
        ("harbourherald.com", 0.2),
        ("hherald.net", 0.8),
    ]
    assert draft.article.notes == ["mirror address harbourherald.com is the page's own host: it vouches for itself"]


def test_address_told_twice_is_one_claim() -> None:
    body = "<p>Our mirror: hherald.net</p>" + STORY + "<p>Our mirror: <a href='http://hherald.net/'>hherald.net</a></p>"
    assert [(claim.address, claim.confidence) for claim in claims_of(body)] == [("http://hherald.net/", 0.9)]


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
