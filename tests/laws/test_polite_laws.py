"""Laws of a polite guest: whom the rules of a robots.txt are for, how fast a server is asked, and when again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.fetch.polite.pace import pace_s
from crawler.fetch.polite.patience import backoff_s, retry_after_s
from crawler.fetch.polite.rules import Rules, own_lines, product_token
from crawler.index.pace import Budget, MemoryBook, Seen
from crawler.index.pace.budget import LEASE_US, SECOND_US

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEP_US = SECOND_US // 4

SITE = "https://gazette.example"
NAMES = st.sampled_from(["microfiche", "MicroFiche", "other", "micro", "*"])
PATHS = st.sampled_from(["/", "/a", "/a/b", "/a*", "/a$", "/*.gif$", "/b", ""])
RULES = st.tuples(st.sampled_from(["Allow", "Disallow"]), PATHS)
GROUPS = st.lists(st.tuples(st.lists(NAMES, min_size=1, max_size=3), st.lists(RULES, min_size=1)), max_size=5)


def written(groups: list[tuple[list[str], list[tuple[str, str]]]]) -> str:
    lines = []
    for names, rules in groups:
        lines += [f"User-agent: {name}" for name in names] + [f"{field}: {path}" for field, path in rules]
    return "\n".join(lines)


@given(GROUPS)
def test_all_groups_that_name_us_and_no_other(groups: list[tuple[list[str], list[tuple[str, str]]]]) -> None:
    ours = [group for group in groups if "microfiche" in {name.lower() for name in group[0]}]
    ours = ours or [group for group in groups if "*" in group[0]]
    wanted = [f"{field}: {path}".strip() for _, rules in ours for field, path in rules]
    assert sorted(set(own_lines(written(groups), "microfiche"))) == sorted(set(wanted))


@given(GROUPS, st.sampled_from(["/a", "/a/b", "/photo.gif", "/c"]))
def test_the_order_of_rules_in_a_group_says_nothing(
    groups: list[tuple[list[str], list[tuple[str, str]]]], path: str
) -> None:
    turned = [(names, rules[::-1]) for names, rules in groups]
    found = [Rules.of(written(each).encode(), "microfiche").allows(SITE + path) for each in (groups, turned)]
    assert found[0] == found[1]


@given(st.binary(max_size=2000) | st.text(max_size=500).map(lambda text: f"User-agent: *\n{text}".encode()))
@example(b"User-agent: *\nRequest-rate: 1/" + b"9" * 5000)
@example(b"User-agent: *\nCrawl-delay: " + b"9" * 5000)
def test_something_can_be_made_of_any_bytes(data: bytes) -> None:
    rules = Rules.of(data, "microfiche")
    rules.allows(f"{SITE}/a")
    assert rules.delay_s is None or rules.delay_s > 0


@given(st.text())
def test_the_token_of_any_user_agent_is_letters(agent: str) -> None:
    token = product_token(agent)
    assert all(each in "abcdefghijklmnopqrstuvwxyz_-" for each in token)


class Crawl:
    """One process in a world where time is made of steps: takes its turn, sends a while later, and may be killed."""

    def __init__(self, number: int, pace_us: int, plan: list[tuple[int, int, bool]]) -> None:
        self.holder = number + 1
        self.pace_us = pace_us
        self.plan = plan
        """For each request: when it wants to be sent, how long the connection takes, whether it is killed then."""
        self.sends_at_us: int | None = None
        self.dies = False


def play(book: MemoryBook, clock: list[int], crawls: list[Crawl]) -> list[tuple[int, int]]:
    """Return when each request was sent, and at which pace its crawl goes."""
    sent: list[tuple[int, int]] = []
    while any(crawl.plan or crawl.sends_at_us is not None for crawl in crawls):
        for crawl in crawls:
            step(book, clock[0], crawl, sent)
        clock[0] += STEP_US
    return sent


def step(book: MemoryBook, now_us: int, crawl: Crawl, sent: list[tuple[int, int]]) -> None:
    def take(budgets: dict[str, Budget], now_us: int) -> tuple[dict[str, Budget], bool]:
        budget = budgets["s"].as_of(now_us, longest_rest_us=0)
        if budget.wait_us(now_us, crawl.pace_us):
            return {}, False
        return {"s": budget.taken(now_us, crawl.pace_us, crawl.holder)}, True

    def give_back(budgets: dict[str, Budget], now_us: int) -> tuple[dict[str, Budget], None]:
        return {"s": budgets["s"].sent(now_us, crawl.pace_us, crawl.holder)}, None

    if crawl.sends_at_us is not None:
        if now_us < crawl.sends_at_us:
            return
        sent.append((now_us, crawl.pace_us))
        crawl.sends_at_us = None
        if crawl.dies:
            crawl.plan = []
        else:
            book.change(["s"], give_back)
    elif crawl.plan and now_us >= crawl.plan[0][0] and book.change(["s"], take):
        _, connect_us, crawl.dies = crawl.plan.pop(0)
        crawl.sends_at_us = now_us + min(connect_us, LEASE_US - STEP_US)


PLANS = st.lists(
    st.tuples(st.integers(0, 60 * SECOND_US), st.integers(0, LEASE_US), st.sampled_from([False, False, False, True])),
    max_size=5,
).map(sorted)


@given(st.lists(st.tuples(st.integers(0, 20 * SECOND_US), PLANS), min_size=2, max_size=4))
@example([(SECOND_US, [(0, LEASE_US, True)]), (SECOND_US, [(0, 0, False), (0, 0, False)])])
@settings(max_examples=30)
def test_no_interleaving_of_crawls_comes_closer_than_the_pace(
    plans: list[tuple[int, list[tuple[int, int, bool]]]],
) -> None:
    clock = [1_000 * SECOND_US]
    book = MemoryBook(lambda: clock[0])
    start_us = clock[0]
    crawls = [
        Crawl(number, pace_us, [(start_us + at_us, connect_us, dies) for at_us, connect_us, dies in plan])
        for number, (pace_us, plan) in enumerate(plans)
    ]
    sent = play(book, clock, crawls)
    for (earlier_us, pace_us), (later_us, other_pace_us) in pairwise(sorted(sent)):
        assert later_us - earlier_us >= max(pace_us, other_pace_us)


SEEN = st.builds(Seen, st.floats(0, 1e4), st.integers(0, 10), st.integers(0, 5))
DELAYS = st.floats(0, 1e3)


@given(DELAYS, SEEN, DELAYS)
def test_the_pace_is_never_faster_than_promised_nor_slower_than_the_bound(
    promised_s: float, seen: Seen, longest_s: float
) -> None:
    found_s = pace_s(promised_s, seen, longest_s=longest_s)
    assert promised_s <= found_s <= max(promised_s, longest_s)


@given(DELAYS, SEEN, SEEN, DELAYS)
def test_a_server_that_shows_worse_is_never_asked_faster(
    promised_s: float, one: Seen, other: Seen, longest_s: float
) -> None:
    found = [pace_s(promised_s, seen, longest_s=longest_s) for seen in (one, one.worse(other))]
    assert found[0] <= found[1]


@given(st.floats(0.01, 1e3), SEEN, st.floats(0, 0.99))
def test_enough_quick_answers_bring_back_the_promised_pace(promised_s: float, seen: Seen, share: float) -> None:
    for _ in range(40):
        seen = seen.answered(share * promised_s)
    assert pace_s(promised_s, seen, longest_s=1e9) == promised_s


@given(st.text(max_size=60) | st.integers(0, 10**400).map(str), st.text(max_size=40))
@example("Thu, 01 Jan 0001 00:00:00 +2359", "")
@example("Fri, 31 Dec 9999 23:59:59 -2359", "Fri, 31 Dec 9999 23:59:59 +2359")
def test_any_retry_after_is_a_time_from_now_on_or_nothing(value: str, date: str) -> None:
    found = retry_after_s(value, date=date, now=NOW)
    assert found is None or 0 <= found < float("inf")


@given(st.integers(0, 10**6))
def test_seconds_and_date_say_the_same(seconds: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after_s(date, now=NOW) == retry_after_s(str(seconds), now=NOW) == seconds


@given(st.integers(1, 2000), DELAYS, DELAYS, st.floats(0, 1))
def test_back_off_stays_within_its_bound(busy: int, pace_s: float, longest_s: float, drawn: float) -> None:
    found = backoff_s(busy, pace_s=pace_s, longest_s=longest_s, draw=lambda: drawn)
    assert 0 <= found <= longest_s
    assert found <= backoff_s(busy + 1, pace_s=pace_s, longest_s=longest_s, draw=lambda: drawn)
