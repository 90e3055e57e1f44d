"""Links that are never closed nest: to browsers such a one ends where the next begins."""

from __future__ import annotations

import pytest
from page_kit import page_of

from pipelines.mirrors.links import tokens_of

LINKS = 400
"""With each link asked for all the text of those within it, this would take minutes."""


def told_in(html: str) -> list[tuple[str | None, str | None, str | None]]:
    page = page_of(f"<body>{html}</body>")
    return [
        (token.printed, token.name, token.href)
        for block in page.blocks
        for token in tokens_of(block.text, block.anchors, page.base_url)
    ]


@pytest.mark.parametrize("name", ["www.a{n}.org", "our site"])
def test_each_names_what_stands_in_it(name: str) -> None:
    closed = "<p><a href=https://www.a{n}.org/>" + name + "</a></p>"
    never = "<p><a href=https://www.a{n}.org/>" + name
    expected = told_in("".join(closed.format(n=n) for n in range(LINKS)))
    assert len(expected) == LINKS
    found = told_in("".join(never.format(n=n) for n in range(LINKS)))
    assert set(expected) <= set(found)
    if "{" in name:
        assert found == expected
