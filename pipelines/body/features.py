"""The blocks of a page as a table: each block, where it stands, its neighbours, and what kind of page it is."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from pipelines.body.marks import MARKS
from pipelines.body.traits import TEXT_TRAITS, TRAITS, traits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crawler.page import Draft
    from pipelines.body.outline import Node
    from pipelines.body.rules import Ruling

    Table = NDArray[np.float32]

FAR = 30.0
"""How far an element is that is not there."""
NEIGHBOURS = (-2, -1, 1, 2)
OF_NEIGHBOURS = ("words", "link_density", "end", "tag", "furniture", "taken")
NODE_COLUMNS = ("depth", "own_prose", "own_words", "parent_prose", "parent_words", "parent_blocks", "grand_prose")
PLACE_COLUMNS = (
    "at",
    "at_words",
    "before_taken",
    "from_start",
    "from_end",
    "near_taken",
    "wide_taken",
    "path_share",
    "path_taken",
    "path_blocks",
    "same_before",
    "same_after",
    "from_head",
    "near_linked",
)
PAGE_COLUMNS = (
    "blocks",
    "page_words",
    "page_prose",
    "page_links",
    "taken_words",
    "taken_share",
    "taken_blocks",
    "taken_lists",
    "taken_heads",
    "inside_share",
    "articles",
    "comments",
    "says_article",
    "has_head",
    "has_data",
    "has_article",
    "prose_size",
    "list_share",
    "scripts",
)
NAMES = (
    *TRAITS,
    *TEXT_TRAITS,
    *(f"to_{mark}" for mark in MARKS),
    *NODE_COLUMNS,
    *PLACE_COLUMNS,
    *(f"{name}{at:+d}" for at in NEIGHBOURS for name in OF_NEIGHBOURS),
    *PAGE_COLUMNS,
)
"""Names of the columns of a table."""
_AT = {name: at for at, name in enumerate(TRAITS)}
_MARK = {name: at for at, name in enumerate(MARKS)}
ARTICLE_TYPES = (
    "article",
    "newsarticle",
    "blogposting",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "liveblogposting",
)


def table_of(draft: Draft, ruling: Ruling, asked: Sequence[bool]) -> Table:
    """Return a row for each *asked* block of the page, a column for each of `NAMES`."""
    traits, read = traits_of(draft, ruling, asked)
    nodes, marks = _nodes(ruling)
    words = np.array([row.block.words for row in ruling.rows], dtype=np.float32)
    page = _page(draft, ruling, traits, words, marks)
    at = np.flatnonzero(asked)
    parts = [
        traits[at],
        read,
        marks[at],
        nodes[at],
        _place(draft, traits, words, _paths(ruling))[at],
        _beside(traits)[at],
        np.broadcast_to(page, (len(at), len(page))),
    ]
    return np.hstack(parts).astype(np.float32, copy=False)


def _nodes(ruling: Ruling) -> tuple[Table, Table]:
    """Return for each block what its element holds, and how far above the nearest element is that says each thing."""
    order = ruling.outline.order
    above: list[array[float]] = []
    nothing = array("f", [-FAR] * len(MARKS))
    for node in order:
        above.append(_depths(node, above[node.parent.index] if node.parent else nothing))
    # What is highest is its own parent.
    parents = np.array([node.parent.index if node.parent else 0 for node in order])
    depth = np.array([node.depth for node in order])
    prose, words = np.array([(node.prose, node.words) for node in order]).T
    prose, words = prose / (prose[0] or 1.0), words / (words[0] or 1.0)
    blocks = np.bincount(parents[1:], minlength=len(order))
    at = np.array([row.node.index for row in ruling.rows])
    up = parents[at]
    held = [depth[at], prose[at], words[at], prose[up], words[up], blocks[up], prose[parents[up]]]
    told = np.frombuffer(b"".join([above[index] for index in at.tolist()]), dtype=np.float32)
    marks = depth[at][:, None] - told.reshape(-1, len(MARKS))
    return np.column_stack(held), np.minimum(marks, FAR)


def _depths(node: Node, above: array[float]) -> array[float]:
    """Return the depth of the nearest element that says each thing."""
    marks = node.marks
    if not marks:
        return above
    here = above[:]
    while marks:
        low = marks & -marks
        here[low.bit_length() - 1] = node.depth
        marks ^= low
    return here


def _paths(ruling: Ruling) -> NDArray[np.int64]:
    """Return a number for each block that is the same where tags and class are."""
    known: dict[tuple[str, str], int] = {}
    found = [(row.block.path, row.node.class_ or "") for row in ruling.rows]
    return np.array([known.setdefault(key, len(known)) for key in found])


def _place(draft: Draft, traits: Table, words: Table, paths: NDArray[np.int64]) -> Table:
    count = len(words)
    index = np.arange(count)
    taken = traits[:, _AT["taken"]] * words
    all_words, all_taken = words.sum() or 1.0, taken.sum() or 1.0
    before, sofar = np.cumsum(words), np.cumsum(taken)
    held = np.flatnonzero(taken)
    first, last = (held[0], held[-1]) if len(held) else (0, count - 1)
    heads = draft.claimed_as("headline")
    prose = traits[:, _AT["prose"]] * words
    by_path, taken_by_path = np.bincount(paths, prose), np.bincount(paths, taken)
    kinds = np.bincount(paths)
    same = paths[1:] == paths[:-1]
    return np.column_stack(
        [
            index / count,
            before / all_words,
            sofar / all_taken,
            index - first,
            last - index,
            _window(taken, 4) / (_window(words, 4) + 1.0),
            _window(taken, 12) / (_window(words, 12) + 1.0),
            by_path[paths] / (prose.sum() or 1.0),
            taken_by_path[paths] / all_taken,
            kinds[paths],
            np.concatenate([[False], same]),
            np.concatenate([same, [False]]),
            index - (heads[0] if heads else first),
            _window(traits[:, _AT["linked"]], 4),
        ]
    )


def _window(values: Table, reach: int) -> Table:
    """Return the sum of the *reach* values before and after each, and itself."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    index = np.arange(len(values))
    high = np.minimum(index + reach + 1, len(values))
    return np.asarray(sums[high] - sums[np.maximum(index - reach, 0)])


def _beside(traits: Table) -> Table:
    """Return the chief traits of the blocks before and after; -1 beyond the ends."""
    chief = traits[:, [_AT[name] for name in OF_NEIGHBOURS]]
    reach = max(NEIGHBOURS)
    edge = np.full((reach, chief.shape[1]), -1.0, dtype=np.float32)
    padded = np.vstack([edge, chief, edge])
    count = len(chief)
    found = [padded[reach + step : reach + step + count] for step in NEIGHBOURS]
    return np.hstack(found)


def _page(draft: Draft, ruling: Ruling, traits: Table, words: Table, marks: Table) -> Table:
    page = draft.page
    taken, prose = traits[:, _AT["taken"]], traits[:, _AT["prose"]]
    tags = traits[:, _AT["tag"]]
    inside = traits[:, _AT["inside"]]
    all_words, taken_words, prose_words = words.sum() or 1.0, (taken * words).sum(), (prose * words).sum()
    held = taken.sum() or 1.0
    names = {str(item.get("@type")).lower() for item in page.json_ld}
    links = (traits[:, _AT["link_density"]] * words).sum()
    return np.array(
        [
            np.log1p(len(words)),
            np.log1p(all_words),
            np.log1p(prose_words),
            links / all_words,
            np.log1p(taken_words),
            taken_words / all_words,
            np.log1p(held),
            (taken * (tags == 6)).sum() / held,
            (taken * ((tags >= 2) & (tags <= 5))).sum() / held,
            (inside * prose * words).sum() / (prose_words or 1.0),
            sum(node.tag == "article" for node in ruling.outline.order),
            np.log1p(((marks[:, _MARK["comment"]] < FAR) * words).sum()),
            any(value.lower().startswith("article") for value in page.meta.get("og:type", ())),
            bool(draft.claimed_as("headline")),
            bool(page.json_ld),
            not names.isdisjoint(ARTICLE_TYPES),
            prose_words / (prose.sum() or 1.0),
            ((tags == 6) * words).sum() / all_words,
            len(page.meta),
        ],
        dtype=np.float32,
    )
