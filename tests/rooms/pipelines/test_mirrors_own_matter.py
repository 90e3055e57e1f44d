"""Pages in their outlet's own matter: ways in one after the other, and what on them is nobody's offer."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import ONION, WEB, draft_of, told

HEADLINE = "How to go on reading the Harbour Herald"
LEDE = "<p>Since the autumn two large providers have been blocking harbourherald.com.</p>"
APP = "https://play.google.com/store/apps/details?id=com.harbourherald"
CHANNEL = "https://t.me/hherald_daily"
WAYS = (
    f"<h2>The app</h2><p>It is in <a href={APP}>Google Play</a> and needs no setting up.</p>"
    "<h2>A second site</h2><p>The same stories are at <a href=https://harbour-herald.net>harbour-herald.net</a>.</p>"
    f"<h2>Telegram</h2><p>The news of the day is in our channel, <a href={CHANNEL}>t.me/hherald_daily</a>.</p>"
    "<p>Thank you for staying with us.</p>"
)


def claims_on(headline: str, body: str, language: str = "en") -> list[tuple[str, str | None]]:
    draft = draft_of(f"<h1>{headline}</h1>{body}").with_article(language=language, headline=headline)
    return sorted(told(draft))


def test_headline_and_first_sentence_tell_what_the_page_is_about() -> None:
    ways = [(WEB, "https://harbour-herald.net/"), ("app", APP), ("channel", CHANNEL)]
    assert claims_on(HEADLINE, LEDE + WAYS) == sorted(ways)


@pytest.mark.parametrize(
    ("headline", "lede"),
    [
        (HEADLINE, "<p>The paper has a new fount, and the columns are wider.</p>"),
        ("How readers go on with the Kestrel Daily", LEDE.replace("harbourherald.com", "kestreldaily.com")),
        ("About us", LEDE.replace("harbourherald.com", "our channel")),
    ],
    ids=["no block", "another's", "a channel's"],
)
def test_else_its_ways_are_no_claims(headline: str, lede: str) -> None:
    assert not {"app", "channel"} & {kind for kind, _ in claims_on(headline, lede + WAYS.replace("in our", "in the"))}


def test_the_story_of_the_own_block_claims_nobody_else_s_sites() -> None:
    story = (
        "<p>The order also names the sites kestreldaily.com and gulfwatch.org, whose editors have appealed.</p>"
        "<p>The channel Shore Line (<a href=https://t.me/shoreline>t.me/shoreline</a>) was first to publish it.</p>"
    )
    assert claims_on("Court upholds the block of the Harbour Herald", LEDE + story) == []


def test_the_address_that_was_lost_is_not_claimed_beside_the_new_one() -> None:
    story = (
        "<p>The registrar took harbour-herald.com from us on Tuesday, and we shall not get it back.</p>"
        "<p>The Harbour Herald has moved for good to <a href=https://harbourherald.net>harbourherald.net</a>.</p>"
        "<p>Our reporters go on working, and so do we.</p>"
    )
    assert claims_on("Where we are now", story) == [("successor", "https://harbourherald.net/")]


def test_a_list_tells_once_whose_ways_it_has() -> None:
    items = (
        "<dl><dt>Mirror of the Harbour Herald</dt><dd>hherald2.net</dd>"
        f"<dt>In Tor</dt><dd>{ONION}</dd>"
        "<dt>Android</dt><dd><a href=https://hherald2.net/app/reader.apk>download</a></dd></dl>"
    )
    found = claims_on("The ferries sail again", f"<p>The crews took the offer on Monday evening.</p>{items}")
    assert ("app", "https://hherald2.net/app/reader.apk") in found
    assert len(found) == 3


def test_icons_in_the_same_box_are_those_of_every_page() -> None:
    icons = "".join(f"<a href=https://{host}/hherald>{host}</a> " for host in ("x.com", "t.me", "facebook.com"))
    box = f"<div><p>Mirror of the Harbour Herald: hherald2.net</p><p>Follow us: {icons}</p></div>"
    assert claims_on("The ferries sail again", box) == [(WEB, "http://hherald2.net/")]


def test_what_stands_behind_the_share_bar_is_the_page_s() -> None:
    note = "<div>Our mirror sites:</div><div>hherald2.net | hherald3.net</div>"
    rest = (
        "<div>Pass it on: <a href=https://www.facebook.com/sharer.php?u=x>Facebook</a></div>"
        "<div><a href=/contact>Contact</a> | Made by <a href=https://webwrights.org>Webwrights</a></div>"
    )
    found = claims_on("The ferries sail again", note + rest)
    assert found == [(WEB, "http://hherald2.net/"), (WEB, "http://hherald3.net/")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The site hherald.ltd is neither a mirror nor a new address of the Harbour Herald."),
        ("fr", "Le site hherald.ltd n'est ni un miroir ni une nouvelle adresse de notre journal."),
        ("de", "Die Seite hherald.ltd ist weder ein Spiegel noch eine neue Adresse des Harbour Herald."),
    ],
)
def test_a_site_that_is_no_mirror(language: str, text: str) -> None:
    assert claims_on("Somebody uses our name", f"<p>{text}</p>", language) == []


def test_mirrors_that_the_next_paragraph_tells_are_dead() -> None:
    story = (
        "<p>In the spring of 2016 we made our first mirror, hherald2.net, and readers found it within a night.</p>"
        "<p>None of them works any more, and the names have been sold.</p>"
        "<p>Today we are read at the address at which all of it began.</p>"
    )
    assert claims_on("Ten years of blocks", story) == []
