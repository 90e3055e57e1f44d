"""Photos whose captions only the data of a page's scripts hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from indexed_kit import nuxt_script
from page_kit import page_of

from crawler.page import Draft
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata

HEADLINE = "Ferry makes its last crossing"
LINES = [
    "The old ferry of the northern shore left its pier for the last time on Monday evening, with two hundred guests on board.",
    "The town band played on the upper deck, and the captain let the horn sound until the lights of the harbour were gone.",
    "A new ship is to come in spring, and nobody on the island knows yet who is going to pay for the landing that it needs.",
]
PRINTED = "".join(f"<p>{line}</p>" for line in LINES)
PIER = {"src": "/img/pier.jpg", "caption": "The ferry at its pier on Monday.", "credit": "Jane Roe"}
HORN = {"type": "image", "url": "https://cdn.example/horn", "caption": {"text": "The horn of 1931."}, "credit": "AFP"}
BRIDGE = {"src": "/img/bridge.jpg", "caption": "The bridge of Sundhavn in the fog.", "credit": "Otto Lund"}
CONTENT: list[Any] = [
    {"kind": "paragraph", "text": LINES[0]},
    {"kind": "image", "image": HORN},
    {"kind": "paragraph", "text": LINES[1]},
    {"kind": "paragraph", "text": LINES[2]},
]
FOUND = [
    ("The ferry at its pier on Monday.", ["Jane Roe"], "https://news.example/img/pier.jpg"),
    ("The horn of 1931.", ["AFP"], "https://cdn.example/horn"),
]
STORY = {"headline": HEADLINE, "slug": "ferry", "lead": PIER, "content": CONTENT}
TEASER = {"title": "Bridge closed by fog", "url": "/world/bridge", "image": BRIDGE}


def read(body: str) -> Draft:
    page = page_of(
        f"<html><head><title>{HEADLINE}</title></head><body>{body}</body></html>", url="https://news.example/a"
    )
    return read_body(read_captions(read_metadata(Draft.of(page))))


def told(draft: Draft) -> list[tuple[str | None, list[str], str | None]]:
    return [(one.caption, one.credits, one.src) for one in draft.article.photos]


def next_data(value: object) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


def pushed(value: object) -> str:
    stream = f'1:["$","main"]\n2:{json.dumps(["$", "$L3", None, value])}\n'
    half = len(stream) // 2
    parts = (stream[:half], stream[half:])
    return "".join(f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in parts)


def state(value: object) -> str:
    return f"<script>window.__PRELOADED_STATE__ = {json.dumps(value)};</script>"


def parsed(value: object) -> str:
    return f"<script>window.__INITIAL_STATE__ = JSON.parse({json.dumps(json.dumps(value))});</script>"


@pytest.mark.parametrize("script", [next_data, pushed, state, parsed, nuxt_script])
@pytest.mark.parametrize("shown", [f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>", "<div id=app>Loading</div>"])
def test_photos_of_the_article_are_found_and_those_of_others_are_not(script: Any, shown: str) -> None:
    draft = read(shown + script({"page": {"story": STORY, "stories": [TEASER, {**TEASER, "slug": "b"}]}}))
    assert told(draft) == FOUND
    assert [one.source for one in draft.article.photos] == ["script", "script"]
    assert "pier on Monday" not in (draft.article.body or "")
    assert LINES[2] in (draft.article.body or "")


@pytest.mark.parametrize(
    "others",
    [
        {"related": [{"image": BRIDGE}]},
        {"more": [{"title": "Bridge closed by fog", "link": "/world/bridge", "image": BRIDGE}]},
        {"next": {"headline": "Bridge closed by fog", "publishedAt": "2026-01-02", "photo": BRIDGE}},
        {"author": {"name": "Jane Roe", "portrait": BRIDGE}},
        {"mostRead": [BRIDGE]},
        {"list": [{**BRIDGE, "slug": "bridge-closed"}]},
        {"films": [{"type": "video", **BRIDGE}]},
        {"item": {"headline": "Bridge closed by fog", "publishedAt": "2026-01-02", "photo": BRIDGE}},
        {"item": {"title": "Bridge closed by fog", "url": "/world/bridge", "image": BRIDGE}},
    ],
)
def test_photos_of_others_within_the_article_are_not_found(others: dict[str, Any]) -> None:
    body = f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>"
    assert told(read(body + next_data({**STORY, **others}))) == FOUND
    assert told(read(body + next_data({"story": STORY, **others}))) == FOUND


def test_data_with_most_of_the_paragraphs_are_those_of_the_article_whatever_they_are_called() -> None:
    story = {"headline": "Last crossing", "lead": PIER, "content": CONTENT}
    draft = read(f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>{next_data({'a': story, 'b': [TEASER]})}")
    assert told(draft) == FOUND


@pytest.mark.parametrize(
    "image",
    [
        {"kind": "default", "url": "/img/pier.jpg", "properties": {"caption": "The ferry.", "source": "AFP"}},
        {"src": "/img/pier.jpg", "data": {"captionTitle": "The ferry.", "captionCredit": "AFP"}},
        {"url": "/img/pier.jpg", "description": "The ferry.", "credit": "AFP", "alt": "A boat"},
        {"type": "image", "url": "/img/pier.jpg", "text": "The ferry.", "author": {"name": "AFP"}, "caption": None},
        {"picture": {"sources": [{"src": "/img/pier.jpg?w=__WIDTH__"}]}, "caption": "The ferry.", "source": "AFP"},
        {
            "caption": {"rendered": "<p>The ferry.</p>"},
            "source_url": "/img/pier.jpg",
            "credits": {"by": [{"name": "AFP"}]},
        },
        {
            "fields": [{"name": "caption", "value": "The ferry."}, {"name": "credit", "value": "AFP"}],
            "relation": {"href_full": "/img/pier.jpg", "caption": "IMG_4711 A ferry, for editorial use only"},
        },
        {
            "caption": "Three pictures of an evening",
            "images": [
                {"src": "/img/pier.jpg", "caption": "The ferry.", "credit": "AFP"},
                {"src": "/img/b.jpg", "caption": "The town band."},
            ],
        },
    ],
)
def test_sites_name_address_caption_and_credit_in_their_own_ways(image: dict[str, Any]) -> None:
    draft = read(
        f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>{next_data({**STORY, 'lead': image, 'content': PIER})}"
    )
    first = draft.article.photos[0]
    assert (first.caption, first.credits) == ("The ferry.", ["AFP"])
    assert (first.src or "").startswith("https://news.example/img/pier.jpg")


def test_a_store_is_followed_from_the_article_to_its_images() -> None:
    store = {
        "ROOT": {"story": {"__ref": "Story:1"}, "top": [{"__ref": "Story:2"}]},
        "Story:1": {"__typename": "Story", "title": HEADLINE, "photo": {"__ref": "Image:5"}},
        "Story:2": {"__typename": "Story", "title": "Bridge closed by fog", "slug": "b", "photo": {"__ref": "Image:6"}},
        "Image:5": {"__typename": "Image", "url": "https://cdn.example/5", "caption": "The ferry at its pier."},
        "Image:6": {"__typename": "Image", "url": "https://cdn.example/6", "caption": "The bridge in the fog."},
    }
    draft = read(f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>{state(store)}")
    assert told(draft) == [("The ferry at its pier.", [], "https://cdn.example/5")]


def test_what_data_by_place_hold_in_several_places_is_found_from_each() -> None:
    teaser = {"title": "Bridge closed by fog", "url": "/world/bridge", "image": PIER}
    value = {"teasers": [teaser], "story": STORY, "again": {"deep": [STORY]}}
    draft = read(f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>{nuxt_script(value)}")
    assert told(draft) == FOUND


@pytest.mark.parametrize(
    "address", ["https://[broken/pier.jpg", "https://a.example:port/pier.jpg", "/a b.jpg", "//", ""]
)
def test_an_address_that_is_none_costs_no_other_photo(address: str) -> None:
    broken = {"src": address, "caption": "The ferry.", "link": "https://[broken"}
    draft = read(f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>{next_data({**STORY, 'more_photos': [broken]})}")
    assert told(draft)[:2] == FOUND


def test_a_store_that_refers_in_circles_is_read_to_its_end() -> None:
    store: dict[str, Any] = {
        f"Node:{at}": {"all": [{"__ref": f"Node:{to}"} for to in range(40)], "photo": BRIDGE} for at in range(40)
    }
    draft = read(f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>{state({**store, 'title': 'Other', 'x': LINES})}")
    assert told(draft) == []


def test_a_photo_that_is_printed_without_its_caption_gets_it_from_the_data() -> None:
    body = f"<article><h1>{HEADLINE}</h1><img src='/img/pier.jpg?w=900' alt='Boat'>{PRINTED}</article>"
    photos = read(body + next_data({"headline": HEADLINE, "lead": PIER})).article.photos
    assert [(one.caption, one.credits, one.alt) for one in photos] == [(PIER["caption"], ["Jane Roe"], "Boat")]


def test_where_the_page_prints_captions_data_are_not_asked() -> None:
    figure = "<figure><img src='/img/deck.jpg'><figcaption>The upper deck. Photo: AFP</figcaption></figure>"
    draft = read(f"<article><h1>{HEADLINE}</h1>{figure}{PRINTED}</article>{next_data(STORY)}")
    assert [one.caption for one in draft.article.photos] == ["The upper deck."]


def test_a_headline_like_one_word_and_a_teaser_of_the_same_lines_tell_no_article() -> None:
    other = {"title": "Ferry", "teasers": [{"text": LINES[0], "image": BRIDGE}]}
    assert told(read(f"<article><h1>{HEADLINE}</h1>{PRINTED}</article>{next_data(other)}")) == []
