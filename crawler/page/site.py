"""What a page calls its site: in meta tags, in its JSON-LD, in its title together with its masthead, in its address."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.page.page import Page

MOST_LINKS = 400
"""So many links are looked at; a masthead is among the first."""
LONGEST_NAME_WORDS = 6
PARTED = re.compile(
    r"[\s|｜ㅣ](?:(?<=\s)[|\u2013\u2014\u2022·»«›‹:~-]{1,2}\s|(?<=[|｜ㅣ]))|"
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u201d？！])[-_](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
)
"""What stands between a headline and the site's name in a title: a bar, a sign between spaces, or, in scripts without
spaces, between two of their characters."""
_FRONT = re.compile(r"[:：]\s+")
_ELSEWHERE = re.compile(r"https?://[\w.-]+/[\w-][^\\]*\Z")
"""An address with a path. Others may lead to a front page, such as those that go up to it."""
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_PLAIN_NOT_ALPHANUMERIC = bytes(code for code in range(128) if not chr(code).isalnum())
_LEADING_ARTICLE = re.compile(
    r"(?:the|der|die|das|le|la|les|el|los|il|lo|de|het|o|a)\s+(?=\S{3})|l['’](?=\S{3})", re.IGNORECASE
)


def site_names(page: Page) -> tuple[str, ...]:
    """Return names of the site as they are printed, those that the page names itself before those of the address."""
    *told, host = full_names(page)
    labels = host.split(".")
    return tuple(dict.fromkeys([*told, host, labels[0], labels[-2] if len(labels) > 1 else host]))


def full_names(page: Page) -> tuple[str, ...]:
    """Return what the page calls its site, and the host: no parts of it, since sections are called "news", too."""
    told = [*page.meta.get("og:site_name", ()), *page.meta.get("application-name", ()), *_publishers(page)]
    return (*told, *mastheads(page), (urlsplit(page.url).hostname or "").removeprefix("www."))


def mastheads(page: Page) -> list[str]:
    """Return what the page's links to its front page say, where its title begins or ends with the same name."""
    if not page.title:
        return []
    ends = {folded_name(piece) for piece in ends_of_title(page.title)}
    return [text for text in page.front_links if folded_name(text) in ends]


def ends_of_title(title: str) -> list[str]:
    """Return the first and the last piece of a title that is made of several.

    >>> ends_of_title("A bridge falls | World | The Lantern")
    ['A bridge falls', 'The Lantern']
    """
    pieces = [piece.strip() for piece in PARTED.split(title)]
    if len(pieces) < 2:
        pieces = [piece.strip() for piece in _FRONT.split(title, maxsplit=1)]
    return [pieces[0], pieces[-1]] if len(pieces) > 1 else []


def folded_name(name: str) -> str:
    """Return *name* in the form in which names are compared: letters and digits, without a leading article.

    >>> folded_name("The Tide-water Gazette")
    'tidewatergazette'
    """
    return letters_of(without_article(name))


def letters_of(text: str) -> str:
    """Return the letters and digits of *text* in lower case, by which two prints of one text are compared.

    >>> letters_of("Fähre No. 3")
    'fähreno3'
    """
    lower = text.lower()
    if lower.isascii():
        return lower.encode().translate(None, _PLAIN_NOT_ALPHANUMERIC).decode()
    return _NOT_ALPHANUMERIC.sub("", lower)


def without_article(name: str) -> str:
    """Return *name* less a leading article, in the commonest languages that have one.

    >>> without_article("The Lantern"), without_article("Theatre Now")
    ('Lantern', 'Theatre Now')
    """
    name = name.strip()
    match = _LEADING_ARTICLE.match(name)
    return name[match.end() :] if match else name


def front_links_of(page: Page) -> Iterator[str]:
    """Yield what the links of *page*, <a>, say that lead to the front page of its site."""
    front = f"{resolve(page.base_url, '/')}"
    leading: list[int] = []
    for href, places in page.places_by("href").items():
        # With a path or more slashes than "https://news.example/" it leads elsewhere, as is seen without resolving it.
        may_lead = "//" in href and href.count("/") in {2, 3} and not _ELSEWHERE.match(href)
        if href == "/" or (may_lead and f"{resolve(page.base_url, href)}".rstrip("/") + "/" == front):
            leading += places
    first = set(page.tagged("a")[:MOST_LINKS]) if leading else ()
    for link in page.at_places(leading, "a"):
        if link in first and (text := _told(link)):
            yield text


def _told(link: HtmlElement) -> str:
    """The text of a link, or what stands for its picture."""
    text = " ".join("".join(islice(link.itertext(), 20)).split())
    if not text:
        images = (image.get("alt") for image in islice(link.iter("img"), 3))
        text = next(filter(None, images), None) or link.get("aria-label") or link.get("title") or ""
    return " ".join(text.split()) if len(text.split()) <= LONGEST_NAME_WORDS else ""


def _publishers(page: Page) -> Iterator[str]:
    for item in page.json_ld:
        publisher = item.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            yield publisher["name"]
