"""The one place that decides what is shown: on a connection prepared here, what is hidden is not in the tables at all.

Views of the connection's own, called as the tables are, stand before them: whatever is asked of captures and articles
through it, now or by code that is still to be written, cannot meet what is hidden (docs/decisions/0023-redaction.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy import Engine

OF_A_RECORD = (
    "CREATE TEMP VIEW {name} AS SELECT * FROM {real}{name} WHERE record_id NOT IN (SELECT record_id FROM hidden)"
)
OF_AN_ARTICLE = (
    "CREATE TEMP VIEW {name} AS SELECT * FROM {real}{name} WHERE article_id NOT IN"
    " (SELECT id FROM {real}article WHERE record_id IN (SELECT record_id FROM hidden))"
)
VIEWS = {"capture": OF_A_RECORD, "photo": OF_AN_ARTICLE, "mirror_claim": OF_AN_ARTICLE, "article": OF_A_RECORD}
"""``article`` last: the others are made of the table."""


def show_only(engine: Engine) -> None:
    """Let *engine*, whose tables are there, see only what is shown, from its next connection on."""
    # In SQLite a view of the same name would be made of itself; in PostgreSQL it is made of what there is so far.
    real = "main." if engine.dialect.name == "sqlite" else ""
    statements = [form.format(name=name, real=real) for name, form in VIEWS.items()]

    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        if engine.dialect.name == "postgresql":
            connection.commit()

    engine.dispose()
    event.listen(engine, "connect", prepare)
