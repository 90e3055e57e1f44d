"""Versions, captures on a calendar, coverage, outlets and jobs."""

from __future__ import annotations

import fcntl
import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rooms.web.room_kit import FIRST_AT, HOSTILE, article, capture, hostile, opened, parsed, path_of
from rooms.web.scripts import scripts_in

from crawler.fetch.frontier import Journal
from crawler.fetch.frontier.standing import standings
from crawler.model import MirrorAddress
from crawler.web.calendars import days_until, heat_rows, months_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SAME = {"url": "https://news.example/story", "key": "/story"}


def test_versions_with_what_changed_word_by_word(tmp_path: Path) -> None:
    old = article(1, "The minister denies everything.", **SAME)
    new = article(2, "The minister admits everything.", headline="He did", **SAME)
    with opened(tmp_path, old, new) as client:
        page = parsed(client.get(f"{path_of(1)}/versions").text)
        assert [each.text_content().split()[1] for each in page.cssselect(".version h2")] == ["2", "1"]
        changed = page.cssselect(".version")[0]
        assert [each.text for each in changed.cssselect("h3")] == ["headline", "body"]
        assert [each.text.strip() for each in changed.cssselect("ins, del")] == [
            "Story 1",
            "He did",
            "denies",
            "admits",
        ]


def test_when_an_article_went_away_and_came_back(tmp_path: Path) -> None:
    gone = capture(5, url=SAME["url"], status=410)
    withheld = capture(6, url=SAME["url"], status=451)
    with opened(tmp_path, article(1, "Text.", **SAME), captures=[gone, withheld]) as client:
        page = parsed(client.get(f"{path_of(1)}/versions").text)
        heads = [" ".join(each.text_content().split()) for each in page.cssselect(".version h2")]
        assert heads == ["Withheld (451)", "Gone (410)", "Version 1 of Story 1"]
        told = client.get(f"/api/articles/{path_of(1)[9:]}/versions").json()
        assert [event["kind"] for event in told["events"]] == ["gone", "withheld"]


def test_captures_on_a_calendar(tmp_path: Path) -> None:
    told = [
        article(1, "A", captured_at="2025-03-01T10:00:00+00:00", **SAME),
        article(2, "B", captured_at="2026-11-22T10:00:00+00:00", **SAME),
        article(3, "C", captured_at="2026-11-22T11:00:00+00:00", **SAME),
    ]
    with opened(tmp_path, *told) as client:
        asked = {"url": SAME["url"]}
        page = parsed(client.get("/captures", params=asked).text)
        assert [each.text for each in page.cssselect(".month caption")] == ["November 2026"]
        assert [each.get("title") for each in page.cssselect(".month a")] == ["2 captures"]
        assert [each.text for each in page.cssselect(".years a")] == ["2025", "2026"]
        assert len(page.cssselect(".plainly tbody tr")) == 3
        old = parsed(client.get("/captures", params={**asked, "year": "2025"}).text)
        assert [each.text for each in old.cssselect(".month caption")] == ["March 2025"]
        day = parsed(client.get("/captures", params={**asked, "day": "2026-11-22"}).text)
        assert len(day.cssselect(".plainly tbody tr")) == 2
        for odd in ({"day": "x"}, {"year": "x"}, {"day": "2026-13-01"}, {"year": "²"}, {"day": "2026-11-23"}):
            assert client.get("/captures", params={**asked, **odd}).status_code == 200


def test_of_very_many_captures_all_are_counted_and_few_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.web.pages.captures.LISTED", 3)
    url = "https://news.example/home"
    days = [capture(10 + day, url=url, captured_at=FIRST_AT + timedelta(days=day)) for day in range(4)]
    same_day = [capture(30 + hour, url=url, captured_at=FIRST_AT + timedelta(hours=hour)) for hour in (1, 2, 3)]
    last = capture(20, url="https://mirror.example/", requested_url=url, captured_at=FIRST_AT + timedelta(days=4))
    with opened(tmp_path, captures=[*days, *same_day, last]) as client:
        page = parsed(client.get("/captures", params={"url": url}).text)
        assert times_in(page) == ["2026-11-26T08", "2026-11-25T08", "2026-11-24T08"]
        total = " ".join(page.cssselect(".total")[0].text_content().split())
        assert total == f"8 captures of {url}"
        told = [each.get("title") for each in page.cssselect(".month a")]
        assert told == ["4 captures", *["1 capture"] * 4]
        day = parsed(client.get("/captures", params={"url": url, "day": "2026-11-22"}).text)
        assert times_in(day) == ["2026-11-22T08", "2026-11-22T09", "2026-11-22T10"]
        answer = client.get("/api/captures", params={"url": url, "offset": 6}).json()
        assert answer["total"] == 8
        assert [each["captured_at"][:10] for each in answer["captures"]] == ["2026-11-25", "2026-11-26"]


def times_in(page: Any) -> list[str]:
    """The hour of each capture in the table of a page."""
    return [row.cssselect("time")[0].get("datetime")[:13] for row in page.cssselect(".plainly tbody tr")]


def test_an_address_that_is_not_there_leads_to_its_neighbours(tmp_path: Path) -> None:
    with opened(tmp_path, article(1, "A"), article(2, "B")) as client:
        answer = client.get("/captures", params={"url": "https://news.example/story/17"})
        assert answer.status_code == 404
        near = [each.text_content() for each in parsed(answer.text).cssselect(".shelf a")]
        assert near == ["https://news.example/story/1", "https://news.example/story/2"]
        for odd in (
            "x",
            "news.example",
            "é",
            "http://",
            "http://[",
            "urn:x",
            "\x00",
            "a" * 4_000,
            "https://elsewhere.example/",
        ):
            assert client.get("/captures", params={"url": odd}).status_code in (200, 404)


def test_an_outlet_with_its_addresses(tmp_path: Path) -> None:
    claim = MirrorAddress(kind="web-mirror", address="https://mirror.example/", host="mirror.example")
    with opened(tmp_path, article(1, "A", mirrors=[claim])) as client:
        page = parsed(client.get("/outlet", params={"name": "The Example News"}).text)
        assert "mirror.example" in [each.text_content() for each in page.cssselect("tbody th")]
        picture = client.get(page.cssselect(".picture")[0].get("src"))
        assert picture.headers["content-type"] == "image/svg+xml"
        assert picture.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert "mirror.example" in picture.text
        assert client.get("/outlet", params={"name": "Nobody"}).status_code == 404
        assert client.get("/outlet/addresses.svg", params={"name": "Nobody"}).status_code == 404


def test_coverage_as_a_heat_map(tmp_path: Path) -> None:
    told = [article(number, "A", published_at=f"2026-11-2{number}T10:00:00Z") for number in (1, 2, 3)]
    with opened(tmp_path, *told, article(4, "B", outlet="Other", published_at="2026-11-23")) as client:
        page = parsed(client.get("/coverage").text)
        assert [each.text_content() for each in page.cssselect("tbody th")] == ["The Example News", "Other"]
        assert [each.text_content() for each in page.cssselect("tbody tr")[0].cssselect("td a")] == ["1", "1", "1"]
        assert client.get(page.cssselect("tbody td a")[0].get("href")).status_code == 200
        for odd in ("x", "0001-01-01", "9999-12-31", "2026-11-24", "1971-01-01"):
            assert client.get("/coverage", params={"to": odd}).status_code == 200


def test_months_and_rows() -> None:
    (month,) = months_of({date(2026, 2, 28): 9, date(2025, 1, 1): 1}, 2026)
    assert month.name == "February"
    assert [len(week) for week in month.weeks] == [7] * len(month.weeks)
    assert [cell.level for week in month.weeks for cell in week if cell and cell.count] == [5]
    days = days_until(date(2026, 3, 1), 3)
    rows = heat_rows({("a", 20512): 2, ("b", 20513): 7, ("c", 1): 1}, days)
    assert [(row.name, [cell.count for cell in row.cells]) for row in rows] == [
        ("b", [0, 0, 7]),
        ("a", [0, 2, 0]),
        ("c", [0, 0, 0]),
    ]


def test_jobs_as_they_stand(tmp_path: Path) -> None:
    for name in ("running", "ended", "broken"):
        (tmp_path / "jobs" / name).mkdir(parents=True)
        (tmp_path / "jobs" / name / "lock").touch()
    for name in ("running", "ended"):
        journal = Journal.open(tmp_path / "jobs" / name / "frontier.sqlite")
        journal.set_state("spider", "news")
        journal.set_state("pages_read", "12")
        journal.set_state("ended", "limit" if name == "ended" else "")
        for _ in range(3):
            journal.add("a.example", 0, "{}")
        journal.commit()
        journal.close()
    (tmp_path / "jobs" / "broken" / "frontier.sqlite").write_bytes(b"no journal" * 100)
    (tmp_path / "jobs" / "empty").mkdir()
    before = sorted(path.name for path in (tmp_path / "jobs").rglob("*"))
    with (tmp_path / "jobs" / "running" / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        jobs = {job.name: job for job in standings(tmp_path)}
    assert (jobs["running"].is_running, jobs["running"].pending, jobs["running"].hosts) == (
        True,
        3,
        (("a.example", 3),),
    )
    assert (jobs["ended"].is_running, jobs["ended"].ended, jobs["ended"].pages_read) == (False, "limit", 12)
    assert jobs["broken"].trouble == "file is not a database"
    assert jobs["empty"].trouble == "unable to open database file"
    assert sorted(path.name for path in (tmp_path / "jobs").rglob("*")) == before
    with opened(tmp_path) as client:
        page = parsed(client.get("/jobs").text)
        assert sorted(each.text for each in page.cssselect("tbody th")) == ["broken", "empty", "ended", "running"]
        assert page.cssselect("meta[http-equiv]") == []
        live = parsed(client.get("/jobs?live=1").text)
        assert live.cssselect("meta[http-equiv=refresh]")[0].get("content") == "10"


def test_a_job_that_is_being_written_is_read(tmp_path: Path) -> None:
    (tmp_path / "jobs" / "a").mkdir(parents=True)
    journal = Journal.open(tmp_path / "jobs" / "a" / "frontier.sqlite")
    journal.set_state("spider", "news")
    journal.commit()
    journal.add("a.example", 0, "{}")
    journal.set_state("pages_read", "1")
    (job,) = standings(tmp_path)
    assert (job.spider, job.pages_read) == ("news", 0)
    journal.close()
    with sqlite3.connect(tmp_path / "jobs" / "a" / "frontier.sqlite") as connection:
        connection.execute("PRAGMA application_id = 7")
    connection.close()
    assert standings(tmp_path)[0].trouble == "no journal of this program"


def test_hostile_texts_in_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "jobs" / "<script>").mkdir(parents=True)
    with opened(tmp_path, hostile(1), hostile(2)) as client:
        asked = [
            *("/outlets", "/coverage", "/jobs", f"{path_of(1)}/versions"),
            *(client.build_request("GET", path, params=values).url.raw_path.decode() for path, values in WITH_WORDS),
        ]
        for path in asked:
            answer = client.get(path)
            assert answer.status_code in (200, 404), path
            assert scripts_in(answer.text) == [], path
        svg = client.get("/outlet/addresses.svg", params={"name": HOSTILE})
        assert set(scripts_in(svg.text)) <= {"svg", "style"}


WITH_WORDS = (
    ("/captures", {"url": HOSTILE}),
    ("/captures", {"url": "javascript:alert(document.domain)"}),
    ("/captures", {"url": "https://news.example/story", "day": HOSTILE, "year": HOSTILE}),
    ("/outlet", {"name": HOSTILE}),
    ("/coverage", {"to": HOSTILE}),
    ("/jobs", {"live": HOSTILE}),
)
