"""What a small page shows, worked out without a tree: its title, its lines of text, its links."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

UNSEEN = ("script", "style", "template", "svg")
INLINE = frozenset({"a", "abbr", "b", "big", "code", "em", "font", "i", "mark", "small", "span", "strong", "u", "wbr"})
_OPENS = re.compile(rf"<(?:!--|({'|'.join(UNSEEN)})(?![\w-]))", re.IGNORECASE)
_CLOSES = {name: re.compile(f"</{name}" if name else "-->", re.IGNORECASE | re.ASCII) for name in ("", *UNSEEN)}
_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)[^<>]*>?|<[!?][^<>]*>?")
_TITLE, _TITLE_END = re.compile("<title", re.IGNORECASE | re.ASCII), re.compile("</title", re.IGNORECASE | re.ASCII)
_LINK = re.compile(r"<a\s", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"<img\s[^<>]{0,2000}?\balt\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)
_WIDE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts without spaces between words, or with very long words."""
_FOLDED = str.maketrans(
    {
        **dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), None),
        **dict.fromkeys(map(ord, "\ufeff\u00ad\u0640\u0307"), None),
        **dict.fromkeys(range(0x064B, 0x0653), None),
        **dict.fromkeys(map(ord, "’‘ʼ`´"), "'"),
        **{ord(old): new for old, new in zip("يىكأإآةёї", "ییکاااهеі", strict=True)},
    }
)
"""Marks that are not seen, and letters that are written in several ways."""
_TO_FOLD = re.compile(f"[{''.join(map(re.escape, map(chr, _FOLDED)))}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page as its reader sees it, folded for comparing."""

    title: str
    lines: tuple[str, ...]
    """Text between two tags that break a line; texts that stand for pictures are lines too."""
    text: str
    """All lines, joined by line breaks."""
    words: int
    links: int
    markup: str
    """The whole page in lower case, scripts included."""


def shown(html: str, *, most_words: int | None = None) -> Shown | None:
    """Return what the page *html* shows; None for one of more than *most_words*, of which little is looked at.

    Linear in its length, whatever it holds.
    """
    title, seen = _without_title(_seen(html))
    lines, words = [], 0
    for line in filter(None, map(folded, chain(_lines(seen), _alternatives(seen)))):
        lines.append(line)
        words += len(line.split())
        if most_words is not None and words > most_words:
            return None
    joined = "\n".join(lines)
    return Shown(
        title=folded(unescape(title)),
        lines=tuple(lines),
        text=joined,
        words=words + len(_WIDE.findall(joined)) // 2,
        links=len(_LINK.findall(seen)),
        markup=html.lower(),
    )


def folded(text: str) -> str:
    """Return *text* as it is compared.

    >>> folded("This  Website\u00a0has\u200b been SEIZED")
    'this website has been seized'
    """
    if text.isascii():  # as most lines are: the same in a fraction of the time
        text = text.lower().replace("`", "'")
    else:
        text = unicodedata.normalize("NFKC", text).casefold()
        if _TO_FOLD.search(text) is not None:  # a look takes a tenth of the time of a translation
            text = text.translate(_FOLDED)
    return " ".join(text.split())


def _lines(seen: str) -> Iterator[str]:
    """Yield the text between tags that break a line, as it comes: most pages have too many words soon."""
    seen = seen.replace("\n", " ")
    pieces, at = [], 0
    for tag in _TAG.finditer(seen):
        pieces.append(seen[at : tag.start()])
        at = tag.end()
        if (tag[1] or "").lower().lstrip("/") not in INLINE:
            yield from unescape("".join(pieces)).split("\n")
            pieces = []
    yield from unescape("".join([*pieces, seen[at:]])).split("\n")


def _alternatives(seen: str) -> Iterator[str]:
    yield from (one or other for one, other in _ALTERNATIVE.findall(seen))


def _seen(html: str) -> str:
    """Return *html* without comments and the elements whose content is not shown; an open one takes the rest."""
    pieces, at = [], 0
    while (found := _OPENS.search(html, at)) is not None:
        pieces.append(html[at : found.start()])
        closed = _CLOSES[(found[1] or "").lower()].search(html, found.end())
        if closed is None:
            return "".join(pieces)
        at = closed.end()
    return "".join([*pieces, html[at:]])


def _without_title(html: str) -> tuple[str, str]:
    start = _TITLE.search(html)
    begin = html.find(">", start.start()) + 1 if start else 0
    end = _TITLE_END.search(html, begin) if begin else None
    if start is None or end is None:
        return "", html
    return html[begin : end.start()], html[: start.start()] + html[end.start() :]
