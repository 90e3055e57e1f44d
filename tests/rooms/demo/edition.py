"""One edition of the demo newspaper, with its pages as captures and its links as paths."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from crawler.demo.answer import Answer, Request, rendered
from crawler.demo.newspaper import newspaper
from crawler.http.content import Bytes
from crawler.model import Capture
from crawler.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "http://127.0.0.1:8093"
ROUTES = newspaper(BASE)


def asked(path: str, *fields: tuple[str, str]) -> Request:
    """Return the request for *path* of a client that takes gzip."""
    return Request(method="GET", target=path, fields=(("Host", "127.0.0.1:8093"), ("Accept-Encoding", "gzip"), *fields))


def answer(path: str) -> Answer | None:
    """Return what stands at *path*, as `NewsServer.answer_to` finds it; None where nothing does."""
    found = ROUTES.get((None, path)) or ROUTES.get((None, path.partition("?")[0]))
    return found if found is None or isinstance(found, Answer) else found(asked(path))


@cache
def page_at(path: str) -> Page:
    """Return the page at *path* as a crawler would have captured it."""
    found = answer(path)
    assert found is not None, path
    block = Bytes(rendered(found, asked(path)))
    return Page(Capture(url=BASE + path, captured_at=datetime(2026, 11, 24, tzinfo=UTC), block=block))


def links_on(page: Page) -> Iterator[str]:
    """Yield the paths of everything of the newspaper that *page* links to, shows or loads."""
    for link in page.links:
        yield from _ours(link.url)
    for element in page.tree.iter("img", "link", "form"):
        for name in ("src", "href", "action"):
            yield from _ours(element.get(name) or "")
        for source in filter(None, (element.get("srcset") or "").split(",")):
            yield from _ours(source.split()[0])


def _ours(url: str) -> Iterator[str]:
    path = url.removeprefix(BASE)
    if path.startswith("/") and not path.startswith("//"):
        yield path.partition("#")[0]
