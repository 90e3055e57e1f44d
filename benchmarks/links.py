"""How well links to articles are told from others: figures for docs/discovery.md.

    python benchmarks/links.py CORPUS

Nobody has marked the links of the saved pages. So the address is measured by where links stand: a headline of five
words and more outside of menus leads to an article, a menu entry of up to three words does not. The context is measured
by addresses that leave no doubt: a whole date and a name, against tags, authors and topics.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.archive.sources import page_capture
from crawler.fetch.discovery import article_like
from crawler.fetch.discovery.pages.likely import address_tells, likely_article
from crawler.page import Page
from crawler.page.links import LinkPlace
from crawler.url import registrable_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.page.links import Link

NEWS = ("A-dev", "B-dev")
PARTS = (*NEWS, "C-dev", "D-dev")
SURE = re.compile(r"/(?:19|20)\d\d/\d\d?/\d\d?/(?:[^/]+/)*[^/]*-[^/]*-[^/]+")
SURE_LIST = re.compile(
    r"/(?:tags?|authors?|autor|autoren|topics?|thema|themen|category|kategorie|section|rubrik)/[^/]+/?$"
)


def rows(corpus: Path, part: str) -> Iterator[dict[str, str]]:
    for line in (corpus / part / "gold.jsonl").read_text("utf-8").split("\n"):
        if line:
            yield json.loads(line)


def links(corpus: Path) -> Iterator[Link]:
    """Yield the links of the news pages that stay at their domain."""
    for part in NEWS:
        for row in rows(corpus, part):
            body = gzip.decompress((corpus / part / row["file"]).read_bytes())
            page = Page(page_capture(body, url=row["url"], headers={"Content-Type": "text/html; charset=utf-8"}))
            domain = registrable_domain(urlsplit(row["url"]).hostname or "")
            for link in page.links:
                if (urlsplit(link.url).hostname or "").endswith(domain):
                    yield link


def by_place(link: Link) -> bool | None:
    """Return whether a link leads to an article, by where it stands; None where that does not tell."""
    words = len(link.text.split())
    if link.place is LinkPlace.HEADLINE and words >= 5:
        return True
    return False if link.place is LinkPlace.FURNITURE and 0 < words <= 3 else None


def by_address(link: Link) -> bool | None:
    """Return whether a link leads to an article, by an address that leaves no doubt; else None."""
    path = urlsplit(link.url).path.lower()
    return False if SURE_LIST.search(path) else True if SURE.search(path) else None


def measured(found: list[Link], label: Callable[[Link], bool | None], rule: Callable[[Link], bool]) -> str:
    marked = [(told, rule(link)) for link in found if (told := label(link)) is not None]
    right = sum(told and said for told, said in marked)
    wrong = sum(said and not told for told, said in marked)
    yes = sum(told for told, _ in marked)
    recall, precision, false = right / yes, right / (right + wrong), wrong / (len(marked) - yes)
    return (
        f"{yes} / {len(marked) - yes}: precision {precision:.3f}, recall {recall:.3f}, of the others taken {false:.3f}"
    )


def main() -> None:
    corpus = Path(sys.argv[1])
    for part in PARTS:
        urls = [row["url"] for row in rows(corpus, part)]
        print(f"{part}: {sum(map(address_tells, urls)) / len(urls):.3f} of {len(urls)} pages taken by their address")
    found = list({link.url: link for link in links(corpus)}.values())
    print("address, article_like:", measured(found, by_place, lambda link: article_like(link.url)))
    print("address, likely_article:", measured(found, by_place, lambda link: address_tells(link.url)))
    print("address and context:", measured(found, by_address, lambda link: likely_article(link.url, link)))
    print("address alone, same links:", measured(found, by_address, lambda link: address_tells(link.url)))


if __name__ == "__main__":
    main()
