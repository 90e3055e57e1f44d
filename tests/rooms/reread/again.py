"""An archive of small pages, and readers that read them otherwise or do not survive them, for the tests of reading again."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import Settings

from crawler.archive import Archive
from crawler.config import ArchiveConfig
from crawler.fetch.reader import Reader
from crawler.fetch.steps import StepPipeline
from crawler.http import Bytes
from crawler.model import Exchange
from crawler.outlets.wanted import ALL
from crawler.reread.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.outlets.wanted import Wanted
    from crawler.page import Draft

AT = datetime(2031, 3, 5, 8, 0, tzinfo=UTC)
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
STEP = "rooms.reread.again"


def story(number: int, *, host: str = "gazette.example") -> Exchange:
    """Return the exchange of a page that shows article *number*."""
    text = "".join(
        f"<p>Ferry {number} left the pier at {hour} in the morning, with forty people, a goat and the post on board.</p>"
        for hour in range(5, 11)
    )
    photo = f"<figure><img src=/photos/{number}.jpg><figcaption>Ferry {number} in the harbour, late again. Photo: Ada Quay</figcaption></figure>"
    body = f"<html lang=en><title>Ferry {number} is late again</title><article><h1>Ferry {number} is late again</h1>{photo}{text}</article></html>"
    return answered(f"http://{host}/story/{number}", HTML, body.encode(), number)


def home(number: int = 0) -> Exchange:
    """Return the exchange of a page without an article."""
    return answered("http://gazette.example/", HTML, b"<h1>The Gazette</h1>", number)


def photo(number: int) -> Exchange:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
    return answered(f"http://gazette.example/photos/{number}.jpg", head, b"\xff\xd8" * 200 + bytes([number]), number)


def answered(url: str, head: bytes, body: bytes, number: int) -> Exchange:
    at = AT + timedelta(hours=number)
    return Exchange(
        url=url,
        request=Bytes(b"GET / HTTP/1.1\r\nHost: gazette.example\r\n\r\n"),
        response=Bytes(head + b"Content-Length: %d\r\n\r\n" % len(body) + body),
        started_at=at,
        ended_at=at + timedelta(milliseconds=80),
        spider="news",
    )


def archived(folder: Path, exchanges: Iterable[Exchange], **changes: Any) -> ArchiveConfig:
    """Return the configuration of an archive at *folder* that holds *exchanges*, read as a crawl would have."""
    config = ArchiveConfig(folder=folder / "archive", **changes)
    reader = Reader.from_settings(settings())
    archive = Archive.open(config, spider="news")
    for exchange in exchanges:
        capture = archive.keep(exchange)
        assert capture is not None
        article = reader.read(capture)
        if article is not None:
            archive.keep_article(article)
        archive.commit_if_due()
    archive.close()
    return config


def settings(*steps: str) -> Settings:
    """Return the settings of a crawl, with the *steps* of this file behind the program's own."""
    made = Settings()
    made.setmodule("crawler.settings")
    made["ITEM_PIPELINES"].update({f"{STEP}.{name}": 500 + number for number, name in enumerate(steps)})
    return made


def work(config: ArchiveConfig, *steps: str, wanted: Wanted = ALL, stores: bool = False) -> Work:
    return Work(config=config, settings=settings(*steps), wanted=wanted, stores=stores)


class Louder(StepPipeline):
    """Every headline with an exclamation mark, and no authors."""

    @staticmethod
    def step(draft: Draft) -> Draft:
        return draft.with_article(headline=f"{draft.article.headline}!", authors=[])


class Stricter(StepPipeline):
    @staticmethod
    def step(draft: Draft) -> Draft:
        if "/story/3" in draft.page.url:
            raise KeyError(draft.page.url)
        return draft


class Deadly(StepPipeline):
    """A page at which the process dies, as in a fault of a library."""

    @staticmethod
    def step(draft: Draft) -> Draft:
        if draft.page.url.endswith("/story/3"):
            os.kill(os.getpid(), signal.SIGKILL)
        if draft.page.url.endswith("/story/5"):
            os._exit(7)
        return draft


class Endless(StepPipeline):
    @staticmethod
    def step(draft: Draft) -> Draft:
        if draft.page.url.endswith("/story/3"):
            time.sleep(600)
        return draft


class Slow(StepPipeline):
    @staticmethod
    def step(draft: Draft) -> Draft:
        time.sleep(0.1)
        return draft


class Slower(StepPipeline):
    """Not done before it is interrupted, however busy the machine is."""

    @staticmethod
    def step(draft: Draft) -> Draft:
        time.sleep(2)
        return draft


class Stuck(StepPipeline):
    """A page that tells which process it holds, and lets no thread of it come to its turn."""

    @staticmethod
    def step(draft: Draft) -> Draft:
        if draft.page.url.endswith("/story/3"):
            sys.stdout.write(f"{os.getpid()}\n")
            sys.stdout.flush()
            re.match(r"(a+)+$", "a" * 60 + "b")
        return draft


class Greedy(StepPipeline):
    """A page that costs the process of the cluster its life that started this one, as where the memory is full."""

    @staticmethod
    def step(draft: Draft) -> Draft:
        starter = multiprocessing.parent_process()
        if draft.page.url.endswith("/story/3") and starter is not None and starter.pid is not None:
            name = Path(f"/proc/{starter.pid}/cmdline").read_bytes()
            if name.startswith(b"ray::"):
                os.kill(starter.pid, signal.SIGKILL)
                time.sleep(60)
        return draft
