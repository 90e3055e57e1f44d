"""The log of redactions, ``redactions.jsonl`` in the archive: only ever added to, and what the index follows from."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.errors import ArchiveError, ArchiveUnwritable, reason_of
from crawler.index.captures import plain
from crawler.index.redaction import Act, behind_known
from crawler.warc.file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.index import Index

FILE = "redactions.jsonl"


def logged_acts(folder: Path) -> list[Act]:
    """Return the acts in the log of the archive at *folder*, in the order of the file, as an index keeps them.

    A last line without its end was never acknowledged and is passed over. Raises `ArchiveError` for any other line that
    cannot be read: what it hid would be shown else.
    """
    path = folder / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as err:
        raise ArchiveError(f"{path} cannot be read: {reason_of(err)}") from err
    acts = []
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        try:
            acts.append(_as_kept(Act.from_json(json.loads(line))))
        except ValueError as err:
            raise ArchiveError(f"{path} line {number} is no redaction ({err}); nothing was changed") from err
    return acts


def redact(config: ArchiveConfig, index: Index, act: Act) -> None:
    """Log *act*, durably, then let the index follow. Raises `ArchiveUnwritable`, `ArchiveError`.

    It holds from now on, whatever the clocks say on the machines where earlier acts were done.
    """
    act = behind_known(act, [*logged_acts(config.folder), *index.redactions.acts()])
    _append(config.folder / FILE, _as_kept(act))
    follow_log(config, index)


def follow_log(config: ArchiveConfig, index: Index) -> None:
    """Let *index*, one that shows all, hide what the log says: an act may be logged and not in the index after a kill.

    What the index knows and does not hide, as older versions could leave it, is hidden too. Raises `ArchiveError`.
    """
    acts = logged_acts(config.folder)
    missing = {act.act_id for act in acts} - {act.act_id for act in index.redactions.acts()}
    if missing or any(index.redactions.flaws()):
        index.redactions.add(acts)


def keep_known(config: ArchiveConfig, acts: list[Act]) -> None:
    """Log those of *acts*, known to an index, that the log has not: a lost log must not show what was hidden."""
    known = {act.act_id for act in logged_acts(config.folder)}
    for act in acts:
        if act.act_id not in known:
            _append(config.folder / FILE, act)


def redaction_flaws(config: ArchiveConfig, index: Index) -> Iterator[tuple[str, str]]:
    """Yield where log and *index*, one that shows all, differ about what is redacted, and how."""
    try:
        logged = {act.act_id: act for act in logged_acts(config.folder)}
    except ArchiveError as err:
        yield FILE, str(err)
        return
    known = {act.act_id: act for act in index.redactions.acts()}
    for act_id in sorted(logged.keys() | known.keys()):
        if act_id not in known:
            yield FILE, f"{act_id} is not in the index; `microfiche repair` puts it there"
        elif act_id not in logged and config.index is None:
            # Several machines may share one index, each with a log of its own.
            yield FILE, f"{act_id} is in the index and not in the log"
        elif act_id in logged and logged[act_id] != known[act_id]:
            yield FILE, f"the index says something else of {act_id}"
    for what in index.redactions.flaws():
        yield "index, redactions", what


def _as_kept(act: Act) -> Act:
    """Return *act* with its texts as an index keeps them: what was typed may hold bytes that are no UTF-8."""
    return replace(act, target=plain(act.target), by=plain(act.by), reason=plain(act.reason))


def _append(path: Path, act: Act) -> None:
    line = json.dumps(act.as_json(), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    try:
        is_new = not path.exists()
        with path.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _cut_torn_line(file.fileno())
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(path.parent)
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err


def _cut_torn_line(number: int) -> None:
    """Cut off what a kill left of a line that was being written."""
    size_bytes = os.fstat(number).st_size
    tail = os.pread(number, min(size_bytes, 1 << 20), max(0, size_bytes - (1 << 20)))
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(number, size_bytes - len(tail) + tail.rfind(b"\n") + 1)
