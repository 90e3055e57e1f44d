"""The door to redactions in an index: acts go in, and what is hidden is told."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, or_, select

from crawler.counting import counted
from crawler.index.captures import id_bytes, id_text, key_of, microseconds, moment, plain
from crawler.index.engine import clear_errors, writing
from crawler.index.redaction.hiding import acts_of, differing, hide_anew, is_hidden, standing
from crawler.index.schema import HIDDEN, REDACTION
from crawler.index.search import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from crawler.index.redaction.act import Act


class Withheld(NamedTuple):
    """One capture that is hidden."""

    record_id: str
    captured_at: datetime | None
    """None when the index does not know the capture."""


class Redactions:
    """The redactions of one index. May be shared by threads. Every method raises `ArchiveError`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, acts: Iterable[Act]) -> None:
        """Keep those of *acts* that are not known yet, and hide what follows from all; of an index that shows all."""
        with clear_errors(self._engine.url), writing(self._engine, durable=True) as connection:
            words.alone(connection)
            known = {act.act_id for act in acts_of(connection)}
            new = [_values(act) for act in acts if act.act_id not in known]
            if new:
                connection.execute(insert(REDACTION), new)
            hide_anew(connection)

    def acts(self) -> list[Act]:
        """Return all acts, in the order in which they were done."""
        with self._asking() as connection:
            return acts_of(connection)

    def standing(self) -> list[Act]:
        """Return the acts that still hide something."""
        return list(standing(self.acts()).values())

    def hides(self, record_id: str) -> bool:
        """Return whether that capture is hidden."""
        with self._asking() as connection:
            return is_hidden(connection, id_bytes(record_id))

    def hidden(self) -> set[str]:
        """Return the record ids of all that is hidden."""
        with self._asking() as connection:
            return {id_text(bytes(name)) for name in connection.execute(select(HIDDEN.c.record_id)).scalars()}

    def of_address(self, url: str) -> list[Withheld]:
        """Return what is hidden of the captures of *url*, or of those made in its place, in order of time."""
        key = key_of(url)
        query = select(HIDDEN).where(or_(HIDDEN.c.surt == key, HIDDEN.c.requested_surt == key))
        with self._asking() as connection:
            rows = connection.execute(query.order_by(HIDDEN.c.captured_at, HIDDEN.c.record_id)).all()
        return [
            Withheld(id_text(bytes(row.record_id)), None if row.captured_at is None else moment(row.captured_at))
            for row in rows
        ]

    def flaws(self) -> Iterator[str]:
        """Yield what is not hidden as the acts say; of an index that shows all."""
        with self._asking() as connection:
            wrong = differing(connection)
        if wrong:
            shown = counted(wrong, "capture is", "captures are")
            yield f"{shown} not hidden as the redactions say; `microfiche repair` mends it"

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            yield connection


def _values(act: Act) -> dict[str, object]:
    return {
        "act_id": act.act_id,
        "at": microseconds(act.at),
        "kind": str(act.kind),
        "target_kind": str(act.target_kind),
        "target": plain(act.target),
        "done_by": plain(act.by),
        "reason": plain(act.reason),
    }
