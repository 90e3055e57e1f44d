"""The site made of docs/: strict, all of its pages in one of four groups, nothing fetched from elsewhere."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from html import escape
from typing import TYPE_CHECKING

import navigation
import pytest
from house.tree import ROOT, document
from navigation import groups

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ["Tutorial", "How-to", "Reference", "Explanations"]
ASSET = re.compile(r"""<(?:link|script|img|iframe|source|audio|video|object)\b[^>]*?\b(?:src|href|data)=["']([^"']+)""")
IN_STYLE = re.compile(r"""(?:@import\s+|url\()\s*["']?((?:https?:)?//[^"')]+)""")


def test_the_home_page_has_the_four_kinds_of_pages() -> None:
    found = groups(document("index.md"))
    assert [title for title, _ in found] == KINDS
    named = [page for _, pages in found for page in pages]
    assert sorted(named) == sorted(path.stem for path in (ROOT / "docs").glob("*.md") if path.stem != "index")


def test_a_heading_without_a_table_of_pages_is_no_group() -> None:
    failed, tried = doctest.testmod(navigation)
    assert (failed, bool(tried)) == (0, True)
    assert groups("# Home\n\n## Why\n\n| a | b |\n|---|---|\n| Kept ([how](data-path.md)) | `verify` |\n") == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the site needs the extra `docs`")
    room = tmp_path_factory.mktemp("site")
    made = build(ROOT / "docs", room / "site")
    assert (made.returncode, made.stderr) == (0, "")
    return room / "site"


def build(docs: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Make the site as `./dev site` does."""
    line = next(line for line in (ROOT / "dev").read_text("utf-8").splitlines() if " -m sphinx " in line)
    options = re.search(r"-m sphinx (.*?) -d ", line)
    assert options is not None
    told = options[1].replace("docs/site", str(ROOT / "docs" / "site")).split()
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *told, "-d", f"{into}.doctrees", docs, into],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_every_page_is_there_and_in_the_navigation(site: Path) -> None:
    home = (site / "index.html").read_text("utf-8")
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html"): path for path in (ROOT / "docs").rglob("*.md")}
    assert [page for page in pages if not (site / page).exists()] == []
    assert [page for page in pages if page.name != "index.html" and f'href="{page.as_posix()}"' not in home] == []
    # Sphinx has pages of its own, such as search.html, and writes them over others of that name.
    heads = {page: path.read_text("utf-8").partition("\n")[0].removeprefix("# ") for page, path in pages.items()}
    assert [page for page, head in heads.items() if f"<h1>{escape(head)}<a" not in text_of(site / page)] == []
    assert [kind for kind in [*KINDS, "Decisions"] if f">{kind}</span>" not in home] == []


def text_of(page: Path) -> str:
    """Return *page* without the tags of code in headings, and with straight quotation marks."""
    text = re.sub(r"</?(?:code|span|em)[^>]*>", "", page.read_text("utf-8"))
    return text.replace("’", "'").replace("“", '"').replace("”", '"')


@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    found = []
    for path in site.rglob("*"):
        if path.suffix == ".html":
            found += [(path.name, url) for url in ASSET.findall(path.read_text("utf-8")) if "//" in url]
        elif path.suffix == ".css":
            found += [(path.name, url) for url in IN_STYLE.findall(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("flaw", ["[nowhere](nowhere.md)", "[no such part](#no-such-part)", "# One\n\n### Three"])
def test_a_flaw_in_a_page_fails(tmp_path: Path, flaw: str) -> None:
    pytest.importorskip("sphinx", reason="the site needs the extra `docs`")
    (tmp_path / "docs" / "decisions").mkdir(parents=True)
    for name in ("index.md", "decisions/dependencies.md", "decisions/0001-one.md"):
        (tmp_path / "docs" / name).write_text("# Page\n", "utf-8")
    assert build(tmp_path / "docs", tmp_path / "whole").returncode == 0
    (tmp_path / "docs" / "index.md").write_text(f"# Page\n\n{flaw}\n", "utf-8")
    assert build(tmp_path / "docs", tmp_path / "site").returncode != 0
