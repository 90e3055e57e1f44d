"""Apps and channels in place of what readers have lost; the pages of claims/41.toml have more of them."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import STORY, draft_of, told

STORE = "https://play.google.com/store/apps/details?id=com.harbourherald"
BADGE = f'<a href="{STORE}"><img src="/gp.svg" alt="Google Play"></a>'
ICONS = '<a href="https://t.me/harbourherald"><img src="/t.svg"></a>'
BLOCKED = "Our website is blocked by most providers."


@pytest.mark.parametrize(
    ("note", "claims"),
    [
        (f"<p>{BLOCKED} The app goes on working.</p><div>{BADGE}</div>", [("app", STORE)]),
        (f"<p>{BLOCKED} The app goes on working. {BADGE}</p>", [("app", STORE)]),
        # Something else comes between, or it stands in another box.
        (f"<p>{BLOCKED} The app goes on working.</p><h3></h3>{BADGE}", []),
        (f"<div><p>{BLOCKED} The app goes on working.</p></div><footer>{BADGE}</footer>", []),
        (f"<p>Get our app:</p><div>{BADGE}</div>", []),
        # The icons of channels that every page has, and those that a note leads to.
        (f"<p>{BLOCKED}</p><div>{ICONS}</div>", []),
        (f"<p>{BLOCKED} Read us in our channel:</p><div>{ICONS}</div>", [("channel", "https://t.me/harbourherald")]),
    ],
)
def test_badges_without_words(note: str, claims: list[tuple[str, str]]) -> None:
    assert told(draft_of(f"{STORY}<section>{note}</section>")) == claims


@pytest.mark.parametrize(
    ("note", "claims"),
    [
        ("Our channel was taken off cable. Watch us with our app Harbour Herald Roku.", ["Harbour Herald Roku"]),
        ("Our channel was taken off cable. Watch us on Roku and Fire TV.", []),
        ("Our channel was taken off Roku last week. We are sorry.", []),
        ("Watch us on Roku and Fire TV.", []),
        ("The channel of the bank was taken off cable. It can be seen on Roku.", []),
    ],
)
def test_apps_by_name(note: str, claims: list[str]) -> None:
    assert told(draft_of(f"{STORY}<div><p>{note}</p></div>")) == [("tv-app", name) for name in claims]


@pytest.mark.parametrize(
    ("name", "kind"), [("Fire TV", "tv-app"), ("the app for Apple TV", "tv-app"), ("an app for phones", "app")]
)
def test_what_a_link_is_called_tells_what_the_app_is_for(name: str, kind: str) -> None:
    note = f'<p>Our channel was taken off cable. Watch us with <a href="{STORE}">{name}</a>.</p>'
    assert told(draft_of(f"{STORY}<div>{note}</div>")) == [(kind, STORE)]


def test_an_answer_about_the_site() -> None:
    answer = "<p>Some companies filter it. The same pages can be read without a VPN at other-name.net.</p>"
    asked = f"<h3>The site does not open. What shall I do?</h3>{answer}<h3>Who are you?</h3><p>Six of us.</p>"
    assert told(draft_of(f"<h2>Questions</h2>{asked}")) == [("web-mirror", "http://other-name.net/")]
    others = asked.replace("The site", "The site of the Town Library")
    assert told(draft_of(f"<h2>Questions</h2>{others}")) == []


def test_addresses_that_were_given_up() -> None:
    gone = "<p>We gave up the addresses herald-one.net and herald-two.net in May.</p>"
    assert told(draft_of(f"{STORY}<div>{gone}</div>")) == []
