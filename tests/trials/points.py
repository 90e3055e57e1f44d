"""The steps of a process, one by one: all that is asked of the disk and brought to a store, each commit of a database.

Whoever asks is watched, a whole crawl too, so that a process can be killed exactly between two of its steps.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from crawler.archive.places import Store
from crawler.fetch.frontier import Journal
from crawler.index import Index
from crawler.warc.file import Disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOMENTS = ("before", "after")
ON_DISK = ("create", "write", "fsync", "truncate", "rename", "unlink", "make_folder", "sync_folder")

Note = Callable[[str, str], None]
"""Called with the moment and the name of a step."""


def watch(note: Note) -> Callable[[], None]:
    """Tell *note* right before and right after each step of this process; return what ends that."""
    steps: list[tuple[Any, str, str, Callable[[Any], bool]]] = [
        *((Disk, name, name, lambda _: True) for name in ON_DISK),
        (Index, "commit", "index commit", lambda index: bool(index._group)),
        (Index, "place_file", "index place", lambda _: True),
        (Store, "put", "store put", lambda _: True),
        (Store, "write", "store write", lambda _: True),
        (Journal, "commit", "journal commit", lambda journal: journal._connection.in_transaction or journal._new),
    ]
    originals = [(owner, method, getattr(owner, method)) for owner, method, _, _ in steps]
    for owner, method, name, is_step in steps:
        setattr(owner, method, _told(getattr(owner, method), name, is_step, note))

    def end() -> None:
        for owner, method, original in originals:
            setattr(owner, method, original)

    return end


@contextmanager
def noted() -> Iterator[list[str]]:
    """Give the names of the steps, in their order, filled as they are done."""
    names: list[str] = []

    def note(moment: str, name: str) -> None:
        if moment == "before":
            names.append(name)

    end = watch(note)
    try:
        yield names
    finally:
        end()


def killed_at(at: int, when: str, *, only: str | None = None) -> Note:
    """Return what kills this process with SIGKILL right before or right after step number *at*, of those called *only*."""
    seen = dict.fromkeys(MOMENTS, 0)

    def note(moment: str, name: str) -> None:
        if only is not None and name != only:
            return
        if moment == when and seen[moment] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        seen[moment] += 1

    return note


def written_down(path: Path) -> Note:
    """Return what appends the name of each step to *path*, one a line."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def note(moment: str, name: str) -> None:
        if moment == "before":
            os.write(fd, f"{name}\n".encode())

    return note


def _told(original: Callable[..., Any], name: str, is_step: Callable[[Any], bool], note: Note) -> Callable[..., Any]:
    @wraps(original)
    def told(owner: Any, *arguments: Any, **named: Any) -> Any:
        if not is_step(owner):
            return original(owner, *arguments, **named)
        note("before", name)
        answer = original(owner, *arguments, **named)
        note("after", name)
        return answer

    return told
