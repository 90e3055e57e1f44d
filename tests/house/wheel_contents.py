"""Check that a wheel holds exactly the files of the three packages: `python wheel_contents.py WHEEL`."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("crawler", "spiders", "pipelines")
LEFTOVERS = {"__pycache__", ".DS_Store"}


def expected_files(root: Path) -> set[str]:
    """Return every file of the packages under *root*, as a wheel names it."""
    paths = (path for package in PACKAGES for path in (root / package).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix() for path in paths if not LEFTOVERS & set(path.parts)}


def flaws(wheel: Path, root: Path) -> list[str]:
    """Return one line for each file that *wheel* lacks or should not hold."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    about = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/"
    held = {name for name in names if not name.startswith(about)}
    expected = expected_files(root)
    missing = [f"missing: {name}" for name in sorted(expected - held)]
    return missing + [f"should not be there: {name}" for name in sorted(held - expected)]


def main(wheel: Path) -> int:
    found = flaws(wheel, ROOT)
    for line in found:
        sys.stderr.write(f"{wheel.name}: {line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
