"""Machines that crawl many outlets from one PostgreSQL into one S3 store, while some of them are lost and come back.

    python -m trials.fleet.fleet ORDER FOLDER

ORDER is an `Order` as JSON. Writes a `Report` as JSON on the last line of stdout. With `in_namespaces` it must run in a
network namespace of its own: `unshare -n`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from stores.server import S3Server, s3_server
from trials.fleet.database import Database, postgresql
from trials.fleet.harm import BRIEF_S, Harm, Kind
from trials.fleet.machines import Machine
from trials.fleet.network import SERVICE, Way
from trials.fleet.order import Harmed, Order, Report
from trials.fleet.papers import Papers
from trials.fleet.proof import Acknowledged, Paper, at_once, late, not_once, papers

from crawler.config import ArchiveConfig
from crawler.errors import ArchiveNotFound
from crawler.schedule import Every, JobState, Plan, Store
from crawler.schedule.engine import JobBook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trials.fleet.papers import Asked

POLL_S = 0.4
AMID_WITHIN_S = 300.0
TAKEN_OVER_WITHIN_S = 60.0
BACK_WITHIN_S = 200.0
SETTINGS = {
    "CONCURRENT_REQUESTS_PER_DOMAIN": "4",
    "DOWNLOAD_DELAY": "0",
    "ARCHIVE_GROUP_SECONDS": "0.3",
    "ARCHIVE_WARC_MAX_BYTES": "600000",
    "ARCHIVE_MIN_FREE": "1MiB",
}
NAMES = ("north", "east", "south", "west", "up", "down")
UNDER_WAY = 4
"""So many requests a crawl has under way at once: what it is about to send when it awakes, and what its machine still
had to send for it when the network is back, though it has ended."""
AMID = 15
"""So many requests of about 60 a crawl has made when it is harmed."""
CUT_SHARE = 0.2
MOST_BYTES = 400_000


class Fleet:
    """The machines of an *order*, all in *folder*."""

    def __init__(self, order: Order, folder: Path, stack: ExitStack) -> None:
        self.order, self.folder = order, folder
        self.chance = random.Random(order.seed)
        self.report = Report()
        self.acknowledged = Acknowledged()
        self.harms: list[Harm] = []
        self._began = time.monotonic()
        addresses = ["127.0.0.1", *([SERVICE] if order.in_namespaces else [])]
        port = stack.enter_context(postgresql(*addresses))
        self.s3: S3Server = stack.enter_context(s3_server())
        self.store = self.s3.settings()
        (folder / "papers").mkdir()
        self.papers = stack.enter_context(Papers(folder / "papers", order.outlets + order.editions, order.editions))
        self.database = stack.enter_context(closing(Database(_address(f"127.0.0.1:{port}"))))
        self.ways = [
            stack.enter_context(
                Way(number, database=port, store=self.s3.port, limit=self._limit, in_namespace=order.in_namespaces)
            )
            for number in range(order.workers)
        ]
        self.machines = [self._machine(name, way) for name, way in zip(NAMES, self.ways, strict=False)]
        for machine in self.machines:
            stack.callback(machine.destroy)
        self.outlets = [_name(number) for number in range(order.outlets)]
        with closing(JobBook(ArchiveConfig(folder=folder / "planning", index=self.database.address))):
            self._plan()

    def wait(self, is_so: Callable[[], bool], seconds: float) -> float | None:
        """Wait until *is_so*, and start again what ended; return how long it took, None when it is not so in time."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            for machine in self.machines:
                machine.tend()
            if is_so():
                return time.monotonic() - began
            time.sleep(POLL_S)
        return None

    def left(self) -> int:
        """Return how many outlets wait to be crawled, or are being crawled."""
        ended = {job.outlet for job in self.database.jobs() if job.status not in {"ENQUEUED", "DELAYED", "PENDING"}}
        return len(self.outlets) - len(ended)

    def rounds(self) -> Iterable[tuple[Kind | None, ...]]:
        """Yield what is to happen to each worker: at least one is always spared, or cut off only briefly."""
        if self.order.rounds is not None:
            yield from self.order.rounds
            return
        kinds: list[Kind] = []
        while self.left() > 2 * self.order.workers * self.order.slots:
            harmed = self.chance.randrange(1, self.order.workers)
            while len(kinds) < harmed:
                kinds += self.chance.sample(list(Kind), len(Kind))
            rest = [None] * (self.order.workers - harmed)
            this = [*(kinds.pop() for _ in range(harmed)), *rest]
            self.chance.shuffle(this)
            yield tuple(this)

    def _anything_is_kept(self) -> bool:
        """Note what the index knows of by now. The first crawls take a while until it is there at all."""
        try:
            self.acknowledged.note(self.database.address)
        except ArchiveNotFound:
            return False
        return len(self.acknowledged) > 0

    def harm(self, kinds: tuple[Kind | None, ...]) -> None:
        """Lose machines all at once, wait until others have taken over, and put them right."""
        harms = [Harm(kind=kind, machine=one) for one, kind in zip(self.machines, kinds, strict=True) if kind]
        self.wait(lambda: all(self._is_amid(each.machine) for each in harms), AMID_WITHIN_S)
        time.sleep(self.chance.uniform(0, 2))
        self.wait(self._anything_is_kept, AMID_WITHIN_S)
        for each in harms:
            each.outlets = frozenset(self.database.running_at(each.machine.name))
            each.at_s = time.monotonic()
            each.do()
        brief = [each for each in harms if each.is_brief]
        if brief:
            time.sleep(BRIEF_S)
        for each in brief:
            each.put_right()
        for each in (each for each in harms if not each.is_brief):
            self._see_taken_over(each)
        time.sleep(self.chance.uniform(0, 5))
        for each in (each for each in harms if not each.is_brief):
            self._see_back(each)
        self.report.harms += [_came(each) for each in harms]
        self.harms += harms
        _tell(f"{self.left()} outlets left; {', '.join(f'{each.machine.name}: {each.kind}' for each in harms)}")

    def finish(self) -> None:
        """Wait for the end of all crawls and uploads, and end the workers in order."""
        report = self.report
        seconds = self.order.limit_s - (time.monotonic() - self._began)
        if self.wait(lambda: self.left() == 0, seconds) is None:
            report.wrong.append(f"{self.left()} outlets are not crawled after {self.order.limit_s:.0f} s")
        self.wait(lambda: not self._local(), 120)
        report.wrong += [f"not in the store: {path.relative_to(self.folder)}" for path in self._local()]
        for machine in self.machines:
            if code := machine.end():
                report.wrong.append(f"{machine.name} ended with exit code {code}")
            if "Traceback" in machine.said():
                report.wrong.append(f"{machine.name} told of a traceback: see its words")
            report.codes[machine.name] = machine.codes
        report.took_s = time.monotonic() - self._began

    def prove(self, whole: dict[int, Paper]) -> None:
        """Hold what is there against *whole*, what an undisturbed crawl keeps of each edition."""
        report, address = self.report, self.database.address
        report.wrong += not_once(self.database.jobs(), self.outlets)
        with closing(JobBook(ArchiveConfig(folder=self.folder / "planning", index=address))) as book:
            jobs = book.jobs(limit=2 * len(self.outlets))
        report.wrong += [f"{job.outlet}: {job.state}, {job.reason}" for job in jobs if job.state is not JobState.DONE]
        asked = [each for each in self.papers.asked() if each.outlet < self.order.outlets]
        report.wrong += at_once(asked)
        for harm in self.harms:
            self._look_for_late(harm, asked)
        report.crawls, report.requests = len({each.who for each in asked}), len(asked)
        report.wrong += self.acknowledged.missing(address)
        report.acknowledged = len(self.acknowledged)
        kept = papers(address)
        for number, name in enumerate(self.outlets):
            paper = kept.get(self.papers.host(number))
            if paper is None:
                report.wrong.append(f"{name}: nothing is kept")
                continue
            undisturbed = whole[number % self.order.editions]
            report.wrong += [f"{name}: {text}" for text in paper.lacks(undisturbed)]
            report.requisites_left += paper.lacks_requisites(undisturbed)
        report.cuts = sum(way.store.cuts for way in self.ways)
        self._verify()

    def whole(self) -> dict[int, subprocess.Popen[bytes]]:
        """Begin crawls of one newspaper of each edition that nobody disturbs."""
        started = {}
        for number in range(self.order.outlets, self.order.outlets + self.order.editions):
            edition = number % self.order.editions
            folder = self.folder / f"whole-{edition}"
            folder.mkdir()
            words = ["crawl", "demo", "-a", f"seeds=http://{self.papers.host(number)}/", *_told(SETTINGS)]
            started[edition] = subprocess.Popen(
                [sys.executable, "-m", "crawler.cli", *words], cwd=folder, stderr=(folder / "said").open("wb")
            )
        return started

    def kept_whole(self, started: dict[int, subprocess.Popen[bytes]]) -> dict[int, Paper]:
        """Return what those crawls have kept, by edition."""
        found = {}
        for edition, process in started.items():
            folder = self.folder / f"whole-{edition}"
            if process.wait():
                raise RuntimeError((folder / "said").read_text())
            (found[edition],) = papers(folder / "archive/index.sqlite").values()
        return found

    def _machine(self, name: str, way: Way) -> Machine:
        settings = {
            **SETTINGS,
            "ARCHIVE_INDEX": _address(way.database_at),
            "ARCHIVE_STORE": str(self.store.address),
        }
        words = ["--slots", str(self.order.slots), *_told(settings)]
        machine = Machine(name, self.folder / name, way, words=words, store=dict(self.s3.options()))
        (machine.folder / "archive").mkdir()
        (machine.folder / "archive/outlets.toml").write_text(self._book())
        return machine

    def _book(self) -> str:
        hosts = [(number, self.papers.host(number)) for number in range(self.order.outlets)]
        return "\n".join(
            f'[outlets.{_name(number)}]\nhosts = [{{ host = "{host}", scheme = "http" }}]\n' for number, host in hosts
        )

    def _plan(self) -> None:
        """Plan all outlets, all of them due at once."""
        long_ago = datetime.now(UTC) - timedelta(days=2)
        with closing(Store(self.database.address)) as store:
            for outlet in self.outlets:
                store.add(Plan(outlet=outlet, rhythm=Every(86_400), looked_at=long_ago))

    def _limit(self) -> int | None:
        return self.chance.randrange(1, MOST_BYTES) if self.chance.random() < CUT_SHARE else None

    def _is_amid(self, machine: Machine) -> bool:
        """Return whether *machine* is in the middle of a crawl: some of it is fetched, and not all."""
        running = self.database.running_at(machine.name)
        asked = Counter(each.outlet for each in self.papers.asked() if f"({machine.name};" in each.who)
        return any(asked[self.outlets.index(outlet)] >= AMID for outlet in running)

    def _see_taken_over(self, harm: Harm) -> None:
        def is_taken_over() -> bool:
            return not harm.outlets & self.database.running_at(harm.machine.name)

        self.wait(is_taken_over, 2 * TAKEN_OVER_WITHIN_S)
        harm.taken_over_s = round(time.monotonic() - harm.at_s, 1)
        if harm.outlets and harm.taken_over_s > TAKEN_OVER_WITHIN_S:
            self.report.wrong.append(f"{harm.machine.name}, {harm.kind}: {harm.taken_over_s} s, nobody took over")

    def _see_back(self, harm: Harm) -> None:
        harm.put_right()
        if harm.kind is Kind.KILLED:
            return
        took = self.wait(harm.machine.has_ended, BACK_WITHIN_S)
        if took is None:
            self.report.wrong.append(f"{harm.machine.name}, {harm.kind}: it did not hear that it was given up")
        elif harm.machine.codes[-1] != 1:
            self.report.wrong.append(f"{harm.machine.name}, {harm.kind}: exit code {harm.machine.codes[-1]}")
        harm.back_s = None if took is None else round(took, 1)
        harm.machine.is_harmed = False

    def _look_for_late(self, harm: Harm, asked: list[Asked]) -> None:
        """Count what was asked for by crawls of a lost machine that were already another's."""
        if harm.taken_over_s is None:
            return
        found = late(asked, harm.machine.name, since_s=harm.at_s, taken_over_s=harm.at_s + harm.taken_over_s)
        self.report.late += sum(found.values())
        most = UNDER_WAY if harm.kind in {Kind.ASLEEP, Kind.CUT} else 0
        self.report.wrong += [
            f"{harm.kind}: {who} asked {count} times after it was taken over"
            for who, count in found.items()
            if count > most
        ]

    def _local(self) -> list[Path]:
        return [path for machine in self.machines for path in machine.local_files()]

    def _verify(self) -> None:
        """Prove the archive from a machine that has no file of it."""
        folder = self.folder / "elsewhere"
        folder.mkdir()
        settings = {
            "ARCHIVE_INDEX": self.database.address,
            "ARCHIVE_STORE": str(self.store.address),
            "ARCHIVE_STORE_OPTIONS": json.dumps(dict(self.store.options)),
        }
        words = ["verify", "--second-reader", "--json", *_told(settings)]
        done = subprocess.run(
            [sys.executable, "-m", "crawler.cli", *words], cwd=folder, capture_output=True, text=True, check=False
        )
        if not done.stdout:
            self.report.wrong.append(f"verify: {done.stderr}")
            return
        result = json.loads(done.stdout)
        self.report.captures, self.report.files = result["captures"], result["files"]
        self.report.wrong += [f"verify: {flaw}" for flaw in result["flaws"]]
        self.report.wrong += [f"verify: elsewhere, not looked at: {name}" for name in result["elsewhere"]]


def run(order: Order, folder: Path) -> Report:
    """Crawl all outlets of *order* while harm is done; *folder* is empty."""
    with ExitStack() as stack:
        fleet = Fleet(order, folder, stack)
        undisturbed = fleet.whole()
        for machine in fleet.machines:
            machine.start()
        for kinds in fleet.rounds():
            fleet.harm(kinds)
        fleet.finish()
        fleet.prove(fleet.kept_whole(undisturbed))
    return fleet.report


def _came(harm: Harm) -> Harmed:
    return Harmed(
        kind=harm.kind,
        worker=harm.machine.name,
        crawls=len(harm.outlets),
        taken_over_s=harm.taken_over_s,
        back_s=harm.back_s,
    )


def _address(place: str) -> str:
    return f"postgresql://postgres@{place}/postgres"


def _name(outlet: int) -> str:
    return f"paper-{outlet:03}"


def _told(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main(order: str, folder: str) -> None:
    made = Order.of(order)
    if made.in_namespaces:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    report = run(made, Path(folder).absolute())
    sys.stdout.write(json.dumps(asdict(report)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
