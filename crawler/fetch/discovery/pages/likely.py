"""Whether a link is likely to lead to an article: by its address, its text, and where on the page it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.fetch.discovery.links import article_like
from crawler.page.links import LinkPlace

if TYPE_CHECKING:
    from crawler.page.links import Link

# Words that make up the name of a page about the paper itself, or of a list, in the languages of our corpus.
ABOUT = re.compile(
    r"about|agb|archiv|archive|authors?|autoren|careers?|contacto?|contact-?us|cookies?|datenschutz\w*|editorial|faq|games?"
    r"|home|impressum|index|info|jobs|karriere|kontakt\w*|legal|login|mentions|mediadaten|newsletters?|nutzungsbedingungen"
    r"|podcasts?|policy|policies|preferences|privacy|privacidad|privatsphaere|register|registrierung|rss|search|shop"
    r"|sitemap|spiele|startseite|subscribe|terms|tags?|team|themen|topics?|widerrufen|widget",
    re.IGNORECASE,
)
OWN_PARTS = frozenset(
    [
        *("about", "agb", "author", "authors", "careers", "corporate", "datenschutz", "faq", "games", "help", "hilfe"),
        *("impressum", "jobs", "karriere", "kontakt", "legal", "newsletter", "newsletters", "preferences", "privacy"),
        *("service", "services", "shop", "spiele", "tag", "tags", "themen", "topic", "topics"),
    ]
)
"""Path segments below which there are no articles."""
HELD_BY = frozenset(
    [*("article", "articles", "artikel", "clanek", "detail"), *("news", "nachricht", "story", "stories", "noticia")]
)
"""A path segment below which an address that looks like a number in other figures is an article's."""
CODE = re.compile(r"(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{8,}|doc\.[a-z0-9.]{6,}", re.IGNORECASE)
HEADLINE_WORDS = 5
NAME_WORDS = 3
WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
CHARS_A_WORD = 2
"""In scripts without spaces."""


def likely_article(url: str, link: Link | None = None) -> bool:
    """Return whether *url* is likely that of an article; *link* is the link on a page that leads there, if any.

    How often that is right is measured in docs/discovery.md.

    >>> likely_article("https://news.example/news/articles/c0rxk4q0pj0o")
    True
    >>> likely_article("https://news.example/service/contact-the-evening-desk-7185764.html")
    False
    """
    by_address = address_tells(url)
    if link is None:
        return by_address
    words = _words(link.text)
    if link.place is LinkPlace.FURNITURE:
        # A menu leads to an article only by its headline; one or two words are the name of a list.
        return by_address and words >= HEADLINE_WORDS
    if words >= HEADLINE_WORDS and link.place is LinkPlace.HEADLINE:
        return by_address or _may_be(url)
    return by_address and not 0 < words < NAME_WORDS


def address_tells(url: str) -> bool:
    """Return whether an address is built as those of articles are, and speaks of none of the paper's own pages."""
    segments = [segment for segment in unquote(urlsplit(url).path).split("/") if segment]
    if not segments:
        return article_like(url)
    name = re.sub(r"\.[a-z]{2,5}$", "", segments[-1], flags=re.IGNORECASE)
    words = [word for word in re.split(r"[-_.]", name) if word and not word.isdigit()]
    about = sum(ABOUT.fullmatch(word) is not None for word in words)
    if OWN_PARTS.intersection(segment.lower() for segment in segments[:-1]) or (about and 2 * about >= len(words) - 1):
        return False
    is_code = CODE.fullmatch(segments[-1]) is not None and any(each.lower() in HELD_BY for each in segments[:-1])
    return is_code or article_like(url)


def is_section_address(url: str) -> bool:
    """Return whether an address may be that of a section: a path of one or two names, no page of the paper itself.

    >>> is_section_address("https://news.example/politics/"), is_section_address("https://news.example/contact")
    (True, False)
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if not 0 < len(segments) < 3 or parts.query or OWN_PARTS.intersection(segments) or address_tells(url):
        return False
    words = [word for segment in segments for word in re.split(r"[-_.]", segment)]
    return not any(ABOUT.fullmatch(word) for word in words)


def _may_be(url: str) -> bool:
    """Return whether nothing in the address speaks against an article: a path of some length, no page of the paper."""
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    named = {each.lower() for each in segments}
    return (
        bool(segments) and segments[-1].count("-") >= 1 and not OWN_PARTS & named and not ABOUT.fullmatch(segments[-1])
    )


def _words(text: str) -> int:
    wide = len(WIDE.findall(text))
    return wide // CHARS_A_WORD + len(WIDE.sub(" ", text).split())
