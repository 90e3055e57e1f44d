"""The plainest ways to say where an outlet can be read are understood in each language, below a story and above it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rooms.pipelines.mirror_kit import ONION, draft_of

from pipelines.mirrors import read_mirrors

if TYPE_CHECKING:
    from crawler.model import MirrorAddress

FORMS, OTHERS = (
    tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
    for name in ("plain_forms", "plain_others")
)
LANGUAGES = ("en", "ar", "fa", "ru", "uk", "zh", "tr", "es", "pt", "fr", "de")
URL = "https://harbourherald.com/2026/ferry"
FILLED = {
    "site": '<a href="https://quietlantern.top/">quietlantern.top</a>',
    "onion": ONION,
    "store": '<a href="https://play.google.com/store/apps/details?id=org.quiet">Google Play</a>',
    "file": '<a href="https://quietlantern.top/harbourherald.apk">harbourherald.apk</a>',
    "telegram": '<a href="https://t.me/quietlantern">Telegram</a>',
    "short": '<a href="https://bit.ly/quiet-lantern">bit.ly/quiet-lantern</a>',
    "copy": '<a href="https://quietlantern.top/2026/ferry">quietlantern.top/2026/ferry</a>',
    "list": "<ul><li>quietlantern.top</li><li>slowlantern.top</li></ul>",
    "cdn": '<a href="https://d1quiet7.cloudfront.net/">d1quiet7.cloudfront.net</a>',
    "i2p": "quietlantern.i2p",
    "feed": '<a href="https://quietlantern.top/rss.xml">quietlantern.top/rss.xml</a>',
}
STORY = (
    "<p>The old ferry left its pier for the last time on Monday evening, with the band on board and the lamps lit.</p>"
)
PLACES = {
    "below": STORY * 2 + "{note}",
    "above": "<div class=banner>{note}</div>" + STORY * 2,
}


def claims_of(form: str, language: str, place: str) -> list[MirrorAddress]:
    note = form.format(**FILLED)
    body = PLACES[place].format(note=note if note.startswith("<") else f"<p>{note}</p>")
    draft = draft_of(body, url=URL).with_article(language=language, headline="The ferry leaves")
    return read_mirrors(draft).article.mirrors


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_plain_form_is_read(form: str, language: str, place: str) -> None:
    claims = claims_of(FORMS[form][language], language, place)
    found = [claim.kind if claim.scope == "site" else f"{claim.kind}:{claim.scope}" for claim in claims]
    assert found == FORMS[form]["kind"].split()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("other", OTHERS)
def test_a_plain_sentence_about_something_else_is_not(other: str, language: str, place: str) -> None:
    assert claims_of(OTHERS[other][language], language, place) == []
