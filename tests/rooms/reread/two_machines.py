"""Reading again by two machines: a Ray cluster over two network namespaces, the index in PostgreSQL, the files in S3.

    unshare -n python -m rooms.reread.two_machines FOLDER

The head, the database and the store are here. First all is read there, where nothing but the network leads to them, then a part of it, and that machine is
killed in the middle. What was told and written each time is in FOLDER.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from crawl.command import CLI
from rooms.reread.again import archived, home, photo, story
from rooms.reread.ray_head import ray_node
from stores.server import s3_server
from trials.fleet.database import postgresql
from trials.fleet.network import SERVICE, Way

from crawler.archive.places import Store
from crawler.archive.places.upload import to_upload, upload
from crawler.config import StoreSettings
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.config import ArchiveConfig

STORIES = 40
WAIT_S = 120.0
PIPELINES = 'ITEM_PIPELINES={"rooms.reread.again.Slow": 500, "rooms.reread.again.Louder": 501}'


def main(folder: Path) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with (
        postgresql("127.0.0.1", SERVICE) as database,
        s3_server() as s3,
        Way(1, database=database, store=s3.port, limit=lambda: None, in_namespace=True) as way,
    ):
        index = f"postgresql://postgres@{way.database_at}/postgres"
        store = StoreSettings(address="s3://bucket/news", options={**s3.options(), "endpoint_url": way.store_at})
        s3.files().mkdir("bucket")
        stories = [story(number % 37) for number in range(STORIES)]
        config = archived(folder, [home(), photo(1), *stories], warc_max_bytes=12_000, index=index, store=store)
        bring(config)
        asked = ["-s", f"ARCHIVE_INDEX={index}", "-s", f"ARCHIVE_STORE={store.address}", "-s", PIPELINES]
        os.environ["MICROFICHE_STORE_OPTIONS"] = json.dumps(store.options)
        by_pool = read(folder / "pool", "--runner", "pool", "--processes", "2", *asked)
        with ray_node(SERVICE, cpus=0) as head:
            asked = ["--runner", "ray", "--ray-address", head, *asked]
            with ray_node("127.70.1.2", cpus=2, head=head, prefix=way.prefix):
                read(folder / "there", *asked).wait()
                with ray_node(SERVICE, cpus=1, head=head):
                    half = read(folder / "half", *asked)
                    lost = lose(way, half)
                    half.wait()
        by_pool.wait()
        (folder / "lost.json").write_text(json.dumps(lost))


def bring(config: ArchiveConfig) -> None:
    store = Store(config.store.options)
    with Index.open(config.index_address) as index:
        for row in to_upload(config, index):
            upload(row, config, index, store)


def read(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Begin `microfiche reread` in the new *folder*; what it tells is in ``told`` and ``errors`` there."""
    folder.mkdir()
    with (folder / "told").open("wb") as told, (folder / "errors").open("wb") as errors:
        command = [*CLI, "reread", "--json", "--parquet", "table", *arguments]
        return subprocess.Popen(command, cwd=folder, stdout=told, stderr=errors)


def lose(way: Way, run: subprocess.Popen[bytes]) -> int:
    """Kill the machine behind *way* once it reads; return how many processes it had."""
    deadline = time.monotonic() + WAIT_S
    while not any(command.startswith(b"ray::read_part") for _, command in processes_at(way)):
        if run.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the other machine reads nothing")
        time.sleep(0.05)
    time.sleep(0.5)
    found = [pid for pid, command in processes_at(way) if b"ray" in command]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)


def processes_at(way: Way) -> Iterator[tuple[int, bytes]]:
    """Yield id and command line of each process in the namespace of *way*."""
    place = Path(f"/proc/{way.prefix[2]}/ns/net").stat().st_ino
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (path / "ns/net").stat().st_ino == place:
                yield int(path.name), (path / "cmdline").read_bytes()
        except OSError:
            continue


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
