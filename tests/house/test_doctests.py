"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest
from house.tree import PACKAGES, ROOT, python_files

MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in python_files(*PACKAGES)
    if ">>>" in path.read_text("utf-8")
]


@pytest.mark.parametrize("name", MODULES or [pytest.param("", marks=pytest.mark.skip("no examples yet"))])
def test_examples_in_docstrings(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried
    assert failed == 0
