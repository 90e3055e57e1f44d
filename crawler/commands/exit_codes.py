"""What the exit code says (docs/commands.md#exit-codes), and how a mistake is told: one line, no traceback."""

from __future__ import annotations

import logging
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from crawler.errors import ArchiveError, ArchiveUnwritable, BadOutlet, BadQuery, BadSetting, UnknownOutlet

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable


class Exit(IntEnum):
    """One meaning a number."""

    OK = 0
    """Everything asked for was done."""
    FAILED = 1
    """The command could not do its work: nothing was fetched, nothing could be read, there is no archive."""
    USAGE = 2
    """An argument or a setting cannot be used; nothing was done."""
    PARTIAL = 3
    """Done, but not all pages could be fetched and read, or feeds written; each is named in the log or on stderr."""
    NOT_KEPT = 4
    """The archive could not be written, or something that crossed the wire was not kept."""
    FLAWS = 5
    """`microfiche verify` found flaws, or `microfiche repair` left some."""
    ALARM = 6
    """Done; an alarm stands: something changed for the worse at an outlet. Of a crawl that else would end with 0."""


def exit_code_of(kind: type[ArchiveError]) -> Exit:
    """Return the exit code that says what an error of this *kind* says."""
    if issubclass(kind, BadSetting | BadOutlet | BadQuery | UnknownOutlet):
        return Exit.USAGE
    return Exit.NOT_KEPT if issubclass(kind, ArchiveUnwritable) else Exit.FAILED


def told_in_one_line(run: Callable[[Any, list[str], Namespace], None]) -> Callable[[Any, list[str], Namespace], None]:
    """Return *run*, a command's, so that an `ArchiveError` becomes one line on stderr and the command's exit code."""

    @wraps(run)
    def told(command: Any, args: list[str], opts: Namespace) -> None:
        try:
            run(command, args, opts)
        except ArchiveError as err:
            _tell(command, f"microfiche: {err}")
            command.exitcode = exit_code_of(type(err))

    return told


def _tell(command: Any, words: str) -> None:
    from crawler.fetch.terminal.json_lines import Speaker

    try:
        say = Speaker(command.settings or {})
    except BadSetting:
        # It is the format itself that cannot be used.
        say = Speaker({})
    say(words, level=logging.ERROR)
