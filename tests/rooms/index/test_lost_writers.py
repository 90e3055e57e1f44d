"""Machines that are lost in the middle of a transaction on PostgreSQL: the others do not wait for them for hours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from rooms.index.made import capture, record_id
from trials.fleet.database import postgresql

from crawler.index import Index
from crawler.index.engine import ASLEEP_S, libpq_arguments, open_engine, url_of
from crawler.index.pace import PaceBook
from crawler.model import Article

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from sqlalchemy import select
from crawler.index.engine import open_engine, url_of, writing
from crawler.index.pace.store import PACE
from crawler.index.search.words import alone
with writing(open_engine(url_of(sys.argv[1]), create=False), durable=True) as connection:
    alone(connection)
    connection.execute(select(PACE).with_for_update())
    print("held", flush=True)
    sys.stdin.read()
"""
BUSY_S = 15
"""So much longer it may take when others use this machine."""


@pytest.mark.slow
def test_a_writer_that_falls_asleep_does_not_hold_up_the_others(postgresql_address: str) -> None:
    command = [sys.executable, "-c", HOLD, postgresql_address]
    with (
        Index.open(postgresql_address) as index,
        closing(PaceBook.open(postgresql_address)) as book,
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asleep,
    ):
        try:
            book.change(["a"], lambda budgets, _: (budgets, None))
            assert asleep.stdout is not None
            assert asleep.stdout.readline() == b"held\n"
            os.kill(asleep.pid, signal.SIGSTOP)
            began = time.monotonic()
            article = Article(url="https://news.example/story/1", headline="Late", body="The ferry is late.")
            index.add_captures([capture(1)])
            index.add_article(article, record_id=record_id(1))
            index.commit()
            book.change(["a"], lambda budgets, _: (budgets, None))
            assert time.monotonic() - began < ASLEEP_S + BUSY_S
        finally:
            asleep.kill()


@pytest.mark.slow
def test_the_server_looks_whether_a_silent_client_is_still_there() -> None:
    """Else the connections of each machine that is cut off stay for two hours, and there are no more than a hundred."""
    with postgresql("127.0.0.1") as port:
        engine = open_engine(url_of(f"postgresql://postgres@127.0.0.1:{port}/postgres"), create=False)
        with engine.connect() as connection:
            connection.rollback()
            found = connection.exec_driver_sql("SHOW tcp_keepalives_idle").scalar()
        engine.dispose()
    assert found == "10"


def test_a_silent_server_is_told_in_seconds_unless_the_address_says_otherwise() -> None:
    assert libpq_arguments(url_of("postgresql://user@host/news")) == {
        "connect_timeout": 10,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 25_000,
    }
    assert "keepalives_idle" not in libpq_arguments(url_of("postgresql://user@host/news?keepalives_idle=99"))
