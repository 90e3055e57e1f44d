"""An unchanged site archived again: bytes on the wire and in the archive, processor time, against the first crawl.

    python benchmarks/second_crawl.py [--pages 2000] [--dynamic 0.0]

A generated site on loopback: a front page, section pages, stories of about 20 kB with ETag and Last-Modified; of the
share *dynamic* without either. The second crawl follows at once, so that nothing but its seed is due; in the third
everything is due. Exit code 1 when the second or third crawl takes more than 5 % of the first one's bytes on the wire.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.demo.answer import Answer, Request
from crawler.demo.server import NewsServer

SECTION_PAGES = 50
"""Stories on one section page."""
WORDS = ["harbour", "ferry", "council", "budget", "winter", "school", "bridge", "repair", "minister", "court", "report"]
MOST_SHARE = 0.05
SOON = "1s"
FAST = ("DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS_PER_DOMAIN=16", "ARCHIVE_MIN_FREE=0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one crawl took."""

    what: str
    requests: int
    wire_bytes: int
    """Of requests and answers."""
    warc_bytes: int
    cpu_s: float
    told: str
    """The line at its end."""


class Site:
    """Answers for the generated site; the same number of pages gives the same bytes."""

    def __init__(self, pages: int, dynamic: float) -> None:
        self._dynamic = dynamic
        sections = max(1, pages // (SECTION_PAGES + 1))
        self._stories = pages - sections - 1
        self._sections = sections

    def __call__(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            return Answer(status=404)
        body = self._page(request.path)
        if body is None:
            return Answer(status=404)
        chance = random.Random(request.path)
        fields = (("Content-Type", "text/html; charset=utf-8"),)
        if chance.random() < self._dynamic:
            return Answer(fields=fields, body=body)
        tag, date = f'"{hashlib.sha256(body).hexdigest()[:16]}"', "Sun, 22 Nov 2026 08:00:00 GMT"
        return Answer(fields=fields, body=body, etag=tag, last_modified=date)

    def _page(self, path: str) -> bytes | None:
        if path == "/":
            return _html("Front", "", [f"/section/{number}" for number in range(self._sections)])
        name, _, number = path.strip("/").rpartition("/")
        if not number.isdigit():
            return None
        if name == "section" and int(number) < self._sections:
            return _html(
                f"Section {number}", "", [_story(n) for n in range(int(number), self._stories, self._sections)]
            )
        if name == "2026/11/22/story" and int(number) < self._stories:
            more = [_story(int(number) * 7 % self._stories), _story((int(number) + 1) % self._stories)]
            return _html(f"Story {number}", _text(path), more)
        return None


@cache
def _text(path: str) -> str:
    chance = random.Random(path)
    return "".join(f"<p>{' '.join(chance.choice(WORDS) for _ in range(120)).capitalize()}.</p>" for _ in range(24))


def _story(number: int) -> str:
    return f"/2026/11/22/story/{number}"


def _html(title: str, text: str, links: list[str]) -> bytes:
    kind = '<meta property="og:type" content="article">' if text else ""
    anchors = "".join(f'<li><a href="{link}">More of it</a></li>' for link in links)
    head = f"<html><head>{kind}<title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1>{text}<ul>{anchors}</ul></body></html>".encode()


def costs(pages: int, folder: Path, *, dynamic: float = 0.0) -> list[Cost]:
    """Crawl the site three times into the archive in *folder*. Raises `RuntimeError` when a crawl fails."""
    with NewsServer(Site(pages, dynamic), log=True) as server:
        found = [_crawl(server, folder, "first"), _crawl(server, folder, "at once, nothing is due")]
        time.sleep(1.1)
        due = [f"ARCHIVE_DUE_{kind}={SOON}" for kind in ("ARTICLES", "LISTS", "PAGES", "REQUISITES", "GONE")]
        return [*found, _crawl(server, folder, "later, everything is due", *due)]


def _crawl(server: NewsServer, folder: Path, what: str, *settings: str) -> Cost:
    server.log.clear()
    before, kept_bytes = resource.getrusage(resource.RUSAGE_CHILDREN), _warc_bytes(folder)
    command = [sys.executable, "-m", "crawler.cli", "crawl", "news", "-a", f"seeds={server.base_url}/"]
    options = [part for setting in (*FAST, *settings) for part in ("-s", setting)]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(
        what=what,
        requests=len(server.log),
        wire_bytes=sum(len(exchange.request) + len(exchange.response) for exchange in server.log),
        warc_bytes=_warc_bytes(folder) - kept_bytes,
        cpu_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        told=done.stderr.splitlines()[-1],
    )


def _warc_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.warc.gz*"))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", type=int, default=2_000)
    asked.add_argument("--dynamic", type=float, default=0.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = costs(given.pages, Path(folder), dynamic=given.dynamic)
    first = found[0]
    print("| crawl | requests | kB on the wire | of the first | kB of WARC | of the first | CPU s |")
    print("|---|---|---|---|---|---|---|")
    for each in found:
        wire, kept = each.wire_bytes / first.wire_bytes, each.warc_bytes / first.warc_bytes
        print(
            f"| {each.what} | {each.requests} | {each.wire_bytes / 1e3:,.0f} | {wire:.1%}"
            f" | {each.warc_bytes / 1e3:,.0f} | {kept:.1%} | {each.cpu_s:.1f} |"
        )
    for each in found:
        print(f"{each.what}: {each.told}")
    return int(any(each.wire_bytes > MOST_SHARE * first.wire_bytes for each in found[1:]))


if __name__ == "__main__":
    sys.exit(main())
