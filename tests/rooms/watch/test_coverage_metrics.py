"""Coverage as numbers: each line written out, and what is kept of it in the archive."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms.coverage.made import FEED, NOON, PAGE

from crawler.coverage import Announced, Asked, Day, Listing, Reason, Report, Site
from crawler.coverage.alarms import Alarm, AlarmKind
from crawler.errors import ArchiveUnwritable
from crawler.watch.coverage import FILE, keep_coverage, kept_coverage, samples_of
from crawler.watch.samples import samples_in, text_of

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)
ALARM = Alarm(kind=AlarmKind.LIST, subject=FEED, text="it is gone", first_day=TODAY, last_day=TODAY)
PAGES = [Announced(url=PAGE, announced_at=NOON, listings=(FEED,), reason=reason) for reason in (None, Reason.GONE)]
REPORT = Report(
    site=Site(name='The "Gazette"'),
    days=(Day(outlet="Gazette", day=TODAY, pages=tuple(PAGES)),),
    listings=(Listing(url=FEED, asked=(Asked(at=NOON, entries=20), Asked(at=NOON + timedelta(hours=1), why="gone"))),),
    alarms=(ALARM, replace(ALARM, is_standing=False)),
)
LINES = rf"""
# HELP microfiche_pages Pages that feeds and sitemaps announced in the days of the report, by what became of them
# TYPE microfiche_pages gauge
microfiche_pages{{became="announced",outlet="The \"Gazette\""}} 2.0
microfiche_pages{{became="archived",outlet="The \"Gazette\""}} 1.0
microfiche_pages{{became="read",outlet="The \"Gazette\""}} 1.0
# HELP microfiche_missing Pages that were announced and not read, by reason
# TYPE microfiche_missing gauge
microfiche_missing{{outlet="The \"Gazette\"",reason="gone"}} 1.0
# HELP microfiche_list_well 1 when a feed or sitemap named pages the last time it was asked for, else 0
# TYPE microfiche_list_well gauge
microfiche_list_well{{outlet="The \"Gazette\"",url="{FEED}"}} 0.0
# HELP microfiche_list_well_timestamp_seconds When a feed or sitemap last named pages
# TYPE microfiche_list_well_timestamp_seconds gauge
microfiche_list_well_timestamp_seconds{{outlet="The \"Gazette\"",url="{FEED}"}} 1.7953488e+09
# HELP microfiche_alarm 1 for each alarm that stands
# TYPE microfiche_alarm gauge
microfiche_alarm{{kind="list",outlet="The \"Gazette\"",subject="{FEED}"}} 1.0
# HELP microfiche_alarms How many alarms stand
# TYPE microfiche_alarms gauge
microfiche_alarms{{outlet="The \"Gazette\""}} 1.0
"""


def test_the_format() -> None:
    assert text_of(samples_of(REPORT)) == LINES.lstrip()


def test_other_outlets_keep_their_numbers_and_this_one_does_not(tmp_path: Path) -> None:
    other = replace(REPORT, site=Site(name="The Herald"), listings=())
    keep_coverage(tmp_path, [REPORT])
    keep_coverage(tmp_path, [other])
    both = {*samples_of(REPORT), *samples_of(other)}
    assert set(kept_coverage(tmp_path)) == both
    keep_coverage(tmp_path, [REPORT])
    keep_coverage(tmp_path, [])
    assert set(kept_coverage(tmp_path)) == both
    keep_coverage(tmp_path, [replace(REPORT, alarms=())])
    assert {each for each in both if each.name != "microfiche_alarm"} - set(kept_coverage(tmp_path)) == {
        each for each in both if each.name == "microfiche_alarms" and each.labels == ('The "Gazette"',)
    }


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_name_is_read_back(outlet: str, url: str) -> None:
    listing = replace(REPORT.listings[0], url=url)
    samples = list(samples_of(replace(REPORT, site=Site(name=outlet), listings=(listing,))))
    assert set(samples_in(text_of(samples))) == set(samples)


def test_crawls_that_end_together_keep_what_each_found(tmp_path: Path) -> None:
    names = [f"Outlet {number}" for number in range(12)]
    reports = [replace(REPORT, site=Site(name=name)) for name in names]
    threads = [threading.Thread(target=keep_coverage, args=(tmp_path, [report])) for report in reports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {sample.labels[0] for sample in kept_coverage(tmp_path)} == set(names)


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")
    with pytest.raises(ArchiveUnwritable, match="file exists"):
        keep_coverage(tmp_path / "in-the-way", [REPORT])


@pytest.mark.parametrize("data", [b"\xff\xfe", b"not {a number", b"microfiche_pages{ 1\n", b""])
def test_a_file_that_holds_something_else_is_made_anew(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    assert kept_coverage(tmp_path) == []
    keep_coverage(tmp_path, [REPORT])
    assert (tmp_path / FILE).read_text("utf-8") == LINES.lstrip()
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o644
