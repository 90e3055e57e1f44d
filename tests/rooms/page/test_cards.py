"""Boxes that announce other stories of the site."""

from __future__ import annotations

import pytest
from page_kit import page_of

from crawler.page.cards import cards_of

CARD = (
    "<li class=item><a href={0}><img src=a.jpg></a><h5><a href={0}>The ferry is late</a></h5><p>It was late.</p></li>"
)


def cards(html: str, kind: str = "li") -> int:
    found = cards_of(page_of(f"<h1>Bridge</h1><p>Text</p>{html}"))
    assert {card.tag for card in found} <= {kind}
    return len(found)


def test_alike_boxes_with_linked_headlines_are_cards() -> None:
    assert cards("<ul>" + "".join(CARD.format(f"/world/{n}") for n in range(4)) + "</ul>") == 4
    box = "<div class='card n'><div><a href=/world/{}><h3>The ferry is late</h3></a></div><p>It was late.</p></div>"
    assert cards("".join(box.format(n) for n in range(3)), "div") == 3


@pytest.mark.parametrize(
    "html",
    [
        "<ul>" + "".join(CARD.format(f"/world/{n}") for n in range(2)) + "</ul>",
        "".join(f"<div>{CARD.format(f'/world/{n}')}</div>" for n in range(2)),
        "".join(CARD.format(f"https://shop.other/{n}") for n in range(4)),
        "".join(CARD.format(f"#part{n}") for n in range(4)),
        "".join(f"<li><h3>The ferry of {n} <a href=/x/{n}>is late</a></h3><p>Late.</p></li>" for n in range(4)),
        "".join(f"<li><h3><a href=/x/{n}>Sport</a></h3><p>Late.</p></li>" for n in range(4)),
        "".join(f"<li class=c{n}><h3><a href=/x/{n}>The ferry is late</a></h3></li>" for n in range(4)),
    ],
    ids=["two", "apart", "other site", "parts", "a word linked", "sections", "not alike"],
)
def test_what_is_no_list_of_stories_has_none(html: str) -> None:
    assert cards(html) == 0
