"""What a browser would run in a page, found without one."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class Scripts(HTMLParser):
    """Finds what a browser would run, whatever it looks like."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "object", "embed", "base", "svg", "math", "style"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("srcdoc", "style", "formaction"):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action") and re.match(
                r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE
            ):
                self.found.append(f"{tag} {name}={value}")


def scripts_in(text: str) -> list[str]:
    parser = Scripts()
    parser.feed(text)
    parser.close()
    return parser.found
