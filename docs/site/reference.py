"""Writes the tables of the reference that the code can tell by itself: `./dev docs` (docs/decisions/0024-site.md).

A table stands in a page between two marks that no reader sees; the first says what belongs there:

    <!-- made by ./dev docs: options of read -->
    <!-- end -->
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import from_code
import from_commands

from crawler.model.schema import schema_text

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parent.parent
SCHEMA = "article.schema.json"
MARKED = re.compile(r"(<!-- made by \./dev docs: ([^\n]+?) -->\n).*?(<!-- end -->)", re.DOTALL)

MAKERS: dict[str, Callable[[str], str]] = {
    "settings": from_code.settings,
    "fields of": from_code.fields_of,
    "words of": from_code.words_of,
    "exit codes": from_code.exit_codes,
    "errors": from_code.errors,
    "metrics of": from_code.metrics_of,
    "commands": from_commands.overview,
    "options of": from_commands.options,
}
"""What may stand in a mark: one of these, and what it is about."""


def made(wanted: str) -> str:
    """Return the table that a mark asks for. Raises `LookupError` for one that nobody makes."""
    for kind, maker in MAKERS.items():
        if wanted == kind or wanted.startswith(f"{kind} "):
            return maker(wanted.removeprefix(kind).strip())
    raise LookupError(f"nobody makes {wanted!r}; there are: {', '.join(MAKERS)}")


def with_tables(text: str) -> str:
    """Return *text*, a page, with what stands between its marks made anew."""
    return MARKED.sub(lambda found: f"{found[1]}\n{made(found[2])}\n\n{found[3]}", text)


def pages() -> dict[Path, str]:
    """Return each file that is written by the code, with what it should hold now."""
    texts = {path: with_tables(path.read_text("utf-8")) for path in sorted(DOCS.rglob("*.md"))}
    return {DOCS / SCHEMA: schema_text(), **texts}


def main() -> None:
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            sys.stderr.write(f"written: {path.relative_to(DOCS.parent)}\n")


if __name__ == "__main__":
    main()
