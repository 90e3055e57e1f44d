"""What trained tables make of the addresses on a page, of apps that are named, and of notices of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from rooms.pipelines.mirror_kit import STORY, WEB, draft_of, told

from crawler.model import MirrorScope
from pipelines.mirrors import read_mirrors
from pipelines.mirrors.apps import named_apps_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.learned.features import NAMES, NAMES_OF_NOTES, Rows, is_called_after
from pipelines.mirrors.learned.judge import MOVED, OFFERED, SCOPES, shipped
from pipelines.mirrors.learned.notices import NOTICE
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.outlet import Outlet
from pipelines.mirrors.step import spots_on
from pipelines.mirrors.words.tables import word_tables

if TYPE_CHECKING:
    from pipelines.mirrors.learned.spots import Spots

OUTLET = Outlet(draft_of(""))
IDIOMS = [
    ("en", "The censors do not like us, so we have moved a spare set of our pages to quietlantern.top as well."),
    (
        "de",
        "Wer bei uns vor verschlossener Tür steht, weil sein Anbieter uns sperrt, findet alles auch unter quietlantern.top.",
    ),
    ("es", "Si su proveedor nos cierra el paso, entre por la puerta de atrás: quietlantern.top tiene lo mismo."),
]


def spots_in(body: str) -> Spots:
    return spots_on(draft_of(body).with_article(language="en"), word_tables())


@pytest.mark.parametrize(("language", "sentence"), IDIOMS)
def test_what_no_phrase_foresaw_is_claimed(language: str, sentence: str) -> None:
    draft = draft_of(f"{STORY}{STORY}<div><p>{sentence}</p></div>").with_article(language=language)
    claims = read_mirrors(draft).article.mirrors
    assert [(claim.kind, claim.host) for claim in claims] == [(WEB, "quietlantern.top")]
    assert claims[0].confidence >= 0.5
    assert claims[0].phrase


def test_what_others_tell_of_their_sites_is_no_claim() -> None:
    body = f"{STORY}<p>The site of the ferry company has moved to a new address, readers told our paper: ferries.top</p>{STORY}"
    assert told(draft_of(body).with_article(language="en")) == []


def test_a_page_that_says_no_language_is_in_that_of_its_words() -> None:
    draft = draft_of("<p>Our site is blocked. Our mirror: quietlantern.top</p>").with_article(language=None)
    assert [claim.host for claim in read_mirrors(draft).article.mirrors] == ["quietlantern.top"]


@pytest.mark.parametrize(
    "href", ["/", "/index.html", "/app.apk", "/@us", "/a/b", "/feed.xml", "https://{0}/c?d", "//{0}/"]
)
def test_links_to_pages_of_the_outlet_are_passed_over_where_they_would_be_dropped(href: str) -> None:
    host = OUTLET.host
    spots = spots_in(
        f"{STORY}<p>Our old site was blocked, and <a href='{href.format(host)}'>all of it</a> is lost.</p>"
    )
    block = spots.page.blocks[-1]
    assert not spots.lay.printed[block.index]
    tokens = tokens_of(block.text, block.anchors, spots.page.base_url)
    kept = [spot for token in tokens if (spot := spots._spot(block, token, is_badge=False)) is not None]
    assert [spot.token for spot in spots.held(block.index)] == [spot.token for spot in kept]


@pytest.mark.parametrize("file", [OFFERED, MOVED, *SCOPES.values()])
def test_tables_ship_for_the_columns_that_are_worked_out(file: str) -> None:
    spots = spots_in(f"{STORY}<p>Our mirror: quietlantern.top</p>")
    row = Rows(spots).row_of(next(spots.all_held()))
    assert len(row) == len(NAMES)
    scores = shipped(file).scores(np.array([row, row], dtype=np.float32))
    assert scores[0] == scores[1]
    assert 0 < scores[0] < 1


def test_the_table_of_notices_ships_for_its_columns() -> None:
    spots = spots_in(f"{STORY}<p>Our website is blocked in Volta; we send our new address by mail.</p>")
    row = Rows(spots).row_of_note(spots.telling.notes()[0])
    assert len(row) == len(NAMES_OF_NOTES)
    assert 0 < shipped(NOTICE, NAMES_OF_NOTES).scores(np.array([row], dtype=np.float32))[0] < 1


@pytest.mark.parametrize(
    ("note", "scope"),
    [
        ("Read this article without a VPN: quietlantern.top/a/17", MirrorScope.ARTICLE),
        ("Our site is blocked. Our sports section is also at quietlantern.top/sport/", MirrorScope.SECTION),
        ("Our site is blocked. Our RSS feed: quietlantern.top/rss.xml", MirrorScope.FEED),
        ("Our site is blocked. The whole paper is also at quietlantern.top", MirrorScope.SITE),
    ],
)
def test_what_an_address_is_of(note: str, scope: str) -> None:
    draft = draft_of(f"{STORY}<p>{note}</p>").with_article(language="en")
    assert [claim.scope for claim in read_mirrors(draft).article.mirrors] == [scope]


def test_a_notice_is_claimed_and_leaves_the_body() -> None:
    notice = "Our website is blocked in Volta. We send our new addresses to subscribers by mail every Friday."
    draft = read_mirrors(draft_of(f"{STORY}<p>{notice}</p>").with_article(language="en"))
    assert draft.article.block_notice == notice
    assert draft.claimed_as("mirror")
    assert read_mirrors(draft_of(STORY).with_article(language="en")).article.block_notice is None


def test_a_host_called_after_somebody_the_text_names() -> None:
    assert is_called_after("tunnelworks.net", fold("The makers of Tunnel Works say so."), OUTLET)
    assert is_called_after("volok.org", fold("Газета «Волок» переехала."), OUTLET)
    assert not is_called_after("harbourherald.net", fold("The Harbour Herald says so."), OUTLET)
    assert not is_called_after("quietlantern.top", fold("The Harbour Herald says so."), OUTLET)


@pytest.mark.parametrize(
    ("text", "apps"),
    [
        (
            "Watch Harbour Herald Roku or Harbour Herald für Apple TV.",
            ["Harbour Herald Roku", "Harbour Herald für Apple TV"],
        ),
        ("Our app for Fire TV; watch us on Roku.", []),
        ("On Samsung sets, look for “Herald Evening”.", ["Herald Evening"]),
        ("Our app is called «Herald Pocket».", ["Herald Pocket"]),
        ("The play «Herald Pocket» opens on Friday.", []),
    ],
)
def test_apps_that_are_named(text: str, apps: list[str]) -> None:
    block = draft_of(f"<p>{text}</p>").page.blocks[-1]
    assert [name for name, _ in named_apps_in(block, OUTLET)] == apps


def test_the_first_paragraph_of_a_story_about_the_outlet_stays() -> None:
    first = "Late on Saturday the police seized our domain harbourherald.com and took two servers from the office in Mill Lane."
    note = "Until we get it back, you can read the Herald at <a href='https://quietlantern.top/'>quietlantern.top</a>."
    behind = (
        "Lawyers for the paper filed an appeal on Monday and asked the court to lift the order before the elections.",
        "The ministry did not answer questions, and the registrar said that it had followed the letter of the judge.",
    )
    story = f"<p>{first}</p><p>{note}</p><p>{behind[0]}</p><p>{behind[1]}</p>"
    draft = draft_of(f"<article><h1>Our domain was seized</h1><div>{story}</div></article>").with_article(language="en")
    read = read_mirrors(draft)
    assert [claim.host for claim in read.article.mirrors] == ["quietlantern.top"]
    assert [read.page.blocks[index].text[:9] for index in read.claimed_as("mirror")] == ["Until we "]
