"""What a reading of many captures changed, counted as the outcomes come; the same in whatever order they come."""

from __future__ import annotations

import hashlib
from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.reread.compare import OTHER, Kind
from crawler.reread.texts import FIELDS

if TYPE_CHECKING:
    from crawler.reread.compare import Outcome
    from crawler.reread.texts import FieldChange

MOST_FAILURES = 1_000
"""So many are remembered; all are counted, and told when they come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One change of one field."""

    url: str
    record_id: str
    before: str
    after: str


@dataclass(slots=True, kw_only=True)
class FieldTally:
    """How often one field changed."""

    changed: int = 0
    """In all, with those below."""
    found: int = 0
    """There was nothing before."""
    lost: int = 0
    """There is nothing now."""
    examples: list[tuple[str, Example]] = field(default_factory=list)
    """With what orders them."""


class Tally:
    """Counts of outcomes and of changes by field, with a few examples of each."""

    def __init__(self, *, examples: int) -> None:
        """*examples*: so many for each field, chosen by a hash of their record ids, so that they lie all over."""
        self._most_examples = examples
        self.counts: Counter[Kind] = Counter()
        self.failures: list[Outcome] = []
        self.failed = 0
        """Captures that could not be read, damaged places, and articles of which a step failed."""
        self._fields: dict[str, FieldTally] = {}
        self._texts = hashlib.sha256()

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome.kind] += 1
        if outcome.failure is not None:
            self.failed += 1
            if len(self.failures) < MOST_FAILURES:
                self.failures.append(outcome)
        if outcome.digest is not None:
            self._texts.update(f"{outcome.record_id} {outcome.digest}\n".encode())
        for change in outcome.changes:
            self._add_change(outcome, change)

    @property
    def captures(self) -> int:
        return self.counts.total()

    @property
    def fields(self) -> dict[str, FieldTally]:
        """The fields that changed, in the order of the article."""
        return {name: self._fields[name] for name in (*FIELDS, OTHER) if name in self._fields}

    def as_json(self) -> dict[str, Any]:
        """Return the summary: counts by kind, fields with examples, and one digest of all articles as read now."""
        return {
            "captures": self.captures,
            **{str(kind): self.counts[kind] for kind in Kind},
            "failures": self.failed,
            "articles_sha256": self._texts.hexdigest(),
            "fields": {
                name: {
                    "changed": tally.changed,
                    "found": tally.found,
                    "lost": tally.lost,
                    "examples": [
                        {"url": each.url, "record_id": each.record_id, "before": each.before, "after": each.after}
                        for _, each in tally.examples
                    ],
                }
                for name, tally in self.fields.items()
            },
        }

    def _add_change(self, outcome: Outcome, change: FieldChange) -> None:
        tally = self._fields.setdefault(change.field, FieldTally())
        tally.changed += 1
        tally.found += not change.before
        tally.lost += not change.after
        name = hashlib.sha256(f"{change.field} {outcome.record_id}".encode()).hexdigest()
        example = Example(url=outcome.url, record_id=outcome.record_id, before=change.before, after=change.after)
        insort(tally.examples, (name, example), key=lambda each: each[0])
        del tally.examples[self._most_examples :]
