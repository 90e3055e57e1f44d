"""Notes in words that no phrase foresees: enough must speak for an address of another host."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import ONION, STORY, WEB, draft_of, told

from pipelines.mirrors.weighing.successors import FORMS
from pipelines.mirrors.words.language import WORDS
from pipelines.mirrors.words.phrases import successor_weights
from pipelines.mirrors.words.stems import Stems

NOTE = "Some networks have pulled the plug on Harbour Herald. The back door is at quietlantern.top."


def claims(body: str) -> list[tuple[str, str | None]]:
    return told(draft_of(body).with_article(language="en"))


def test_a_note_after_the_story() -> None:
    assert claims(f"{STORY}<p>{NOTE}</p>") == [(WEB, "http://quietlantern.top/")]


@pytest.mark.parametrize(
    "body",
    [
        f"{STORY}<p>{NOTE.replace('Harbour Herald', 'a radio')}</p>{STORY}",
        f"{STORY}<p>“{NOTE}”</p>",
        f"{STORY}<p>Harbour Herald recommends the café at quietlantern.top.</p>",
        f"{STORY}<p>{NOTE.replace('quietlantern.top', '<a href=https://other.org/r>quietlantern.top</a>')}</p>",
        f"{STORY}<p>{NOTE} Beware of fakes.</p>",
    ],
    ids=["of another, between paragraphs", "speech", "no trouble", "links elsewhere", "a word that refuses"],
)
def test_what_is_no_note(body: str) -> None:
    assert claims(body) == []


def test_stems_begin_where_words_do() -> None:
    stems = Stems(["mirror", "our site", "no", "镜像", "بدیل"])
    assert stems.found_in("our site: a mirror-like no") == {"mirror", "our site", "no"}
    assert stems.found_in("november, supermirror, of our sites") == {"our site"}
    assert stems.found_in("本站镜像") == {"镜像"}
    texts = ["our mirror", "nothing", "our site"]
    each = list(stems.found_in_each(texts, [text.split() for text in texts], parted=True))
    assert each == [stems.found_in(text) for text in texts]


MOVED = "Our website was blocked again. Harbour Herald is now online at the new address hherald.net."
ALSO = "Our website was blocked again. Harbour Herald can be read at another address as well: hherald.net."


@pytest.mark.parametrize(("note", "kind"), [(MOVED, "successor"), (ALSO, WEB)])
def test_signs_of_a_move_are_weighed(note: str, kind: str) -> None:
    assert claims(f"{STORY}<p>{note}</p>") == [(kind, "http://hherald.net/")]


def test_weights_are_of_signs_that_there_are() -> None:
    assert set(successor_weights()) <= {"ALWAYS", *FORMS, *WORDS}


def test_short_links_are_told_by_their_form() -> None:
    note = "<p>Harbour Herald is blocked? This article opens without a VPN: hhd.io/x7Kd</p>"
    assert claims(f"{STORY}{note}") == [("short-link", "http://hhd.io/x7Kd")]
    assert claims(f"{STORY}{note.replace('hhd.io/x7Kd', 'hherald.io/')}") == [(WEB, "http://hherald.io/")]


def test_a_copy_at_a_code_host_has_the_name_of_the_outlet() -> None:
    note = f"{STORY}<p>Blocked? The mirror of our site is at github.com/harbourherald/news</p>"
    assert claims(note) == [(WEB, "http://github.com/harbourherald/news")]
    assert claims(note.replace("harbourherald/", "someone/")) == []
    assert claims(note.replace("/harbourherald/news", "/")) == []


def test_items_of_a_list_that_name_others_are_theirs() -> None:
    listed = "<ul><li>Mirror One: hherald.net</li><li>Border Review: hherald.org</li></ul>"
    assert claims(f"{STORY}<p>Mirrors of our site:</p>{listed}") == [(WEB, "http://hherald.net/")]


def test_words_of_the_name_of_the_outlet_tell_of_nothing_else() -> None:
    draft = draft_of("<p>The Archive can also be reached at our mirror site, archive2.net.</p>", outlet="The Archive")
    assert told(draft.with_article(language="en")) == [(WEB, "http://archive2.net/")]


def test_a_sentence_goes_on_about_whom_the_story_named() -> None:
    story = "<p>Papers such as Coastline Weekly have an address in the Tor network.</p>"
    assert claims(f"{story}<p>Coastline can be reached by Tor at {ONION}.</p>") == []
    assert claims(f"{story}<p>Harbour Herald can be reached by Tor at {ONION}.</p>") == [("onion", f"http://{ONION}/")]


def test_files_of_apps_are_the_outlets_where_their_host_is() -> None:
    line = "<p>The app for Android: harbourherald.com/app.apk</p>"
    assert claims(f"{STORY}{line}") == [("app", "http://harbourherald.com/app.apk")]
    assert claims(f"{STORY}{line.replace('harbourherald', 'stepnybank')}") == []


def test_a_list_right_below_a_heading_may_have_links_alone() -> None:
    listed = "<ul><li>the app: <a href='https://play.google.com/store/apps/details?id=x'>Google Play</a></li></ul>"
    heading = "<h4>If our site is blocked</h4>"
    store = ("app", "https://play.google.com/store/apps/details?id=x")
    assert claims(f"{STORY}<div>{heading}{listed}</div>") == [store]
    assert claims(f"{STORY}<div>{heading}</div><div><h4>Our apps</h4>{listed}</div>") == []


def test_channels_in_the_sentence_itself_are_offered() -> None:
    note = (
        "<p>Harbour Herald can also be read at the alternative address hherald.net and in our channel t.me/hherald.</p>"
    )
    assert claims(f"{STORY}{note}") == [(WEB, "http://hherald.net/"), ("channel", "http://t.me/hherald")]


def test_what_an_advertisement_says_is_not_the_outlets() -> None:
    note = "<p>Blocked sites? Open our site hherald.net without a VPN.</p>"
    assert claims(f"{STORY}<div class='anzeige'>{note}</div>") == []
    assert claims(f"{STORY}<div class='note'>{note}</div>") == [(WEB, "http://hherald.net/")]


def test_a_hidden_address_may_stand_before_what_announces_it() -> None:
    story = "<p>Harbour Herald has a mirror in the Tor network.</p>"
    note = f"<p>The address is {ONION}. It only works in Tor Browser.</p>"
    assert claims(f"{story}{note}") == [("onion", f"http://{ONION}/")]


def test_buttons_that_send_a_text_are_no_channels() -> None:
    button = "<p>Harbour Herald is blocked? Read us on <a href='https://wa.me/{}'>WhatsApp</a>.</p>"
    assert claims(f"{STORY}{button.format('?text=https://harbourherald.com/2026/ferry')}") == []
    assert claims(f"{STORY}{button.format('15550100')}") == [("channel", "https://wa.me/15550100")]


def test_the_name_of_the_outlet_announces_nothing_with_the_words_behind_it() -> None:
    owner = (
        "<footer><p>The Coastal Mirror is part of Headland Media. Place a notice at headlandnotices.com.</p></footer>"
    )
    draft = draft_of(f"{STORY}{owner}", url="https://coastalmirror.com/a", outlet="The Coastal Mirror")
    assert told(draft.with_article(language="en")) == []


def test_posts_and_films_are_no_channels() -> None:
    note = "<p>Our website is blocked. Follow us: {}</p>"
    for href in ("https://x.com/hherald/status/91", "https://www.youtube.com/watch?v=a1", "https://t.me/hherald/91"):
        assert claims(STORY + note.format(f"<a href={href}>here</a>")) == []
    for href in ("https://x.com/hherald", "https://t.me/hherald", "https://social.example/@hherald"):
        assert claims(STORY + note.format(f"<a href={href}>here</a>")) == [("channel", href)]


def test_a_list_of_apps_below_a_note_that_names_apps_is_offered() -> None:
    stores = "<ul><li><a href=https://play.google.com/store/apps/details?id=h>Google Play</a></li></ul>"
    note = "<p>The website of Harbour Herald cannot be opened without a VPN. {}</p>"
    assert claims(note.format("Our app can.") + stores) == [
        ("app", "https://play.google.com/store/apps/details?id=h"),
    ]
    assert claims(note.format("We are sorry.") + stores) == []


def test_what_is_said_behind_several_addresses_is_said_of_all() -> None:
    assert claims(f"{STORY}<p>Our mirrors hherald.net and hherald.org have been switched off.</p>{STORY}") == []


def test_an_app_at_the_own_host_beside_an_announcement() -> None:
    app = "We also have <a href=https://harbourherald.com/herald.apk>an Android app</a>."
    note = f"<p>Read us through a VPN or at hherald.lol and hherald.top, which are our mirrors. {app}</p>"
    assert [kind for kind, _ in claims(STORY + note)] == [WEB, WEB, "app"]


def test_what_others_have_on_their_sites_is_theirs() -> None:
    note = "The {} website is currently unavailable. Pay your bills at harbourpay.net instead."
    assert claims(f"{STORY}<footer><p>{note.format('council’s')}</p></footer>") == []
    party = "<p>We are moving to a new address! For the party register at quayevents.org/summer</p>"
    assert claims(STORY + party) == []


def test_the_own_host_is_where_the_outlet_went_from_a_lost_one() -> None:
    note = "After our previous domain, hherald.com, was taken from us, we are now publishing on harbourherald.com."
    assert claims(f"{STORY}<p>{note}</p>") == [("successor", "http://harbourherald.com/")]


def test_the_own_host_alone_is_where_the_outlet_is_now() -> None:
    assert claims(f"{STORY}<p>Harbour Herald is now available at harbourherald.com, with all its articles.</p>") == [
        ("successor", "http://harbourherald.com/")
    ]
    assert claims(f"{STORY}<p>Harbour Herald is available at harbourherald.com, with all its articles.</p>") == []


def test_nobody_moves_to_a_page_or_to_a_forum() -> None:
    assert claims(f"{STORY}<p>Our new sticker has moved to hherald.net/html/sticker.html</p>") == []
    assert claims(f"{STORY}<p>Our letters page has moved to a new address: forum.harbourdebate.org</p>") == []


def test_the_story_goes_on_about_the_site_of_others() -> None:
    note = "<p>Если сайт не открывается, можно воспользоваться зеркалом pesok.online.</p>"
    bank, pier = "<p>Банк ждёт клиентов на сайте bank-pesok.ru.</p>", "<p>Паром отходит от причала в пять.</p>"
    assert told(draft_of(bank + note).with_article(language="ru")) == []
    assert told(draft_of(pier + note).with_article(language="ru")) == [(WEB, "http://pesok.online/")]


def test_from_one_address_to_the_own() -> None:
    assert claims(f"{STORY}<p>Harbour Herald has moved from hherald.com to harbourherald.com.</p>") == [
        ("successor", "http://harbourherald.com/")
    ]


MATTER = "<h1>Harbour Herald is blocked: how to read us</h1>"


def test_on_a_page_about_reaching_the_outlet_paragraphs_need_not_say_so() -> None:
    story = "<p>The order came on Friday evening.</p><p>Use hherald.top, which is not on the list.</p>"
    channel = "<p>Headlines go out on <a href=https://t.me/hherald>Telegram</a>.</p><p>We go on as before.</p>"
    found = claims_on(MATTER + story + channel)
    assert sorted(found, reverse=True) == [(WEB, "http://hherald.top/"), ("channel", "https://t.me/hherald")]
    assert claims_on(f"<h1>The ferry leaves</h1>{story}{channel}") == []


def test_not_all_addresses_on_such_a_page_are_the_outlet_s() -> None:
    others = (
        "<p>The lawyers of Free Lines (freelines.org) file a suit.</p><p>You can check if it opens at netcheck.org.</p>"
    )
    assert claims_on(f"{MATTER}<p>The order came on Friday.</p>{others}") == []


def test_addresses_that_were_once() -> None:
    once = "<p>Our mirrors were hherald.net and hherald.org. All of them were blocked in turn.</p>"
    assert claims(STORY + once) == []


def claims_on(body: str) -> list[tuple[str, str | None]]:
    headline = body.partition("<h1>")[2].partition("</h1>")[0]
    return told(draft_of(body).with_article(language="en", headline=headline))
