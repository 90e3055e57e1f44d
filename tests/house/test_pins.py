"""constraints.txt pins every library the project names, at a version the project allows."""

from __future__ import annotations

import re
import tomllib

from house.tree import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.!+]+)")


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    matches = [PIN.fullmatch(line) for line in lines if not line.startswith("#")]
    assert None not in matches
    return {canonicalize_name(match[1]): match[2] for match in matches if match}


def test_every_library_is_pinned_inside_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"], *(text for extra in project["optional-dependencies"].values() for text in extra)]
    held = pins()
    wrong = []
    for requirement in map(Requirement, named):
        name = canonicalize_name(requirement.name)
        if name != "microfiche" and not (name in held and requirement.specifier.contains(held[name])):
            wrong.append(f"{requirement} is pinned as {held.get(name)}")
    assert wrong == []


def test_every_library_has_its_line_in_the_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    names = [Requirement(line).name for line in project["dependencies"]]
    names += [Requirement(line).name for extra in project["optional-dependencies"].values() for line in extra]
    assert [name for name in names if name != "microfiche" and f"| {name} |" not in text] == []
