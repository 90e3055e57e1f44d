"""`fetch` and `parse`: whatever is wrong is one line and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from crawl.test_bad_input import HTML

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Routes

ALLOWED = ("-s", "ARCHIVE_ALLOWED_NETWORKS=127.0.0.0/8", "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0")
MISTAKEN = ("-s", "SPIDER_MODULES=crawl.raising_spider")
ROUTES: Routes = {(None, "/"): Answer(fields=HTML, body=b"<title>Harbour</title><p><a href=/two>Two</a>")}
NOBODY = "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["fetch", "--spider", "nosuch", NOBODY], 2, "no outlet called 'nosuch'; `microfiche list` prints all names"),
        (
            ["fetch", "--spider", "news", NOBODY],
            2,
            "--spider: news needs arguments, which fetch does not give (seeds: ",
        ),
        (["fetch", "nonsense"], 2, "fetch: 'nonsense': not an http or https address"),
        (["fetch"], 2, "give one address, such as: fetch https://example.org/"),
        (["fetch", NOBODY, *ALLOWED], 1, f"{NOBODY}: RobotsUnreachable: "),
        (["fetch", "http://10.0.0.1/", "--nolog"], 1, "http://10.0.0.1/: Refused: 10.0.0.1:80 is at 10.0.0.1"),
        (["fetch", NOBODY, "-s", "ARCHIVE_GROUP_BYTES=x"], 2, "ARCHIVE_GROUP_BYTES: 'x' is not a number"),
        (["fetch", NOBODY, "-s", "ARCHIVE=/dev/null"], 4, "cannot write /dev/null: not a directory"),
        (["parse", "--spider", "presstv", NOBODY, "-s", "ARCHIVE=/dev/null"], 4, "cannot write /dev/null: not a"),
        (["parse", "--spider", "nosuch", NOBODY], 2, "no outlet called 'nosuch'; `microfiche list` prints all names"),
        (["parse", "--spider", "news", NOBODY], 2, "seeds: news has nowhere to start; give -a seeds="),
        (["parse", "--spider", "unmade", NOBODY, *MISTAKEN], 2, "--spider: unmade cannot be made: ValueError: no such"),
        (["parse", NOBODY], 2, f"parse: no outlet, or more than one, has {NOBODY}; name one by --spider"),
        (["parse", "--spider", "presstv", "-c", "nosuch", NOBODY], 2, "--callback: presstv has no method 'nosuch'"),
        (["parse", "--spider", "presstv", "--rules", NOBODY], 2, "--rules: presstv has no rules: it is no CrawlSpider"),
        (["parse", "--spider", "presstv", "-d", "0", NOBODY], 2, "--depth: 0 is not 1 or more"),
        (["parse", "--spider", "presstv", NOBODY, *ALLOWED], 1, f"{NOBODY}: RobotsUnreachable: "),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = run(*arguments, cwd=tmp_path, code=code)
    assert done.stdout == ""
    assert done.stderr.startswith(f"microfiche: {words}")
    assert done.stderr.count("\n") == 1, done.stderr


def test_what_is_refused_is_told_once_by_the_log(tmp_path: Path) -> None:
    done = run("fetch", "http://10.0.0.1/", cwd=tmp_path, code=1)
    assert done.stderr.count("Refused: http://10.0.0.1/") == done.stderr.count("\n") == 1


def test_a_page_is_printed(tmp_path: Path) -> None:
    with NewsServer(ROUTES) as server:
        url = f"{server.base_url}/"
        assert "<title>Harbour</title>" in run("fetch", url, *ALLOWED, cwd=tmp_path).stdout
        parsed = run("parse", "--spider", "news", "-a", f"seeds={url}", "--nocolour", url, *ALLOWED, cwd=tmp_path)
        assert f"<GET {url}two>" in parsed.stdout
        assert parsed.stderr == ""
        gone = run("parse", "--spider", "raising", f"{url}gone", *MISTAKEN, *ALLOWED, cwd=tmp_path, code=1)
    assert (gone.stdout, gone.stderr) == ("", f"microfiche: {url}gone: answered 404\n")


def test_a_spider_that_raises_is_one_line_that_says_where(tmp_path: Path) -> None:
    with NewsServer(ROUTES) as server:
        done = run("parse", "--spider", "raising", f"{server.base_url}/", *MISTAKEN, *ALLOWED, cwd=tmp_path, code=3)
    words = f"microfiche: {server.base_url}/: the spider raised ValueError: no such field (raising_spider.py line 18)\n"
    assert done.stderr == words
