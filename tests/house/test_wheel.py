"""The check of a wheel's contents finds what is missing and what is too much."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from house.wheel_contents import ROOT, expected_files, flaws

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
