"""Signs that a list should have escaped, escaped.

An XML parser drops a bare ``&`` with the name behind it, and after a ``<`` that begins nothing the rest of the list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_REFERENCE_BYTES = 64
MOST = 2_000_000
"""Of a list with more signs and sections the rest is left as it is: forty in each entry that a sitemap may have."""
ENDS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
"""Where both signs stand for themselves."""
NUMBERED = b"&#38;"
SIGNS = {b"&amp;": NUMBERED, b"&lt;": b"&#60;", b"&gt;": b"&#62;", b"&quot;": b"&#34;", b"&apos;": b"&#39;"}
"""libxml2 drops these too, in every text that comes after a mistake; by their numbers they stay."""
BARE = re.compile(rb"&(?!(?:[A-Za-z_:\x80-\xff][\w.:\x80-\xff-]{0,60}|#[0-9]{1,8}|#x[0-9A-Fa-f]{1,8});)")
SIGN = re.compile(rb"&(?:amp|lt|gt|quot|apos);|" + BARE.pattern)
STRAY = re.compile(rb"<(?!/?[A-Za-z_:]|[?]|![A-Za-z\[-])")
"""Elements with names beyond ASCII are unknown in lists; a less-than sign before a quotation mark or a word is not."""
SECTION = re.compile(rb"<!\[CDATA\[|<!--|<\?")
UNFINISHED = re.compile(rb"(?:&[^;&<>\s]{0,63}|<(?:/|!(?:-|\[C?D?A?T?A?)?)?)\Z")
"""What may be notable, or not, by what follows."""


class Signs:
    """Escapes them in a stream of pieces; *flaw* tells of the first bare one, None when there was none."""

    def __init__(self) -> None:
        self.flaw: str | None = None
        self._lines = 1
        self._left = MOST
        self._end: bytes | None = None
        """What ends the section that has begun; None outside of one."""

    def escaped(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield *pieces*, which are UTF-8, cut at other places."""
        rest = b""
        for piece in pieces:
            mended, rest = self._mended(rest + piece) if self._left > 0 else (rest + piece, b"")
            if mended:
                yield mended
        if rest:
            yield self._mended(rest, is_last=True)[0]

    def _mended(self, data: bytes, *, is_last: bool = False) -> tuple[bytes, bytes]:
        """Return *data* escaped, as far as it can be judged, and what is left of it."""
        done: list[bytes] = []
        at = 0
        while True:
            if self._end is None:
                begun = SECTION.search(data, at)
                if begun is None:
                    break
                done.append(self._text(data[at : begun.start()]) + begun[0])
                at, self._end = begun.end(), ENDS[begun[0]]
                self._left -= 1
            until = data.find(self._end, at)
            if until < 0:
                upto = len(data) if is_last else max(at, len(data) - len(self._end) + 1)
                done.append(self._counted(data[at:upto]))
                return b"".join(done), data[upto:]
            until += len(self._end)
            done.append(self._counted(data[at:until]))
            at, self._end = until, None
        unfinished = None if is_last else UNFINISHED.search(data, max(at, len(data) - LONGEST_REFERENCE_BYTES))
        upto = len(data) if unfinished is None else unfinished.start()
        done.append(self._text(data[at:upto]))
        return b"".join(done), data[upto:]

    def _text(self, data: bytes) -> bytes:
        """Return *data*, which no section cuts, escaped."""
        if self.flaw is None:
            self.flaw = self._told(BARE.search(data), "an ampersand") or self._told(
                STRAY.search(data), "a less-than sign"
            )
        text, signs = SIGN.subn(_numbered, self._counted(data))
        text, strays = STRAY.subn(SIGNS[b"&lt;"], text)
        self._left -= signs + strays
        return text

    def _told(self, bare: re.Match[bytes] | None, name: str) -> str | None:
        if bare is None:
            return None
        line = self._lines + bare.string.count(b"\n", 0, bare.start())
        return f"line {line}: {name} that is not escaped"

    def _counted(self, data: bytes) -> bytes:
        self._lines += data.count(b"\n")
        return data


def _numbered(sign: re.Match[bytes]) -> bytes:
    return SIGNS.get(sign[0], NUMBERED)
