"""What the exit code says (docs/commands.md#exit-codes), and how a mistake is told: one line, no traceback."""

from __future__ import annotations

import sys
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from crawler.errors import ArchiveError, ArchiveUnwritable, BadOutlet, BadSetting, UnknownOutlet

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable


class Exit(IntEnum):
    """One meaning a number."""

    OK = 0
    """Everything asked for was done."""
    FAILED = 1
    """The command could not do its work."""
    USAGE = 2
    """An argument or setting cannot be used; nothing was done."""
    PARTIAL = 3
    """Done, but some pages could not be fetched or read; each is named in the log."""
    NOT_KEPT = 4
    """The archive could not be written, or something that crossed the wire was not kept."""
    FLAWS = 5
    """`verify` found flaws."""


def exit_code_of(err: ArchiveError) -> Exit:
    """Return the exit code that says what *err* says."""
    if isinstance(err, BadSetting | BadOutlet | UnknownOutlet):
        return Exit.USAGE
    return Exit.NOT_KEPT if isinstance(err, ArchiveUnwritable) else Exit.FAILED


def told_in_one_line(run: Callable[[Any, list[str], Namespace], None]) -> Callable[[Any, list[str], Namespace], None]:
    """Return *run*, a command's, so that an `ArchiveError` becomes one line on stderr and the command's exit code."""

    @wraps(run)
    def told(command: Any, args: list[str], opts: Namespace) -> None:
        try:
            run(command, args, opts)
        except ArchiveError as err:
            sys.stderr.write(f"microfiche: {err}\n")
            command.exitcode = exit_code_of(err)

    return told
