"""What can happen to a machine of the fleet, and how it is put right again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trials.fleet.machines import Machine

BRIEF_S = 5.0
"""Shorter than what a worker may be unheard of: nothing is to be taken over."""


class Kind(StrEnum):
    """One way in which a machine is lost."""

    KILLED = "worker killed"
    PAUSED = "worker paused"
    ASLEEP = "machine asleep"
    CUT = "network cut"
    BRIEFLY_CUT = "network cut briefly"


@dataclass(slots=True, kw_only=True)
class Harm:
    """What was done to which machine, and what came of it."""

    kind: Kind
    machine: Machine
    at_s: float = 0.0
    outlets: frozenset[str] = frozenset()
    """Those that it was crawling."""
    taken_over_s: float | None = None
    """So long its crawls were still said to be its own."""
    back_s: float | None = None
    """So long after it was put right its worker knew that it was given up, and had ended."""

    @property
    def is_brief(self) -> bool:
        return self.kind is Kind.BRIEFLY_CUT

    def do(self) -> None:
        machine = self.machine
        machine.is_harmed = True
        match self.kind:
            case Kind.KILLED:
                machine.kill()
            case Kind.PAUSED | Kind.ASLEEP:
                machine.pause(all_of_it=self.kind is Kind.ASLEEP)
            case _:
                machine.way.cut()

    def put_right(self) -> None:
        """Let the machine work again; the worker of one that is not killed must find out that it was given up."""
        match self.kind:
            case Kind.KILLED:
                self.machine.start()
            case Kind.PAUSED | Kind.ASLEEP:
                self.machine.go_on()
            case _:
                self.machine.way.mend()
        if self.kind is Kind.KILLED or self.is_brief:
            self.machine.is_harmed = False
