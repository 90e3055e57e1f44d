"""The plainest ways to say where an outlet can be read, as pages: wherever they stand (plain_*.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from rooms.pipelines.mirror_kit import ONION, draft_of
from rooms.pipelines.whole_pages import furniture

if TYPE_CHECKING:
    from crawler.page import Draft

FORMS, OTHERS = (
    tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
    for name in ("plain_forms", "plain_others")
)
LANGUAGES = ("en", "ar", "fa", "ru", "uk", "zh", "tr", "es", "pt", "fr", "de")
URL = "https://harbourherald.com/2026/ferry"
IN_BARS = ("harbourherald", "hherald")
"""What the addresses in bars end with, by which every page asks to be followed."""
LINKS = '<a href="https://t.me/hherald">Telegram</a> <a href="https://x.com/hherald">X</a>'
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
    "above a bar": STORY * 2 + "{note}{bar}",
    "above links": STORY * 2 + "<div>{note}</div><div class=soc>{links}</div>",
}


def form_draft(form: str, language: str, place: str) -> Draft:
    """Return the page on which *form*, as it is told in *language*, stands in *place*."""
    note = form.format(**FILLED)
    bar = furniture(language, outlet="Harbour Herald", url=URL)["follow"]
    links = OTHERS["follow"][language].format(telegram=LINKS)
    body = PLACES[place].format(note=note if note.startswith("<") else f"<p>{note}</p>", bar=bar, links=links)
    return draft_of(body, url=URL).with_article(language=language, headline="The ferry leaves")
