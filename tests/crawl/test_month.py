"""Twenty-seven crawls of the newspaper of a month in one archive: coverage, versions and alarms tell what happened."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from crawl.command import run

from crawler.demo.month import PLAN
from crawler.demo.month.logbook import entry
from crawler.demo.month.plan import day_of, stories_on

if TYPE_CHECKING:
    from pathlib import Path

LAST = 27
MOVED, DELETED = entry(*PLAN.moves[:2]), entry(*PLAN.deletes[:2])
ALSO = {PLAN.moves[2]: [MOVED.path], PLAN.deletes[2]: [DELETED.path]}
LOOKED = (15, 17, 20, LAST)
pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Crawled:
    folder: Path
    base: str
    alarms: dict[int, list[str]]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("month")
    order = {"archive": str(folder / "archive"), "days": [*range(1, LAST + 1)], "also": ALSO, "look": LOOKED}
    done = subprocess.run(
        [sys.executable, "-m", "crawl.month_of_crawls"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [day["day"] for day in told["days"]] == order["days"], done.stderr
    return Crawled(folder, told["base"], {day["day"]: day["alarms"] for day in told["days"]})


def told(month: Crawled, day: int, *, code: int) -> dict[str, Any]:
    options = ("--from", str(day_of(1)), "--to", str(day_of(day)), "--json")
    (line,) = run("coverage", *options, cwd=month.folder, code=code).stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def standing(found: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(alarm["kind"], alarm["subject"]): alarm for alarm in found["alarms"] if alarm["is_standing"]}


def test_each_day_has_what_came_out_on_it(month: Crawled) -> None:
    days = {day["day"]: day for day in told(month, LAST, code=6)["days"]}
    for number in range(1, LAST + 1):
        day = days[str(day_of(number))]
        assert day["announced"] == stories_on(number), number
        assert day["read"] == day["announced"], number
        assert day["missing"] == {}, number


def test_nothing_is_wrong_before_the_redesign(month: Crawled) -> None:
    assert told(month, 15, code=0)["alarms"] == []
    assert month.alarms[15] == []


def test_the_redesign_is_a_new_template_that_lacks_captions(month: Crawled) -> None:
    found = standing(told(month, 17, code=6))
    kinds = sorted(kind for kind, _ in found)
    assert kinds == ["field", "template"]
    captions = found["field", "captions"]
    assert captions["first_day"] == str(day_of(PLAN.redesign))
    template = next(alarm for (kind, _), alarm in found.items() if kind == "template")
    assert template["first_day"] == str(day_of(PLAN.redesign))
    assert all(url.startswith(month.base) for url in template["evidence"])
    assert len(month.alarms[17]) == 2
    later = standing(told(month, LAST, code=6))
    assert ("field", "captions") in later
    assert "template" not in {kind for kind, _ in later}


def test_the_broken_feed_is_named(month: Crawled) -> None:
    found = standing(told(month, 20, code=6))
    alarm = found["list", f"{month.base}/feeds/rss.xml"]
    assert alarm["first_day"] == str(day_of(PLAN.broken_feed))
    assert alarm["text"].endswith("none since: an HTML page, not a feed or sitemap")
    assert sum("/feeds/rss.xml named 20" in line for line in month.alarms[20]) == 1


def test_the_silence_is_heard(month: Crawled) -> None:
    assert ("quiet", "") not in standing(told(month, PLAN.quiet[0], code=6))
    alarm = standing(told(month, LAST, code=6))["quiet", ""]
    assert alarm["first_day"] == str(day_of(PLAN.quiet[0]))
    assert alarm["text"] == "10 pages announced in 3 days where about 30 are usual"
    assert any(", since 2026-12-17: 10 pages announced in 3 days" in line for line in month.alarms[LAST])


def test_versions_tell_of_the_correction_and_of_what_was_moved_and_withdrawn(month: Crawled) -> None:
    url = month.base + entry(3, 0).path
    versions = json.loads(run("versions", url, "--json", cwd=month.folder).stdout)["versions"]
    assert [[change["field"] for change in version["changes"]] for version in versions] == [[], ["body"]]
    assert "[-behind -]{+ahead of +}" in run("versions", url, "--diff", cwd=month.folder).stdout
    events = {
        story.path: [
            event["kind"]
            for event in json.loads(run("versions", month.base + story.path, "--json", cwd=month.folder).stdout)[
                "events"
            ]
        ]
        for story in (MOVED, DELETED)
    }
    assert events == {MOVED.path: ["redirected"], DELETED.path: ["gone"]}


def test_the_archive_is_whole_and_tells_the_same_when_it_is_indexed_anew(month: Crawled) -> None:
    before = told(month, LAST, code=6)
    run("verify", cwd=month.folder)
    run("reindex", cwd=month.folder)
    assert told(month, LAST, code=6) == before
