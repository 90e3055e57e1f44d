"""What an archive knows of addresses: where redirects lead, and what was seen there right behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rooms.page.notices import NOTICES
from rooms.replay.served import AT, Made, answer

from crawler.archive.places import WarcFiles
from crawler.index import Index
from crawler.mirrors import AddressState
from crawler.mirrors.gathering import addresses_of
from crawler.model import CaptureState, HostKind, Outlet, OutletHost

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "http://old.example/", "https://gazette.example/"
OUTLET = Outlet(
    key="gazette",
    name="The Gazette",
    hosts=(
        OutletHost(host="gazette.example"),
        OutletHost(host="old.example", kind=HostKind.WEB_MIRROR, scheme="http"),
    ),
)
MOVED = answer(status="301 Moved", mime=None, Location="https://notice.example/")
NOTICE = next(html for _, state, html in NOTICES if state == CaptureState.SEIZED)


def states(made: Made) -> list[AddressState]:
    with Index.open(made.config.index_address) as index:
        return [row.state for row in addresses_of(index, WarcFiles(made.config, index), OUTLET)]


def test_a_notice_right_behind_a_redirect_is_what_the_address_shows(tmp_path: Path) -> None:
    made = Made(tmp_path)
    for hour in range(3):
        at = AT + timedelta(hours=hour)
        made.keep((OLD, MOVED), at=at)
        made.keep(("https://notice.example/", answer(NOTICE.encode() if hour == 2 else b"<p>Hello")), at=at)
    assert states(made)[1] is AddressState.SEIZED
    later = Made(tmp_path / "later").keep((OLD, MOVED))
    later.keep(("https://notice.example/", answer(NOTICE.encode())), at=AT + timedelta(minutes=6))
    assert states(later)[1] is AddressState.MOVED


def test_what_a_busy_start_page_showed_in_other_hours_is_another_story(tmp_path: Path) -> None:
    made = Made(tmp_path)
    to_new = answer(status="301 Moved", mime=None, Location=NEW)
    for hour in range(60):
        shown = answer(NOTICE.encode()) if hour % 2 else answer(b"<p>%d" % hour)
        made.keep((NEW, shown), at=AT + timedelta(hours=hour))
    made.keep((OLD, to_new), at=AT + timedelta(hours=30, minutes=30))
    assert states(made)[1] is AddressState.MOVED
    made.keep((OLD, to_new), at=AT + timedelta(hours=30, minutes=56))
    assert states(made)[1] is AddressState.SEIZED
