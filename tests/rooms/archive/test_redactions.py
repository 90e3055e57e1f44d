"""The log of redactions and the index say the same, whatever was typed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rooms.index.made import capture, record_id
from rooms.index.test_redactions import act
from sqlalchemy import delete
from stores.databases import DATABASES

from crawler.archive.redactions import FILE, follow_log, logged_acts, redact, redaction_flaws
from crawler.archive.repair import repair
from crawler.config import ArchiveConfig
from crawler.index import Index
from crawler.index.engine import writing
from crawler.index.redaction import ActKind
from crawler.index.schema import HIDDEN

if TYPE_CHECKING:
    from pathlib import Path

TYPED = b"caf\xe9".decode("utf-8", "surrogateescape")


@pytest.fixture(params=DATABASES)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> ArchiveConfig:
    (tmp_path / "warc").mkdir()
    address = None if request.param == "sqlite" else request.getfixturevalue("postgresql_address")
    return ArchiveConfig(folder=tmp_path, index=address)


@pytest.mark.parametrize("changes", [{"reason": TYPED}, {"by": TYPED}, {"target": f"http://a.example/{TYPED}"}])
def test_bytes_that_are_no_text_leave_no_flaw(tmp_path: Path, changes: dict[str, str]) -> None:
    config = ArchiveConfig(folder=tmp_path)
    with Index.open(tmp_path / "index.sqlite") as index:
        redact(config, index, act(1, **changes))
        assert logged_acts(tmp_path) == index.redactions.acts()
        assert list(redaction_flaws(config, index)) == []
    assert b"\\ud" not in (tmp_path / FILE).read_bytes()


def test_an_older_log_that_holds_such_bytes_has_no_flaw(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path)
    (tmp_path / FILE).write_text(json.dumps(act(1, reason=TYPED).as_json()) + "\n", "ascii")
    with Index.open(tmp_path / "index.sqlite") as index:
        follow_log(config, index)
        assert list(redaction_flaws(config, index)) == []


def test_what_is_not_hidden_as_the_index_says_itself_is_hidden_by_repair(archive: ArchiveConfig) -> None:
    """As a redaction left it that ran while a crawl committed, in PostgreSQL and an older version."""
    with Index.open(archive.index_address) as index:
        index.add_captures([capture(1)])
        index.commit()
        redact(archive, index, act(1))
        with writing(index._engine, durable=True) as connection:
            connection.execute(delete(HIDDEN))
        assert [what for _, what in redaction_flaws(archive, index)] == [
            "1 capture is not hidden as the redactions say; `microfiche repair` mends it"
        ]
        repair(archive)
        assert list(redaction_flaws(archive, index)) == []
        assert index.redactions.hides(capture(1).record_id)


def test_what_is_done_last_holds_whatever_the_clock_says(archive: ArchiveConfig) -> None:
    with Index.open(archive.index_address) as index:
        index.add_captures([capture(1)])
        index.commit()
        hidden_at = act(1).at
        for number, kind in enumerate((ActKind.HIDE, ActKind.SHOW, ActKind.HIDE, ActKind.SHOW)):
            redact(archive, index, act(number, kind=kind, at=hidden_at - timedelta(hours=number)))
            assert index.redactions.hides(record_id(1)) is (kind is ActKind.HIDE)
        assert [each.kind for each in index.redactions.acts()] == [each.kind for each in logged_acts(archive.folder)]
        assert {each.at - hidden_at for each in logged_acts(archive.folder)} < {
            timedelta(microseconds=n) for n in range(9)
        }
