"""Whether a page shows one article."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from crawler.page.page import Page

ARTICLE_TYPES = ("article", "blogposting", "report", "liveblogposting")
LIST_TYPES = frozenset({"collectionpage", "searchresultspage", "profilepage", "contactpage", "aboutpage", "checkoutpage"})
LEAST_WORDS = 80
"""Words of running text an article has that does not call itself one."""
LEAST_WORDS_DECLARED = 25
"""Words of running text of an article that says it is one; short news are short."""


def looks_like_article(page: Page) -> bool:
    """Return whether *page* shows one article rather than a list of them.

    What the page calls itself counts only together with what it shows: home pages and sections call themselves
    articles too, and carry the JSON-LD of what they list.
    """
    path = urlsplit(page.url).path.strip("/")
    if not path and not urlsplit(page.url).query:
        return False
    prose, longest = _prose(page)
    types = _types(page)
    if types & LIST_TYPES or prose < LEAST_WORDS_DECLARED:
        return False
    if _is_list(page, prose, longest):
        return False
    declared = any(name.endswith(ARTICLE_TYPES) for name in types)
    og_article = any(value.lower().startswith("article") for value in page.meta.get("og:type", ()))
    if declared or og_article:
        return True
    return prose >= LEAST_WORDS and longest >= 20 and next(page.tree.iter("h1", "h2"), None) is not None


def _prose(page: Page) -> tuple[int, int]:
    """Return the words of running text outside of links, and those of the longest block."""
    words = [block.words for block in page.blocks if block.link_density < 0.4 and block.words >= 12]
    return sum(words), max(words, default=0)


def _types(page: Page) -> set[str]:
    """Return the types of the page's JSON-LD objects; those of lists that name articles are not looked into."""
    found = set()
    for item in page.json_ld:
        given = item.get("@type")
        for name in given if isinstance(given, list) else [given]:
            if isinstance(name, str):
                found.add(name.rpartition("/")[2].lower())
    return found


def _is_list(page: Page, prose: int, longest: int) -> bool:
    """Return whether headlines that are links, each with a short teaser, make up the page."""
    linked = sum(1 for block in page.blocks if block.link_density > 0.8 and block.words >= 4)
    titles = sum(1 for block in page.blocks if block.link_density > 0.8 and block.tag in {"h2", "h3", "h4"})
    paragraphs = [b for b in page.blocks if b.link_density < 0.4 and b.words >= 12]
    if titles >= 8 and prose < 25 * titles:
        return True
    return linked >= 15 and prose < 6 * linked and (longest < 60 or len(paragraphs) < 4)
