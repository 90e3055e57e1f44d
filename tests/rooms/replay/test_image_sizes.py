"""Of an image in several sizes a crawl archives the largest: that one is shown, in whatever window."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rooms.replay.served import AT, STAMP, Client, Made, answer

if TYPE_CHECKING:
    from pathlib import Path

SITE = "http://news.example"
URL = f"{SITE}/story"
IM = f"/web/{STAMP}im_/{SITE}"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def kept(folder: Path, page: str, *held: str, status: str = "200 OK") -> Client:
    made = Made(folder).keep((URL, answer(page.encode())))
    images = [(f"{SITE}{path}", answer(PNG, mime="image/png", status=status)) for path in held]
    return made.keep(*images, at=AT + timedelta(seconds=1)).client()


def shown(folder: Path, page: str, *held: str, status: str = "200 OK") -> str:
    return kept(folder, page, *held, status=status).get(f"/web/{STAMP}mp_/{URL}").text.replace(IM, "")


@pytest.mark.parametrize(
    ("page", "held", "expected"),
    [
        # Only what is archived is left of a list; the rest would be an empty frame in most windows.
        (
            '<img src="/s.png" srcset="/s.png 1w, /m.png 2w, /l.png 3w" sizes="9px">',
            ("/l.png",),
            '<img src="/l.png" srcset="/l.png 3w" sizes="9px">',
        ),
        ('<img src="/s.png" srcset="/m.png 2x">', ("/s.png",), '<img src="/s.png">'),
        ('<img src="/s.png" srcset="/m.png 1.5x, /l.png 3x">', ("/m.png", "/l.png"), '<img src="/l.png" srcset="/m.png 1.5x, /l.png 3x">'),
        # A source that is not archived would be taken before the image that is.
        (
            '<picture><source type="image/webp" srcset="/a.webp 1w, /b.webp 2w"><img src="/a.png"></picture>',
            ("/a.png",),
            '<picture><source type="image/webp"><img src="/a.png"></picture>',
        ),
        (
            '<picture>\n<source media="(min-width: 9px)" srcset="/l.png"><source srcset="/m.png">\n<img alt="a > b" src="/a.png"></picture>',
            ("/l.png",),
            '<picture>\n<source media="(min-width: 9px)" srcset="/l.png"><source>\n<img alt="a > b" src="/l.png"></picture>',
        ),
        # What the page names beside it, for a script or behind a link.
        ('<img src="/s.png" data-orig-file="/l.png?a=1&amp;b=2">', ("/l.png?a=1&b=2",), '<img src="/l.png?a=1&amp;b=2" data-orig-file="/l.png?a=1&amp;b=2">'),
        ('<a class="p" href="/l.png"><img src="/s.png"></a>', ("/l.png",), f'<a class="p" href="/web/{STAMP}/{SITE}/l.png" target="_top"><img src="/l.png"></a>'),
        ("<A HREF=/l.png>\n <img src=/s.png />", ("/l.png",), f'<a href="/web/{STAMP}/{SITE}/l.png" target="_top">\n <img src="/l.png" />'),
        ('<a href="/l.png"><img src="data:image/png;base64,R0"></a>', ("/l.png",), f'<a href="/web/{STAMP}/{SITE}/l.png" target="_top"><img src="/l.png"></a>'),
        ('<img data-src="/m.png" data-srcset="/l.png 2x" src="data:,">', ("/l.png",), '<img data-src="/m.png" data-srcset="/l.png 2x" src="/l.png" srcset="/l.png 2x">'),
        # Each by itself.
        (
            '<img srcset="/a.png 1w, /b.png 2w"><img srcset="/c.png 1w, /d.png 2w">',
            ("/b.png", "/c.png"),
            '<img srcset="/b.png 2w" src="/b.png"><img srcset="/c.png 1w" src="/c.png">',
        ),
    ],
)  # fmt: skip
def test_what_is_archived_is_shown(page: str, held: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    assert shown(tmp_path, page, *held) == expected


WHOLE = '<img src="/s.png" srcset="/s.png 1w, /l.png 3w">'


@pytest.mark.parametrize(
    ("page", "held"),
    [
        (WHOLE, ("/s.png", "/l.png")),
        (WHOLE, ()),
        ('<img src="/s.png">', ("/l.png",)),
        # Another image in its place would be a lie.
        ('<img src="/s.png" data-hover-src="/l.png">', ("/l.png",)),
        ('<img src="/s.png" data-author-image="/l.png" data-caption="/l.png" title="/l.png">', ("/l.png",)),
        ('<img src="data:image/gif;base64,R0">', ("/l.png",)),
        ('<picture><source srcset="/a.webp"><img src="/a.png"></picture>', ("/a.webp", "/a.png")),
        ('<picture><source srcset="/a.webp"><img src="/a.png"></picture>', ()),
        ('<video><source src="/v.mp4" type="video/mp4"></video><img src="/s.png">', ("/s.png",)),
    ],
)
def test_what_is_as_it_was(page: str, held: tuple[str, ...], tmp_path: Path) -> None:
    assert shown(tmp_path, page, *held).replace(f"/web/{STAMP}oe_/{SITE}", "") == page


def test_an_error_is_no_image(tmp_path: Path) -> None:
    assert shown(tmp_path, WHOLE, "/s.png", status="404 Not Found") == WHOLE


def test_a_link_to_a_page_is_no_image(tmp_path: Path) -> None:
    made = Made(tmp_path).keep(
        (URL, answer(b'<a href="/next"><img src="/s.png"></a>')), (f"{SITE}/next", answer(b"<p>"))
    )
    assert f'<img src="{IM}/s.png">' in made.client().get(f"/web/{STAMP}mp_/{URL}").text


def test_who_asks_again_gets_what_has_come_since(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(WHOLE.encode())))
    first = made.client().get(f"/web/{STAMP}mp_/{URL}")
    again = made.client().get(f"/web/{STAMP}mp_/{URL}", If_None_Match=first.headers["etag"])
    assert (again.status, again.raw) == (304, b"")
    made.keep((f"{SITE}/l.png", answer(PNG, mime="image/png")), at=AT + timedelta(seconds=1))
    later = made.client().get(f"/web/{STAMP}mp_/{URL}", If_None_Match=first.headers["etag"])
    assert (later.status, "/s.png" in later.text) == (200, False)


def test_thousands_of_sizes(tmp_path: Path) -> None:
    sets = "".join(f'<img srcset="/{number}-s.png 1w, /{number}-l.png 2w">' for number in range(5_000))
    text = shown(tmp_path, sets, "/7-l.png")
    assert '<img srcset="/7-l.png 2w" src="/7-l.png">' in text
    assert len(re.findall("<img", text)) == 5_000
