"""The history of addresses after crawls of a newspaper with three hosts: one seized, one stale, one below a path."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from crawl.command import FAST, run
from crawl.test_failover import (
    ALL_HERE,
    ALLOWED,
    HTML,
    MAIN,
    NOTICE,
    ONE_TRY,
    ONION,
    PATHED,
    PREFIX,
    STALE,
    Town,
    captures,
    crawl,
    entry,
    mirror,
    served,
    three,
)  # fmt: skip

from crawler.demo.server import After, Answer, NewsServer
from crawler.index import CaptureKind

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["served"]

pytestmark = pytest.mark.slow


def rows(folder: Path, *more: str, code: int = 0) -> dict[str, Any]:
    done = run("mirrors", "gazette", "--json", *more, cwd=folder, code=code)
    return {row["place"]: row for row in map(json.loads, done.stdout.splitlines())}


def check(folder: Path, *more: str, code: int = 0) -> dict[str, Any]:
    done = run(
        "mirrors", "check", "gazette", "--json", *FAST, *ALL_HERE, *ALLOWED, *ONE_TRY, *more, cwd=folder, code=code
    )
    return {row["place"]: row for row in map(json.loads, done.stdout.splitlines())}


def test_a_seizure_in_mid_crawl(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after, town.missing = 25, 4
    outlets = three(server.port)
    crawl(tmp_path, outlets, "-s", "ARCHIVE_VANTAGE=DE home line", code=3)
    main, stale, pathed = (f"{host}:{server.port}" for host in (MAIN, STALE, PATHED))
    pathed += PREFIX
    found = rows(tmp_path)
    assert list(found)[:3] == [main, stale, pathed]
    assert [found[place]["state"] for place in (main, stale, pathed)] == ["seized", "working", "working"]
    (course,) = found[main]["courses"]
    assert course["vantage"] == "DE home line"
    assert next(span["state"] for span in course["spans"]) == "working"
    asked = sorted(
        (row.captured_at, row.state) for row in captures(tmp_path)
        if urlsplit(row.url).hostname == MAIN and urlsplit(row.url).path != "/robots.txt" and row.status == 200
    )  # fmt: skip
    ok = [at for at, state in asked if state == "ok"]
    seized = [at for at, state in asked if state == "seized"]
    assert course["spans"][0]["from_at"] == ok[0].isoformat()
    assert (course["last_worked_at"], course["last_failed_at"]) == (ok[-1].isoformat(), seized[-1].isoformat())
    assert course["last_failure"] == "seized"
    assert sum(span["captures"] for span in course["spans"]) == len(asked)
    for place in (stale, pathed):
        assert found[place]["courses"][0]["last_failed_at"] is None, "lacking a page is no failure of the address"

    # Asked anew, each shows an article that the main host had: now they are known to be the outlet's.
    again = check(tmp_path, "-s", "ARCHIVE_VANTAGE=RU mobile")
    assert [again[place]["state"] for place in (main, stale, pathed)] == ["seized", "confirmed", "confirmed"]
    assert [course["vantage"] for course in again[pathed]["courses"]] == ["RU mobile", "DE home line"]
    newest = max(row.captured_at for row in captures(tmp_path) if urlsplit(row.url).hostname == PATHED)
    assert again[pathed]["courses"][0]["last_worked_at"] == newest.isoformat()
    run("verify", "--second-reader", cwd=tmp_path)
    run("reindex", cwd=tmp_path)
    assert rows(tmp_path) == again

    table = run("mirrors", "gazette", cwd=tmp_path).stdout.splitlines()
    lines = [line.split("\t") for line in table]
    assert next(line[1:4] for line in lines if line[1] == main) == [main, "main", "seized"]
    run("mirrors", "gazette", "--plot", "gazette.svg", cwd=tmp_path)
    picture = ET.parse(tmp_path / "gazette.svg").getroot()
    titles = [title.text or "" for title in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0] == "Addresses of The Tidewater Gazette"
    assert any(title.startswith("seized: ") for title in titles)


def test_a_host_that_never_answers(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    _town, server = served
    dead = "gone-gazette.example"
    outlets = entry(
        server.port, hosts=(f'{{ host = "{dead}:9", scheme = "http", kind = "web-mirror", from = 2026-03-01 }}',)
    )
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/outlets.toml").write_text(outlets, "utf-8")
    found = check(tmp_path)[f"{dead}:9"]
    rows_there = [row for row in captures(tmp_path) if urlsplit(row.url).hostname == dead]
    assert {str(row.kind) for row in rows_there} == {"unreached"}
    (course,) = found["courses"]
    assert (found["state"], course["last_failure"], course["last_worked_at"]) == ("failing", "refused", None)
    assert (course["spans"][0]["from_at"], course["spans"][0]["until_at"]) == (
        min(row.captured_at for row in rows_there).isoformat(),
        max(row.captured_at for row in rows_there).isoformat(),
    )
    assert found["listed_from"] == "2026-03-01"


def test_a_check_is_polite_and_asks_what_pages_claim(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    claimed = "gazette-news.example"
    text = "The ferry runs again, and the harbour office is glad of it. " * 15
    told = f"<p>The Tidewater Gazette can also be accessed at the following alternate addresses: http://{claimed}:{server.port}/ and http://{ONION}/</p>"
    story = "/2026/11/22/the-ferry-is-back-again"

    def answer(request: Any) -> Answer:
        town.asked.append((request.host, request.path))
        if request.path == "/robots.txt":
            return Answer(body=b"User-agent: *\nDisallow: /\n") if request.host == STALE else Answer(status=404)
        if request.host == PATHED:
            return Answer(raw=b"", after=After.RESET)
        body = f"<html><body><h1>Ferry</h1><p>{text}</p>{told}</body></html>"
        return Answer(fields=HTML, body=body.encode())

    server.routes = answer
    seed = f"http://{MAIN}:{server.port}{story}"
    crawl(tmp_path, three(server.port), "-a", f"seeds={seed}", "-a", "depth=0")
    assert {host for host, _ in town.asked} == {MAIN}
    before = rows(tmp_path)
    place = f"{claimed}:{server.port}"
    assert (before[place]["state"], before[place]["pages"], before[place]["is_circular"]) == ("claimed", 1, False)
    assert before[place]["page_hosts"] == [MAIN]
    assert before[place]["first_printed_at"] == before[place]["last_printed_at"]
    assert before[place]["first_printed_at"][10] == "T", "as ISO 8601"
    after = check(tmp_path)
    assert (claimed, story) in town.asked
    assert (after[place]["state"], after[place]["courses"][0]["agreeing"]) == ("confirmed", 1)
    assert [path for host, path in town.asked if host == STALE] == ["/robots.txt"]
    assert after[f"{STALE}:{server.port}"]["courses"] == []
    assert after[f"{PATHED}:{server.port}{PREFIX}"]["courses"][0]["last_failure"] == "reset"
    assert after[ONION]["state"] == "claimed", "an onion is asked through a proxy only"
    (found,) = map(json.loads, run("search", "ferry", "--json", cwd=tmp_path).stdout.splitlines())
    assert found["url"] == seed, "a copy at an address that only a page claims is not the newest version"
    (first,) = (row for row in captures(tmp_path) if row.url == seed and row.record_id == found["record_id"])
    assert found["seen_at"] == first.captured_at.isoformat()
    assert not any("favicon" in path or "photo" in path for _, path in town.asked)


def test_a_check_goes_into_no_private_network(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/outlets.toml").write_text(entry(server.port, hosts=(mirror(STALE, server.port),)), "utf-8")
    done = run("mirrors", "check", "gazette", *FAST, *ALL_HERE, *ONE_TRY, cwd=tmp_path)
    assert town.asked == []
    assert "\tclaimed\t" in done.stdout
    assert [row for row in captures(tmp_path) if row.kind is CaptureKind.UNREACHED] == []


def test_an_outlet_out_of_its_hours_holds_up_no_other(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    (tmp_path / "archive").mkdir()
    never = f'hours = "{datetime.now(UTC) + timedelta(hours=9):%H:%M}-{datetime.now(UTC) + timedelta(hours=10):%H:%M}"'
    first = f'[outlets.aside]\n{never}\nhosts = [{{ host = "{STALE}:{server.port}", scheme = "http" }}]\n'
    (tmp_path / "archive/outlets.toml").write_text(first + entry(server.port), "utf-8")
    asked = ("mirrors", "check", "aside", "gazette", "-s", "ARCHIVE_OUTSIDE_HOURS=end")
    done = run(*asked, *FAST, *ALL_HERE, *ALLOWED, *ONE_TRY, cwd=tmp_path, code=3)
    assert {host for host, _ in town.asked} == {MAIN}
    assert done.stderr.splitlines()[-1] == "asked 1 page at the addresses of 1 outlet; not, or not all of, aside"


def test_nothing_is_asked_without_a_word(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    crawl(tmp_path, three(server.port), "-a", "limit=1", "-a", "depth=0")
    asked = list(town.asked)
    rows(tmp_path)
    run("mirrors", cwd=tmp_path)
    assert town.asked == asked
    assert NOTICE.status == 200
    run("mirrors", "nobody", cwd=tmp_path, code=2)
    run("mirrors", "--plot", "x.svg", cwd=tmp_path, code=2)
