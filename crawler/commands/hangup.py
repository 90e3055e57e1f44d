"""A terminal that is closed, or a connection to it that is lost."""

from __future__ import annotations

import os
import signal
import stat
from contextlib import suppress


def end_in_order_at_hangup() -> None:
    """Let SIGHUP do what SIGTERM does, with what is said from then on going nowhere; ``nohup`` is heeded."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _end)


def _end(*_: object) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        with suppress(OSError):  # whoever closed it wants nothing
            # A terminal that is gone says of itself that it is none.
            if stat.S_ISCHR(os.fstat(number).st_mode):
                os.dup2(nowhere, number)
    os.kill(os.getpid(), signal.SIGTERM)
