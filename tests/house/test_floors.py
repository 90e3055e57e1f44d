"""Reading must not get worse: the figures on the saved pages are held to the floors of benchmarks/floors.toml."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BENCH = ROOT / "benchmarks" / "reading.py"
EVALUATOR = """
import json, pathlib, sys
out, answers = pathlib.Path(sys.argv[4]), pathlib.Path(sys.argv[5])
body = json.loads(answers.read_text("utf-8").splitlines()[0])["body"]
out.write_text(json.dumps({"answers": {"metrics": {"F1": float("harbour" in body), "leak": 0.5}}}))
"""
PAGE = (
    "<html><body><article><h1>Ferry</h1>"
    + "<p>The harbour was calm, and the ferry left on time.</p>" * 9
    + "</article>"
)


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(BENCH), *arguments], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_no_figure_is_below_its_floor(corpus: Path) -> None:
    done = bench("--corpus", str(corpus), "--check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_pages_without_floors_are_told(tmp_path: Path) -> None:
    part = tmp_path / "corpus" / "own"
    part.mkdir(parents=True)
    lines = [{"id": f"{n}", "url": f"https://news.example/{n}", "file": f"{n}.html"} for n in range(2)]
    (part / "gold.jsonl").write_text("\n".join(map(json.dumps, lines)))
    for line in lines:
        (part / line["file"]).write_text(PAGE)
    (tmp_path / "evaluate.py").write_text(EVALUATOR)
    done = bench("--corpus", str(part.parent), "--evaluator", str(tmp_path / "evaluate.py"), "--check")
    assert (done.returncode, done.stderr) == (1, "own: no floors are pinned for it\n")
    assert "| own | microfiche | 2 | 1.000 |" in done.stdout


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"F1": 0.9704, "leak": 0.01}, []),
        ({"F1": 0.9694, "leak": 0.01}, ["news: body F1 is 0.969, its floor 0.970"]),
        ({"F1": 0.98, "leak": 0.012}, ["news: leak is 0.012, its floor 0.010"]),
        ({"F1": 0.98, "leak": None}, ["news: leak is nothing, its floor 0.010"]),
    ],
)
def test_what_is_below_its_floor_is_told(figures: dict[str, float | None], told: list[str]) -> None:
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); from reading import broken_floors;"
        "floor = {'digest': 'abc', 'F1': 0.970, 'leak': 0.010};"
        "print(json.dumps(broken_floors('news', json.loads(sys.argv[2]), floor, 'abc')))"
    )
    command = [sys.executable, "-c", code, str(BENCH.parent), json.dumps(figures)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == told
