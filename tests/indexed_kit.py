"""Data as Nuxt 3 writes them: one list, whose objects and lists name their parts by their places in it."""

from __future__ import annotations

import json
from typing import Any


def indexed(value: Any) -> list[Any]:
    """Return *value* in that form, equal parts once; the same object stands in one place, even within itself."""
    told: list[Any] = []
    places: dict[object, int] = {}

    def place(part: Any) -> int:
        key = id(part) if isinstance(part, dict | list) else (type(part), part)
        if key not in places:
            places[key] = at = len(told)
            told.append(part)
            if isinstance(part, dict):
                told[at] = {name: place(inner) for name, inner in part.items()}
            elif isinstance(part, list):
                told[at] = [place(inner) for inner in part]
        return places[key]

    place(value)
    return told


def nuxt_script(value: Any) -> str:
    """Return a script that holds *value* as a page of Nuxt 3 does."""
    page = {"data": {"article-7": value}, "state": {}, "once": [], "path": "/a"}
    told = [["ShallowReactive", 1], *_moved(indexed(page))]
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003C")
    return (
        f'<script type="application/json" data-nuxt-data="nuxt-app" data-ssr="true" id="__NUXT_DATA__">{data}</script>'
    )


def _moved(told: list[Any]) -> list[Any]:
    moved: list[Any] = []
    for item in told:
        if isinstance(item, dict):
            moved.append({name: at + 1 for name, at in item.items()})
        else:
            moved.append([at + 1 for at in item] if isinstance(item, list) else item)
    return moved
