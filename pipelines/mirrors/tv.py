"""Apps for television sets that a page names without a link, such as "Press TV News Roku"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.fold import fold
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.words.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Block
    from pipelines.mirrors.outlet import Outlet

MOST_WORDS = 8
WORD = re.compile(r"\w+(?:-\w+)*")
PARTLESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that put no space before a name in Latin letters."""
BY_NAME, BY_LINK = 0.5, 0.8


def tv_app_in(block: Block, folded: str, base_url: str, outlet: Outlet) -> MirrorAddress | None:
    """Return the claim of *block*, a line that holds no more than the outlet's name and a platform; else None.

    *folded* is its text after `fold`.
    """
    if block.words > MOST_WORDS or block.tag == "h1":
        return None
    platforms = [
        name for name in phrases().platforms if name in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)
    ]
    if not platforms or not outlet.is_named_in(folded) or not _is_bare_name(folded, platforms, outlet):
        return None
    apps = [one for one in tokens_of(block.text, block.anchors, base_url) if one.kind in {"tv-app", "app"}]
    app = apps[0] if apps else None
    return MirrorAddress(
        kind=MirrorKind.TV_APP,
        address=app.url if app else None,
        host=app.host if app else None,
        name=block.text,
        href=app.href if app else None,
        evidence="link" if app else "text",
        confidence=BY_LINK if app else BY_NAME,
    )


def _is_bare_name(folded: str, platforms: list[str], outlet: Outlet) -> bool:
    """Whether nothing is left without the platform, one name of the outlet, and words such as "live" or "app"."""
    rest = folded
    for platform in sorted(platforms, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(platform)}(?!\w)", " ", rest)
    words = re.findall(r"\w+", rest)
    return any(
        "".join(words[start:end]) in outlet.names
        and all(word in phrases().fillers for word in [*words[:start], *words[end:]])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


def tv_names_in(text: str, outlet: Outlet) -> Iterator[str]:
    """Yield the apps for television sets that *text* names, each with the outlet's name where that stands before it.

    "Our app Steppe TV LG" has "Steppe TV LG", and "the app for Roku" has "Roku".
    """
    table = phrases()
    words = [(match[0], fold(match[0])) for match in WORD.finditer(PARTLESS.sub(" ", text))]
    folded = [one for _, one in words]
    at = 0
    while at < len(words):
        end = _platform_end(folded, at)
        if end is None:
            at += 1
            continue
        start = _name_start(folded, at, outlet)
        is_maker = end == at + 1 and table.makers.fullmatch(folded[at]) is not None
        if start < at or not is_maker:
            yield " ".join(word for word, _ in words[start:end])
        at = end


def _platform_end(folded: list[str], at: int) -> int | None:
    """Where the platform that begins at a word ends; None when none does."""
    table = phrases()
    for length in (3, 2, 1):
        if " ".join(folded[at : at + length]) in table.platforms and at + length <= len(folded):
            return at + length
    return at + 1 if table.makers.fullmatch(folded[at]) else None


def _name_start(folded: list[str], at: int, outlet: Outlet) -> int:
    """Where the outlet's name right before a platform begins; *at* when there is none."""
    table, start = phrases(), at
    names = outlet.words | outlet.name_words
    beside = names | table.fillers | table.tv_joining
    while start and at - start < MOST_WORDS and folded[start - 1] in beside:
        start -= 1
    return next((place for place in range(start, at) if folded[place] in names), at)
