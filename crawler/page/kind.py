"""Whether a page shows one article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.page.site import letters_of

if TYPE_CHECKING:
    from crawler.page.block import Block
    from crawler.page.page import Page

ARTICLE_ENDINGS = ("article", "blogposting", "report")
LIST_TYPES = frozenset(
    ["collectionpage", "searchresultspage", "profilepage", "contactpage", "checkoutpage", "itemlist"]
)
RUN_WORDS = 100
"""Running text, in one piece, of an article that does not call itself one."""
RUN_WORDS_DECLARED = 60
"""Of one whose JSON-LD or og:type says that it is one; sections say so too, but show only teasers."""
RUN_WORDS_NAMED = 15
"""Of one whose JSON-LD carries the very headline that the page prints; short news are short."""
LINES_OF_PROSE_WORDS = 12
MANY_CALLS = 5
LEAST_HEADLINE_WORDS = 4
"""Names of sections and topics are shorter."""
SHORTEST_TITLE_CHARS = 12
LONGEST_TITLE_WORDS = 40


def looks_like_article(page: Page) -> bool:
    """Return whether *page* shows one article rather than a list of them.

    What the page calls itself counts only together with what it shows: home pages and sections call themselves
    articles too, and carry the JSON-LD of what they list. The text of an article comes in one piece; teasers are
    parted by headlines that are links.
    """
    parts = urlsplit(page.url)
    if not parts.path.strip("/") and not parts.query:
        return False
    articles, others = _types(page)
    if others & LIST_TYPES and not articles:
        return False
    run = page.longest_run
    if run >= RUN_WORDS:
        return bool(page.tags & {"h1", "h2"}) or _prints_title(page, least_words=1)
    if run >= RUN_WORDS_NAMED and any(_is_printed(page, item) for item in articles):
        return True
    og_type = next(iter(page.meta.get("og:type", ())), "").lower()
    return run >= RUN_WORDS_DECLARED and (
        bool(articles) or og_type.startswith("article") or _prints_title(page, least_words=LEAST_HEADLINE_WORDS)
    )


def longest_run(blocks: tuple[Block, ...]) -> int:
    """Return the words of the longest stretch of running text that no linked headline parts."""
    longest = run = 0
    calls = Counter(block.text for block in blocks if block.link_density > 0.8 and block.words < 4)
    for block in blocks:
        # A linked headline, or the same "Read more" again and again.
        if block.link_density > 0.8 and (block.words >= 4 or calls[block.text] >= MANY_CALLS):
            run = 0
        elif block.link_density < 0.4 and block.words >= LINES_OF_PROSE_WORDS:
            run += block.words
            longest = max(longest, run)
    return longest


def _types(page: Page) -> tuple[list[dict[str, Any]], set[str]]:
    """Return the JSON-LD objects that describe an article, and the types of all others."""
    articles, others = [], set()
    for item in page.json_ld:
        given = item.get("@type")
        names = {name.rpartition("/")[2].lower() for name in _listed(given) if isinstance(name, str)}
        if any(name.endswith(ARTICLE_ENDINGS) or name == "liveblogposting" for name in names):
            articles.append(item)
        else:
            others |= names
    return articles, others


def _is_printed(page: Page, item: dict[str, Any]) -> bool:
    """Return whether the headline of the JSON-LD object stands on the page as one that is no link."""
    headline = item.get("headline")
    if not isinstance(headline, str):
        return False
    wanted = letters_of(headline)[:80]
    printed = (b for b in page.blocks if "/h1" in b.path[-12:] and b.link_density < 0.5)
    return len(wanted) > 8 and any(letters_of(block.text).startswith(wanted) for block in printed)


def _prints_title(page: Page, *, least_words: int) -> bool:
    """Return whether a line of the page, no link, is the title less the site's name: old pages have no headings."""
    title = letters_of(page.title or "")
    for block in page.blocks if len(title) >= SHORTEST_TITLE_CHARS else ():
        if block.link_density < 0.5 and least_words <= block.words <= LONGEST_TITLE_WORDS:
            text = letters_of(block.text)
            if len(text) >= SHORTEST_TITLE_CHARS and (title.startswith(text) or title.endswith(text)):
                return True
    return False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
