"""The laws that the fuzzer searches hold for where it begins, and a broken one is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import http_targets, recovery_target, warc_targets
from fuzz.catalogue import TARGETS
from fuzz.inputs import AS_PLAIN, JOINED, PACKED, file_of, records_in

from crawler.warc import read_records


@pytest.mark.parametrize("name", TARGETS)
def test_each_law_holds_for_its_seeds_and_their_ends(name: str) -> None:
    target = TARGETS[name]
    for seed in target.seeds():
        target.run(seed)
        target.run(seed[: len(seed) // 2])
        target.run(seed[:1])
    target.run(b"")


@pytest.mark.parametrize("mode", [PACKED, JOINED])
def test_a_file_taken_apart_is_put_together_again(mode: int, tmp_path: Path) -> None:
    taken_apart = records_in(recovery_target.left_behind().behind, mode)
    name, data = file_of(taken_apart)
    (tmp_path / name).write_bytes(data)
    assert len(list(read_records(tmp_path / name))) >= 2 * recovery_target.BEHIND
    # A block that has grown has a length that says so.
    name, data = file_of(taken_apart.replace(b"Trial Gazette", b"Gazette of the Trials"))
    (tmp_path / name).write_bytes(data)
    assert len(list(read_records(tmp_path / name))) >= 2 * recovery_target.BEHIND


def test_a_broken_law_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = bytes([AS_PLAIN])
    monkeypatch.setattr(warc_targets, "read_records", lambda *_args, **_kwargs: iter(()))
    with pytest.raises(AssertionError, match="in silence"):
        warc_targets.reader(plain + b"WARC/1.1\r\n")
    monkeypatch.setattr(http_targets, "interim_size", lambda data: len(data) + 1)
    with pytest.raises(AssertionError):
        http_targets.head(b"\x01HTTP/1.1 200 OK\r\n\r\n")


def test_lost_bytes_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery_target, "tails", lambda _: [])
    with pytest.raises(AssertionError, match="thrown away"):
        recovery_target.recovery(bytes([0]) + b"half a record")


@pytest.mark.slow
def test_the_search_tells_what_it_did() -> None:
    pytest.importorskip("atheris", reason="it has wheels for Linux only")
    script = Path(__file__).parents[2] / "benchmarks" / "fuzzing.py"
    done = subprocess.run(
        [sys.executable, script, "2", "http-head"], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    cells = done.stdout.splitlines()[-2 if done.stdout.endswith("\n\n") else -1].split("|")
    assert cells[1].strip() == "http-head"
    assert int(cells[2]) > 10
    assert int(cells[4]) > 10
