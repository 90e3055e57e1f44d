"""Trials that kill whole crawls with SIGKILL and let them go on to their end."""

from __future__ import annotations

import random
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from trials.crawls.crawl import (
    Committed,
    Crawl,
    began_at,
    differences,
    kept,
    last_commit_s,
    proof,
    read_now,
    whole_crawl,
)
from trials.crawls.press import Press
from trials.disks import clear
from trials.making import config
from trials.outcome import Outcome
from trials.points import MOMENTS, killed_at, watch, written_down
from trials.share import some

from crawler.archive import Archive, warc_files
from crawler.warc.naming import OPEN_SUFFIX, is_held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from trials.crawls.crawl import Paper
    from trials.share import Share

    from crawler.config import ArchiveConfig

JOB = "paper"
REQUESTS = 88
"""What a crawl of the newspaper asks for. Behind the last one it waits, and closes its files."""
MOST_KILLS = 3
SOONER = 0.7
"""A crawl that had ended before it was to be killed is killed that much sooner in the next try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a crawl is killed: so many seconds after so many requests."""

    requests: int
    later_s: float


@dataclass(slots=True)
class Run:
    """One crawl that was killed again and again, and what it asked for each time."""

    press: Press
    folder: Path
    outcome: Outcome
    whole: Paper
    """What must be kept in the end."""
    loses_power: bool = False
    """Whether what was written and not made durable is gone with each kill."""
    committed: Committed = field(default_factory=Committed)
    asked: list[set[str]] = field(default_factory=list)
    """Addresses by run, save what a crawl that nobody kills asks for more than once."""
    unsettled: list[int] = field(default_factory=list)
    """How many of them were under way at the last commit of the journal, or asked for after it."""

    def kill(self, moment: Moment) -> bool:
        """Crawl, and kill it at *moment*; return False when it came to its end before that."""
        return self.killed_by(lambda crawl: crawl.kill(requests=moment.requests, later_s=moment.later_s))

    def killed_by(self, harm: Callable[[Crawl], bool], *, prepare: Callable[[], object] = lambda: None) -> bool:
        """Crawl until *harm* has killed it; return what that does: whether it was killed."""
        place = self.press.place
        crawl = Crawl(self.press, self.folder, JOB, prepare=prepare)
        is_killed = harm(crawl)
        self._look_at(crawl, place)
        if is_killed and self.loses_power:
            crawl.notes.lose_power(config(self.folder))
        if is_killed:
            self.outcome.acknowledged += self.committed.note(config(self.folder))
        elif crawl.end():
            self.outcome.wrong.append(f"a crawl that nobody killed: exit code {crawl.end()}: {crawl.words}")
        return is_killed

    def finish(self) -> None:
        """Crawl to the end."""
        self.killed_by(lambda crawl: crawl.end() < 0)

    def check(self, what: str) -> None:
        """Prove that the archive is what it would be if nobody had killed its crawl."""
        settings = config(self.folder)
        wrong = proof(settings, self.committed) + differences(self.whole, kept(settings))
        again = Counter[int]()
        for run, addresses in enumerate(self.asked[:-1]):
            again[run] = len(addresses & set[str]().union(*self.asked[run + 1 :]))
            if again[run] > self.unsettled[run]:
                wrong.append(f"fetched again: {again[run]}, and only {self.unsettled[run]} were not settled")
        self.outcome.again += again.total()
        self.outcome.again_at_most = max(self.outcome.again_at_most, *again.values(), 0)
        self.outcome.tails += len(list(settings.warc_folder.rglob("*.tail")))
        self.outcome.wrong += [f"{what}: {text}" for text in wrong]

    def forget(self) -> None:
        """Begin anew, with an empty folder."""
        self.committed = Committed()
        self._begin_round()

    def _begin_round(self) -> None:
        self.asked.clear()
        self.unsettled.clear()

    def _look_at(self, crawl: Crawl, place: int) -> None:
        asked = [each for each in self.press.since(place) if each.target in self.whole.asked_once]
        since = last_commit_s(self.folder, JOB)
        if crawl.begins_anew:  # the one before had come to its end: what it asked for is asked anew
            self.outcome.wrong += [f"at an end, and not kept: {url}" for url in self.whole.urls - self.committed.urls]
            self._begin_round()
        self.asked.append({each.target for each in asked})
        self.unsettled.append(crawl.notes.under_way + len({each.target for each in asked if each.at_s >= since}))
        self.outcome.recovered += crawl.words.count("Left by a writer that is gone")
        if "Traceback" in crawl.words:
            self.outcome.wrong.append(f"a traceback: {crawl.words}")


def plan(count: int, seed: int) -> Iterator[list[Moment]]:
    """Yield the kills of one crawl after the other, *count* kills in all; the same for the same seed."""
    chance = random.Random(seed)
    left = count
    while left:
        kills = min(left, chance.randint(1, MOST_KILLS))
        left -= kills
        moments = []
        for _ in range(kills):
            requests = chance.randint(0, REQUESTS // kills)
            # Nothing is asked for while it begins and ends, which takes longer.
            longest_s = 0.6 if requests == 0 else 6.0 if requests == REQUESTS else 0.1
            moments.append(Moment(requests=requests, later_s=chance.uniform(0, longest_s)))
        yield moments


def crawl_killed(folder: Path, count: int, seed: int, share: Share) -> Outcome:
    """Killed at random moments, up to three times, and crawled to the end: as if nobody had killed it."""
    outcome = Outcome()
    with Press(clear(folder / "press")) as press:
        whole = whole_crawl(press, clear(folder / "whole"))
        for number, moments in enumerate(plan(count, seed)):
            left = moments if number % share.of == share.number else []
            while left:
                run = Run(press, clear(folder / "killed"), outcome, whole)
                left = _kill_and_finish(run, f"crawl {number}", left)
    return outcome


def crawl_killed_at_steps(folder: Path, count: int, seed: int, share: Share, *, loses_power: bool = False) -> Outcome:
    """Killed right before or right after steps of the archive, the index, the journal: up to *count* times each kind."""
    outcome = Outcome()
    with Press(clear(folder / "press")) as press:
        whole = whole_crawl(press, clear(folder / "whole"))
        steps = _steps(press, clear(folder / "steps"))
        for kind, (name, number) in enumerate(sorted(steps.items())):
            places = [(at, when) for at in range(number) for when in MOMENTS]
            places = some(places, count, f"{seed} {name} {loses_power}")
            for at, when in places[(share.number - kind) % share.of :: share.of]:
                run = Run(press, folder / "killed", outcome, whole, loses_power=loses_power)
                _kill_at_step(run, name, at, when)
    return outcome


def two_crawls(folder: Path, count: int, seed: int, share: Share) -> Outcome:
    """Two crawls into one archive, one is killed: the other comes to its end, and so does the killed one, later."""
    outcome = Outcome()
    with Press(clear(folder / "press")) as press:
        whole = whole_crawl(press, clear(folder / "whole"))
        for number in range(share.number, count, share.of):
            chance = random.Random(f"{seed} {number}")
            while not _pair(press, clear(folder / "shared"), f"pair {number}", chance, outcome, whole):
                pass  # it had ended before it was to be killed
    return outcome


def _kill_and_finish(run: Run, what: str, moments: list[Moment]) -> list[Moment]:
    """Kill a crawl at *moments*, finish and check it; return the moments that it did not live to see, but sooner."""
    for number, moment in enumerate(moments):
        if not run.kill(moment):
            run.check(f"{what}, not killed")
            sooner = Moment(requests=int(moment.requests * SOONER), later_s=moment.later_s * SOONER)
            return [sooner, *moments[number + 1 :]]
        run.outcome.count_try()
    run.finish()
    run.check(f"{what}, killed at {moments}")
    return []


def _steps(press: Press, folder: Path) -> Counter[str]:
    """Return how often a crawl of the newspaper takes each kind of step."""
    done = folder / "done"
    crawl = Crawl(press, folder, JOB, prepare=lambda: watch(written_down(done)))
    if crawl.end():
        raise RuntimeError(crawl.words)
    return Counter(done.read_text().splitlines())


def _kill_at_step(run: Run, name: str, at: int, when: str) -> None:
    while True:
        clear(run.folder)
        is_killed = run.killed_by(
            lambda crawl: crawl.end() == -signal.SIGKILL, prepare=partial(watch, killed_at(at, when, only=name))
        )
        if is_killed or at == 0:
            break
        at = int(at * SOONER)  # groups are not the same in every crawl: there were fewer of these steps in this one
        run.forget()
    if not is_killed:
        run.outcome.wrong.append(f"{name} was not reached")
    run.outcome.count_try()
    run.finish()
    run.check(f"killed {when} {name} number {at}")


def _pair(press: Press, folder: Path, what: str, chance: random.Random, outcome: Outcome, whole: Paper) -> bool:
    """Return whether the first of two crawls was killed in time."""
    settings, committed = config(folder), Committed()
    victim, survivor = Crawl(press, folder, "victim"), Crawl(press, folder, "survivor")
    if not victim.kill(requests=chance.randint(0, 2 * REQUESTS), later_s=chance.uniform(0, 0.1)):
        survivor.end()
        return False
    outcome.count_try()
    outcome.acknowledged += committed.note(settings)
    wrong, goes_on = [], []
    if chance.random() < 0.5:  # else it goes on only when the other one has ended
        goes_on = [Crawl(press, folder, "victim")]
    wrong += _disturbed(settings, outcome)
    codes = [survivor.end()]
    goes_on = goes_on or [Crawl(press, folder, "victim")]
    codes += [each.end() for each in goes_on]
    crawls = [victim, survivor, *goes_on]
    if any(codes) or any("Traceback" in each.words for each in crawls):
        wrong.append(f"exit codes {codes}: {' '.join(each.words for each in crawls)}")
    outcome.recovered += sum(each.words.count("Left by a writer that is gone") for each in crawls)
    outcome.tails += len(list(settings.warc_folder.rglob("*.tail")))
    wrong += proof(settings, committed)
    # What one of them had kept when the other began is not asked for by that again (docs/decisions/0015-incremental.md).
    pids = {"survivor": {survivor.pid}, "victim": {victim.pid, *(each.pid for each in goes_on)}}
    for job, by in pids.items():
        wrong += differences(whole, kept(settings, by=by, before=began_at(settings, job)))
    outcome.wrong += [f"{what}: {text}" for text in wrong]
    return True


def _disturbed(settings: ArchiveConfig, outcome: Outcome) -> list[str]:
    """Open the archive as a third writer, and return what that did to files which others are writing."""
    before = {}
    for path in warc_files(settings):
        with suppress(FileNotFoundError):  # closed just now
            if path.name.endswith(OPEN_SUFFIX) and is_held(path):
                before[path.with_name(path.name.removesuffix(OPEN_SUFFIX))] = read_now(path)
    third = Archive.open(settings, spider="third")
    outcome.recovered += len(third.recovered)
    third.close()
    wrong = []
    for path, (inode, data) in before.items():
        now, data_now = read_now(path)
        if now != inode or not data_now.startswith(data):
            wrong.append(f"a file that was being written was touched: {path.name}")
    return wrong
