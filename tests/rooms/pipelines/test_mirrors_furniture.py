"""What stands around every story, beside an announcement, and is no part of it."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import ONION, STORY, WEB, draft_of, told

from pipelines.mirrors import read_mirrors

BAR = (
    "<div class='soc'>Follow us <a href='https://t.me/hherald'>Telegram</a> <a href='https://x.com/hherald'>X</a></div>"
)
NOTE = "<p>If our site is blocked, use this mirror:</p><p>herald2.net</p>"
MIRROR = (WEB, "http://herald2.net/")


def claims(body: str, **more: str) -> list[tuple[str, str | None]]:
    return told(draft_of(body, **more).with_article(language="en"))


def test_icons_of_channels_are_those_of_every_page() -> None:
    assert claims(f"<div>{STORY}<div>{NOTE}</div></div>{BAR}") == [MIRROR]
    assert claims(f"{STORY}<p>Harbour Herald is blocked by some providers.</p>{BAR}") == []


def test_channels_in_the_list_of_the_announcement_are_offered() -> None:
    listed = "<ul><li>herald2.net</li><li><a href='https://t.me/hherald'>Telegram</a></li></ul>"
    assert claims(f"{STORY}<p>If our site is blocked, use these:</p>{listed}") == [
        MIRROR,
        ("channel", "https://t.me/hherald"),
    ]


def test_lists_of_other_stories_announce_nothing() -> None:
    teasers = (
        "<div><a href='/w/1'>Four more news sites blocked</a><a href='/w/2'>Mirrors and proxies: how it works</a></div>"
    )
    draft = read_mirrors(draft_of(f"{STORY}{teasers}{BAR}").with_article(language="en"))
    assert draft.article.mirrors == []
    assert draft.claimed_as("mirror") == []


def test_a_row_that_says_blocked_offers_nothing() -> None:
    rows = "<tr><td>herald1.net</td><td>blocked</td></tr><tr><td>herald2.net</td><td>works</td></tr>"
    assert claims(f"{STORY}<p>Our mirrors today:</p><table>{rows}</table>") == [MIRROR]


def test_the_host_that_a_page_calls_its_own_is_the_outlet() -> None:
    note = "<p>If harbourherald.com is blocked, read us at herald2.net.</p>"
    draft = draft_of(f"{STORY}{note}", url="https://d1x.cloudfront.net/2026/ferry")
    draft = draft.with_article(language="en", canonical_url="https://www.harbourherald.com/2026/ferry")
    assert told(draft) == [MIRROR]


def test_a_page_may_call_its_new_host_its_own() -> None:
    draft = draft_of(f"{STORY}<p>Our new domain is heraldnews.net.</p>", url="https://harbourherald.com/2026/ferry")
    draft = draft.with_article(language="en", canonical_url="https://heraldnews.net/2026/ferry")
    assert told(draft) == [("successor", "http://heraldnews.net/")]


@pytest.mark.parametrize(
    "sentence",
    [
        f"To read La Voz del Sur you need a VPN or the version in Tor: {ONION}",
        f"Reading «Beacon» without a VPN is possible in Tor: {ONION}",
    ],
)
def test_a_sentence_that_names_another_outlet_is_about_it(sentence: str) -> None:
    assert claims(f"{STORY}<p>{sentence}</p>") == []


def test_a_line_for_another_network_after_the_story() -> None:
    assert claims(f"{STORY}<p>Prefer I2P? harbour.i2p carries the same news</p>") == [("i2p", "http://harbour.i2p/")]


def test_where_to_write_is_no_channel() -> None:
    note = "<p>Blocked? Here is our mirror: herald2.net. Write to us at <a href='https://t.me/hh_bot'>@hh_bot</a>.</p>"
    assert claims(f"{STORY}{note}") == [MIRROR]


def test_words_of_officials_do_not_refuse_what_an_outlet_says_of_itself() -> None:
    note = "The ministry has blocked our site; our mirror is at herald2.net."
    assert claims(f"{STORY}<p>{note}</p>") == [MIRROR]
    assert claims(f"{STORY}<p>The ministry has blocked a site whose mirror is at herald2.net.</p>") == []


@pytest.mark.parametrize(
    "note",
    [
        "We are blocked in three countries. Please give what you can at helpersfund.org/herald.",
        "Our new address: the newsroom is at 4 Pier Road. Our radio: harbourwaves.fm",
        "The registrar took our domain harbour-herald.org.",
        f"Send us documents safely over Tor: {ONION}",
        "Two letters were about a mirror of our site that we do not operate, herald-free.org.",
        "If downloads are slow, use this mirror: mirrors.university.net",
        "Our site has moved to the city's page, northport.gov.",
        "The site of our friends of the «Steppe Wave» is down. Until it is back, read it at stephvylia.net.",
    ],
    ids=[
        "a page of another site",
        "another thing of ours",
        "what was lost",
        "for sources",
        "disowned",
        "software",
        "of a state",
        "another outlet's",
    ],
)
def test_addresses_of_something_else_beside_telling_words(note: str) -> None:
    assert claims(f"{STORY}<p>{note}</p>") == []


def test_items_of_a_list_may_say_more() -> None:
    items = "<li>The <a href='https://herald.org/h.apk'>APK</a> for Android, which gets around the block by itself</li>"
    listed = f"<ul>{items}<li>Mirror: hh.b-cdn.net</li></ul>"
    assert claims(f"{STORY}<p>Our site is blocked. Here is how to go on reading us:</p>{listed}") == [
        ("app", "https://herald.org/h.apk"),
        ("cdn", "http://hh.b-cdn.net/"),
    ]


def test_the_same_page_in_an_object_store_is_the_outlets() -> None:
    link = "<a href='https://s3.amazonaws.com/hh/2026/ferry'>https://s3.amazonaws.com/hh/2026/ferry</a>"
    assert claims(f"<div><p>In China? This page opens there: {link}</p></div>{STORY}") == [
        ("bucket", "https://s3.amazonaws.com/hh/2026/ferry")
    ]


def test_words_in_the_name_of_the_outlet_tell_nothing() -> None:
    bar = BAR.replace("Follow us", "Follow Censorship Quarterly").replace("hherald", "cquarterly")
    assert claims(f"{STORY}{bar}", outlet="Censorship Quarterly") == []


def test_captions_and_code_announce_nothing() -> None:
    note = "our mirror is at herald2.net"
    assert (
        claims(f"{STORY}<figure><img src='/a.jpg'><figcaption>Our site is blocked; {note}.</figcaption></figure>") == []
    )
    assert claims(f"{STORY}<pre>our mirror = https://herald2.net</pre>") == []
    assert claims(f"{STORY}<pre>Harbour Herald: {note}</pre>") == [MIRROR]


def test_a_link_to_something_else_of_the_outlet() -> None:
    links = "<a href='https://herald2.net'>our mirror</a> or <a href='https://harbourherald-books.com'>our books</a>"
    assert claims(f"{STORY}<p>Blocked? Try {links}.</p>") == [(WEB, "https://herald2.net/")]


def test_headings_of_a_page_about_ways_to_read_the_outlet_are_labels() -> None:
    page = "<h1>How to read Harbour Herald without a VPN</h1><h3>1. Mirror</h3><p>Open quietlantern.top.</p>"
    assert claims(f"{STORY}{page}") == [(WEB, "http://quietlantern.top/")]
    page = page.replace("Harbour Herald", "the Gannet")
    assert claims(f"{STORY}{page}") == []


def test_items_of_a_list_that_are_something_else() -> None:
    items = f"<li>Tor: http://{ONION}/</li><li>RSS: harbourherald.com/rss.xml</li><li>Podcast: heraldpod.fm</li>"
    assert claims(f"{STORY}<ul>{items}</ul>") == [("onion", f"http://{ONION}/")]


def test_a_blog_may_move() -> None:
    note = "<p>This blog has moved to <a href='http://harbourherald.com'>harbourherald.com</a>.</p>"
    assert claims(f"{note}{STORY}", url="http://harbourherald.blogspot.com/2012/02/x.html") == [
        ("successor", "http://harbourherald.com/")
    ]


def test_a_link_that_names_no_host_leads_nowhere() -> None:
    # A system of content should have filled it in.
    assert claims(f"{STORY}<p><a href='http://[privacy-preferences]/'>Mirror of our site</a></p>") == []
