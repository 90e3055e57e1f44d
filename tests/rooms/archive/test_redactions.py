"""The log of redactions and the index say the same, whatever was typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rooms.index.test_redactions import act

from crawler.archive.redactions import FILE, follow_log, logged_acts, redact, redaction_flaws
from crawler.config import ArchiveConfig
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

TYPED = b"caf\xe9".decode("utf-8", "surrogateescape")


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
