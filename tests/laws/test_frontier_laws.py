"""Laws of the frontier: a request survives its text, the order is the one of a sorted list, a kill undoes one group."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import FormRequest, Request, Spider
from scrapy.http import JsonRequest
from scrapy.settings import Settings

from crawler.errors import ArchiveUnwritable, BadJournal
from crawler.fetch.frontier import Journal, JournalMemory, Place
from crawler.fetch.frontier.memory import digest_of
from crawler.fetch.frontier.queue import FrontierQueue
from crawler.fetch.frontier.request_text import request_of, text_of


class Reader(Spider):
    name = "reader"

    def parse(self, response: Any, **_: Any) -> None:
        """Nothing."""

    def failed(self, failure: Any) -> None:
        """Nothing."""


SPIDER = Reader()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
MAPPING = st.dictionaries(st.text(max_size=5), JSON, max_size=4)
BYTES = st.binary(max_size=8)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    return Request(
        draw(st.sampled_from(["https://news.example/", "http://news.example/é?q=ü#top", "http://10.0.0.1:81/a,b"])),
        callback=draw(st.sampled_from([None, SPIDER.parse])),
        errback=draw(st.sampled_from([None, SPIDER.failed])),
        method=draw(st.sampled_from(["GET", "POST", "HEAD"])),
        headers=[(name, values) for name, values in draw(st.dictionaries(BYTES, st.lists(BYTES, min_size=1))).items()],
        body=draw(BYTES),
        cookies=draw(st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2)),  # type: ignore[arg-type]  # a dict of text is one of its kinds
        meta=draw(MAPPING),
        cb_kwargs=draw(MAPPING),
        priority=draw(st.integers(-1000, 1000)),
        dont_filter=draw(st.booleans()),
        flags=draw(st.lists(st.text(max_size=4), max_size=2)),
        encoding=draw(st.sampled_from(["utf-8", "latin-1"])),
    )


@given(requests())
def test_a_request_survives_its_text(request: Request) -> None:
    again = request_of(text_of(request, SPIDER), SPIDER)
    assert again.to_dict(spider=SPIDER) == request.to_dict(spider=SPIDER)


def test_the_text_of_a_request() -> None:
    request = Request("https://news.example/a", callback=SPIDER.parse, priority=99, meta={"hops": 1, "pair": (1, 2)})
    assert text_of(request, SPIDER) == (
        '{"url":"https://news.example/a","priority":99,"callback":"parse","meta":{"hops":1,"pair":[1,2]}}'
    )


def test_a_form_goes_over_the_wire_as_it_would_have() -> None:
    for request in (FormRequest("http://a.example/", formdata={"q": "ü"}), JsonRequest("http://a.example/", data=[1])):
        again = request_of(text_of(request, SPIDER), SPIDER)
        assert (again.method, again.body, again.headers) == (request.method, request.body, request.headers)


@pytest.mark.parametrize(
    "request_",
    [
        Request("http://a.example/", callback=print),
        Request("http://a.example/", callback=Reader().parse),
        Request("http://a.example/", meta={"value": object()}),
        Request("http://a.example/", meta={"value": {1: "a key that is no text"}}),
        Request("http://a.example/", cb_kwargs={"value": b"bytes"}),
        type("Own", (Request,), {})("http://a.example/"),
    ],
)
def test_what_json_would_change_is_refused(request_: Request) -> None:
    with pytest.raises(ValueError, match=r"cannot be journaled|no method of spider"):
        text_of(request_, SPIDER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"url": 7}',
        '{"url": "no address"}',
        '{"url": "http://a.example/", "callback": "os.system"}',
        '{"url": "http://a.example/", "callback": "name"}',
        '{"url": "http://a.example/", "callback": "__init_subclass__"}',
        '{"url": "http://a.example/", "body": "x"}',
        '{"url": "http://a.example/", "headers": [1]}',
    ],
)
def test_a_text_that_is_no_request_runs_nothing(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # what is wrong with it is told in many ways
        request_of(text, SPIDER)


class Downloader:
    """What Scrapy's queue asks of the downloader: nobody is being downloaded from."""

    slots: dict[str, Any] = {}  # noqa: RUF012  # never written

    def get_slot_key(self, request: Request) -> str:
        return request.url.split("/")[2]


def frontier(path: Path, most_in_memory: int = 4) -> FrontierQueue:
    crawler: Any = SimpleNamespace(settings=Settings(), engine=SimpleNamespace(downloader=Downloader()), stats=None)
    return FrontierQueue(crawler, Journal.open(path), SPIDER, most_in_memory=most_in_memory)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("push"), st.sampled_from("ab"), st.integers(-2, 2)),
        st.tuples(st.just("pop"), st.none(), st.none()),
        st.tuples(st.sampled_from(["settle", "commit", "kill"]), st.none(), st.none()),
    ),
    max_size=60,
)


@given(steps=STEPS, most_in_memory=st.integers(2, 9))
def test_the_order_is_the_one_of_a_sorted_list_whatever_happens(steps: list[Any], most_in_memory: int) -> None:
    """The twin: all that is pending by host, sorted; a kill brings back what the last commit held."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frontier.sqlite"
        queue = frontier(path, most_in_memory)
        waiting: set[tuple[str, int, int]] = set()
        taken: set[tuple[str, int, int]] = set()
        committed: set[tuple[str, int, int]] = set()
        for number, (step, host, priority) in enumerate(steps):
            if step == "push":
                queue.push(Request(f"http://{host}/{number}", priority=priority))
                waiting.add((host, -priority, number))
            elif step == "pop":
                request = queue.pop()
                assert (request is None) == (not waiting)
                if request is not None:
                    found = (request.url[7], -request.priority, int(request.url[9:]))
                    assert found == min(entry for entry in waiting if entry[0] == found[0])
                    waiting.remove(found)
                    taken.add(found)
            elif step == "settle":
                queue.journal.settle(list(queue.taken))
                queue.taken.clear()
                taken.clear()
            elif step == "commit":
                queue.journal.commit()
                committed = waiting | taken
            else:
                queue.journal.close()
                queue = frontier(path, most_in_memory)
                waiting, taken = set(committed), set()
            assert len(queue) == len(waiting)
        queue.journal.close()


def test_only_a_window_is_in_memory(tmp_path: Path) -> None:
    queue = frontier(tmp_path / "frontier.sqlite", most_in_memory=50)
    for number in range(1_000):
        queue.push(Request(f"http://a/{number}", priority=number % 7))
        heads = [vars(host)["_head"] for host in queue.pqueues.values()]
        assert sum(map(len, heads)) <= 50
    got = []
    while (request := queue.pop()) is not None:
        got.append((-request.priority, int(request.url[9:])))
    assert got == sorted(got)
    assert len(got) == 1_000
    queue.journal.close()


@given(digests=st.lists(st.binary(min_size=16, max_size=16), max_size=20), at=st.integers(0, 20))
def test_known_is_known_once_and_a_kill_undoes_what_came_after_the_commit(digests: list[bytes], at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frontier.sqlite"
        journal = Journal.open(path)
        for number, digest in enumerate(digests):
            if number == at:
                journal.commit()
            assert journal.make_known(digest) == (digest not in digests[:number])
            assert not journal.make_known(digest)
        journal.close()
        journal = Journal.open(path)
        kept = set(digests[:at]) if at < len(digests) else set()
        assert {digest for digest in digests if journal.is_known(digest)} == kept
        journal.close()


def test_settling_twice_is_settling_once(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "frontier.sqlite")
    places = [journal.add("a", 0, "{}"), journal.add("a", 0, "{}")]
    for _ in range(2):
        journal.settle(places[:1], [b"x" * 16])
    assert journal.load("a", (-1, 0), 9) == [(Place("a", 0, 2), "{}")]
    journal.close()


def test_a_page_is_known_as_read_with_its_request_and_not_before(tmp_path: Path) -> None:
    """Killed while it is read, it must be read again: its links were not all asked for."""
    journal = Journal.open(tmp_path / "frontier.sqlite")
    memory = JournalMemory(journal, pages_read=7)
    request = Request("http://a.example/")
    assert memory.read("http://a.example/", request)
    assert not memory.read("http://a.example/", Request("http://a.example/other"))
    assert memory.pages_read == 7
    assert JournalMemory(journal, pages_read=7).read("http://a.example/", request)
    journal.settle([], memory.settled(request))
    assert memory.pages_read == 8
    later = JournalMemory(journal, pages_read=8)
    assert not later.read("http://a.example/", request)
    assert not later.meet("http://a.example/")
    journal.close()


def test_a_name_that_was_only_met_is_not_known_after_a_kill(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "frontier.sqlite")
    memory = JournalMemory(journal, pages_read=0)
    assert [memory.meet("a"), memory.meet("a")] == [True, False]
    assert JournalMemory(journal, pages_read=0).meet("a")
    journal.make_known(digest_of("a"))
    assert not JournalMemory(journal, pages_read=0).meet("a")
    journal.close()


def fill(journal: Journal) -> None:
    for _ in range(100):
        journal.add("a", 0, "x" * 1000)
        journal.commit()


def test_a_full_disk_leaves_the_journal_at_its_last_commit(tmp_path: Path) -> None:
    path = tmp_path / "frontier.sqlite"
    journal = Journal.open(path)
    journal.add("a", 0, "kept")
    journal.commit()
    vars(journal)["_connection"].execute("PRAGMA max_page_count = 12")
    with pytest.raises(ArchiveUnwritable, match=r"frontier.sqlite: database or disk is full"):
        fill(journal)
    for use in (journal.commit, journal.hosts, lambda: journal.make_known(b"x"), lambda: journal.is_known(b"x")):
        with pytest.raises(ArchiveUnwritable):
            use()
    journal.close()
    again = Journal.open(path)
    found = [text for _, text in again.load("a", (-1, 0), 200)]
    assert found == ["kept"] + ["x" * 1000] * (len(found) - 1)
    assert 1 <= len(found) < 101
    again.close()


def test_an_empty_file_is_a_new_journal_and_half_of_one_is_none(tmp_path: Path) -> None:
    path = tmp_path / "frontier.sqlite"
    path.touch()
    Journal.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE known")
    with pytest.raises(BadJournal, match="a part of it is missing"):
        Journal.open(path)


def test_what_an_earlier_crawl_has_read_stays_read_and_does_not_count(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "frontier.sqlite")
    memory = JournalMemory(journal, pages_read=3)
    memory.read_before("a")
    assert not memory.read("a", Request("http://a.example/"))
    assert not JournalMemory(journal, pages_read=3).read("a", Request("http://a.example/"))
    assert memory.pages_read == 3
    journal.close()


def test_to_know_a_name_is_not_to_meet_it(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "frontier.sqlite")
    memory = JournalMemory(journal, pages_read=0)
    assert not memory.knows("a")
    assert memory.meet("a")
    assert memory.knows("a")
    journal.make_known(digest_of("b"))
    assert memory.knows("b")
    journal.close()
