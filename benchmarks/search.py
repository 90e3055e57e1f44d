"""How fast full text search is in a large index: ``python benchmarks/search.py [ARTICLES] [INDEX]``.

With 0 for the articles an index that is there is only asked. Processor time is told beside the time that passed: on a
busy machine they differ.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import quantiles
from uuid import UUID

from crawler.index import Index
from crawler.index.search.query import parse_query
from crawler.model import Article, TextBlock

GROUP = 500
QUESTIONS = 60
WORDS = 60_000
"""Different words; how often each comes follows Zipf, as in real text."""
FIRST_AT = datetime(2020, 1, 1, tzinfo=UTC)
SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]


def main(articles: int, address: str | None) -> None:
    dice = random.Random(1)
    words = vocabulary(dice)
    with tempfile.TemporaryDirectory() as folder:
        with Index.open(address or Path(folder) / "index.sqlite") as index:
            if articles:
                took_s = fill(index, articles, words, dice)
                print(f"{articles} articles of 400 words: {articles / took_s:.0f} a second into the index", flush=True)
            for name, queries in questions(words, dice).items():
                ask(index, name, queries)
        if address is None and articles:
            print(f"{(Path(folder) / 'index.sqlite').stat().st_size / articles / 1024:.1f} KiB an article")


def vocabulary(dice: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(dice.choices(SYLLABLES, k=dice.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(found)


def fill(index: Index, articles: int, words: list[str], dice: random.Random) -> float:
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    spent_s = 0.0
    for start in range(0, articles, GROUP):
        group = [made_article(number, words, weights, dice) for number in range(start, min(start + GROUP, articles))]
        began = time.perf_counter()
        for article in group:
            assert article.record_id is not None
            index.add_article(article, record_id=article.record_id)
        index.commit(durable=False)
        spent_s += time.perf_counter() - began
    return spent_s


def made_article(number: int, words: list[str], weights: list[float], dice: random.Random) -> Article:
    text = dice.choices(words, cum_weights=weights, k=408)
    blocks = [TextBlock(kind="paragraph", text=" ".join(text[at : at + 50]) + ".") for at in range(8, 408, 50)]
    at = (FIRST_AT + timedelta(minutes=20 * number)).isoformat()
    return Article(
        url=f"https://news{number % 40}.example/{number}",
        outlet=f"The News {number % 40}",
        record_id=UUID(int=number).urn,
        captured_at=at,
        published_at=at,
        reader="microfiche/0.1.0",
        headline=" ".join(text[:8]),
        language="en",
        body="\n\n".join(block.text for block in blocks),
        blocks=blocks,
    )


def questions(words: list[str], dice: random.Random) -> dict[str, list[str]]:
    def some(first: int, last: int) -> str:
        return words[dice.randrange(first, last)]

    return {
        "a word": [some(100, 20_000) for _ in range(QUESTIONS)],
        "two words": [f"{some(20, 5_000)} {some(20, 5_000)}" for _ in range(QUESTIONS)],
        "a phrase": [f'"{some(0, 300)} {some(0, 300)}"' for _ in range(QUESTIONS)],
        "a word and an outlet": [f'{some(20, 5_000)} outlet:"The News {dice.randrange(40)}"' for _ in range(QUESTIONS)],
        "a word and a month": [f"{some(20, 5_000)} from:2022-0{dice.randrange(1, 9)}" for _ in range(QUESTIONS)],
        "a beginning": [f"{some(100, 20_000)[:5]}*" for _ in range(QUESTIONS)],
        "one of the commonest words": [some(0, 20) for _ in range(20)],
        "an outlet, no word": [f'outlet:"The News {dice.randrange(40)}"' for _ in range(QUESTIONS)],
    }


def ask(index: Index, name: str, queries: list[str]) -> None:
    took_ms, spent_ms, found = [], [], 0
    for query in queries:
        began, cpu = time.perf_counter(), time.process_time()
        found += index.stories.search(parse_query(query), limit=20).total
        took_ms.append((time.perf_counter() - began) * 1000)
        spent_ms.append((time.process_time() - cpu) * 1000)
    told = "   ".join(
        f"p50 {cuts[9]:7.1f} p95 {cuts[18]:7.1f}" for cuts in (quantiles(took_ms, n=20), quantiles(spent_ms, n=20))
    )
    print(f"{name:28} ms passed, ms of processor: {told}   {found // len(queries)} found", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
