"""Migrations and tables say the same, on every database; opening an index needs no Alembic."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_mock_engine, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from crawler.index import Index
from crawler.index.engine import open_engine, url_of, writing
from crawler.index.lookup import AFTER, BEFORE, NEWEST, SAME_PAYLOAD, STAND_IN_AFTER, STAND_IN_BEFORE
from crawler.index.migrate import alembic_config, upgrade
from crawler.index.schema import METADATA, REVISIONS

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


VERSION = text("SELECT version_num FROM alembic_version")


def sql_of(engine: Engine) -> set[tuple[str, str]]:
    """Return what SQLite has noted of each table and index, white space and quotes apart."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {(name, " ".join(sql.replace('"', "").split())) for name, sql in found}


def test_the_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    engine = open_engine(url_of(tmp_path / "migrated.sqlite"), create=True)
    with writing(engine, durable=True) as connection:
        upgrade(connection)
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("story_words")}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []
    with Index.open(tmp_path / "made.sqlite") as index:
        assert {name for name, _ in sql_of(index._engine)} == {name for name, _ in sql_of(engine)}
        with index._engine.connect() as made, engine.connect() as migrated:
            assert made.execute(VERSION).all() == migrated.execute(VERSION).all()
    engine.dispose()


def test_a_made_index_can_be_migrated_on(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index, writing(index._engine, durable=True) as connection:
        upgrade(connection)  # finds the newest revision and changes nothing


def test_the_known_revisions_are_those_of_the_folder() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS


def test_the_tables_can_be_made_in_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call,unused-ignore]  # SQLAlchemy's own
    said = [str(CreateTable(table).compile(dialect=dialect)) for table in METADATA.sorted_tables]
    said += [
        str(CreateIndex(each).compile(dialect=dialect)) for table in METADATA.sorted_tables for each in table.indexes
    ]
    capture = next(text for text in said if "CREATE TABLE capture" in text)
    assert "id BIGSERIAL NOT NULL" in capture
    assert 'surt TEXT COLLATE "C" NOT NULL' in capture
    assert "record_id BYTEA NOT NULL" in capture
    for query in (NEWEST, BEFORE, AFTER, SAME_PAYLOAD):
        assert str(query.compile(dialect=dialect)).startswith("SELECT ")


def test_the_migrations_make_the_same_tables_in_postgresql() -> None:
    """Alembic writes the SQL it would run; SQLAlchemy writes it from the tables."""
    from alembic.operations import Operations

    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "literal_binds": True}
    )
    scripts = ScriptDirectory.from_config(alembic_config())
    with Operations.context(context), redirect_stdout(io.StringIO()):
        for script in reversed([*scripts.walk_revisions()]):
            script.module.upgrade()
    expected: list[str] = []
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call,unused-ignore]  # SQLAlchemy's own
    engine = create_mock_engine(
        "postgresql+psycopg://", lambda sql, *_, **__: expected.append(str(sql.compile(dialect=dialect)))
    )
    METADATA.create_all(engine, checkfirst=False)
    assert sorted(_lines(written.getvalue())) == sorted(_lines("\n".join(expected)))


def test_questions_are_answered_by_an_index_of_the_database(tmp_path: Path) -> None:
    dialect = sqlite.dialect()  # type: ignore[no-untyped-call,unused-ignore]  # SQLAlchemy's own
    with Index.open(tmp_path / "index.sqlite") as index, index._engine.connect() as connection:
        for query, name in (
            (NEWEST, "ix_capture_surt_captured_at"),
            (BEFORE, "ix_capture_surt_captured_at"),
            (SAME_PAYLOAD, "ix_capture_payload_digest"),
            (STAND_IN_BEFORE, "ix_capture_requested_surt_captured_at"),
            (STAND_IN_AFTER, "ix_capture_requested_surt_captured_at"),
        ):
            text = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": False}))
            marks = text.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", (1,) * marks).all()
            assert any(f"USING INDEX {name}" in row[3] for row in plan), plan
            assert not any(row[3].startswith("SCAN") for row in plan), plan


def test_opening_an_index_that_is_there_needs_no_alembic(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    Index.open(path).close()
    code = (
        "import sys\nfrom pathlib import Path\nfrom crawler.index import Index\n"
        "Index.open(Path(sys.argv[1])).close()\nprint('alembic' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("False\n", "")


def _lines(sql: str) -> list[str]:
    """Return the lines of *sql*; a column that is added later is a line of its table, an index that is made anew one."""
    lines = [" ".join(line.split()).rstrip(",; ") for line in sql.splitlines() if line.strip()]
    dropped = {line.removeprefix("DROP INDEX ") for line in lines if line.startswith("DROP INDEX ")}
    for name in dropped:
        lines.remove(f"DROP INDEX {name}")
        lines.remove(next(line for line in lines if line.startswith(f"CREATE INDEX {name} ")))
    return [re.sub(r"^ALTER TABLE \w+ ADD COLUMN ", "", line) for line in lines]
