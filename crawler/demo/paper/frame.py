"""What stands around every page: head, masthead, sections, footer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from crawler.demo.paper.story import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

NAME = "The Tidewater Gazette"
PLACE = "Brinmouth"
MOTTO = "News of Brinmouth and the Sound since 1894"
FOOTER_LINKS = (
    ("/about", "About us"),
    ("/contact", "Contact"),
    ("/newsletter", "Newsletter"),
    ("/corrections", "Corrections"),
    ("/privacy", "Privacy"),
    ("/search?q=ferry", "Search"),
    ("/feeds/rss.xml", "RSS"),
    ("/feeds/atom.xml", "Atom"),
)
"""Search is forbidden by robots.txt; a polite crawler knows the link and leaves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page to be put into the frame."""

    title: str
    content: str
    head: str = ""
    kind: str = "list"
    """Class of the body element."""
    language: str = "en"
    direction: str = "ltr"
    charset: str = "utf-8"
    """What the page says it is encoded in."""
    here: str | None = None
    """Key of the section that is marked as the present one."""


def framed(sheet: Sheet) -> str:
    """Return the whole page as text."""
    marked = {sheet.here: ' aria-current="page"'}
    sections = "".join(f'<li><a href="/{s.key}"{marked.get(s.key, "")}>{escape(s.title)}</a></li>' for s in SECTIONS)
    footer = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in FOOTER_LINKS)
    return f"""<!DOCTYPE html>
<html lang="{sheet.language}" dir="{sheet.direction}">
<head>
<meta charset="{sheet.charset}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(sheet.title)} | {NAME}</title>
<link rel="stylesheet" href="/static/gazette.css">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="alternate" type="application/rss+xml" title="{NAME}" href="/feeds/rss.xml">
<link rel="alternate" type="application/atom+xml" title="{NAME}" href="/feeds/atom.xml">
{sheet.head}</head>
<body class="{sheet.kind}">
<a class="skip" href="#content">Skip to the content</a>
<header class="masthead" lang="en" dir="ltr">
<p class="name"><a href="/">{NAME}</a></p>
<p class="motto">{MOTTO}</p>
<nav aria-label="Sections"><ul>{sections}</ul></nav>
</header>
<main id="content">
{sheet.content}
</main>
<footer class="imprint" lang="en" dir="ltr">
<ul>{footer}</ul>
<p>© 2026 {NAME}, 4 Cooper Street, {PLACE}</p>
</footer>
<div class="cookie-note" role="note" lang="en" dir="ltr">
<p>We keep one cookie, to remember that you saw this note. <a href="/privacy">Privacy</a></p>
</div>
</body>
</html>
"""


def json_ld(value: dict[str, Any]) -> str:
    """Return the script element that holds *value*."""
    text = json.dumps({"@context": "https://schema.org", **value}, ensure_ascii=False, indent=1)
    harmless = text.replace("</", "<\\/")
    return f'<script type="application/ld+json">\n{harmless}\n</script>\n'


def meta(pairs: Sequence[tuple[str, str]]) -> str:
    """Return meta elements: names with a colon as properties, the others as names."""
    return "".join(
        f'<meta {"property" if ":" in name else "name"}="{name}" content="{escape(value)}">\n'
        for name, value in pairs
        if value
    )


def day(at: datetime, language: str = "en") -> str:
    """Return such as ``22 November 2026``; in other languages the paper prints figures only."""
    return f"{at.day} {at:%B %Y}" if language == "en" else f"{at:%d.%m.%Y}"


def day_and_time(at: datetime, language: str = "en") -> str:
    """Return such as ``22 November 2026, 08:15 GMT``."""
    return f"{day(at, language)}, {at:%H:%M} GMT"
