"""Real news pages, served on loopback under their own hosts, crawled and read back from the WARC."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from crawl.command import FAST, run
from crawl.test_archive import only_warc

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Request

EVERY_HOST_IS_HERE = ["-s", "TWISTED_DNS_RESOLVER=crawler.fetch.resolver.LoopbackResolver"]


def pages_of(corpus: Path) -> list[dict[str, Any]]:
    with (corpus / "B-dev" / "gold.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def served_at(url: str, port: int) -> str:
    """Return the address of the saved page on the local server: the same host and path, http, its port."""
    parts = urlsplit(url)
    return urlunsplit(("http", f"{parts.hostname}:{port}", parts.path or "/", parts.query, ""))


@pytest.mark.slow
def test_saved_pages_of_real_sites(corpus: Path, tmp_path: Path) -> None:
    pages = pages_of(corpus)
    saved = {}
    for page in pages:
        parts = urlsplit(page["url"])
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        saved[parts.hostname, target] = corpus / "B-dev" / page["file"]

    def answer(request: Request) -> Answer:
        path = saved.get((request.host, request.target))
        if path is None:
            return Answer(status=404)
        body = gzip.decompress(path.read_bytes())
        return Answer(fields=(("Content-Type", "text/html; charset=utf-8"),), body=body, gzip=True)

    with NewsServer(answer) as server:
        seeds = [served_at(page["url"], server.port) for page in pages]
        arguments = ["-a", f"seeds={','.join(seeds)}", "-a", "depth=0", "-o", "items.jsonl"]
        run("crawl", "news", *arguments, *FAST, *EVERY_HOST_IS_HERE, "-s", "ARCHIVE_REQUISITES=none", cwd=tmp_path)
    run("verify", cwd=tmp_path)

    read_back = run("read", "--all", str(only_warc(tmp_path)), cwd=tmp_path).stdout.splitlines()
    by_url = {article["url"]: article for article in map(json.loads, read_back)}
    assert set(seeds) <= set(by_url), "a page was not archived"
    failed = [note for article in by_url.values() for note in article["notes"] if "failed" in note]
    assert failed == [], "a step raised"
    live = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    assert len(live) > 0.9 * len(pages), "too many articles were taken for something else"
    for article in live:
        assert by_url[article["url"]] == article
