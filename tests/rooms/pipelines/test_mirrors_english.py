"""Claims of other addresses on English pages, and apps for television sets."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import ONION, STORY, WEB, Case, draft_of, told

from pipelines.mirrors import read_mirrors

CASES = [
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


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_claims(case: Case) -> None:
    draft = draft_of(case.body, url=case.url, outlet=case.outlet)
    assert told(draft) == list(case.claims)
    assert read_mirrors(draft).article.block_notice is None
