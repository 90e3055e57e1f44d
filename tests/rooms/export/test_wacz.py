"""Packages: what is in them, that they are taken in again equal, and that a kill costs nothing that was whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import signal
import struct
import subprocess
import sys
import zipfile
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)
from fastwarc.warc import ArchiveIterator
from rooms.export.asked import archive_of_three, members, pages, wacz
from rooms.importing import foreign
from rooms.importing.taking import bodies, take
from rooms.reread.again import answered, archived, photo, story

from crawler.archive.places import WarcFiles
from crawler.archive.verify import verify
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveError, ArchiveUnwritable, BadRecord, BadSetting, NoPage
from crawler.export.wacz import package as package_file
from crawler.export.wacz.datapackage import signer
from crawler.http import Bytes, whole
from crawler.importing.wacz import members as warc_members
from crawler.index import Index
from crawler.outlets import OutletBook
from crawler.outlets.wanted import Wanted, outlet_wanted

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = {"file_name", "offset", "length"}
"""What is another in another archive."""


def said(config: ArchiveConfig) -> list[Any]:
    """Return all that the index of an archive says, but for where the records stand and in which files."""
    with Index.open(config.index_address) as index:
        rows = [row for row in index.dump() if row["table"] != "warc_file"]
    return [{name: value for name, value in row.items() if name not in PLACES} for row in rows]


def imported(package: Path, folder: Path) -> ArchiveConfig:
    """Return an empty archive that took in *package*."""
    folder.mkdir()
    scratch = folder / "scratch"
    scratch.mkdir()
    for member in warc_members(package, scratch):
        assert member.flaw is None
        take(folder, member.path.read_bytes(), member.name.replace("/", "-"))
    return ArchiveConfig(folder=folder / "archive")


def cdxj(package: Path) -> list[tuple[str, dict[str, str]]]:
    lines = gzip.decompress(members(package)["indexes/index.cdx.gz"]).decode().splitlines()
    assert lines == sorted(lines)
    return [(" ".join(line.split(" ", 2)[:2]), json.loads(line.split(" ", 2)[2])) for line in lines]


def test_a_package_comes_back_equal(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    done = wacz(config, tmp_path / "a.wacz")
    assert (done.captures, done.pages, done.articles, done.left_out) == (13, 10, 8, [])
    again = imported(tmp_path / "a.wacz", tmp_path / "other")
    assert said(again) == said(config)
    assert bodies(tmp_path / "other") == bodies(tmp_path)
    assert verify(again, second_reader=True).flaws == []
    assert not list(tmp_path.rglob("*.part"))


def test_the_index_of_a_package_leads_to_its_records(tmp_path: Path) -> None:
    wacz(archive_of_three(tmp_path), tmp_path / "a.wacz")
    held = members(tmp_path / "a.wacz")
    lines = cdxj(tmp_path / "a.wacz")
    assert len(lines) == 13
    for _, fields in lines:
        start = int(fields["offset"])
        data = held[f"archive/{fields['filename']}"][start : start + int(fields["length"])]
        (record,) = ArchiveIterator(io.BytesIO(data), parse_http=False)
        assert record.headers["WARC-Target-URI"] == fields["url"]
        assert record.headers["WARC-Payload-Digest"] == fields["digest"]
    head, *blocks = held["indexes/index.idx"].decode().splitlines()
    assert head == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    (place,) = [json.loads(line.split(" ", 2)[2]) for line in blocks]
    assert blocks[0].startswith(f"{lines[0][0]} ")
    assert (place["offset"], place["length"]) == (0, len(held["indexes/index.cdx.gz"]))
    assert place["digest"] == f"sha256:{hashlib.sha256(held['indexes/index.cdx.gz']).hexdigest()}"


def test_the_sums_of_a_package(tmp_path: Path) -> None:
    wacz(archive_of_three(tmp_path), tmp_path / "a.wacz")
    held = members(tmp_path / "a.wacz")
    package = json.loads(held["datapackage.json"])
    assert (package["profile"], package["wacz_version"], package["title"]) == ("data-package", "1.1.1", "Gazette")
    sums = {each["path"]: (each["hash"], each["bytes"]) for each in package["resources"]}
    assert sums == {
        name: (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        for name, data in held.items()
        if not name.startswith("datapackage")
    }
    digest = f"sha256:{hashlib.sha256(held['datapackage.json']).hexdigest()}"
    assert json.loads(held["datapackage-digest.json"]) == {"path": "datapackage.json", "hash": digest}


@pytest.mark.parametrize("large_bytes", [1 << 30, 0])
def test_readers_find_where_a_member_begins(large_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ReplayWeb.page looks into the header of a member only where the directory has an extra field for it."""
    monkeypatch.setattr(package_file, "LARGE_BYTES", large_bytes)
    wacz(archive_of_three(tmp_path), tmp_path / "a.wacz")
    data = (tmp_path / "a.wacz").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.wacz") as zipped:
        for info in zipped.infolist():
            name_bytes, extra_bytes = struct.unpack_from("<HH", data, info.header_offset + 26)
            assert bool(extra_bytes) == bool(info.extra) == (large_bytes == 0)
            start = info.header_offset + 30 + name_bytes + extra_bytes
            if info.compress_type == zipfile.ZIP_STORED:
                assert data[start : start + info.file_size] == zipped.read(info)


def test_pages_have_titles_and_texts(tmp_path: Path) -> None:
    wacz(archive_of_three(tmp_path), tmp_path / "a.wacz")
    found = {(page["url"], page["ts"]): page for page in pages(tmp_path / "a.wacz")}
    page = found["http://gazette.example/story/2", "2031-03-05T10:00:00Z"]
    assert page["title"] == "Ferry 2 is late again"
    assert page["text"].startswith("Ferry 2 left the pier at 5 in the morning")
    assert found["http://gazette.example/", "2031-03-05T08:00:00Z"]["text"] == "The Gazette"
    assert len(found) == 9, "a story that came again at the same second is one more page"


def key_file(folder: Path) -> Path:
    """Return the file of a new key."""
    key = ec.generate_private_key(ec.SECP384R1())
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "key.pem"


def test_a_key_signs_the_package(tmp_path: Path) -> None:
    """The signature is proved as browsers do: ECDSA on P-384, SHA-256, both numbers behind one another."""
    wacz(archive_of_three(tmp_path), tmp_path / "a.wacz", sign=signer(key_file(tmp_path)))
    digest = json.loads(members(tmp_path / "a.wacz")["datapackage-digest.json"])
    signed = digest["signedData"]
    assert signed["hash"] == digest["hash"]
    assert signed.keys() == {"hash", "signature", "publicKey", "created", "software", "version"}
    signature = b64decode(signed["signature"])
    numbers = (int.from_bytes(signature[:48], "big"), int.from_bytes(signature[48:], "big"))
    public = load_der_public_key(b64decode(signed["publicKey"]))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(encode_dss_signature(*numbers), digest["hash"].encode(), ec.ECDSA(hashes.SHA256()))


def test_what_is_no_key_is_told(tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "other.pem").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "noise.pem").write_text("no key")
    for name, why in (
        ("other", "not one for ECDSA on the curve P-384"),
        ("noise", "no private key"),
        ("no", "no such file"),
    ):
        with pytest.raises(BadSetting, match=why):
            signer(tmp_path / f"{name}.pem")


def test_of_an_outlet_and_of_a_time(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    herald = outlet_wanted("herald.example", OutletBook(None))
    assert wacz(config, tmp_path / "herald.wacz", wanted=herald).captures == 2
    assert {page["url"] for page in pages(tmp_path / "herald.wacz")} == {
        "http://herald.example/story/6",
        "http://herald.example/story/7",
    }
    early = Wanted(until=datetime(2031, 3, 5, 10, tzinfo=UTC))
    wacz(config, tmp_path / "early.wacz", wanted=early)
    assert {page["ts"] for page in pages(tmp_path / "early.wacz")} == {"2031-03-05T08:00:00Z", "2031-03-05T09:00:00Z"}


def test_of_a_search_with_what_its_pages_need(tmp_path: Path) -> None:
    config = archive_of_pages_with_a_sheet(tmp_path)
    done = wacz(config, tmp_path / "a.wacz", query='"ferry 2"')
    assert (done.pages, done.articles) == (1, 1)
    assert {fields["url"].rpartition("example")[2] for _, fields in cdxj(tmp_path / "a.wacz")} == {
        "/story/2",
        "/photos/2.jpg",
        "/style.css",
        "/more.css",
    }


def archive_of_pages_with_a_sheet(folder: Path) -> ArchiveConfig:
    css = b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n"
    sheet = answered("http://gazette.example/style.css", css, b"@import 'more.css'; h1 {color: teal}", 0)
    more = answered("http://gazette.example/more.css", css, b"p {color: navy}", 0)
    styled = []
    for number in (1, 2):
        exchange = story(number)
        assert exchange.response is not None
        head, _, body = whole(exchange.response).partition(b"\r\n\r\n")
        body = body.replace(b"<title>", b"<link rel=stylesheet href=/style.css><title>")
        lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
        block = b"\r\n".join([*lines, b"Content-Length: %d" % len(body), b"", body])
        styled.append(replace(exchange, response=Bytes(block)))
    return archived(folder, [sheet, more, *styled, photo(1), photo(2)])


def test_a_revisit_brings_what_it_repeats(tmp_path: Path) -> None:
    first = archived(tmp_path, [story(1)])
    later = replace(story(1), started_at=datetime(2032, 1, 1, tzinfo=UTC), ended_at=datetime(2032, 1, 1, tzinfo=UTC))
    archived(tmp_path, [later])
    with Index.open(first.index_address) as index:
        assert [row.kind for row in index.captures()] == ["response", "revisit"]
    done = wacz(first, tmp_path / "a.wacz", wanted=Wanted(since=datetime(2031, 12, 1, tzinfo=UTC)))
    assert done.captures == 2
    again = imported(tmp_path / "a.wacz", tmp_path / "other")
    assert verify(again).flaws == []
    assert said(again) == said(first)


def test_files_made_by_others(tmp_path: Path) -> None:
    """A request may stand before its answer, and a file without compression is packed."""
    data = b"".join(foreign.by_wget())
    take(tmp_path, data, "a.warc")
    config = ArchiveConfig(folder=tmp_path / "archive")
    done = wacz(config, tmp_path / "a.wacz")
    assert (done.captures, done.left_out) == (3, [])
    again = imported(tmp_path / "a.wacz", tmp_path / "other")
    assert said(again) == said(config)
    assert bodies(tmp_path / "other") == bodies(tmp_path)


@pytest.mark.parametrize("make", [lambda _: None, Path.mkdir, os.mkfifo], ids=["nothing", "a folder", "a pipe"])
def test_a_file_that_is_gone_is_told_and_the_rest_is_there(tmp_path: Path, make: Callable[[Path], None]) -> None:
    config = archive_of_three(tmp_path)
    gone, *_ = sorted(config.warc_folder.rglob("*.warc.gz"))
    gone.unlink()
    make(gone)
    with Index.open(config.index_address) as index:
        files = WarcFiles(config, index)
        (row, *_) = index.captures(file=gone.relative_to(config.warc_folder).as_posix())
        assert not files.holds(row.file_name, 1)
        for read in (lambda: files.record(row.file_name, row.offset), lambda: files.held(row.file_name).__enter__()):
            with pytest.raises(BadRecord, match="the WARC file is not there"):
                read()
    done = wacz(config, tmp_path / "a.wacz")
    name = gone.relative_to(config.warc_folder)
    assert done.left_out == [f"{name}: the WARC file is not there or cannot be read; 6 captures are left out"]
    assert done.captures == len(cdxj(tmp_path / "a.wacz")) == 7


def test_a_damaged_record_is_told_and_the_rest_is_there(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    with Index.open(config.index_address) as index:
        (row, *_) = index.captures(url="http://gazette.example/story/5")
    path = config.warc_folder / row.file_name
    data = bytearray(path.read_bytes())
    data[row.offset + 40 : row.offset + 60] = bytes(20)
    path.write_bytes(data)
    done = wacz(config, tmp_path / "a.wacz")
    assert done.left_out == [f"{row.file_name}: 1 capture cannot be read there and is left out"]
    assert done.captures == len(cdxj(tmp_path / "a.wacz")) == 12


def test_nothing_selected_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    with pytest.raises(NoPage, match="nothing to export"):
        wacz(config, tmp_path / "a.wacz", wanted=Wanted(since=datetime(2040, 1, 1, tzinfo=UTC)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]


def test_a_target_that_is_there_is_left_alone(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    (tmp_path / "a.wacz").write_text("mine")
    with pytest.raises(BadSetting, match="is there already"):
        wacz(config, tmp_path / "a.wacz")
    assert (tmp_path / "a.wacz").read_text() == "mine"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    with pytest.raises(ArchiveUnwritable, match="no such file or directory"):
        wacz(config, tmp_path / "no" / "a.wacz")


@pytest.mark.slow
@pytest.mark.parametrize("capture", [1, 6, 7, 9, 10, 13])
def test_killed_it_goes_on_and_is_the_same(capture: int, tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    wacz(config, tmp_path / "whole.wacz")
    command = [sys.executable, "-m", "rooms.export.asked", str(tmp_path), str(capture)]
    died = subprocess.run(command, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert not (tmp_path / "a.wacz").exists()
    told: list[int] = []
    wacz(config, tmp_path / "a.wacz", copying=lambda *_: told.append(1))
    assert members(tmp_path / "a.wacz") == members(tmp_path / "whole.wacz")
    assert len(told) == 13 - (0 if capture <= 6 else 6 if capture <= 9 else 9), (
        "files that are whole are not copied again"
    )


def test_another_question_begins_anew(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        wacz(config, tmp_path / "a.wacz", copying=interrupt)
    assert (tmp_path / ".a.wacz.part" / "state.json").exists()
    herald = outlet_wanted("herald.example", OutletBook(None))
    assert wacz(config, tmp_path / "a.wacz", wanted=herald).captures == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wacz", "archive"]


def interrupt(_: int, __: int) -> None:
    raise KeyboardInterrupt


def test_two_at_once_to_one_target(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    errors: list[Exception] = []

    def second(_: int, __: int) -> None:
        if not errors:
            try:
                wacz(config, tmp_path / "a.wacz")
            except ArchiveError as err:
                errors.append(err)

    assert wacz(config, tmp_path / "a.wacz", copying=second).captures == 13
    assert [str(err) for err in errors] == [f"another export to {tmp_path / 'a.wacz'} is running"]
