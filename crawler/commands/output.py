"""What commands print: the same bytes wherever they go, and one line when they can go nowhere."""

from __future__ import annotations

import errno
import os
import re
import sys
from io import TextIOWrapper
from typing import TextIO

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def begin_output() -> None:
    """Print UTF-8 into files and pipes, whatever the locale says; to a terminal what it can show, the rest escaped.

    Whoever closed our output (``>&-``) wants nothing printed.
    """
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    if isinstance(sys.stdout, TextIOWrapper):  # tests may have put something else in its place
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def harmless(text: str) -> str:
    r"""Return *text*, of a foreign page, without control characters: a terminal would do what they say.

    >>> harmless("a \x1b[31mstory\n")
    'a  [31mstory\n'
    """
    return CONTROLS.sub(" ", text)


def _nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def why_not_printed(err: OSError) -> str | None:
    """Return why there was no room for what was to be printed; None where *err* is about something else."""
    return os.strerror(err.errno).lower() if err.errno in NO_ROOM and err.filename is None else None


def drop_output() -> None:
    """What is left in the buffer has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
