"""Text that a page holds only as rich text in the data of its scripts, in the forms of several editors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from page_kit import page_of

LETTER = "The lighthouse keeper wrote a long letter about the winter and the ships that passed. " * 5
FIRST, SECOND = LETTER.strip(), f"And then {LETTER.strip()}"


def rich(below: str, kind: str, text: str, leaf: str) -> list[dict[str, Any]]:
    """Return two paragraphs, a line and an item of a list as an editor of rich text keeps them."""

    def element(name: str, *inner: dict[str, Any]) -> dict[str, Any]:
        return {kind: name, below: list(inner)}

    def words(said: str) -> dict[str, Any]:
        return {kind: leaf, text: said} if leaf else {text: said}

    return [
        element("paragraph", words(FIRST[:30]), element("link", words(FIRST[30:50])), words(FIRST[50:])),
        element("heading", words("The winter")),
        element("list", element("item", element("paragraph", words("One ship.")))),
        element("paragraph", words(SECOND)),
    ]


@pytest.mark.parametrize(
    "state",
    [
        {"content": {"type": "doc", "content": rich("content", "type", "text", "text")}},
        {"body": rich("children", "_type", "text", "span")},
        {"body": rich("children", "type", "text", "")},
        {"root": {"type": "root", "children": rich("children", "type", "text", "text")}},
        {"body": {"nodeType": "document", "content": rich("content", "nodeType", "value", "text")}},
        {"parts": [{"type": "text", "content": {"type": "doc", "content": rich("content", "type", "text", "text")}}]},
    ],
)
def test_rich_text_that_only_script_data_holds_is_recovered(state: dict[str, Any]) -> None:
    menu = [
        {"type": "item", "children": [{"text": f"{name} of the harbour"}]} for name in ("News", "Ships", "Tides") * 30
    ]
    teasers = [{"slug": f"/{at}", "content": [{"type": "text", "text": LETTER}]} for at in range(9)]
    data = json.dumps({"menu": menu, "more": teasers, "story": state})
    page = page_of(
        f'<body><div id=root></div><script id="__NEXT_DATA__" type="application/json">{data}</script></body>'
    )
    assert [block.text for block in page.blocks] == [FIRST, "The winter", "One ship.", SECOND]


@pytest.mark.parametrize("key", ["more", "comments"])
def test_other_documents_in_a_list_are_not_one_text(key: str) -> None:
    others = [
        {"id": at, "title": f"Story {at}", "content": [{"type": "p", "children": [{"text": LETTER}]}]}
        for at in range(4)
    ]
    data = json.dumps({key: others, "story": {"content": rich("content", "type", "text", "text")}})
    page = page_of(f'<body><script type="application/json">{data}</script></body>')
    assert [block.text for block in page.blocks] == [FIRST, "The winter", "One ship.", SECOND]


@pytest.mark.parametrize("kind", [{"name": "article"}, [{"target_id": "article"}], 7, None])
def test_data_that_say_of_which_type_they_are_in_another_way_are_no_rich_text(kind: object) -> None:
    data = json.dumps({"content": [{"type": kind, "text": LETTER}], "body": [FIRST, SECOND]})
    page = page_of(f'<body><script type="application/json">{data}</script></body>')
    assert [block.text for block in page.blocks] == [FIRST, SECOND]
