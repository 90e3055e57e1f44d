"""Budgets as somebody sees them who only looks."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from crawler.errors import ArchiveNotFound
from crawler.index.engine import clear_errors, open_engine, url_of
from crawler.index.pace.store import KEPT, PACE, budget_of

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.index.pace.budget import Budget


def budgets_since(address: str | Path, since_us: int, *, most: int) -> dict[str, Budget]:
    """Return the budgets of the servers that were asked since then (microseconds since 1970), the newest first.

    None where no book was ever begun; nothing is made. Raises `ArchiveError`.
    """
    url = url_of(address)
    with suppress(ArchiveNotFound):
        engine = open_engine(url, create=False)
        query = select(PACE).where(PACE.c.last_us >= since_us).order_by(PACE.c.last_us.desc()).limit(most)
        try:
            with clear_errors(url, KEPT), engine.connect() as connection:
                if inspect(connection).has_table(PACE.name):
                    return {row.name: budget_of(row) for row in connection.execute(query)}
        finally:
            engine.dispose()
    return {}
