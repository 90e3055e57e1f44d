"""Cards of other stories: alike boxes, each with a headline that leads to another page of the site."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.page.block import SUBHEADINGS
from crawler.url import registrable_domain, resolve

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page.page import Page

LEAST_CARDS = 3
LEAST_WORDS = 3
MOST_HEADINGS = 400
LEVELS_UP = 8
LEVELS_COUNTED = 12
SHARE_LINKED = 0.8


def cards_of(page: Page) -> list[HtmlElement]:
    """Return the boxes of *page* that announce other stories of its site, where three and more stand side by side."""
    headings = page.tagged(*SUBHEADINGS)[:MOST_HEADINGS]
    leading = [heading for heading in headings if _leads_away(heading, page)]
    if len(leading) < LEAST_CARDS:
        return []
    held = Counter(chain.from_iterable(islice(heading.iterancestors(), LEVELS_COUNTED) for heading in headings))
    alike: dict[tuple[HtmlElement | None, object, str | None], list[HtmlElement]] = defaultdict(list)
    for heading in leading:
        card = _around(heading, held)
        alike[card.getparent(), card.tag, card.get("class")].append(card)
    return [card for cards in alike.values() if len(cards) >= LEAST_CARDS for card in cards]


def _around(heading: HtmlElement, held: Counter[HtmlElement]) -> HtmlElement:
    """The largest element around *heading* that holds no other one."""
    card = heading
    for above in islice(heading.iterancestors(), LEVELS_UP):
        if held[above] > 1 or above.tag in {"body", "html"}:
            break
        card = above
    return card


def _leads_away(heading: HtmlElement, page: Page) -> bool:
    """Whether *heading* as a whole is a link to another page of the site."""
    inner = next((link for link in heading.iter("a") if link.get("href")), None)
    link = heading.getparent() if inner is None else inner
    if link is None or link.tag != "a":
        return False
    words = len("".join(heading.itertext()).split())
    if words < LEAST_WORDS or len("".join(link.itertext()).split()) < SHARE_LINKED * words:
        return False
    target = resolve(page.base_url, link.get("href") or "")
    return target is not None and _is_another(target, page.url)


def _is_another(target: str, own: str) -> bool:
    """Whether *target* is another page of the site of *own*, both absolute addresses."""
    there, here = urlsplit(target), urlsplit(own)
    if there.path == here.path:
        return False
    hosts = (there.hostname or "", here.hostname or "")
    return hosts[0] == hosts[1] or registrable_domain(hosts[0]) == registrable_domain(hosts[1])
