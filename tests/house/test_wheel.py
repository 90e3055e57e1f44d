"""The check of a wheel's contents finds what is missing and what is too much."""

from __future__ import annotations

import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
from house.wheel_contents import ROOT, expected_files, flaws, sdist_flaws

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("crawler/__init__.py", "spiders/sites/one.py", "pipelines/py.typed", "crawler/__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def wheel(folder: Path, *names: str) -> Path:
    path = folder / "microfiche-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (*names, "microfiche-1.0.dist-info/METADATA"):
            archive.writestr(name, "")
    return path


def test_the_three_packages_and_nothing_else(checkout: Path) -> None:
    whole = ("crawler/__init__.py", "spiders/sites/one.py", "pipelines/py.typed")
    assert flaws(wheel(checkout, *whole), checkout) == []
    assert flaws(wheel(checkout, *whole[:2], "tests/test_one.py"), checkout) == [
        "missing: pipelines/py.typed",
        "should not be there: tests/test_one.py",
    ]


def test_the_outlets_belong_to_the_wheel() -> None:
    assert "spiders/outlets.toml" in expected_files(ROOT)


def test_an_sdist_is_the_checkout_and_nothing_else(checkout: Path) -> None:
    for name in ("docs/index.md", "tests/test_one.py", "README.md", "stranger.txt", "docs/__pycache__/a.pyc"):
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).touch()
    path = checkout.parent / "microfiche-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in ("crawler", "spiders", "pipelines", "docs/index.md", "README.md", "PKG-INFO"):
            if (checkout / name).exists():
                archive.add(checkout / name, f"microfiche-1.0/{name}", filter=_without_leftovers)
        archive.add(checkout / "README.md", "microfiche-1.0/made-up.txt")
    assert sdist_flaws(path, checkout) == ["missing: tests/test_one.py", "should not be there: made-up.txt"]


def _without_leftovers(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if "__pycache__" in member.name else member
