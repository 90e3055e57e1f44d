"""How well articles are told from other pages: ``python benchmarks/article_or_not.py [--corpus DIR]``.

Every page of a corpus is an article, so recall is the share of them that `looks_like_article` calls one. A corpus has
no other pages. Those are written by us in the manner of real ones: sections, tags, authors, search results, shops,
log-ins, and pages about the paper itself. What is called an article of these counts against precision.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.body_small import HEADLINES, SENTENCES
from crawler.archive.sources import line_capture, page_capture
from crawler.page import Page, looks_like_article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EACH = 20
"""Pages of each kind."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="folder of the parts")
    given = parser.parse_args(arguments)
    print("| pages | how many | called articles |\n|---|---:|---:|")
    for folder in sorted(path.parent for path in given.corpus.glob("*/gold.jsonl")) if given.corpus else ():
        lines = [json.loads(line) for line in (folder / "gold.jsonl").open(encoding="utf-8")]
        captures = (
            line_capture({"id": one["id"], "url": one["url"], "file": str(folder / one["file"])}) for one in lines
        )
        called = sum(looks_like_article(Page(capture)) for capture in captures)
        print(f"| {folder.name}, all articles | {len(lines)} | {called / len(lines):.3f} |", flush=True)
    called_of = Counter(kind for kind, page in other_pages() if looks_like_article(page))
    for kind in OTHERS:
        print(f"| {kind}, written by us | {EACH} | {called_of[kind] / EACH:.3f} |")


def other_pages() -> list[tuple[str, Page]]:
    """Return pages that are no articles, each with its kind."""
    return [(kind, other_page(kind, number)) for kind in OTHERS for number in range(EACH)]


def other_page(kind: str, number: int) -> Page:
    """Return the page of that kind and number."""
    chance = random.Random(f"{kind} {number}")
    language = chance.choice(sorted(SENTENCES))
    path, inner, head = OTHERS[kind](chance, language)
    html = (
        f"<!DOCTYPE html><html lang={language}><head><title>{kind} | Lamp</title>{head}</head><body><header><nav>"
        f"<a href=/>Lamp</a> <a href=/a>A</a></nav></header><main>{inner}</main><footer><p>© Lamp</p></footer></body>"
    )
    return Page(page_capture(html.encode(), url=f"https://lamp{number}.example{path}"))


Made = tuple[str, str, str]
"""Path, the page's own part, and what it tells machines."""


def _section(chance: random.Random, language: str) -> Made:
    types = ("", '{"@type": "CollectionPage"}', '{"@type": "NewsArticle", "headline": "Mill falls silent tonight"}')
    told = chance.choice(types)
    head = f'<script type="application/ld+json">{told}</script>' if told else ""
    return "/section", f"<h1>Land</h1>{_teasers(chance, language, chance.randrange(6, 30))}", head


def _tag(chance: random.Random, language: str) -> Made:
    og_type = f"<meta property=og:type content={chance.choice(('website', 'article'))}>"
    about = f"<p>{_text(chance, language, 1)}</p>"
    return "/tag/mill", f"<h1>#mill</h1>{about}{_teasers(chance, language, chance.randrange(4, 20))}", og_type


def _author(chance: random.Random, language: str) -> Made:
    bio = f"<div class=bio><p>{_text(chance, language, chance.randrange(1, 4))}</p></div>"
    return "/author/ada-lind", f"<h1>Ada Lind</h1>{bio}{_teasers(chance, language, 10)}", ""


def _search(chance: random.Random, language: str) -> Made:
    return "/search?q=mill", f"<h1>Search</h1><form><input name=q></form>{_teasers(chance, language, 12)}", ""


def _shop(chance: random.Random, language: str) -> Made:
    del language
    items = "".join(
        f"<li><a href=/p/{at}>Lamp no. {at}</a><span>{chance.randrange(9, 99)} €</span></li>" for at in range(24)
    )
    return "/shop/lamps", f"<h1>Lamps</h1><ul>{items}</ul>", ""


def _login(chance: random.Random, language: str) -> Made:
    return (
        "/login",
        f"<h1>Log in</h1><form><input name=user><input name=key></form><p>{_text(chance, language, 1)}</p>",
        "",
    )


def _about(chance: random.Random, language: str) -> Made:
    paragraphs = "".join(f"<p>{_text(chance, language, 3)}</p>" for _ in range(chance.randrange(2, 8)))
    return chance.choice(("/about", "/privacy", "/imprint")), f"<h1>Lamp</h1>{paragraphs}", ""


def _teasers(chance: random.Random, language: str, count: int) -> str:
    shape = chance.choice(
        (
            "<article><h2><a href={1}>{0}</a></h2><p>{2}</p></article>",
            "<div class=card><a href={1}><h3>{0}</h3></a><p>{2}</p><a href={1}>Read more</a></div>",
            "<li><a href={1}>{0}</a></li>",
        )
    )
    titles = HEADLINES[language]
    return "".join(
        shape.format(
            f"{chance.choice(titles)} {at} {_text(chance, language, 1)[:24]}", f"/{at}", _text(chance, language, 1)
        )
        for at in range(count)
    )


def _text(chance: random.Random, language: str, sentences: int) -> str:
    return " ".join(chance.sample(SENTENCES[language].strip().split("\n"), sentences))


OTHERS: dict[str, Callable[[random.Random, str], Made]] = {
    "sections": _section,
    "tags": _tag,
    "authors": _author,
    "search results": _search,
    "shops": _shop,
    "log-ins": _login,
    "pages about the paper": _about,
}


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
