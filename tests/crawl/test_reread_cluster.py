"""`microfiche reread` by a cluster and by the pool: what is printed and what is written, byte for byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from crawl.command import CLI, FAST, run
from crawl.test_object_storage import local_files, stored_at
from rooms.reread.ray_head import ray_head

from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stores.server import S3Server

pytestmark = pytest.mark.alone

LISTENS = "0A"
LOOPBACK = ("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000")
"""As Linux writes them."""
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="the extra ray is not installed")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an archive of the demo newspaper, crawled twice: the second time there are revisits."""
    folder = tmp_path_factory.mktemp("crawled")
    crawl_twice(folder)
    return folder


def crawl_twice(folder: Path, *more: str) -> None:
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        for _ in range(2):
            run(
                *("crawl", "demo", "-a", f"seeds={server.base_url}/", "-s", "ARCHIVE_INCREMENTAL=0", *FAST, *more),
                cwd=folder,
            )


def told(folder: Path, runner: str, *more: str) -> tuple[str, dict[str, bytes]]:
    """Return what `microfiche reread` prints, and the files of its table."""
    table = folder / f"by-{runner}"
    done = run("reread", "--runner", runner, "--json", "--parquet", str(table), *more, cwd=folder)
    return done.stdout, {path.name: path.read_bytes() for path in table.iterdir()}


@pytest.mark.slow
@needs_ray
def test_a_cluster_of_this_machine(crawled: Path) -> None:
    by_pool, by_ray = told(crawled, "pool"), told(crawled, "ray")
    assert by_ray == by_pool
    summary = json.loads(by_pool[0].splitlines()[-1])["summary"]
    assert summary["captures"] > 2 * 42
    rows = (
        duckdb.connect()
        .execute(f"SELECT kind, count(*), count(article) FROM '{crawled}/by-ray/*.parquet' GROUP BY kind ORDER BY kind")
        .fetchall()
    )
    assert rows == [
        (kind, summary[kind], summary[kind] if kind == "same" else 0) for kind in ("none", "same") if summary[kind]
    ]


@pytest.mark.slow
@needs_ray
def test_files_in_a_store_and_no_folder_of_the_archive(
    s3: S3Server, tmp_path: Path, postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is asked, the records are read in ranges, and what revisits refer to is found in another file."""
    shared = [*stored_at(s3, monkeypatch), "-s", f"ARCHIVE_INDEX={postgresql_address}"]
    writer, elsewhere = tmp_path / "writer", tmp_path / "elsewhere"
    writer.mkdir()
    elsewhere.mkdir()
    crawl_twice(writer, *shared)
    expected = told(writer, "pool", *shared)
    run("upload", *shared, cwd=writer)
    assert local_files(writer) == []
    assert told(elsewhere, "ray", *shared) == expected
    assert told(elsewhere, "pool", *shared) == expected
    summary = json.loads(expected[0].splitlines()[-1])["summary"]
    assert (summary["same"], summary["failures"]) == (2 * 42, 0)


@pytest.mark.slow
@needs_ray
def test_what_the_cluster_has_to_say_is_no_line_of_the_answer(crawled: Path) -> None:
    """Ray prints to where a program prints: that a machine of the cluster is lost, for one."""
    slow = ["-s", 'ITEM_PIPELINES={"rooms.reread.again.Slow": 500}']
    expected = run("reread", "--json", *slow, cwd=crawled).stdout
    said = (
        "from ray._raylet import GcsClient; from ray._private.utils import publish_error_to_driver as say; import time"
    )
    with ray_head() as head:
        loop = f"{said}\nclient = GcsClient(address='{head}')\nwhile True: say('lost', 'A machine is gone', client); time.sleep(0.1)"
        saying = subprocess.Popen([sys.executable, "-c", loop], stderr=subprocess.DEVNULL)
        try:
            done = run("reread", "--json", "--runner", "ray", "--ray-address", head, *slow, cwd=crawled)
        finally:
            saying.kill()
            saying.wait()
    assert "A machine is gone" in done.stderr
    assert done.stdout == expected


@pytest.mark.slow
@needs_ray
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="sockets are told by Linux alone")
def test_interrupted_it_leaves_nothing_and_listens_to_nobody(crawled: Path) -> None:
    command = [*CLI, "reread", "--runner", "ray", "-s", 'ITEM_PIPELINES={"rooms.reread.again.Slower": 500}']
    child = subprocess.Popen(
        command, cwd=crawled, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 120
    while not any(b"ray::read_part" in command for _, command in below(child.pid)):
        assert time.monotonic() < deadline
        assert child.poll() is None, child.communicate()
        time.sleep(0.2)
    family = [pid for pid, _ in below(child.pid)]
    listening = addresses({child.pid, *family})
    os.killpg(child.pid, signal.SIGINT)
    try:
        _, errors = child.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        raise
    assert (child.returncode, errors) == (130, "microfiche: interrupted\n")
    assert listening
    assert listening <= set(LOOPBACK)
    while any(Path(f"/proc/{pid}").exists() for pid in family):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def below(pid: int) -> Iterator[tuple[int, bytes]]:
    """Yield id and command line of each process that *pid* has started, directly or not."""
    starters = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            starters[int(path.name)] = int((path / "stat").read_text().rpartition(") ")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {each for each, starter in starters.items() if starter in found} - found:
        found |= more
        for each in more:
            try:
                yield each, Path(f"/proc/{each}/cmdline").read_bytes()
            except OSError:
                continue


def addresses(pids: set[int]) -> set[str]:
    """Return the addresses at which processes listen for TCP, as Linux writes them."""
    held = set()
    for pid in pids:
        try:
            held |= {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:
            continue
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[1].partition(":")[0] for row in rows if row[3] == LISTENS and f"socket:[{row[9]}]" in held}


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["--ray-address", "127.0.0.1:6379"], 2, "--ray-address goes with --runner ray"),
        (["--runner", "ray", "--ray-address", "auto"], 2, "--ray-address: 'auto' is not like 10.0.0.5:6379"),
        (["--runner", "ray", "--ray-address", "127.0.0.1:1"], 1, "cluster 127.0.0.1:1: connection refused"),
        (["--parquet", "archive"], 2, "--parquet: archive is there already"),
    ],
)
@needs_ray
def test_what_cannot_be_is_one_line(crawled: Path, arguments: list[str], code: int, line: str) -> None:
    done = run("reread", *arguments, cwd=crawled, code=code)
    assert line in done.stderr
    assert done.stdout == ""


def test_without_the_library_the_line_says_what_to_install(crawled: Path) -> None:
    hidden = "import sys; sys.modules['ray'] = None; from crawler.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "reread", "--runner", "ray"],
        cwd=crawled,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "microfiche: --runner: ray is not installed: pip install 'microfiche[ray]'\n"
