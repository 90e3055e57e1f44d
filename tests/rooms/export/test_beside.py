"""Other people's programs accept what we export. Each runs in an environment of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rooms.export.asked import archive_of_three, wacz
from rooms.export.beside import environment, ran
from rooms.export.test_wacz import archive_of_pages_with_a_sheet, key_file

from crawler.export.wacz.datapackage import signer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def validated(package: Path) -> str:
    done = ran(environment("wacz==0.6.0") / "wacz", "validate", "-f", package)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_wacz_validates_our_packages(tmp_path: Path) -> None:
    config = archive_of_three(tmp_path)
    wacz(config, tmp_path / "a.wacz")
    said = validated(tmp_path / "a.wacz")
    assert "Version detected as 1.1.1" in said
    assert "the passed WACZ is valid" in said
    wacz(config, tmp_path / "signed.wacz", sign=signer(key_file(tmp_path)))
    assert "the passed WACZ is valid" in validated(tmp_path / "signed.wacz")


def test_wacz_validates_a_part(tmp_path: Path) -> None:
    wacz(archive_of_pages_with_a_sheet(tmp_path), tmp_path / "a.wacz", query='"ferry 2"')
    assert "the passed WACZ is valid" in validated(tmp_path / "a.wacz")


def test_wacz_finds_a_changed_byte(tmp_path: Path) -> None:
    """The proof that the check above can fail."""
    wacz(archive_of_three(tmp_path), tmp_path / "a.wacz")
    data = bytearray((tmp_path / "a.wacz").read_bytes())
    at = data.index(b"Gazette")
    data[at] ^= 1
    (tmp_path / "b.wacz").write_bytes(data)
    done = ran(environment("wacz==0.6.0") / "wacz", "validate", "-f", tmp_path / "b.wacz")
    assert "the passed WACZ is valid" not in done.stdout
