"""Read articles: ``readers.py microfiche|trafilatura|newspaper4k|readability-lxml|resiliparse``.

Each by its public call, with all the fields that it has, and from the bytes of the page. Pages are loaded beforehand.
"""

from __future__ import annotations

import gzip
import json
import logging
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from protocol import serve

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str, bytes], Any]


class Pages:
    """The pages of a list, in memory, and what reads them."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._pages: list[tuple[str, bytes]] = []

    def load(self, path: str) -> dict[str, Any]:
        """Take the pages of the file *path*: JSON lines with ``url`` and ``file``, packed by gzip."""
        with Path(path).open(encoding="utf-8") as lines:
            pages = [json.loads(line) for line in lines]
        self._pages = [(page["url"], gzip.decompress(Path(page["file"]).read_bytes())) for page in pages]
        return {"pages": len(self._pages)}

    def read(self, times: int = 1) -> dict[str, Any]:
        """Read all pages, so many *times*; tell how many failed, and the CPU time in ms of 95 pages in a hundred."""
        took_ms, failed = [], 0
        for _ in range(times):
            for url, page in self._pages:
                start_s = time.process_time()
                try:
                    self._read(url, page)
                except Exception as err:  # noqa: BLE001  # a page that a reader cannot read is counted
                    failed += 1
                    print(f"{url}: {err!r}", file=sys.stderr)
                took_ms.append(1e3 * (time.process_time() - start_s))
        return {"failed": failed, "p95_ms": quantiles(took_ms, n=20)[-1] if len(took_ms) > 1 else took_ms[0]}


def microfiche() -> Read:
    from scrapy.settings import Settings

    from crawler.archive.sources import page_capture
    from crawler.fetch.reader import Reader

    settings = Settings()
    settings.setmodule("crawler.settings")
    reader = Reader.from_settings(settings)
    return lambda url, page: reader.read_as_article(page_capture(page, url=url))


def trafilatura() -> Read:
    from trafilatura import bare_extraction

    return lambda url, page: bare_extraction(page, url=url, with_metadata=True)


def newspaper4k() -> Read:
    from newspaper import Article

    def read(url: str, page: bytes) -> Any:
        article = Article(url, fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        return article

    return read


def readability() -> Read:
    from readability import Document

    def read(url: str, page: bytes) -> Any:
        document = Document(page.decode("utf-8", "replace"), url=url)
        return document.title(), document.summary()

    return read


def resiliparse() -> Read:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def read(_: str, page: bytes) -> Any:
        tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
        return tree.title, extract_plain_text(tree, main_content=True)

    return read


READERS: dict[str, Callable[[], Read]] = {
    "microfiche": microfiche,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    pages = Pages(READERS[sys.argv[1]]())
    serve({"load": pages.load, "read": pages.read}, f"{sys.argv[1]} {version(sys.argv[1])}")
