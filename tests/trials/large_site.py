"""A generated site of any size on loopback: news pages of some kilobytes, no two alike, that link to one another.

    python -m trials.large_site PAGES     prints its seeds as JSON, then after each line on stdin how often it was asked

The pages are divided among `HOSTS` addresses of the loopback. One address in forty is gone, one in forty is a redirect.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from functools import cache

HOSTS = 8
CHILDREN = 4
"""Each page leads to so many that it alone must lead to; all of them are found from the first one."""
MORE_LINKS = 16
ODD = 40
TEXTS = 200
WORDS = [
    "harbour",
    "ferry",
    "council",
    "budget",
    "vote",
    "winter",
    "school",
    "teacher",
    "bridge",
    "repair",
    "minister",
    "said",
    "court",
    "report",
    "water",
    "market",
    "price",
    "farm",
    "hospital",
    "nurse",
    "night",
    "train",
    "station",
    "strike",
    "union",
    "talks",
    "museum",
    "painting",
    "coast",
    "storm",
    "rescue",
    "boat",
    "crew",
    "island",
    "road",
    "mayor",
    "library",
    "reader",
    "festival",
    "music",
    "choir",
    "river",
    "flood",
    "garden",
    "season",
    "player",
    "match",
    "league",
    "goal",
    "coach",
    "energy",
    "power",
    "grid",
    "wind",
    "of",
    "the",
    "and",
    "to",
    "in",
    "a",
    "for",
    "on",
    "that",
    "with",
    "was",
    "is",
    "by",
    "from",
    "as",
    "at",
    "were",
    "had",
    "after",
    "before",
    "over",
    "more",
    "than",
    "their",
    "its",
    "new",
    "old",
    "two",
]


class LargeSite:
    """What each address answers; nothing of it is stored."""

    def __init__(self, page_count: int) -> None:
        """*page_count*: on each host."""
        self.page_count = page_count

    def answer(self, target: str) -> bytes:
        """Return the whole answer for *target*, head and all."""
        number = page_number(target)
        if target == "/robots.txt":
            return _answer("200 OK", b"User-agent: *\nDisallow: /search\n", "text/plain")
        if target.startswith("/pictures/"):
            return _answer("200 OK", b"GIF89a" + target.encode(), "image/gif")
        if number is None or number >= self.page_count or number % ODD == 1:
            return _answer("404 Not Found", b"<html><title>Gone</title><p>No such page")
        if number % ODD == 2 and not target.startswith("/moved/"):
            return _answer("301 Moved Permanently", b"moved", more=f"Location: /moved/{number}\r\n")
        return _answer("200 OK", self.page(number).encode())

    def page(self, number: int) -> str:
        """Return an article; every tenth page is a list."""
        links = "\n".join(f'<li><a href="{address(each)}">{_title(each)}</a></li>' for each in self.links(number))
        navigation = "".join(f'<a href="/section/{word}">{word}</a> ' for word in WORDS[:8])
        frame = f"<nav>{navigation}</nav><main>{{}}</main><aside><ul>{links}</ul></aside><footer>Example Press, 4 Quay Street</footer>"
        if number % 10 == 0:
            return f"<!DOCTYPE html><html lang=en><head><title>List {number}</title></head><body>{frame.format('<h1>All the news</h1>')}</body></html>"
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": _title(number),
            "datePublished": f"2026-11-{1 + number % 28:02}T0{number % 10}:00:00Z",
            "author": [{"@type": "Person", "name": f"Reporter {number % 500}"}],
        }
        picture = f'<figure><img src="/pictures/{number}.jpg" alt="Quay"><figcaption>The quay on day {number}. Photo: Camera {number % 90}</figcaption></figure>'
        paragraphs = "".join(f"<p>{number + each}: {text(number + 7 * each)}</p>\n" for each in range(8))
        story = f"<article><h1>{_title(number)}</h1>{picture}{paragraphs}</article>"
        return f'<!DOCTYPE html><html lang=en><head><title>{_title(number)}</title><script type="application/ld+json">{json.dumps(data)}</script></head><body>{frame.format(story)}</body></html>'

    def links(self, number: int) -> list[int]:
        children = [CHILDREN * number + each for each in range(1, CHILDREN + 1)]
        near = random.Random(number).choices(range(self.page_count), k=MORE_LINKS)
        return [each for each in [*children, *near] if each < self.page_count]


def address(number: int) -> str:
    return f"/2026/11/{1 + number % 28:02}/{_slug(number)}-{number}" if number else "/"


def page_number(target: str) -> int | None:
    if target == "/":
        return 0
    last = target.rpartition("/")[2].rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else None


@cache
def text(number: int) -> str:
    """Return one of `TEXTS` paragraphs."""
    if number >= TEXTS:
        return text(number % TEXTS)
    dice = random.Random(number)
    return ". ".join(" ".join(dice.choices(WORDS, k=12)).capitalize() for _ in range(5)) + "."


def _title(number: int) -> str:
    return _slug(number).replace("-", " ").capitalize() + f", part {number}"


def _slug(number: int) -> str:
    return "-".join(WORDS[(number // step) % len(WORDS)] for step in (1, 7, 53, 311))


def _answer(status: str, body: bytes, mime: str = "text/html; charset=utf-8", *, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


async def serve(site: LargeSite) -> None:
    asked = 0

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            asked += 1
            writer.write(site.answer(head.split(b" ", 2)[1].decode("latin-1")))
        writer.close()

    first = await asyncio.start_server(converse, "127.0.0.1", 0)
    port = first.sockets[0].getsockname()[1]
    hosts = [f"127.0.0.{number}" for number in range(1, HOSTS + 1)]
    others = [await asyncio.start_server(converse, host, port) for host in hosts[1:]]
    _say(json.dumps([f"http://{host}:{port}/" for host in hosts]))
    while await asyncio.to_thread(sys.stdin.readline):
        _say(str(asked))
    for server in (first, *others):
        server.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(LargeSite(-(-int(sys.argv[1]) // HOSTS))))
