"""Plans and workers on SQLite and on PostgreSQL."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.config import ArchiveConfig
from crawler.errors import ArchiveError
from crawler.schedule import Cron, Every, Plan, Store
from crawler.schedule.store import database_of
from crawler.schedule.worker import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 11, 28, 12, 0, 0, 123_456, tzinfo=UTC)
GAZETTE = Plan(outlet="gazette", rhythm=Every(900), arguments=("-a", "limit=5"), looked_at=NOON)
HERALD = Plan(
    outlet="herald", rhythm=Cron("0 6 * * 1-5", "Europe/Berlin"), timeout_s=60, tries=1, is_paused=True, looked_at=NOON
)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    if request.param == "sqlite":
        return tmp_path / "schedule.sqlite"
    found: str = request.getfixturevalue("postgresql_address")
    return found


@pytest.fixture
def store(address: str | Path) -> Iterator[Store]:
    with closing(Store(address)) as opened:
        for plan in opened.plans():
            opened.remove(plan.outlet)
        yield opened


def test_plans_are_kept_whole(store: Store, address: str | Path) -> None:
    assert (store.add(HERALD), store.add(GAZETTE)) == (False, False)
    with closing(Store(address)) as again:
        assert again.plans() == [GAZETTE, HERALD]


def test_a_plan_is_replaced_and_removed(store: Store) -> None:
    store.add(GAZETTE)
    assert store.add(replace(GAZETTE, rhythm=Every(60)))
    assert [plan.rhythm for plan in store.plans()] == [Every(60)]
    assert (store.remove("gazette"), store.remove("gazette"), store.plans()) == (True, False, [])


def test_what_was_missed_in_a_pause_is_not_made_up_for(store: Store) -> None:
    store.add(GAZETTE)
    assert store.pause("gazette", is_paused=True, now=NOON)
    assert store.pause("gazette", is_paused=False, now=NOON + timedelta(days=9))
    (plan,) = store.plans()
    assert (plan.is_paused, plan.looked_at) == (False, NOON + timedelta(days=9))
    assert not store.pause("nobody", is_paused=True, now=NOON)


def test_of_two_workers_that_deal_with_a_plan_the_first_counts(store: Store) -> None:
    store.add(GAZETTE)
    store.dealt_with(GAZETTE, NOON + timedelta(hours=1))
    store.dealt_with(GAZETTE, NOON + timedelta(hours=2))
    assert [plan.looked_at for plan in store.plans()] == [NOON + timedelta(hours=1)]


def test_a_silent_worker_is_given_up_once_and_may_not_go_on(store: Store) -> None:
    term = store.begin_worker("north", NOON)
    seen = store.workers()[0]
    assert store.beat("north", term, NOON + timedelta(seconds=2))
    assert not store.give_up(seen), "it has been heard of since"
    assert store.give_up(store.workers()[0])
    assert not store.beat("north", term, NOON + timedelta(seconds=4))
    later = store.begin_worker("north", NOON + timedelta(minutes=1))
    assert later > term
    assert store.beat("north", later, NOON + timedelta(minutes=2))
    assert not store.beat("north", term, NOON + timedelta(minutes=2)), "the one of before is another"


def test_silence_is_told_by_our_own_clock(store: Store) -> None:
    term = store.begin_worker("north", NOON - timedelta(days=400))
    watch = Watch(given_up_s=40)
    assert watch.silent(store.workers(), now_s=1_000) == []
    assert watch.silent(store.workers(), now_s=1_040) == []
    store.beat("north", term, NOON - timedelta(days=399))
    assert watch.silent(store.workers(), now_s=1_041) == []
    assert [worker.name for worker in watch.silent(store.workers(), now_s=1_082)] == ["north"]


def test_where_the_jobs_are(tmp_path: Path) -> None:
    assert database_of(ArchiveConfig(folder=tmp_path), "schedule") == tmp_path / "jobs/schedule.sqlite"
    other = ArchiveConfig(folder=tmp_path, index="postgresql://user:word@example.org/news")
    assert database_of(other, "schedule") == other.index
    assert (
        database_of(ArchiveConfig(folder=tmp_path, index=str(tmp_path / "i.sqlite")), "x") == tmp_path / "jobs/x.sqlite"
    )


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "schedule.sqlite").write_bytes(b"not a database" * 999)
    with pytest.raises(ArchiveError) as caught:
        Store(tmp_path / "schedule.sqlite")
    assert "is no schedule of crawls, or a broken one (file is not a database); move it away" in str(caught.value)
    assert "\n" not in str(caught.value)
