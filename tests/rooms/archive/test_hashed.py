"""A file that is hashed while it is read: the digest is that of its bytes, however it is read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.places.hashed import HashedFile

if TYPE_CHECKING:
    from pathlib import Path

STEPS = st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 40_000)), max_size=12)
"""Where is sought and how much is read there."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hashed") / "one.warc.gz"
    made.write_bytes(bytes(number * number % 251 for number in range(30_000)))
    return made


@given(steps=STEPS)
def test_the_digest_is_that_of_the_bytes_however_they_are_read(path: Path, steps: list[tuple[int, int]]) -> None:
    data = path.read_bytes()
    hashed = HashedFile(path)
    with hashed.open("rb") as file:
        for at, size in steps:
            file.seek(at)
            assert file.read(size) == data[at : at + size]
    assert hashed.sha256() == hashlib.sha256(data).hexdigest()
    assert hashed.name == "one.warc.gz"


def test_what_was_read_from_end_to_end_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "one.warc"
    path.write_bytes(bytes(range(256)) * 99)
    hashed = HashedFile(path)
    with hashed.open("rb") as file:
        while file.read(4096):
            pass
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes()[::-1])  # whoever read now would see another file
    assert hashed.sha256() == digest
