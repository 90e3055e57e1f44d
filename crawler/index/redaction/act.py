"""One act of hiding or showing again, as a value. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class ActKind(StrEnum):
    """What was done."""

    HIDE = "hide"
    SHOW = "show"
    """An earlier act was undone."""


class TargetKind(StrEnum):
    """What it was done to."""

    RECORD = "record"
    """One capture."""
    ADDRESS = "address"
    """All captures of an address, those to come included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who did what, when and why."""

    act_id: str
    """``urn:uuid:…``"""
    at: datetime
    """Aware."""
    kind: ActKind
    target_kind: TargetKind
    target: str
    """A record id, or an address as it was typed."""
    by: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return {
            "id": self.act_id,
            "at": self.at.isoformat(timespec="microseconds"),
            "act": str(self.kind),
            "what": str(self.target_kind),
            "target": self.target,
            "by": self.by,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, told: Any) -> Self:
        """Return the act that `as_json` told. Raises `ValueError` for what is none."""
        names = ("id", "at", "act", "what", "target", "by", "reason")
        if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in names):
            raise ValueError("an act has id, at, act, what, target, by and reason, all texts")
        at = datetime.fromisoformat(told["at"])
        if at.tzinfo is None:
            raise ValueError("its time has no zone")
        return cls(
            act_id=told["id"],
            at=at,
            kind=ActKind(told["act"]),
            target_kind=TargetKind(told["what"]),
            target=told["target"],
            by=told["by"],
            reason=told["reason"],
        )


def in_order(acts: Iterable[Act]) -> list[Act]:
    """Return *acts*, each once, in the order in which they were done."""
    return sorted({act.act_id: act for act in acts}.values(), key=lambda act: (act.at, act.act_id))
