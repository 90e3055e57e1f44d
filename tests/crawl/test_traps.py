"""A site without end is crawled to an end, without a limit."""

from __future__ import annotations

import hashlib
import re
from itertools import count
from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run
from crawl.test_bad_input import GOOD, HTML

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Request


@pytest.mark.slow
def test_a_site_without_end(tmp_path: Path) -> None:
    numbers = count()

    def answer(request: Request) -> Answer:
        if request.path == "/robots.txt":
            return Answer(status=404)
        session = hashlib.md5(str(next(numbers)).encode(), usedforsecurity=False).hexdigest()
        year, month = map(int, (re.findall(r"/calendar/(\d+)/(\d+)", request.path) or [(2026, 11)])[0])
        number = next(numbers)
        links = [
            f"/calendar/{year + month // 12}/{month % 12 + 1}",
            f"/calendar/{year - (month == 1)}/{(month - 2) % 12 + 1}",
            f"/story?sid={session}",
            f"/story;jsessionid={session}",
            "grow/more/",
            f"/filter?f{number}=1&f{number + 1}=2",
            "/" + "x" * 3_000 + str(number),
        ]
        anchors = "".join(f'<a href="{link}">on</a>' for link in links)
        return Answer(fields=HTML, body=GOOD.replace("</body>", anchors + "</body>").encode())

    with NewsServer(answer) as server:
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, "-L", "INFO", cwd=tmp_path)
    pages = int(re.findall(r"^(\d+) pages", done.stderr, re.MULTILINE)[0])
    # 12 months a year for 31 years, and a few of everything else.
    assert 350 < pages < 500
    caught = set(re.findall(r"a trap \((\w+)\)", done.stderr))
    assert caught == {"calendar", "same_page", "repeated_segment", "many_filters", "long_address"}
    assert int(re.findall(r"'archive/discovery/trap': (\d+)", done.stderr)[0]) > pages
