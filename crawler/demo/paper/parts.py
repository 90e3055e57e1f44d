"""Parts that the templates of articles share: pictures with their captions, and the block of alternate addresses."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.paper.pictures import LARGE, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.demo.paper.story import Addresses, Picture, Story

TAGS = {"heading": "h2", "paragraph": "p"}


def media_path(file: str, width: int) -> str:
    return f"/media/{width}/{file}"


def names_large(story: Story, number: int) -> bool:
    """Whether the page names a larger size of the picture with *number*, from 1."""
    return (
        story.template == "modern"
        and story.role_of(number) == "lead"
        and not story.photos[number - 1].file.endswith(".svg")
    )


def img(picture: Picture, shown: int = SMALL) -> str:
    """Return the img element of the small picture, *shown* pixels wide."""
    return (
        f'<img src="{media_path(picture.file, SMALL)}" width="{shown}" height="{shown * 2 // 3}" '
        f'alt="{escape(picture.alt)}">'
    )


def img_in_sizes(picture: Picture) -> str:
    """Return the img element that names both sizes."""
    small, large = media_path(picture.file, SMALL), media_path(picture.file, LARGE)
    return (
        f'<img src="{small}" srcset="{small} {SMALL}w, {large} {LARGE}w" sizes="(min-width: 60em) 720px, 100vw" '
        f'width="{LARGE}" height="{LARGE * 2 // 3}" alt="{escape(picture.alt)}">'
    )


def caption(picture: Picture) -> str:
    """Return what is printed below the picture, the credit in its own element where it has one; else empty."""
    if picture.credit_printed:
        before = f'<span class="caption-text">{escape(picture.caption)}</span> ' if picture.caption else ""
        return f'{before}<span class="credit">{escape(picture.credit_printed)}</span>'
    return escape(picture.printed or "")


def figure(story: Story, number: int) -> str:
    """Return the picture with *number*, from 1, as a figure."""
    picture = story.photos[number - 1]
    image = img_in_sizes(picture) if names_large(story, number) else img(picture)
    below = caption(picture)
    closing = f"<figcaption>{below}</figcaption>" if below else ""
    return f'<figure class="{story.role_of(number)}">{image}{closing}</figure>\n'


def body_of(story: Story, photo: Callable[[Story, int], str]) -> list[str]:
    """Return the blocks of the text as HTML, pictures by way of *photo*; neighbouring list items are one list."""
    found: list[str] = []
    items: list[str] = []
    for kind, text in (*story.blocks, ("end", "")):
        if kind == "list_item":
            items.append(f"<li>{escape(text)}</li>")
            continue
        if items:
            found.append(f"<ul>{''.join(items)}</ul>\n")
            items = []
        if kind == "photo":
            found.append(photo(story, int(text)))
        elif kind == "quote":
            found.append(f"<blockquote><p>{escape(text)}</p></blockquote>\n")
        elif kind in TAGS:
            found.append(f"<{TAGS[kind]}>{escape(text)}</{TAGS[kind]}>\n")
    return found


def address_list(addresses: Addresses | None) -> str:
    """Return the block as the newer templates print it: a paragraph and a list in one box."""
    if addresses is None:
        return ""
    items = "".join(f'<li><a href="{escape(line.href)}">{escape(line.text)}</a></li>' for line in addresses.lines)
    return f'<div class="elsewhere"><p>{escape(addresses.sentence)}</p><ul>{items}</ul></div>\n'


def address_lines(addresses: Addresses | None) -> str:
    """Return the block as the older template prints it: one paragraph after the other, in no box."""
    if addresses is None:
        return ""
    lines = "".join(f'<p><a href="{escape(line.href)}">{escape(line.text)}</a></p>\n' for line in addresses.lines)
    return f"<p><strong>{escape(addresses.sentence)}</strong></p>\n{lines}"
