"""What was read again is stored beside the earlier reading, once, and survives a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from rooms.reread.again import archived, photo, settings, story, work

from crawler.archive.reindex import reindex
from crawler.archive.repair import repair
from crawler.archive.verify import verify
from crawler.index import Index
from crawler.model import Article
from crawler.model.readings import newest_reading, next_name, readings_by, to_store
from crawler.reread.bulk import reread
from crawler.reread.runners.pool import Pool

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.config import ArchiveConfig

READ_LOUDER = """
import sys
from pathlib import Path
from crawler.config import ArchiveConfig
from crawler.reread.bulk import reread
from crawler.reread.runners.pool import Pool
from rooms.reread.again import work
if __name__ == "__main__":
    config = ArchiveConfig(folder=Path(sys.argv[1]), group_s=0.001)
    reread(work(config, "Slow", "Louder", stores=True), runner=Pool(processes=2), on_outcome=lambda each: print(each.offset, flush=True))
"""


def dump(config: ArchiveConfig) -> list[object]:
    with Index.open(config.index_address) as index:
        return list(index.dump())


def headlines(config: ArchiveConfig) -> dict[str, list[tuple[str | None, str | None]]]:
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    with Index.open(config.index_address) as index:
        for article in index.articles():
            found.setdefault(article.url.rpartition("/")[2], []).append((article.reader, article.headline))
    return {number: sorted(readings, key=str) for number, readings in found.items()}


@pytest.mark.slow
def test_another_reading_beside_the_first(tmp_path: Path) -> None:
    config = archived(tmp_path, [photo(1), story(1), story(2)])
    first = headlines(config)
    version = first["1"][0][0]
    result = reread(work(config, "Louder", stores=True), runner=Pool(processes=1))
    assert (result.stored, len(result.files)) == (2, 1)
    assert headlines(config)["2"] == [(version, "Ferry 2 is late again"), (f"{version}+2", "Ferry 2 is late again!")]
    with Index.open(config.index_address) as index:
        (image,) = [row.record_id for row in index.captures() if row.mime == "image/jpeg"]
        newest = {each.url[-1]: newest_reading(index.articles(record_id=each.record_id)) for each in index.articles()}
    assert [[photo.record_id for photo in each.photos] for each in newest.values() if each] == [[image], [None]]
    stored = dump(config)
    assert verify(config).flaws == []
    again = reread(work(config, "Louder", stores=True), runner=Pool(processes=1))
    assert (again.stored, again.files, again.tally.fields) == (0, (), {})
    reindex(config)
    assert dump(config) == stored
    # Back to the first reader: it finds its own words of old, and stores nothing that is there.
    back = reread(work(config, stores=True), runner=Pool(processes=1))
    assert (back.tally.fields["headline"].changed, back.stored) == (2, 1 + 1)
    assert headlines(config)["1"][-1] == (f"{version}+3", "Ferry 1 is late again")


@pytest.mark.slow
def test_killed_at_any_moment(tmp_path: Path) -> None:
    config = archived(tmp_path, [story(number) for number in range(40)], warc_max_bytes=20_000)
    before = headlines(config)
    seen = 0
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", READ_LOUDER, str(config.folder)], stdout=subprocess.PIPE, start_new_session=True
        )
        assert child.stdout is not None
        for _ in range(8 + seen):
            child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert nobody_is_left(child.pid)
        assert repair(config).now.flaws == []
        kept = headlines(config)
        assert all(set(before[number]) <= set(kept[number]) for number in before)
        seen = sum(len(readings) > 1 for readings in kept.values())
    result = reread(work(config, "Louder", stores=True), runner=Pool(processes=2))
    assert 0 < seen < 40
    assert result.stored == 40 - seen
    assert all(len(readings) == 2 for readings in headlines(config).values())
    assert verify(config).flaws == []
    stored = dump(config)
    reindex(config)
    assert dump(config) == stored


@pytest.mark.slow
def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C reaches the whole group: one line, no traceback, what was stored is kept and closed."""
    number_of_stories = 150  # more than it reads until a busy machine has sent the signal
    archived(tmp_path, [story(number) for number in range(number_of_stories)], warc_max_bytes=6_000)
    config = archived(tmp_path, [])
    pipelines = {**settings()["ITEM_PIPELINES"], "rooms.reread.again.Slow": 500, "rooms.reread.again.Louder": 510}
    command = [sys.executable, "-m", "crawler.cli", "reread", "--write", "--json", "--processes", "2"]
    command += ["-s", f"ITEM_PIPELINES={json.dumps(pipelines)}", "-s", "ARCHIVE_GROUP_SECONDS=0.01"]
    child = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert child.stdout is not None
    for _ in range(4):
        child.stdout.readline()
    os.killpg(child.pid, signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors.strip()) == (130, "microfiche: interrupted")
    assert nobody_is_left(child.pid)
    assert verify(config).flaws == []
    assert 4 <= sum(len(readings) > 1 for readings in headlines(config).values()) < number_of_stories


def nobody_is_left(group: int) -> bool:
    """Return whether the processes of a group have ended, or do so within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def article(reader: str, headline: str) -> Article:
    return Article(url="http://a.example/", record_id="urn:x", reader=reader, headline=headline)


def test_what_a_reading_is_called() -> None:
    stored = [article("m/1.0", "a"), article("m/1.0+2", "b"), article("m/0.9+11", "c")]
    assert newest_reading(stored) == stored[1]
    assert newest_reading([]) is None
    assert readings_by("m/1.0", reversed(stored)) == stored[:2]
    assert (next_name("m/1.0", stored), next_name("m/2.0", stored), next_name("m/0.9", stored)) == (
        "m/1.0+3", "m/2.0", "m/0.9+12",
    )  # fmt: skip
    assert to_store(article("m/1.0", "b"), stored) is None
    assert to_store(article("m/0.9", "c"), stored) is None
    new = to_store(article("m/1.0", "a"), stored)
    assert new is not None
    assert new.reader == "m/1.0+3"
