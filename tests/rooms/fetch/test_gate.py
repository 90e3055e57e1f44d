"""The gate: a server is asked at its pace by all who share its book, whatever becomes of each."""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from scrapy import Request

from crawler.config import SharedAddress
from crawler.errors import ArchiveUnwritable
from crawler.fetch.polite.ending import LEFT, LeftForLater
from crawler.fetch.polite.gate import Gate, Hands, Limits
from crawler.fetch.polite.shared import Servers
from crawler.index.pace import MemoryBook
from crawler.index.pace.budget import LEASE_US
from crawler.model import Hours

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Result = TypeVar("Result")
PAGE = "https://gazette.example/a"


@dataclass
class World:
    """Time that goes on when everybody waits, and gates that share a book or have one each."""

    now_s: float = 1_000.0
    sleepers: list[tuple[float, int, asyncio.Event]] = field(default_factory=list)
    book: MemoryBook = field(init=False)
    ends_at_s: float = float("inf")
    is_shut: bool = False
    count: int = 0
    asked_book: int = 0

    def __post_init__(self) -> None:
        self.book = MemoryBook(lambda: round(self.now_s * 1_000_000))

    async def sleep(self, delay_s: float) -> None:
        self.count += 1
        woken = asyncio.Event()
        heapq.heappush(self.sleepers, (self.now_s + delay_s, self.count, woken))
        await woken.wait()

    async def in_thread(self, do: Callable[[], Result]) -> Result:
        self.asked_book += 1
        await asyncio.sleep(0)
        return do()

    def gate(
        self, delay_s: float = 1.0, *, longest_rest_s: float = 600.0, book: Any = None, hours: str = "00:00-24:00"
    ) -> Gate:
        hands = Hands(
            in_thread=self.in_thread,
            sleep=self.sleep,
            draw=lambda: 0.5,
            is_over=lambda _: self.now_s >= self.ends_at_s,
            clock=lambda: self.now_s,
            spare=lambda: self.book,
            is_shut=lambda: self.is_shut,
            now=lambda: datetime.fromtimestamp(self.now_s, UTC),
        )
        limits = Limits(
            delay_s=delay_s, longest_delay_s=30.0, longest_rest_s=longest_rest_s, hours=Hours.from_text(hours)
        )
        return Gate(lambda: book or self.book, Servers(None, SharedAddress.NONE), limits, hands)

    def run(self, *tasks: Coroutine[Any, Any, Any]) -> None:
        """Run all *tasks* to their end."""

        async def go() -> None:
            all_done = asyncio.gather(*tasks)
            while not all_done.done():
                for _ in range(50):
                    await asyncio.sleep(0)
                if self.sleepers and not all_done.done():
                    self.now_s, _, woken = heapq.heappop(self.sleepers)
                    woken.set()
            await all_done

        asyncio.run(go())


async def ask(
    world: World, gate: Gate, sent: list[float], *, url: str = PAGE, connect_s: float = 0.0, answer: Any = 200
) -> None:
    """Ask once; *answer* is a status, a status with seconds to rest, or None for no answer."""
    passing = await gate.enter(Request(url))
    if connect_s:
        await world.sleep(connect_s)
    sent.append(world.now_s)
    passing.sent()
    if answer is None:
        await passing.failed()
    elif isinstance(answer, tuple):
        await passing.answered(answer[0], answer_s=0.1, rest_s=answer[1])
    else:
        await passing.answered(answer, answer_s=0.1)


def gaps(sent: list[float]) -> list[float]:
    return [round(later - earlier, 3) for earlier, later in pairwise(sorted(sent))]


def test_one_crawl_keeps_its_pace() -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate()
    world.run(*(ask(world, gate, sent) for _ in range(5)))
    assert gaps(sent) == [1.0] * 4


def test_two_crawls_share_the_pace_of_a_server() -> None:
    world = World()
    sent: list[float] = []
    gates = [world.gate(), world.gate()]
    world.run(*(ask(world, gates[n % 2], sent, connect_s=0.3) for n in range(8)))
    assert all(1.0 <= gap < 1.5 for gap in gaps(sent)), gaps(sent)


def test_the_slower_of_two_crawls_counts_before_and_after_its_requests() -> None:
    world = World()
    slow: list[float] = []
    fast: list[float] = []
    gates = [world.gate(5.0), world.gate(1.0)]
    world.run(
        *(ask(world, gates[0], slow) for _ in range(3)),
        *(ask(world, gates[1], fast) for _ in range(6)),
    )
    for at in slow:
        assert all(abs(other - at) >= 5.0 for other in [*slow, *fast] if other != at)


def test_other_servers_do_not_wait() -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate()
    world.run(*(ask(world, gate, sent, url=f"https://paper{n}.example/") for n in range(5)))
    assert gaps(sent) == [0.0] * 4


def test_hosts_of_one_domain_share_the_pace() -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate()
    world.run(*(ask(world, gate, sent, url=f"https://{host}.tidewater.co.uk/") for host in ("www", "photos", "m")))
    assert gaps(sent) == [1.0] * 2


@pytest.mark.parametrize("status", [429, 503])
def test_nobody_asks_before_the_server_said_so(status: int) -> None:
    world = World()
    sent: list[float] = []
    gates = [world.gate(), world.gate()]
    world.run(ask(world, gates[0], sent, answer=(status, 60.0)))
    world.run(*(ask(world, gates[n % 2], sent) for n in range(4)))
    assert gaps(sent)[0] == 60.0


def test_also_where_no_pace_is_kept() -> None:
    world = World()
    sent: list[float] = []
    gates = [world.gate(0.0), world.gate(0.0)]
    world.run(ask(world, gates[0], sent, answer=(429, 60.0)))
    world.run(*(ask(world, gates[n % 2], sent) for n in range(4)))
    assert gaps(sent) == [60.0, 0.0, 0.0, 0.0]


def test_who_comes_while_others_wait_for_a_rest_waits_too_where_no_pace_is_kept() -> None:
    world = World()
    sent: list[float] = []
    gates = [world.gate(0.0), world.gate(0.0)]

    async def later() -> None:
        await world.sleep(5.0)
        await ask(world, gates[1], sent)

    world.run(ask(world, gates[0], sent, answer=(429, 60.0)))
    world.run(ask(world, gates[1], sent), later())
    assert gaps(sent) == [60.0, 0.0]


def test_where_no_pace_is_kept_the_book_is_asked_once_for_all_who_come_together() -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate(0.0)
    world.run(*(ask(world, gate, sent) for _ in range(20)))
    assert gaps(sent) == [0.0] * 19
    assert world.asked_book == 2, "one turn, taken and given back"


def test_a_wish_without_measure_is_cut_to_the_bound(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate(longest_rest_s=120.0)
    world.run(ask(world, gate, sent, answer=(503, 1e9)), ask(world, gate, sent))
    assert gaps(sent) == [120.0]
    assert "ARCHIVE_LONGEST_RETRY_AFTER_S" in caplog.text


def test_a_server_that_stays_busy_is_left_alone_ever_longer_and_asked_as_before_when_it_is_well() -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate()

    async def in_turn() -> None:
        for answer in [503] * 5 + [200] * 10:
            await ask(world, gate, sent, answer=answer)

    world.run(in_turn())
    found = gaps(sent)
    # Half of the bound was drawn; the pace itself doubles with each failure, up to the longest.
    assert found[:5] == [2.0, 4.0, 8.0, 16.0, 30.0]
    assert found[-4:] == [1.0] * 4
    assert sorted(found[5:], reverse=True) == found[5:]


def test_who_dies_with_the_turn_holds_up_nobody_for_long() -> None:
    world = World()
    sent: list[float] = []

    async def die() -> None:
        await world.gate().enter(Request(PAGE))

    world.run(die())
    world.run(ask(world, world.gate(), sent))
    assert 1_000 + LEASE_US / 1e6 <= sent[0] <= 1_000 + LEASE_US / 1e6 + 2.0


def test_a_clock_that_is_set_back_holds_up_nobody_for_long() -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate(longest_rest_s=90.0)
    world.run(ask(world, gate, sent, answer=(429, 60.0)))
    world.now_s -= 500_000.0
    world.run(ask(world, gate, sent))
    assert sent[1] - sent[0] == -500_000.0 + 90.0


def test_a_pace_that_is_asked_for_holds_for_those_who_wait_already() -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate()

    async def first() -> None:
        await ask(world, gate, sent)
        gate.slow_down("gazette.example", "https://gazette.example", 7.0)

    world.run(first(), *(ask(world, gate, sent) for _ in range(2)))
    assert gaps(sent) == [7.0, 7.0]
    gate.slow_down("gazette.example", "https://gazette.example", None)
    world.run(*(ask(world, gate, sent) for _ in range(2)))
    assert gaps(sent)[-1] == 1.0


def test_a_crawl_that_ends_waits_for_nothing_and_a_job_asks_later() -> None:
    world = World(ends_at_s=1_005.0)
    sent: list[float] = []
    gate = world.gate()
    waiting = Request(PAGE)

    async def wait() -> None:
        await ask(world, gate, sent, answer=(429, 600.0))
        with pytest.raises(LeftForLater):
            await gate.enter(waiting)

    world.run(wait())
    assert world.now_s <= 1_006.0
    assert waiting.meta[LEFT]


class Full:
    """A book on a disk without room."""

    def change(self, *_: Any) -> Any:
        raise ArchiveUnwritable(Path("pace.sqlite"), "no space left on device")

    def close(self) -> None:
        """Nothing is open."""


def test_without_a_book_the_pace_is_kept_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    sent: list[float] = []
    gate = world.gate(book=Full())
    world.run(*(ask(world, gate, sent) for _ in range(4)))
    assert gaps(sent) == [1.0] * 3
    assert caplog.text.count("kept by this crawl alone") == 1


def test_outside_of_the_hours_everybody_waits(caplog: pytest.LogCaptureFixture) -> None:
    start_s = 20 * 3600.0 - 30.0
    world = World(now_s=start_s)
    sent: list[float] = []
    gate = world.gate(20.0, hours="20:00-20:01, 20:03-20:04")
    world.run(*(ask(world, gate, sent) for _ in range(5)))
    assert [at - start_s for at in sorted(sent)] == [30.0, 50.0, 70.0, 210.0, 230.0]
    assert caplog.text.count("fetching waits until 1970-01-01 20:00 UTC") == 1
    assert caplog.text.count("fetching waits until 1970-01-01 20:03 UTC") == 1


def test_a_crawl_that_is_to_end_outside_of_its_hours_asks_for_nothing() -> None:
    world = World(now_s=20 * 3600.0, is_shut=True)
    gate = world.gate(hours="22:00-22:01")
    request = Request(PAGE)

    async def enter() -> None:
        with pytest.raises(LeftForLater):
            await gate.enter(request)

    world.run(enter())
    assert request.meta[LEFT]
    assert world.now_s == 20 * 3600.0
