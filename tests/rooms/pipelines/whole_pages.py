"""Whole pages of news, made of a layout, a report and what is announced around it (claims/layouts.toml, reports.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = Path(__file__).parent / "claims"
SLOTS = ("head", "pre", "top", "after", "aside", "foot")
TO_THE_LEFT = frozenset({"ar", "fa", "ur"})


def whole_page(given: dict[str, Any]) -> str:
    """Return the page that an entry of claims/*.toml with a layout describes."""
    layout, report = _table("layouts")[given["layout"]], _table("reports")[given["lang"]]
    first, last = layout["paragraph"]
    told = [_paragraph(one) for one in given.get("paragraphs", report["paragraphs"])]
    if "before" in given:
        place, html = given["before"]
        told.insert(place, html)
    filled = {
        "body": "\n".join(told).replace("<p>", first).replace("</p>", last),
        "lang": given["lang"],
        "dir": "rtl" if given["lang"] in TO_THE_LEFT else "ltr",
        "url": given["url"],
        "outlet": given["outlet"],
        "title": given.get("title", report["title"]),
        **{slot: given.get(slot, "") for slot in SLOTS},
        **furniture(given["lang"], outlet=given["outlet"], url=given["url"]),
    }
    page: str = layout["html"]
    for name, text in filled.items():
        page = page.replace(f"{{{name}}}", text)
    return page


def ends_of(given: dict[str, Any]) -> tuple[str, ...]:
    """Return the paragraphs of the story that hold nothing but its text."""
    told = given.get("paragraphs", _table("reports")[given["lang"]]["paragraphs"])
    return () if "<" in told[-1] or "{" in told[-1] else (told[-1],)


def furniture(language: str, *, outlet: str, url: str) -> dict[str, str]:
    """Return what stands around every story of *outlet*, in the page's language."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = {"{outlet}": outlet, "{host}": host, "{slug}": host.partition(".")[0]}
    pieces = dict(_table("furniture").get(language, _table("furniture")["en"]))
    for name, text in names.items():
        pieces = {piece: html.replace(name, text) for piece, html in pieces.items()}
    return pieces


def _paragraph(text: str) -> str:
    return text if text.startswith("<") else f"<p>{text}</p>"


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
