"""Uploads that the engine hands to the wrong machine: after a kill it gives them to whoever asks first."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from dbos import DBOS, SetWorkflowID

from crawler.config import ArchiveConfig
from crawler.schedule.engine import Engine, Here
from crawler.schedule.uploads import Uploads, owner_of, upload_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
FILE = "2026/11/a.warc.gz"


def test_a_file_of_another_machine_is_left_to_it(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path / "archive")
    here = Here(
        config=config,
        worker="south",
        settings=(),
        jobs_folder=tmp_path / "archive/jobs",
        may_go_on=lambda: True,
        is_heard=lambda: True,
        stopping=threading.Event(),
        at_work=set(),
    )
    engine = Engine(config, worker="south", slots=1, here=here)
    try:
        with SetWorkflowID(f"upload@{FILE}@north@20261129T05.3"):
            came = DBOS.start_workflow(upload_file, FILE).get_result()
        assert (came["why"], came["said"]) == ("", "left to north, which has the file")
    finally:
        engine.stop()


def test_a_worker_that_is_started_again_begins_its_uploads_anew(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path / "archive")
    uploads = Uploads(config, worker="north", tell=lambda _: None)
    uploads.term = 3
    noon = datetime(2026, 11, 29, 12, 34, tzinfo=UTC)
    assert uploads.key(FILE, noon) == f"upload@{FILE}@north@20261129T12.3"
    assert owner_of(uploads.key("odd@name.warc.gz", noon)) == ("odd@name.warc.gz", "north")
