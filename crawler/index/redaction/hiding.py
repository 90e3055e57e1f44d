"""What follows from the acts: which captures are hidden, and that no story tells of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from crawler.index.captures import id_bytes, key_of, moment
from crawler.index.redaction.act import Act, ActKind, TargetKind, in_order
from crawler.index.schema import ARTICLE, CAPTURE, HIDDEN, REDACTION
from crawler.index.search.stories import retell_all, tell_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Select

AT_ONCE = 500
COPIED = ("record_id", "surt", "requested_surt", "captured_at")


def acts_of(connection: Connection) -> list[Act]:
    """Return all acts, in the order in which they were done."""
    rows = connection.execute(select(REDACTION))
    return in_order(
        Act(
            act_id=row.act_id,
            at=moment(row.at),
            kind=ActKind(row.kind),
            target_kind=TargetKind(row.target_kind),
            target=row.target,
            by=row.done_by,
            reason=row.reason,
        )
        for row in rows
    )


def standing(acts: Iterable[Act]) -> dict[tuple[TargetKind, bytes | str], Act]:
    """Return the acts that still hide something, by what they hide: a record id as bytes, or a SURT."""
    held: dict[tuple[TargetKind, bytes | str], Act] = {}
    for act in in_order(acts):
        name = _name(act)
        held.pop(name, None)
        if act.kind is ActKind.HIDE:
            held[name] = act
    return held


def behind_known(act: Act, known: Iterable[Act]) -> Act:
    """Return *act* with a time behind those of the *known* acts on the same: a clock that is late may not undo it."""
    name = _name(act)
    last_at = max((each.at for each in known if _name(each) == name), default=None)
    return act if last_at is None or act.at > last_at else replace(act, at=last_at + timedelta(microseconds=1))


def hide_anew(connection: Connection) -> None:
    """Work out from the acts what is hidden, and mend the stories where that has changed."""
    before = _hidden(connection)
    wanted = list(_wanted(connection).values())
    connection.execute(delete(HIDDEN))
    if wanted:
        connection.execute(insert(HIDDEN), wanted)
    after = _hidden(connection)
    conceal(connection, after - before)
    _reveal(connection, before - after)


def differing(connection: Connection) -> int:
    """Return how many captures are hidden and should not be, or the reverse."""
    return len(_hidden(connection) ^ set(_wanted(connection)))


def _name(act: Act) -> tuple[TargetKind, bytes | str]:
    is_record = act.target_kind is TargetKind.RECORD
    return act.target_kind, id_bytes(act.target) if is_record else key_of(act.target)


def _wanted(connection: Connection) -> dict[bytes, dict[str, Any]]:
    """Return what the acts say is hidden, by record id."""
    rules = standing(acts_of(connection))
    records = [name for kind, name in rules if kind is TargetKind.RECORD]
    surts = [name for kind, name in rules if kind is TargetKind.ADDRESS]
    found: dict[bytes, dict[str, Any]] = {}
    for part in _parts(surts):
        _note(found, connection, or_(CAPTURE.c.surt.in_(part), CAPTURE.c.requested_surt.in_(part)))
    for part in _parts(records):
        _note(found, connection, CAPTURE.c.record_id.in_(part))
    for name in records:
        assert isinstance(name, bytes)
        # The index may not know a capture whose article it knows.
        found.setdefault(name, {**dict.fromkeys(COPIED), "record_id": name})
    _add_repeats(connection, found, set(found))
    return found


def _add_repeats(connection: Connection, found: dict[bytes, dict[str, Any]], of: set[bytes]) -> None:
    """Add to *found* the captures that say "the same as one *of* those": theirs is the body that must not be seen."""
    while of:
        before = set(found)
        for part in _parts(of):
            _note(found, connection, CAPTURE.c.refers_to.in_(part))
        of = set(found) - before


def hide_new(connection: Connection, rows: Collection[Mapping[str, Any]]) -> None:
    """Hide those of the captures *rows*, just written, that the acts speak of."""
    if not rows or connection.execute(select(REDACTION.c.id).limit(1)).first() is None:
        return
    rules = standing(acts_of(connection))
    hidden = _hidden(connection, {row["refers_to"] for row in rows if row["refers_to"]})
    new: dict[bytes, dict[str, Any]] = {}
    is_done = False
    while not is_done:  # a capture may come before the one that it repeats
        is_done = True
        for row in rows:
            told = (
                (TargetKind.ADDRESS, row["surt"]) in rules
                or (TargetKind.ADDRESS, row["requested_surt"]) in rules
                or (TargetKind.RECORD, row["record_id"]) in rules
                or row["refers_to"] in hidden
            )
            if told and row["record_id"] not in new:
                new[row["record_id"]] = {name: row[name] for name in COPIED}
                hidden.add(row["record_id"])
                is_done = False
    # One that was written before may repeat one that comes only now, as imported files do.
    _add_repeats(connection, new, set(new))
    known = _hidden(connection, new)
    fresh = [values for name, values in new.items() if name not in known]
    if fresh:
        connection.execute(insert(HIDDEN), fresh)
    # Of a record that was hidden by its name before it was known, the address is known only now.
    for name in known:
        connection.execute(update(HIDDEN).where(HIDDEN.c.record_id == name).values(new[name]))
    conceal(connection, set(new))


def is_hidden(connection: Connection, record_id: bytes) -> bool:
    """Return whether that capture is hidden."""
    return connection.execute(select(HIDDEN.c.id).where(HIDDEN.c.record_id == record_id)).first() is not None


def conceal(connection: Connection, records: Collection[bytes]) -> None:
    """Take the articles of *records* out of their stories."""
    stories: set[int] = set()
    for part in _parts(records):
        told = (ARTICLE.c.record_id.in_(part), ARTICLE.c.story_id.is_not(None))
        stories.update(connection.execute(select(ARTICLE.c.story_id).where(*told)).scalars())
        connection.execute(update(ARTICLE).where(*told).values(story_id=None))
    retell_all(connection, stories)


def _reveal(connection: Connection, records: Collection[bytes]) -> None:
    """Put the newest reading of each of *records* into its story again."""
    touched: set[int] = set()
    for part in _parts(records):
        query = select(ARTICLE.c.id, ARTICLE.c.record_id, ARTICLE.c.document).where(ARTICLE.c.record_id.in_(part))
        touched |= tell_all(connection, connection.execute(query.order_by(ARTICLE.c.id)).all())
    retell_all(connection, touched)


def _note(found: dict[bytes, dict[str, Any]], connection: Connection, condition: Any) -> None:
    for row in connection.execute(_copied().where(condition)).mappings():
        found[bytes(row["record_id"])] = dict(row)


def _copied() -> Select[Any]:
    return select(*(CAPTURE.c[name] for name in COPIED))


def _hidden(connection: Connection, among: Collection[bytes] | None = None) -> set[bytes]:
    """Return the record ids of what is hidden, of *among* or of all."""
    if among is None:
        return {bytes(name) for name in connection.execute(select(HIDDEN.c.record_id)).scalars()}
    return {
        bytes(name)
        for part in _parts(among)
        for name in connection.execute(select(HIDDEN.c.record_id).where(HIDDEN.c.record_id.in_(part))).scalars()
    }


def _parts(names: Collection[Any]) -> Iterator[list[Any]]:
    held = list(names)
    for start in range(0, len(held), AT_ONCE):
        yield held[start : start + AT_ONCE]
