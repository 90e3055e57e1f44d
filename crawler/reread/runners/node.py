"""What a machine of a cluster does with the part that it is handed. Nothing here knows the cluster.

The part is read by a process beside the cluster's own: a cluster tells that one of its processes died, and not at what.
"""

from __future__ import annotations

import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive.folder import open_for_reading
from crawler.config import SOFTWARE
from crawler.errors import ArchiveError
from crawler.reread.runners.crew import Crew
from crawler.warc import path_of

if TYPE_CHECKING:
    from crawler.reread.parts import Part
    from crawler.reread.runners.runner import Done
    from crawler.reread.work import Work

BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What each machine must know of one run."""

    key: str
    """Of this run alone."""
    work: Work
    """With whole paths, and with the files beside the archive."""
    files: tuple[str, ...]
    """The WARC files that are read, as the index names them."""
    page_limit_s: float
    machine: str
    """Where the run was begun."""
    software: str = SOFTWARE


@dataclass(frozen=True, slots=True)
class Refused:
    """This machine would read otherwise than the one where the run was begun, or nothing."""

    why: str


_crews: dict[str, Crew] = {}
"""The one of the run for which this process works, by its key: its process stays for all parts."""


def machine() -> str:
    """Return a name that two machines do not share."""
    boot = ""
    with suppress(OSError):  # told by Linux alone
        boot = BOOT.read_text("ascii").strip()
    return f"{platform.node()} {boot}".strip()


def read_part(errand: Errand, part: Part) -> Done | Refused:
    """Return what became of *part*, or why this machine cannot read it."""
    if errand.key not in _crews:
        why = refusal(errand)
        if why is not None:
            return Refused(f"{platform.node()}: {why}")
        while _crews:
            _crews.popitem()[1].stop()
        # A process loads the program of the one that starts it, and here that is the cluster's own: 30 MiB for nothing.
        sys.modules["__main__"].__file__ = None
        _crews[errand.key] = Crew(errand.work, processes=1, page_limit_s=errand.page_limit_s)
    (done,) = _crews[errand.key].run([part])
    return done


def refusal(errand: Errand) -> str | None:
    """Return why this machine would not read as the one where the run was begun; None when it would."""
    if errand.software != SOFTWARE:
        return f"{SOFTWARE} is installed there, and {errand.software} here"
    if errand.machine == machine():
        return None
    config = errand.work.config
    if not config.is_index_on_server:
        return (
            f"it cannot read the index at {config.index_address}, which is a file of another machine; "
            "an index in PostgreSQL (ARCHIVE_INDEX) is seen by all"
        )
    try:
        return _missing(errand)
    except ArchiveError as err:
        return str(err)


def _missing(errand: Errand) -> str | None:
    config = errand.work.config
    with open_for_reading(config) as index:
        places = {row.name: row.place for row in index.files()}
    for name in errand.files:
        if name not in places:
            return f"the index that it sees is another one, without {name}"
        if places[name] is None and not path_of(config.warc_folder, name).exists():
            return f"{name} is neither in a store nor in {config.warc_folder} there; see `microfiche upload`"
    return None
