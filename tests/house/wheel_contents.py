"""Check that a wheel holds exactly the files of the three packages, and an sdist the checkout: `wheel_contents.py FILE...`."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("crawler", "spiders", "pipelines")
SOURCES = (*PACKAGES, "tests", "docs", "benchmarks", "stubs", "changelog.d", ".ci")
"""Folders of an sdist; beside them there are files."""
LEFTOVERS = {"__pycache__", ".DS_Store"}


def expected_files(root: Path, folders: tuple[str, ...] = PACKAGES) -> set[str]:
    """Return every file of the *folders* under *root*, as a wheel or an sdist names it."""
    paths = (path for folder in folders for path in (root / folder).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix() for path in paths if not LEFTOVERS & set(path.parts)}


def flaws(wheel: Path, root: Path) -> list[str]:
    """Return one line for each file that *wheel* lacks or should not hold."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    about = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/"
    return _compared({name for name in names if not name.startswith(about)}, expected_files(root))


def sdist_flaws(sdist: Path, root: Path) -> list[str]:
    """Return one line for each file that *sdist* lacks or should not hold: what it has is in the checkout, too."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames() if "/" in name}
        folders = {member.name.partition("/")[2] for member in archive.getmembers() if member.isdir()}
    held = names - folders - {"PKG-INFO"}
    beside = {name for name in held if "/" not in name}
    strange = {name for name in beside if not (root / name).is_file()}
    return _compared(held - beside | strange, expected_files(root, SOURCES))


def _compared(held: set[str], expected: set[str]) -> list[str]:
    missing = [f"missing: {name}" for name in sorted(expected - held)]
    return missing + [f"should not be there: {name}" for name in sorted(held - expected)]


def main(paths: list[Path]) -> int:
    found = [(path, line) for path in paths for line in (flaws if path.suffix == ".whl" else sdist_flaws)(path, ROOT)]
    for path, line in found:
        sys.stderr.write(f"{path.name}: {line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
