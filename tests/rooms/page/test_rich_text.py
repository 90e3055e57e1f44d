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


STORY = {"title": "A letter", "html": f"<p>{FIRST}</p><p>{SECOND}</p>"}
QUOTED = json.dumps(STORY).replace("\\", "\\\\").replace("'", "\\'")


@pytest.mark.parametrize(
    "script",
    [
        f"var __INITIAL_STATE__ = {json.dumps(STORY)};",
        f"window.__remixContext = {json.dumps({'state': STORY})};",
        f"window.__DATA__ = {json.dumps(STORY).replace('<', chr(92) + 'u003c')}",
        f"window.__DATA__ = JSON.parse('{QUOTED}');",
        f"window.__DATA__ = JSON.parse('{QUOTED.replace('<', chr(92) + 'x3C')}');",
    ],
)
def test_a_script_may_set_its_data_in_several_ways(script: str) -> None:
    page = page_of(f"<body><div id=root></div><script>{script}</script></body>")
    assert [block.text for block in page.blocks] == [FIRST, SECOND]


@pytest.mark.parametrize(
    "state",
    [
        {"blocks": [{"type": "paragraph", "data": {"text": text}} for text in (FIRST, SECOND)]},
        {"blocks": [{"name": "core/paragraph", "attributes": {"content": text}} for text in (FIRST, SECOND)]},
        {"parts": [{"type": "text", "content": f"<b>{text[:20]}</b>{text[20:]}"} for text in (FIRST, SECOND)]},
        {
            "parts": [
                {"type": "text", "content": f"<p>{text.replace(' ', '&nbsp;', 1)}</p>"} for text in (FIRST, SECOND)
            ]
        },
        {"title": "A letter", "body": f"{FIRST}\n\n{SECOND}"},
        {"articleBody": f"{FIRST.replace('the', '<i>the</i>', 1)}\n{SECOND}"},
    ],
)
def test_paragraphs_of_script_data_may_have_markup_of_their_own(state: dict[str, Any]) -> None:
    data = json.dumps({"note": "A short text of the site. It is read by nobody.", "story": state})
    page = page_of(f"<body><div id=root></div><script type='application/json'>{data}</script></body>")
    assert [block.text for block in page.blocks] == [FIRST, SECOND]
