"""What must hold when a fleet is done: from the database, the archive and what the newspapers were asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trials.fleet.database import Held
    from trials.fleet.papers import Asked

    from crawler.index import CaptureRow


REQUISITES = ("/media/", "/static/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is kept of one newspaper, without its address."""

    answers: frozenset[tuple[str, int]]
    """Path and status."""
    articles: frozenset[tuple[str, str | None]]
    """Path and headline."""

    def lacks(self, other: Paper) -> list[str]:
        """Return which pages and articles *other* has, and this one has not."""
        missing = sorted(other.answers - self.answers)
        answers = [f"not kept: {path} ({status})" for path, status in missing if not path.startswith(REQUISITES)]
        return answers + [f"not read: {path} as {title!r}" for path, title in other.articles - self.articles]

    def lacks_requisites(self, other: Paper) -> int:
        """Return how many photos and style sheets *other* has, and this one has not."""
        return sum(path.startswith(REQUISITES) for path, _ in other.answers - self.answers)


@dataclass(slots=True)
class Acknowledged:
    """What the index knew of at some time: nothing of it may go or change."""

    captures: dict[str, tuple[str, str, int, int, str | None]] = field(default_factory=dict)
    """Address, file, offset, length and digest by record id."""
    articles: set[tuple[str, str]] = field(default_factory=set)

    def note(self, address: str) -> None:
        with Index.open(address, create=False) as index:
            self.captures |= {row.record_id: _place(row) for row in index.captures()}
            self.articles |= set(index.article_keys())

    def missing(self, address: str) -> list[str]:
        now = Acknowledged()
        now.note(address)
        gone = [
            f"acknowledged, and gone or changed: {row}"
            for key, row in self.captures.items()
            if now.captures.get(key) != row
        ]
        return gone + [f"acknowledged, and gone: article of {key}" for key in sorted(self.articles - now.articles)]

    def __len__(self) -> int:
        return len(self.captures) + len(self.articles)


def papers(address: str | Path) -> dict[str, Paper]:
    """Return what is kept of each host of the archive whose index is at *address*."""
    answers, articles = defaultdict(set), defaultdict(set)
    with Index.open(address, create=False) as index:
        for row in index.captures():
            if row.status is not None:
                answers[urlsplit(row.url).netloc].add((_path(row.url), row.status))
        for article in index.articles():
            articles[urlsplit(article.url).netloc].add((_path(article.url), article.headline))
    return {
        host: Paper(answers=frozenset(found), articles=frozenset(articles[host])) for host, found in answers.items()
    }


def not_once(jobs: list[Held], outlets: Iterable[str]) -> list[str]:
    """Return for which of *outlets* there is not one job that was done."""
    states = defaultdict(list)
    for job in jobs:
        states[job.outlet].append(job.status)
    return [f"{name}: its jobs are {states[name]}" for name in outlets if states[name] != ["SUCCESS"]]


def at_once(asked: Iterable[Asked]) -> list[str]:
    """Return which newspapers were asked by two crawls at once: one began before the other's last request."""
    spans: dict[int, dict[str, tuple[float, float]]] = defaultdict(dict)
    for each in asked:
        first, last = spans[each.outlet].get(each.who, (each.at_s, each.at_s))
        spans[each.outlet][each.who] = min(first, each.at_s), max(last, each.at_s)
    wrong = []
    for outlet, crawls in sorted(spans.items()):
        until, by = 0.0, ""
        for who, (first, last) in sorted(crawls.items(), key=lambda crawl: crawl[1]):
            if first <= until:
                wrong.append(f"outlet {outlet}: {who} began {until - first:.2f} s before the last request of {by}")
            if last > until:
                until, by = last, who
    return wrong


def late(asked: Iterable[Asked], worker: str, *, since_s: float, taken_over_s: float) -> dict[str, int]:
    """Return how often each crawl that *worker* had begun before *since_s* asked for something after *taken_over_s*."""
    first: dict[str, float] = {}
    found: Counter[str] = Counter()
    for each in asked:
        if f"({worker};" in each.who:
            first.setdefault(each.who, each.at_s)
            found[each.who] += first[each.who] < since_s and each.at_s > taken_over_s
    return {who: count for who, count in found.items() if count}


def _place(row: CaptureRow) -> tuple[str, str, int, int, str | None]:
    return row.url, row.file_name, row.offset, row.length, row.payload_digest


def _path(url: str) -> str:
    return urlsplit(url)._replace(scheme="", netloc="").geturl()
