"""The fingerprint of a template: the same for its pages whatever they say, another one for another template."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_kit import page_of
from rooms.demo.edition import page_at

from crawler.demo.paper.story import stories
from crawler.page.shape import fingerprint, shape_of

WORDS = st.text(alphabet="abcdefghij éüшщ", min_size=4, max_size=9)
PROSE = st.lists(WORDS, min_size=14, max_size=40).map(" ".join)
ADS = st.sampled_from(
    [
        '<div class="ad ad-17"><iframe src="/x"></iframe></div>',
        '<aside class="related"><ul><li><a href="/1">The mayor has lost the key to the old town hall again</a></li></ul></aside>',
        "<figure><img src=/a.jpg><figcaption>A caption</figcaption></figure>",
        "<script>track()</script>",
        "<h2>A subheading</h2>",
        "<!-- nothing -->",
        "",
    ]
)
THREAD = '<section class="comments"><ol>{}</ol></section>'
STATES = st.sampled_from(["", "paywall-off", "category-sport tag-ferry", "post-4711", "has-post-thumbnail", "dlWCEZ"])


def story(parts: list[tuple[str, str]], headline: str, state: str, comments: list[str]) -> str:
    text = "".join(f"{ad}<p>{prose}</p>" for ad, prose in parts)
    thread = THREAD.format("".join(f"<li><p>{said}</p></li>" for said in comments)) if comments else ""
    return (
        f'<body class="{state}"><header><p>Gazette</p></header><main class="{state}"><article class="story {state}">'
        f'<h1 class="{state}">{headline}</h1><div class="{state} story-body">{text}</div></article>{thread}</main></body>'
    )


@given(
    st.lists(st.tuples(ADS, PROSE), min_size=1, max_size=6),
    WORDS,
    STATES,
    st.lists(PROSE, max_size=9),
)
def test_text_counts_advertisements_and_comments_change_nothing(
    parts: list[tuple[str, str]], headline: str, state: str, comments: list[str]
) -> None:
    page = page_of(story(parts, headline.strip() or "x", state, comments))
    assert shape_of(page) == "html/body/main/article.story/div.story-body html/body/main/article/h1"


@pytest.mark.parametrize(
    "change",
    [
        ("story-body", "text"),
        ("<article", "<div><article"),
        ("<main", "<div"),
        ("<h1", "<header><h1"),
        ("<h1", "<h2"),
    ],
)
def test_another_way_to_the_text_or_headline_is_another_template(change: tuple[str, str]) -> None:
    html = story([("", "one two three four five six seven eight nine ten eleven twelve")], "Late", "", [])
    changed = html.replace(*change)
    if change[1] == "<h2":
        changed = changed.replace("</h1", "</h2")
    assert fingerprint(page_of(changed)) != fingerprint(page_of(html))


def test_each_template_of_the_newspaper_has_one_of_its_own() -> None:
    found = defaultdict(set)
    for each in stories():
        found[each.template].add(fingerprint(page_at(each.path)))
    # The gallery's text stands where that of the usual page does; its pictures are below it.
    assert found.pop("gallery") == found["modern"]
    assert all(len(prints) == 1 for prints in found.values())
    assert len(set.union(*found.values())) == len(found) == 5


def test_it_is_twelve_figures() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint(page_at(stories()[0].path)) or "")


def test_a_page_without_text_has_none() -> None:
    assert fingerprint(page_of("<h1>Nothing</h1>")) is None
    assert fingerprint(page_of("")) is None


@given(st.text(max_size=300))
def test_any_page_has_one_or_none(text: str) -> None:
    found = fingerprint(page_of(f"<article class='{text}'><h1>{text}</h1><p>{text * 3}"))
    assert found is None or len(found) == 12
