"""The site's navigation, read from the home page: each heading with a table of links is a group, in that order.

So docs/index.md says once which pages there are, for the plain files and for the site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HOME = "index"
SECTION = re.compile(r"^## (.+?)\s*$", re.MULTILINE)
ROW = re.compile(r"^\| \[([^\]]+)\]\(([\w/-]+)\.md\)", re.MULTILINE)
DECISIONS = "\ndecisions/dependencies\ndecisions/0*"


def groups(home: str) -> list[tuple[str, dict[str, str]]]:
    r"""Return each heading of *home* above a table of pages, with these: name, without ``.md``, to title.

    >>> groups("## How-to\n\n| page | for |\n|---|---|\n| [Find](searching.md) | finding |\n\n## Words\n")
    [('How-to', {'searching': 'Find'})]
    """
    _, *parts = SECTION.split(home)
    found = [
        (title, {page: told for told, page in ROW.findall(text)})
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    ]
    return [(title, pages) for title, pages in found if pages]


def toctrees(home: str) -> str:
    """Return what Sphinx needs below *home* to know its groups, the decisions last."""
    lists = [(title, "\n".join(f"{told} <{page}>" for page, told in pages.items())) for title, pages in groups(home)]
    trees = [
        f"\n```{{toctree}}\n:hidden:\n:glob:\n:caption: {title}\n\n{lines}\n```\n"
        for title, lines in [*lists, ("Decisions", DECISIONS)]
    ]
    return "".join(trees)


def _add_toctrees(_app: Sphinx, name: str, source: list[str]) -> None:
    if name == HOME:
        source[0] += toctrees(source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("source-read", _add_toctrees)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
