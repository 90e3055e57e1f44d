"""Apps for television sets that a page names in a line of their own, such as "Press TV News Roku"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.words.phrases import phrases

if TYPE_CHECKING:
    from crawler.page import Block
    from pipelines.mirrors.outlet import Outlet

MOST_WORDS = 8
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
