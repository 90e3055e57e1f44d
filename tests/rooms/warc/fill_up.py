"""Write exchanges until the file may not grow any more, then go on with more room. Run by test_append_failure.py."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from rooms.warc.making import counted_ids, exchange, writer

from crawler.errors import ArchiveUnwritable
from crawler.http import Bytes
from crawler.warc import exchange_records


def main(folder: Path, limit_bytes: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    target = writer(folder)
    ids = counted_ids(1000)
    kept: list[list[int]] = []
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    failure = ""
    while not failure:
        block = Bytes(b"HTTP/1.1 200 OK\r\n\r\n" + os.urandom(3000))
        try:
            places = target.append(exchange_records(exchange(block), ids=ids))
            kept += [[place.offset, place.length] for place in places]
        except ArchiveUnwritable as err:
            failure = str(err)
    size_then = target.size_bytes
    on_disk = [path.stat().st_size for path in folder.rglob("*.open")]
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    places = target.append(exchange_records(exchange(), ids=ids))
    kept += [[place.offset, place.length] for place in places]
    closed = target.close()
    assert closed is not None
    facts = {"failure": failure, "kept": kept, "size_then": size_then, "on_disk": on_disk, "sha256": closed.sha256}
    sys.stdout.write(json.dumps(facts))


main(Path(sys.argv[1]), int(sys.argv[2]))
