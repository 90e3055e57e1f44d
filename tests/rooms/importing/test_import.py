"""Archives made by others: taken over whatever their form, readable and proved, told of their flaws, once."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from base64 import b32encode
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, run
from rooms.importing import foreign
from rooms.importing.taking import bodies, config, dump, flaws, take
from rooms.reread.again import AT, archived, story

from crawler.archive.foreign.origin import origin_of
from crawler.archive.reindex import reindex
from crawler.archive.repair import repair
from crawler.archive.verify import verify
from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.errors import ArchiveError, BadSetting, NoPage
from crawler.importing.flaws import counted
from crawler.importing.formats import Format, format_of
from crawler.importing.taking import Importer
from crawler.index import CaptureKind, Index
from crawler.warc import path_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


# warcio leaves its temporary files open.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


STORIES = {foreign.url(number): foreign.answer(number) for number in foreign.NUMBERS}
FORMS: dict[str, tuple[Callable[[], bytes], Format, str]] = {
    "plain": (lambda: b"".join(foreign.by_wget()), Format.WARC, "copy"),
    "gzip": (lambda: foreign.members(foreign.by_wget()), Format.WARC_GZ, "copy"),
    "gzip as a whole": (lambda: gzip.compress(b"".join(foreign.by_wget())), Format.WARC_WHOLE_GZ, "converted"),
    "zstd": (lambda: foreign.zstd(foreign.by_wget(), dictionary=False), Format.WARC_ZSTD, "converted"),
    "zstd, dictionary": (lambda: foreign.zstd(foreign.by_wget(), dictionary=True), Format.WARC_ZSTD, "converted"),
    "zstd, packed dictionary": (
        lambda: foreign.zstd(foreign.by_wget(), dictionary=True, packed=True), Format.WARC_ZSTD, "converted",
    ),
    "ARC 1": (lambda: b"".join(foreign.arc()), Format.ARC, "converted"),
    "ARC 1, gzip": (lambda: foreign.members(foreign.arc()), Format.ARC_GZ, "converted"),
    "ARC 2": (lambda: b"".join(foreign.arc(version=2)), Format.ARC, "converted"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_pages(form: str, tmp_path: Path) -> None:
    make, expected, how = FORMS[form]
    (tmp_path / "a.file").write_bytes(make())
    assert format_of(tmp_path / "a.file") is expected
    taken = take(tmp_path, b"", "a.file")
    assert (taken.captures, taken.damaged, taken.is_known) == (3, 0, False)
    assert bodies(tmp_path) == STORIES
    origin = origin_of(path_of(config(tmp_path).warc_folder, taken.name))
    assert origin is not None
    assert (origin.how, origin.sha256 == origin.source_sha256) == (how, how == "copy")
    proved = verify(config(tmp_path), second_reader=True)
    assert (proved.flaws, proved.captures) == ([], 3)
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before
    assert not list(tmp_path.rglob("*.part"))


def test_by_warcio_with_a_page_as_a_resource(tmp_path: Path) -> None:
    for version in ("1.0", "1.1"):
        folder = tmp_path / version
        folder.mkdir()
        taken = take(folder, foreign.by_warcio(version=version), "a.warc.gz")
        assert (taken.captures, taken.without_request, flaws(taken)) == (4, 3, {})
        page = foreign.answer(9).partition(b"\r\n\r\n")[2]
        assert bodies(folder) == {**STORIES, foreign.url(9): page}
        assert verify(config(folder)).flaws == []


def test_by_fastwarc(tmp_path: Path) -> None:
    import io

    from fastwarc.warc import ArchiveIterator, WarcRecordType

    out = io.BytesIO()
    for record in ArchiveIterator(io.BytesIO(b"".join(foreign.by_wget())), parse_http=False):
        if record.record_type & WarcRecordType.response:
            packed = io.BytesIO()
            record.write(packed, checksum_data=True)
            out.write(gzip.compress(packed.getvalue()))
    taken = take(tmp_path, out.getvalue(), "a.warc.gz")
    assert taken.captures == 3
    assert bodies(tmp_path) == STORIES


def test_by_heritrix(tmp_path: Path) -> None:
    taken = take(tmp_path, foreign.members(foreign.by_heritrix()), "a.warc.gz")
    assert flaws(taken) == {"WARC-Payload-Digest is that of the body with its chunk framing": 1}
    assert (taken.captures, taken.without_request) == (3, 2)
    found = bodies(tmp_path)
    assert found[foreign.url(1)] == found[foreign.url(1) + "?again"]
    proved = verify(config(tmp_path))
    assert (proved.flaws, proved.revisits) == ([], 1)
    assert proved.as_imported > 0


def base32(data: bytes) -> str:
    return b32encode(data).decode()


SUMS: dict[str, Callable[[bytes], str]] = {
    "sha256, hexadecimal": lambda body: f"sha256:{hashlib.sha256(body).hexdigest()}",
    "sha512, base32": lambda body: f"sha512:{base32(hashlib.sha512(body).digest())}",
    "sha1, hexadecimal": lambda body: f"sha1:{hashlib.sha1(body).hexdigest().upper()}",
    "sha1, small letters": lambda body: f"sha1:{base32(hashlib.sha1(body).digest()).lower()}",
    "sha1, another name": lambda body: f"SHA-1:{base32(hashlib.sha1(body).digest())}",
    "md5, hexadecimal": lambda body: f"md5:{hashlib.md5(body).hexdigest()}",
}


@pytest.mark.parametrize("form", SUMS)
def test_a_payload_digest_may_be_written_in_many_ways(form: str, tmp_path: Path) -> None:
    body = foreign.answer(1).partition(b"\r\n\r\n")[2]
    taken = take(tmp_path, foreign.members(foreign.by_browser(SUMS[form](body))), "a.warc.gz")
    assert (taken.captures, flaws(taken)) == (2, {})
    found = bodies(tmp_path)
    assert found[foreign.url(1)] == found[foreign.url(1) + "?again"] == foreign.answer(1)
    assert verify(config(tmp_path)).flaws == []
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before
    assert verify(config(tmp_path)).flaws == []


def test_flaws_are_told_with_their_places_and_cost_only_their_record(tmp_path: Path) -> None:
    taken = take(tmp_path, foreign.members(foreign.flawed()), "a.warc.gz")
    told = flaws(taken)
    assert told["a header line ends without CR"] == 1
    assert told["WARC-Target-URI is no URI"] == 1
    assert told["WARC-Block-Digest is not that of the bytes"] == 1
    assert told["WARC-Record-ID is missing"] == 1
    assert told["WARC-Date is missing"] == 1
    assert told["the first record is no warcinfo"] == 1
    assert any(what.startswith("the block has … of") for what in told)
    assert any(what.startswith("WARC-Payload-Digest cannot be checked") for what in told)
    offsets = [flaw.places for flaw in taken.flaws if flaw.what == "WARC-Target-URI is no URI"]
    assert offsets == [(len(foreign.members(foreign.flawed()[:1])),)]
    expected = {foreign.url(1): 1, f"http://{foreign.HOST}/a story": 2, foreign.url(3): 3, foreign.url(7): 7}
    assert bodies(tmp_path) == {url: foreign.answer(number) for url, number in expected.items()}
    assert taken.damaged == 3
    assert verify(config(tmp_path)).flaws == []
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before


def test_a_file_that_ends_too_early(tmp_path: Path) -> None:
    for name, make in (("gz", foreign.members), ("whole", lambda some: gzip.compress(b"".join(some)))):
        folder = tmp_path / name
        folder.mkdir()
        data = make(foreign.by_wget())
        taken = take(folder, data[: -len(data) // 3], "a.warc.gz")
        assert taken.damaged >= 1
        assert 0 < len(bodies(folder)) < 3
        assert verify(config(folder)).flaws == []
    packed = foreign.zstd(foreign.by_wget(), dictionary=True)
    folder = tmp_path / "zstd"
    folder.mkdir()
    taken = take(folder, packed[:-50] + b"nonsense" * 9, "a.warc.zst")
    assert taken.damaged >= 1
    assert bodies(folder) == STORIES


def test_a_second_time_nothing_is_done(tmp_path: Path) -> None:
    data = foreign.members(foreign.by_wget())
    first = take(tmp_path, data, "a.warc.gz")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "archive" / "warc").rglob("*.warc*")}
    again = take(tmp_path, data, "another-name.warc.gz")
    assert (again.is_known, again.name) == (True, first.name)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "archive" / "warc").rglob("*.warc*")} == before
    whole_file = gzip.compress(b"".join(foreign.by_wget((4,))))
    assert not take(tmp_path, whole_file, "b.warc.gz").is_known
    assert take(tmp_path, whole_file, "c.warc.gz").is_known


def test_a_file_may_be_called_by_any_bytes(tmp_path: Path) -> None:
    make, _, _ = FORMS[next(iter(FORMS))]
    name = os.fsdecode(b"n\xfc.warc")
    taken = take(tmp_path, make(), name)
    origin = origin_of(path_of(config(tmp_path).warc_folder, taken.name))
    assert origin is not None
    assert origin.source == str(tmp_path / name)


def test_a_file_of_the_archive_itself_is_known(tmp_path: Path) -> None:
    settings = archived(tmp_path, [story(1)])
    (own,) = settings.warc_folder.rglob("*.warc.gz")
    shutil.copy(own, tmp_path / "copy.warc.gz")
    assert take(tmp_path, b"", "copy.warc.gz").is_known


def test_in_place(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for name, data in (
        ("a.warc.gz", foreign.members(foreign.by_wget((1, 2)))),
        ("b.warc", b"".join(foreign.by_wget((3,)))),
    ):
        (outside / name).write_bytes(data)
        take(tmp_path, b"", f"outside/{name}", in_place=True)
    assert bodies(tmp_path) == STORIES
    assert all(
        path.is_symlink()
        for path in (tmp_path / "archive" / "warc" / "imported").glob("*.warc*")
        if "json" not in path.name
    )
    assert verify(config(tmp_path)).flaws == []
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before
    with (outside / "b.warc").open("ab") as file:
        file.write(b"\r\n")
    (outside / "a.warc.gz").unlink()
    told = "\n".join(map(str, verify(config(tmp_path)).flaws))
    assert "SHA-256 is not what it was" in told
    assert "the file is not there" in told
    (outside / "c.warc.gz").write_bytes(gzip.compress(b"".join(foreign.by_wget((5,)))))
    with pytest.raises(BadSetting, match="import a copy"):
        take(tmp_path, b"", "outside/c.warc.gz", in_place=True)


def test_of_two_records_with_one_id_the_first_to_come_has_the_row_in_a_new_index_too(tmp_path: Path) -> None:
    take(tmp_path, foreign.members(foreign.by_wget()), "z.warc.gz")
    take(tmp_path, foreign.members([*foreign.by_wget(), *foreign.by_wget((7,))]), "a.warc.gz", day=6)
    before = dump(tmp_path)
    reindex(config(tmp_path))
    assert dump(tmp_path) == before


def test_what_is_no_archive(tmp_path: Path) -> None:
    for name, data in {
        "text": b"hello",
        "empty": b"",
        "gz": gzip.compress(b"x"),
        "zst": b"\x28\xb5\x2f\xfd junk",
    }.items():
        with pytest.raises(NoPage, match="neither WARC"):
            take(tmp_path, data, name)
    assert dump(tmp_path) == []


def test_one_import_at_a_time(tmp_path: Path) -> None:
    settings = config(tmp_path)
    with Index.open(settings.index_address) as index:
        first, second = (Importer(settings, index, now=lambda: AT) for _ in range(2))
        with first.held(), pytest.raises(ArchiveError, match="another import"), second.held():
            pass


def rows_of(folder: Path) -> int:
    database = folder / "archive" / "index.sqlite"
    if not database.exists():
        return 0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM capture").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


MOMENTS: dict[str, Callable[[Path], object]] = {
    "copying": lambda folder: list(folder.rglob("*.warc.gz.part")),
    "noted": lambda folder: list(folder.rglob("*.origin.json")),
    "in its place": lambda folder: list(folder.rglob("imported/*.warc.gz")),
    "indexing": rows_of,
}


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_and_done_again(moment: str, tmp_path: Path) -> None:
    """The next import of the file goes on; `repair` and the next crawl find nothing that is wrong in between."""
    count = 1_500 if moment == "indexing" else 200  # rows are seen in groups
    (tmp_path / "a.warc.gz").write_bytes(foreign.members(foreign.by_wget(range(count))))
    child = subprocess.Popen([*CLI, "import", "a.warc.gz"], cwd=tmp_path, stdout=subprocess.DEVNULL)
    while child.poll() is None and not MOMENTS[moment](tmp_path):
        time.sleep(0.001)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    if moment != "copying":
        assert repair(config(tmp_path)).now.flaws == []
    taken = take(tmp_path, b"", "a.warc.gz")
    with Index.open(config(tmp_path).index_address) as index:
        assert index.counts().captures == count
    proved = verify(config(tmp_path))
    assert (proved.flaws, proved.captures) == ([], count)
    assert taken.name == proved_name(tmp_path)
    assert not list(tmp_path.rglob("*.part"))
    assert take(tmp_path, b"", "a.warc.gz").is_known


def proved_name(folder: Path) -> str:
    (path,) = folder.rglob("imported/*.warc.gz")
    return f"imported/{path.name}"


@pytest.mark.slow
def test_the_command(tmp_path: Path) -> None:
    files = tmp_path / "files" / "below"
    files.mkdir(parents=True)
    (files / "a.warc.gz").write_bytes(foreign.members(foreign.by_wget()))
    (files / "b.wacz").write_bytes(foreign.wacz({"data.warc.gz": foreign.by_warcio((4, 5))}, wrong=True))
    (files / "notes.txt").write_text("no archive")
    done = run("import", "files", "--read", cwd=tmp_path)
    assert "a.warc.gz (WARC, a gzip member for each record): 3 captures; kept as imported/a-" in done.stdout
    assert (
        "  3 x WARC-Target-URI stands in angle brackets (at byte " in done.stdout
        or "7 x WARC-Target-URI" in done.stdout
    )
    assert (
        "b.wacz!archive/data.warc.gz (WACZ: WARC, a gzip member for each record): 3 captures, 2 without their request"
        in done.stdout
    )
    assert "not the sum that datapackage.json names" in done.stderr
    assert "6 pages read, 6 articles stored" in done.stderr
    again = run("import", "files", "--read", "--json", cwd=tmp_path)
    assert [json.loads(line)["is_known"] for line in again.stdout.splitlines()] == [True, True]
    assert json.loads(again.stdout.splitlines()[1])["source"].endswith("b.wacz!archive/data.warc.gz")
    assert "6 pages read, 0 articles stored" in again.stderr
    read = run("read", foreign.url(4), cwd=tmp_path)
    assert json.loads(read.stdout)["headline"] == "Ferry 4 is late again"
    proved = run("verify", cwd=tmp_path)
    assert "that imported files came with" in proved.stdout
    failed = run("import", "files/below/notes.txt", "nothing.warc", cwd=tmp_path, code=1)
    assert failed.stderr.count("microfiche: not imported: ") == 2
    run("import", "files/below/b.wacz", "--in-place", cwd=tmp_path, code=2)
    run("import", cwd=tmp_path, code=2)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_by_wget_itself(tmp_path: Path) -> None:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        command = [
            "wget",
            "-q",
            "-r",
            "-l",
            "1",
            "--no-proxy",
            "--warc-file=crawl",
            "--warc-cdx",
            "-P",
            "pages",
            f"{server.base_url}/",
        ]
        subprocess.run(command, cwd=tmp_path, check=False, timeout=100, capture_output=True)
    taken = take(tmp_path, b"", "crawl.warc.gz")
    assert taken.captures > 10
    with Index.open(config(tmp_path).index_address) as index:
        kinds = [row.kind for row in index.captures()]
    assert set(kinds) <= {CaptureKind.RESPONSE, CaptureKind.REVISIT}
    assert verify(config(tmp_path)).flaws == []


def test_flaws_are_counted_by_what_they_say() -> None:
    found = counted([(1, "the block has 3 of 9 bytes"), (5, "b"), (9, "the block has 12 of 77 bytes")])
    assert [(flaw.what, flaw.count, flaw.places) for flaw in found] == [
        ("the block has … of … bytes", 2, (1, 9)),
        ("b", 1, (5,)),
    ]
