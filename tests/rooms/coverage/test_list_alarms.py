"""Feeds and sitemaps that name nothing any more."""

from __future__ import annotations

from datetime import timedelta

from rooms.coverage.made import FEED, NOON

from crawler.coverage import Asked, Listing
from crawler.coverage.alarms import AlarmKind, list_alarms


def asked(hours: float, entries: int = 0, why: str = "", *, is_definite: bool = True) -> Asked:
    return Asked(at=NOON + timedelta(hours=hours), entries=entries, why=why, is_definite=is_definite)


def listing(*times: Asked) -> Listing:
    return Listing(url=FEED, asked=times)


def test_what_is_gone_or_something_else_is_an_alarm_at_once() -> None:
    (alarm,) = list_alarms([listing(asked(0, 20), asked(5, why="answered 404"))])
    assert alarm.kind is AlarmKind.LIST
    assert alarm.subject == FEED
    assert alarm.text == f"{FEED} named 20 on 2026-11-22, and none since: answered 404"
    assert alarm.is_standing


def test_an_error_of_the_server_may_pass() -> None:
    once = asked(1, why="answered 503", is_definite=False)
    assert list_alarms([listing(asked(0, 20), once)]) == []
    assert list_alarms([listing(asked(0, 20), once, asked(24, why="dns", is_definite=False))]) == []
    (alarm,) = list_alarms([listing(asked(0, 20), once, asked(25.5, why="dns", is_definite=False))])
    assert alarm.text.endswith("dns")


def test_what_never_was_a_list_and_what_is_well_again_are_none() -> None:
    assert (
        list_alarms([listing(asked(0, why="an HTML page")), listing(asked(0, 5), asked(1, why="x"), asked(2, 5))]) == []
    )
    assert list_alarms([listing(asked(0, 5), asked(1, 4, "not well-formed XML"))]) == []
    assert list_alarms([]) == []
