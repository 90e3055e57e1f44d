"""What servers and people get wrong: one clear line each, the raw record kept, the rest of the crawl goes on."""

from __future__ import annotations

import json
import random
import resource
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, FAST, run
from crawl.test_archive import blocks, only_warc

from crawler.demo.server import After, Answer, NewsServer
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

HTML = (("Content-Type", "text/html"),)
STORY = "The harbour master said on Monday that the old pier would stay open until the spring tide had passed. "
GOOD = f"<html><head><title>Pier stays open</title></head><body><article><h1>Pier stays open</h1>{'<p>' + STORY * 3 + '</p>'}{'<p>' + STORY * 4 + '</p>'}</article></body></html>"

BODIES = {
    "/empty": b"",
    "/binary": bytes(range(256)) * 200,
    "/wrong-charset": "<html><meta charset=ascii><p>Żółć \udcff".encode("utf-8", "surrogateescape"),
    "/unknown-charset": b'<html><meta charset="x-nothing"><p>caf\xe9',
    "/nested": b"<html><body>" + b"<div>" * 200_000 + b"deep",
    "/broken": b"<html><body><p><b>one<p></i>two</b><table><td><form><li></table></body></html><p>after",
    "/nulls": b"\x00<html>\x00<p>t\x00ext</p>",
}


def crawl(
    routes: dict[tuple[str | None, str], Answer], tmp_path: Path, *more: str, code: int | None = 3
) -> tuple[str, Path]:
    """Crawl a site with these routes and a good page; return the log and the folder."""
    links = "".join(f'<a href="{path}">{path}</a> ' for _, path in routes if "?" not in path)
    home = Answer(fields=HTML, body=f"<html><body>{links}<a href='/good'>good</a></body></html>".encode())
    good = Answer(fields=HTML, body=GOOD.encode())
    with NewsServer({(None, "/"): home, (None, "/good"): good, **routes}) as server:
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, *more, cwd=tmp_path, code=code)
    run("verify", cwd=tmp_path)
    assert ", 1 article" in done.stderr, done.stderr
    return done.stderr, tmp_path


def test_odd_pages_are_kept_as_they_came(tmp_path: Path) -> None:
    routes: dict[tuple[str | None, str], Answer] = {
        (None, path): Answer(fields=HTML, body=body) for path, body in BODIES.items()
    }
    _, folder = crawl(routes, tmp_path, code=0)
    kept = blocks(only_warc(folder), "response")
    for body in BODIES.values():
        assert any(block.endswith(b"\r\n\r\n" + body) for block in kept)


@pytest.mark.slow
def test_a_very_large_page_is_kept(tmp_path: Path) -> None:
    body = b"<html><body>" + b"<p>" + STORY.encode() * 4 + b"</p>"
    body *= (50 << 20) // len(body)
    _, folder = crawl({(None, "/large"): Answer(fields=HTML, body=body)}, tmp_path, code=None)
    assert any(block.endswith(body) for block in blocks(only_warc(folder), "response"))


def test_a_redirect_loop_ends(tmp_path: Path) -> None:
    loop = Answer(status=302, fields=(("Location", "/loop"),))
    log, folder = crawl({(None, "/loop"): loop}, tmp_path)
    assert "/loop: it redirects in a loop" in log
    assert len([block for block in blocks(only_warc(folder), "response") if b" 302 " in block[:20]]) == 1


def test_an_endless_chain_of_redirects_ends(tmp_path: Path) -> None:
    chain: dict[tuple[str | None, str], Answer] = {
        (None, f"/chain?{n}"): Answer(status=302, fields=(("Location", f"/chain?{n + 1}"),)) for n in range(40)
    }
    chain[None, "/chain"] = Answer(status=302, fields=(("Location", "/chain?0"),))
    log, folder = crawl(chain, tmp_path)
    (line,) = [line for line in log.splitlines() if "Not fetched" in line]
    assert "max redirections reached" in line
    assert len([block for block in blocks(only_warc(folder), "response") if b" 302 " in block[:20]]) == 21


def test_a_robots_txt_that_is_a_large_page(tmp_path: Path) -> None:
    robots = Answer(fields=HTML, body=b"<html>" + b"<p>Disallow: /good</p>\n" * 220_000)
    _, folder = crawl({(None, "/robots.txt"): robots}, tmp_path, code=0)
    assert any(len(block) > 5_000_000 for block in blocks(only_warc(folder), "response"))


def test_a_feed_and_a_sitemap_that_are_none(tmp_path: Path) -> None:
    routes: dict[tuple[str | None, str], Answer] = {
        (None, "/robots.txt"): Answer(body=b"Sitemap: /map.xml\n"),
        (None, "/map.xml"): Answer(fields=HTML, body=b"<html><p>No such page, but with status 200"),
    }
    log, _ = crawl(routes, tmp_path)
    (line,) = [line for line in log.splitlines() if "/map.xml" in line]
    assert "kept as received in urn:uuid:" in line


def test_answers_that_break_off(tmp_path: Path) -> None:
    cut = Answer(fields=HTML, body=b"<p>" + b"x" * 5000, cut_at_bytes=600, after=After.RESET)
    log, folder = crawl({(None, "/cut"): cut}, tmp_path, "-s", "RETRY_TIMES=0")
    assert "Not fetched" in log
    assert "/cut" in log
    assert any(block.endswith(b"x" * 400) and len(block) == 600 for block in blocks(only_warc(folder), "response"))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    done = run("crawl", "news", "-a", "seeds=http://127.0.0.1:9/", "-s", "RETRY_TIMES=0", cwd=tmp_path, code=1)
    assert len([line for line in done.stderr.splitlines() if "Not fetched" in line]) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["crawl", "prestv"], 2, "no outlet called 'prestv'; nearest: presstv"),
        (["crawl", "nonesuch"], 2, "no outlet called 'nonesuch'; `microfiche list` prints all names"),
        (["outlets", "show", "nonesuch"], 2, "no outlet called 'nonesuch'; `microfiche list` prints all names"),
        (["crawl", "news"], 2, "nowhere to start"),
        (["crawl", "news", "-a", "seeds=ftp://example.org/"], 2, "not an http or https address"),
        (["crawl", "news", "-a", "seeds=http://127.0.0.1:9/", "-a", "limit=many"], 2, "limit: 'many'"),
        (["crawl", "news", "-a", "seeds=http://127.0.0.1:9/", "-a", "speed=9"], 2, "speed: no such argument"),
        (["crawl", "demo", "-a", "seeds=http://127.0.0.1:9/", "-s", "ARCHIVE_GROUP_BYTES=x"], 2, "ARCHIVE_GROUP_BYTES"),
        (["read", "missing.html"], 1, "missing.html: no such file"),
        (["read", "http://127.0.0.1:9/"], 1, "no archive at"),
        (["verify"], 1, "no archive at"),
        (["reindex"], 1, "no archive at"),
        (["fixture", "nosuch", "name", "page.html"], 2, "no outlet called"),
        (["fixture", "news", "../name", "page.html"], 2, "NAME"),
        (["fixture", "news", "name", "/dev/null"], 1, "/dev/null: is empty"),
        (["fixture", "news", "name", "missing.html"], 1, "missing.html: no such file or directory"),
        (["fixture", "news", "name", "/dev/null", "--url", "ftp://x/"], 2, "--url: 'ftp://x/': not an http or https"),
        (["read", "/dev/null", "--url", "nonsense"], 2, "--url: 'nonsense': not an http or https address"),
        (["read", "/dev/null", "--url", "https://me:secret@x.example/"], 2, "--url: the address at x.example has a"),
        (["discover", "ftp://x.example/"], 2, "discover: 'ftp://x.example/': not an http or https address"),
        (["discover", "https://me:secret@x.example/"], 2, "discover: the address at x.example has a name or password"),
        (["import", "."], 1, "no WARC, ARC or WACZ file in ."),
        (["import", "x" * 300], 1, "xxx: file name too long"),
        (["crawl", "demo", "--logfile", "none/log"], 4, "cannot write none/log: no such file or directory"),
        (
            ["crawl", "demo", "-a", "seeds=http://127.0.0.1:9/", "-o", "/dev/null/a.json"],
            2,
            "-o: /dev/null/a.json: cannot",
        ),
        (["demo", "-o", ".:json"], 2, ": cannot be written"),
        (["verify", "--pidfile", "none/pid"], 1, "none/pid: no such file or directory"),
        (["reread", "--from", "9999-12-31T25:00"], 2, "--from: '9999-12-31T25:00' is no time"),
        (["jobs", "--limit", "0"], 2, "--limit: 0 is not 1 or more"),
        (["nosuch"], 2, "no command called 'nosuch'"),
        (["crawl", "demo", "-s", "DOWNLOAD_DELAY=fast"], 2, "DOWNLOAD_DELAY: 'fast' is not a number"),
        (["crawl", "demo", "-s", "DOWNLOAD_DELAY=inf"], 2, "DOWNLOAD_DELAY: 'inf' is not a number"),
        (["crawl", "demo", "-s", "DOWNLOAD_DELAY=nan"], 2, "DOWNLOAD_DELAY: 'nan' is not a number"),
        (["crawl", "demo", "-s", "DOWNLOAD_DELAY=-1"], 2, "DOWNLOAD_DELAY: '-1' is below zero"),
        (["crawl", "demo", "-s", "CONCURRENT_REQUESTS=0"], 2, "CONCURRENT_REQUESTS: '0' is not above zero"),
        (["crawl", "demo", "-s", "RETRY_TIMES=1.5"], 2, "RETRY_TIMES: '1.5' is not a whole number"),
        (
            ["crawl", "demo", "-a", "seeds=http://127.0.0.1:9/", "-s", "ARCHIVE_DISK_WAIT_S=inf"],
            2,
            "ARCHIVE_DISK_WAIT_S: 'inf' is not a number",
        ),
        (["outlets", "check", "presstv", "-s", "DOWNLOAD_TIMEOUT=x"], 2, "DOWNLOAD_TIMEOUT: 'x' is not a number"),
        (["crawl", "demo", "-s", "ROBOTSTXT_OBEY=maybe"], 2, "ROBOTSTXT_OBEY: 'maybe' is neither True nor False"),
        (["read", "/dev/null", "--spider", "prestv"], 2, "no outlet called 'prestv'; nearest: presstv"),
        (["verify", "-s", f"ARCHIVE={'x' * 300}"], 2, "xxx': file name too long"),
        (["jobs"], 1, "no archive at archive"),
        (["jobs", "--uploads", "--json"], 1, "no archive at archive"),
        (["schedule", "list"], 1, "no archive at archive"),
        (["schedule", "pause", "presstv", "-s", "ARCHIVE=/proc/none"], 4, "cannot write /proc/none/jobs: "),
        (["search", "ferry", "--limit", "-5"], 2, "--limit: -5 is not from 1 to 10000; microfiche search -h says more"),
        (["search", "ferry", "--skip", "x"], 2, "argument --skip: invalid int value: 'x'"),
        (["schedule", "add", "presstv", "--every"], 2, "argument --every: expected one argument"),
        (["verify", "a"], 2, "verify takes no arguments"),
        (["check", "prestv"], 2, "no outlet called 'prestv'; nearest: presstv"),
        (["settings", "--getint", "BOT_NAME"], 2, "BOT_NAME: 'microfiche' is not a number"),
        (["settings", "--getbool", "BOT_NAME"], 2, "BOT_NAME: 'microfiche' is neither True nor False"),
        (
            ["genspider", "x", "x.example"],
            2,
            "no command called 'genspider'; `microfiche discover URL` prints an entry",
        ),
        (["bench"], 2, "no command called 'bench'"),
        (["crawl", "demo", "-L", "info"], 2, "LOG_LEVEL: 'info' is not one of CRITICAL, "),
        (["crawl", "demo", "-L", "info", "-s", "ARCHIVE_LOG_FORMAT=json"], 2, "LOG_LEVEL: 'info' is no level such as"),
        (["crawl", "demo", "-s", "LOG_FILE=/proc/none/log"], 4, "cannot write /proc/none/log: no such file"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = run(*arguments, cwd=tmp_path, code=code)
    assert len(done.stderr.strip().splitlines()) == 1
    assert words in done.stderr
    assert done.stderr.startswith("microfiche: ")
    assert not list(tmp_path.iterdir()), "a mistake left something behind"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["versions", "http://a.example/\udcff"], "versions: 'http://a.example/\\udcff' is not UTF-8"),
        (["export", "parquet", "--to", "o\udcff"], "--to: 'o\\udcff' is not UTF-8"),
        (["schedule", "pause", "x\udcff"], "pause: 'x\\udcff' is not UTF-8"),
        (["schedule", "add", "presstv", "--every", "1h", "-a", "seeds=\udcff"], "-a: 'seeds=\\udcff' is not UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_told_in_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    Index.open(tmp_path / "archive" / "index.sqlite").close()
    assert run(*arguments, cwd=tmp_path, code=2).stderr == f"microfiche: {words}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "jsonl", "--to", "x" * 300], f"{'x' * 300}: file name too long"),
        (["serve", "--replayweb", "x" * 300], f"{'x' * 300}/ui.js: file name too long"),
        (["export", "jsonl", "--to-date", "9999-12-31"], "nothing to export: no article is in what was asked for"),
    ],
)
def test_what_the_system_says_of_a_name_is_told_in_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    Index.open(tmp_path / "archive" / "index.sqlite").close()
    assert run(*arguments, cwd=tmp_path, code=1).stderr == f"microfiche: {words}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.parametrize(
    ("span", "why"), [("0s", "'0s' is not like 15m, 6h or 1d12h"), ("5s", "5s is less than a minute")]
)
def test_a_span_is_told_by_its_option(tmp_path: Path, span: str, why: str) -> None:
    asked = ("schedule", "add", "presstv", "--every", "1h", "--timeout", span)
    assert run(*asked, cwd=tmp_path, code=2).stderr == f"microfiche: --timeout: {why}\n"


def test_numbers_that_are_meant_as_they_are(tmp_path: Path) -> None:
    given = ("DOWNLOAD_DELAY=0.5", "RETRY_PRIORITY_ADJUST=-5", "DEPTH_PRIORITY=-1", "TELNETCONSOLE_ENABLED=False")
    done = run("settings", "--get", "BOT_NAME", *(part for each in given for part in ("-s", each)), cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("microfiche\n", "")


def test_a_queue_of_jobs_that_is_broken_is_told_by_its_name(tmp_path: Path) -> None:
    run("schedule", "add", "presstv", "--every", "1h", cwd=tmp_path)
    (tmp_path / "archive" / "jobs" / "engine.sqlite").write_bytes(b"no database" * 1000)
    for command in (("jobs",), ("work", "--drain"), ("schedule", "run-now", "presstv")):
        said = run(*command, cwd=tmp_path, code=1).stderr
        assert said.splitlines()[-1].startswith(
            "microfiche: archive/jobs/engine.sqlite is no queue of jobs, or a broken"
        )
        assert said.endswith("; move it away: what is due is queued anew\n")


@pytest.mark.parametrize("module", ["nosuch", "crawler.nosuch", "nosuch.settings"])
def test_settings_that_are_in_no_module_are_told(tmp_path: Path, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROFICHE_SETTINGS_MODULE", module)
    told = run("verify", cwd=tmp_path, code=2).stderr
    assert told == f"microfiche: MICROFICHE_SETTINGS_MODULE: there is no module {module.removesuffix('.settings')}\n"


UNKNOWN = "unknown setting ARCHIVE_INDX: the archive has none of that name; nearest: ARCHIVE_INDEX"


def test_a_setting_that_there_is_not_is_told_once(tmp_path: Path) -> None:
    command = ("verify", "-s", "ARCHIVE_INDX=x.sqlite")
    done = run(*command, cwd=tmp_path, code=1)
    assert done.stderr == f"microfiche: {UNKNOWN}\nmicrofiche: no archive at archive\n"
    done = run(*command, "-s", "ARCHIVE_LOG_FORMAT=json", cwd=tmp_path, code=1)
    assert [json.loads(line)["level"] for line in done.stderr.splitlines()] == ["WARNING", "ERROR"]
    log, _ = crawl({}, tmp_path, "-s", "ARCHIVE_INDX=x.sqlite", code=0)
    assert [line.partition("WARNING: ")[2] for line in log.splitlines() if "ARCHIVE_INDX" in line] == [UNKNOWN]


@pytest.mark.parametrize("command", ["coverage", "discover", "doctor", "read", "search", "version"])
def test_an_option_that_is_none_is_no_argument(tmp_path: Path, command: str) -> None:
    done = run(command, "--nosuch=3", cwd=tmp_path, code=2)
    assert done.stderr == f"microfiche: no such option: --nosuch=3; microfiche {command} -h says more\n"
    done = run("read", "--", "--nosuch=3", cwd=tmp_path, code=1)
    assert done.stderr == "microfiche: --nosuch=3: no such file or directory\n"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (random.Random(3).randbytes(9000), "is neither HTML nor WARC"),
        (b"PK\x03\x04" + bytes(60), "is neither HTML nor WARC"),
    ],
)
def test_a_file_that_holds_no_page_is_not_read_as_one(tmp_path: Path, body: bytes, why: str) -> None:
    (tmp_path / "page.warc.gz").write_bytes(body)
    done = run("read", "page.warc.gz", cwd=tmp_path, code=1)
    assert (done.stdout, done.stderr) == ("", f"microfiche: page.warc.gz: {why}\n")


@pytest.mark.parametrize("charset", ["utf-16", "utf-32", "shift_jis", "iso-2022-jp", "koi8-r", "windows-1256"])
def test_pages_in_any_charset_are_files_of_text(tmp_path: Path, charset: str) -> None:
    words = {"koi8-r": "Пристань открыта", "windows-1256": "الميناء مفتوح"}.get(charset, "港は開いている")
    text = f"<meta charset={charset}><title>{words}</title><h1>{words}</h1><p>{words * 40}</p>"
    (tmp_path / "page.html").write_bytes(text.encode(charset))
    assert '"headline"' in run("read", "page.html", cwd=tmp_path).stdout


def test_an_archive_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file where a folder should be")
    done = run("crawl", "news", "-a", "seeds=http://127.0.0.1:9/", cwd=tmp_path, code=4)
    assert done.stderr == "microfiche: cannot write archive: not a directory\n"


def test_a_file_size_limit_in_mid_crawl(tmp_path: Path) -> None:
    """The disk is full as far as the crawl is concerned: it stops, says what was not kept, and what was kept is whole."""
    chance = random.Random(7)
    links = "".join(f'<a href="/{number}">x</a>' for number in range(40))
    routes: dict[tuple[str | None, str], Answer] = {
        (None, f"/{number}"): Answer(fields=HTML, body=b"<p>" + chance.randbytes(100_000)) for number in range(40)
    }
    routes[None, "/"] = Answer(fields=HTML, body=links.encode())
    with NewsServer(routes) as server:
        done = subprocess.run(
            [*CLI, "crawl", "news", "-a", f"seeds={server.base_url}/", "-s", "ARCHIVE_DISK_WAIT_S=1", *FAST],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
        )
    assert done.returncode == 4, done.stderr
    assert "Not kept" in done.stderr
    assert "NOT KEPT" in done.stderr
    result = run("verify", cwd=tmp_path, code=None)
    assert "digest" not in result.stdout


def test_a_feed_that_cannot_be_written_to_its_end_is_no_success(tmp_path: Path) -> None:
    with NewsServer({(None, "/"): Answer(fields=HTML, body=b"<p>Hello")}) as server:
        quiet = ("-o", "/dev/full:json", "-o", "whole.jsonl", "-L", "CRITICAL")  # Scrapy tells it by a traceback
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *quiet, *FAST, cwd=tmp_path, code=3)
    assert "1 feed not written" in done.stderr
    assert (tmp_path / "whole.jsonl").exists()


def test_words_of_a_user_that_cannot_be_used_are_told_before_anything_is_fetched(tmp_path: Path) -> None:
    words = tmp_path / "archive" / "mirror-words" / "sw.toml"
    words.parent.mkdir(parents=True)
    words.write_text("[words]\nwe = [", encoding="utf-8")
    for asked in (("crawl", "news", "-a", "seeds=http://127.0.0.1:9/"), ("read", str(words))):
        done = run(*asked, cwd=tmp_path, code=2)
        assert done.stderr.startswith("microfiche: sw.toml: ")
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "option"), [("serve", "--port"), ("demo --serve", "--port"), ("work --drain", "--metrics-port")]
)
def test_a_port_that_is_taken_is_one_line(tmp_path: Path, command: str, option: str) -> None:
    Index.open(tmp_path / "archive" / "index.sqlite").close()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        told = run(*command.split(), option, str(port), "-s", "ARCHIVE=archive", cwd=tmp_path, code=1)
    assert told.stderr == (
        f"microfiche: cannot listen at 127.0.0.1 port {port}: the port is taken; choose another with {option}\n"
    )


def test_of_a_damaged_file_all_that_is_whole_is_read(tmp_path: Path) -> None:
    _, folder = crawl({}, tmp_path, code=0)
    path = only_warc(folder)
    (tmp_path / "cut.warc.gz").write_bytes(path.read_bytes()[:-20])
    done = run("read", "cut.warc.gz", cwd=tmp_path, code=3)
    assert done.stdout.count("\n") == 1
    assert done.stderr.startswith("microfiche: cut.warc.gz: 1 damaged place, first: cut.warc.gz at byte ")
    (tmp_path / "begun.warc.gz").write_bytes(path.read_bytes()[:400])
    run("read", "begun.warc.gz", cwd=tmp_path, code=1)
