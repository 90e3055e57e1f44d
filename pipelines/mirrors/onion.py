"""Onion and I2P addresses, and files of apps, in lines of their own, such as a link "Tor" in a footer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.fold import fold
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.trigger import sentences_of
from pipelines.mirrors.weighing.lists import in_comments
from pipelines.mirrors.weighing.others import goes_on_about_another, names_another, refuses
from pipelines.mirrors.weighing.place import place_of, story_before
from pipelines.mirrors.words.kinds import APP_FILE, BY_PLACE, is_refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page import Block, Draft, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.phrases import Phrases

MOST_WORDS, MOST_APP_WORDS, MOST_IMPRINT_WORDS = 8, 16, 60
IMPRINT = re.compile(r"/(?:footer|address)\b")
LABELS = ("tor", "onion", "i2p", "eepsite", "тор", "تور", "洋葱", "洋蔥")
APP_WORDS = ("apk", "android", "андроид", "андроїд", "اندروید", "أندرويد", "اندروید", "安卓")
BY_LABEL = 0.6


def onions_of(draft: Draft, lay: Lay, outlet: Outlet, table: Phrases) -> Iterator[tuple[MirrorAddress, int | None]]:
    """Yield each such address, with its block where that holds nothing else.

    Nobody but the outlet labels a line of its page "Tor".
    """
    for index in lay.places:
        block = draft.page.blocks[index]
        if index in draft.claimed:
            yield from _apps_beside(block, draft.page.base_url, outlet)
        elif not in_comments(block) and not _is_drop_box(index, draft.page.blocks, lay, outlet, table):
            if block.words > MOST_WORDS:
                yield from _in_imprint(block, draft.page.base_url)
            if block.words <= MOST_APP_WORDS:
                yield from _in_line(block, draft, lay, outlet, table)


def _in_line(
    block: Block, draft: Draft, lay: Lay, outlet: Outlet, table: Phrases
) -> Iterator[tuple[MirrorAddress, int | None]]:
    """Yield the one address of a line, where its label tells what it is."""
    page = draft.page
    found = tokens_of(block.text, block.anchors, page.base_url)
    token = found[0] if len(found) == 1 else None
    if token is None or (token.kind not in BY_PLACE and not APP_FILE.search(urlsplit(token.url).path)):
        return
    folded = lay.folded[block.index]
    if token.kind == MirrorKind.APP:
        told = _is_own_app(token, folded, outlet, follows=draft.claimed.get(block.index - 1) == "mirror")
    else:
        rest = _less(folded, token.printed)
        words = re.sub(r"[:.?!-]", " ", rest).split()
        told = (
            block.words <= MOST_WORDS
            and any(label in words or (not label.isascii() and label in rest) for label in LABELS)
            and (_is_plain(words, outlet) or _is_apart(block, page, outlet, lay, table))
        )
    if told:
        yield _claim(token, token.kind), block.index


def _is_own_app(token: Token, rest: str, outlet: Outlet, *, follows: bool) -> bool:
    """Whether a line tells of an app or *follows* a note of mirrors, and the file has the outlet's name.

    "The bank's app: bank.example/app.apk" has not.
    """
    if is_refused(token.url, token.host, outlet.hosts):
        return False
    if not (follows or any(word in rest for word in APP_WORDS)):
        return False
    return outlet.owns(token.host) or outlet.is_like(token.host, urlsplit(token.url).path)


def _apps_beside(block: Block, base_url: str, outlet: Outlet) -> Iterator[tuple[MirrorAddress, int | None]]:
    """Yield the files of apps at the outlet's own host that a sentence beside an announcement links to."""
    for token in tokens_of(block.text, block.anchors, base_url):
        if token.kind != MirrorKind.APP or not APP_FILE.search(urlsplit(token.url).path) or not outlet.owns(token.host):
            continue
        told = token.printed or token.name or ""
        sentence = next((sentence for _, sentence in sentences_of(block.text) if told in sentence), "")
        if any(word in fold(sentence) for word in APP_WORDS):
            yield _claim(token, token.kind), None


def _is_apart(block: Block, page: Page, outlet: Outlet, lay: Lay, table: Phrases) -> bool:
    """Whether the line is a note after the story, about nobody by name: "Prefer I2P? X has the same news"."""
    if not place_of(page, block, block)[0] or names_another(block.text, outlet, outlet.language or ""):
        return False
    if goes_on_about_another(block.text, story_before(page, block), outlet, outlet.language or ""):
        return False
    spoken = [one for one in table.languages if one.name == outlet.language]
    return not any(refuses(lay.folded[block.index], outlet, one) for one in spoken)


def _is_drop_box(index: int, blocks: Sequence[Block], lay: Lay, outlet: Outlet, table: Phrases) -> bool:
    """Whether the line, or a short one before it, names a place where sources leave documents."""
    start = index - 1 if index and blocks[index - 1].words <= MOST_APP_WORDS else index
    lines = lay.folded[start : index + 1]
    if any(name in text for text in lines for name in table.drop_boxes):
        return True
    return any(one.contact.search(lines[-1]) for one in table.languages if one.name == outlet.language)


def _claim(token: Token, kind: str) -> MirrorAddress:
    return MirrorAddress(
        kind=kind,
        address=token.url,
        host=token.host,
        name=token.name,
        printed=token.printed,
        href=token.href,
        evidence="text" if token.href is None else "link",
        confidence=BY_LABEL,
    )


def _in_imprint(block: Block, base_url: str) -> Iterator[tuple[MirrorAddress, int | None]]:
    """Yield the labelled onion and I2P addresses among the lines of a footer, which is otherwise left as it is."""
    if block.words > MOST_IMPRINT_WORDS or not IMPRINT.search(block.path):
        return
    for token in tokens_of(block.text, block.anchors, base_url):
        kind = token.kind
        before = fold(block.text.partition(token.printed)[0]) if token.printed else ""
        if kind in BY_PLACE and any(before.rstrip(" :-").endswith(label) for label in LABELS):
            yield _claim(token, kind), None


def _less(text: str, printed: str | None) -> str:
    return text.replace(printed.lower(), " ") if printed else text


def _is_plain(words: Sequence[str], outlet: Outlet) -> bool:
    """Whether the line is about this outlet or about nobody: few words, or its name."""
    return len(words) <= 4 or outlet.is_named_in(" ".join(words))
