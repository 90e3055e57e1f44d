"""Apps that a page names without a link, such as "Press TV News Roku", and which apps are for television sets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.address import may_hold_address
from pipelines.mirrors.fold import fold
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.near.others import TOOLS
from pipelines.mirrors.near.sentences import sentences_of
from pipelines.mirrors.words.kinds import is_sold
from pipelines.mirrors.words.tables import word_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page import Block
    from pipelines.mirrors.outlet import Outlet

MOST_WORDS = 8
WORD = re.compile(r"\w+(?:-\w+)*")
PARTLESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that put no space before a name in Latin letters."""
BY_NAME, BY_LINK = 0.5, 0.8
APPS = frozenset({MirrorKind.APP, MirrorKind.TV_APP})
EMPHASIS = frozenset({"b", "strong", "em", "i"})
QUOTED = re.compile(
    r"«([^«»]{2,40})»|[“„”]([^“„”]{2,40})[“”]|\"([^\"]{2,40})\"|[《「]([^《》「」]{2,40})[》」]|»([^«»]{2,40})«"
)
MOST_NAME_WORDS = 6


def tv_app_in(block: Block, folded: str, base_url: str, outlet: Outlet) -> MirrorAddress | None:
    """Return the claim of *block*, a line that holds no more than the outlet's name and a platform; else None.

    *folded* is its text after `fold`.
    """
    if block.words > MOST_WORDS or block.tag == "h1":
        return None
    platforms = [
        name
        for name in word_tables().platforms
        if name in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)
    ]
    if not platforms or not outlet.is_named_in(folded) or not _is_bare_name(folded, platforms, outlet):
        return None
    apps = [
        one for one in tokens_of(block.text, block.anchors, base_url) if one.kind in APPS or is_sold(one.url, one.host)
    ]
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
        and all(word in word_tables().fillers for word in [*words[:start], *words[end:]])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


def named_apps_in(block: Block, outlet: Outlet) -> list[tuple[str, str]]:
    """Return the apps that *block* names, each with its kind: what is quoted or stands out in a sentence about apps.

    Or the outlet's name before a platform: "Our app Steppe TV LG" has "Steppe TV LG", "the app for Roku" has none.
    """
    emphasised = [" ".join(one.text_content().split()) for one in block.inline if one.tag in EMPHASIS]
    found: dict[str, str] = {}
    for _, sentence in sentences_of(block.text):
        kind = kind_told(fold(sentence))
        if kind is None:
            continue
        told = [next(filter(None, match.groups())).strip() for match in QUOTED.finditer(sentence)]
        told += [one for one in emphasised if one in sentence]
        kept = [one for one in told if _may_be_app(one)]
        runs = _names_of_platforms(sentence, outlet) if kind == MirrorKind.TV_APP else ()
        kept += [run for run in runs if not any(run in one or one in run for one in kept)]
        found.update(dict.fromkeys(kept, kind))
    return list(found.items())


def kind_told(folded: str) -> str | None:
    """Return for which sort of device a *folded* text offers apps; None when it speaks of none."""
    table = word_tables()
    if table.platform.search(folded) or table.makers.search(folded) or table.sets.search(folded):
        return MirrorKind.TV_APP
    return MirrorKind.APP if table.apps.search(folded) else None


def is_for_tv(folded: str) -> bool:
    """Return whether a *folded* text names a platform of television sets."""
    table = word_tables()
    return table.platform.search(folded) is not None or table.sets.search(folded) is not None


def _may_be_app(name: str) -> bool:
    words = WORD.findall(fold(name))
    if not 0 < len(words) <= MOST_NAME_WORDS or may_hold_address(fold(name)):
        return False
    known = {*TOOLS, *(word for platform in word_tables().platforms for word in platform.split())}
    return any(word not in known and not word.isdecimal() for word in words)


def _names_of_platforms(text: str, outlet: Outlet) -> Iterator[str]:
    """Yield each platform that *text* names with the outlet's name, or another in capitals, right before it."""
    text = PARTLESS.sub(" ", text)
    words = list(WORD.finditer(text))
    folded = [fold(one[0]) for one in words]
    at = 0
    while at < len(words):
        end = _platform_end(folded, at)
        if end is None:
            at += 1
            continue
        start = _name_start(folded, at, outlet)
        start = _capitals_start(text, words, at) if start == at else start
        if start < at:
            yield " ".join(one[0] for one in words[start:end])
        at = end


def _platform_end(folded: list[str], at: int) -> int | None:
    """Where the platform that begins at a word ends; None when none does."""
    table = word_tables()
    for length in (3, 2, 1):
        if " ".join(folded[at : at + length]) in table.platforms and at + length <= len(folded):
            return at + length
    return at + 1 if table.makers.fullmatch(folded[at]) else None


def _capitals_start(text: str, words: Sequence[re.Match[str]], at: int) -> int:
    """Where a run of words in capitals right before a platform begins; *at* when it is no more than a first word."""
    start = at
    while start and words[start - 1][0][0].isupper() and text[words[start - 1].end() : words[start].start()].isspace():
        start -= 1
    return at if start == 0 and at == 1 else start


def _name_start(folded: list[str], at: int, outlet: Outlet) -> int:
    """Where the outlet's name right before a platform begins; *at* when there is none."""
    table, start = word_tables(), at
    names = outlet.words | outlet.name_words
    beside = names | table.fillers | table.tv_joining
    while start and at - start < MOST_WORDS and folded[start - 1] in beside:
        start -= 1
    return next((place for place in range(start, at) if folded[place] in names), at)
