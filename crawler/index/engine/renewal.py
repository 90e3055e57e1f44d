"""Connections to a database file that follow it when it becomes another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

STATE = "state"
"""In the info of a connection: what `renew_when` took down when it was made."""


def renew_when(engine: Engine, state: Callable[[], object]) -> None:
    """Make a connection of *engine* anew, before it is handed out, when *state* has changed since it was made.

    None says that nothing can be told: then it stays.
    """

    def note(_connection: Any, record: Any) -> None:
        record.info[STATE] = state()

    def look(_connection: Any, record: Any, _proxy: Any) -> None:
        now = state()
        if now is not None and now != record.info[STATE]:
            raise DisconnectionError("the file is another one now")

    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", look)
