"""A list as UTF-8, whatever it is written in."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from crawler.page.charset import codec_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DECLARED = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
ESCAPED = "microfiche.escaped"
BASE = 0xDC00
NO_CHARACTER = re.compile("[\udc00-\udcff]")


class Utf8:
    """Rewrites a stream of pieces; *flaw* tells of the first thing that could not be read, None when all could.

    A byte that is no character becomes its percent-encoding: in an address that is what its server knows it by, and
    nothing else of a list is kept.
    """

    def __init__(self) -> None:
        self.flaw: str | None = None
        self._lines = 1

    def encoded(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield *pieces* in UTF-8; what they are written in is told by the first one."""
        decoder: codecs.IncrementalDecoder | None = None
        codec = ""
        for piece in pieces:
            if decoder is None:
                codec = self._codec(piece)
                decoder = codecs.getincrementaldecoder(codec)(ESCAPED)
            yield self._mended(decoder.decode(piece), codec)
        if decoder is not None:
            yield self._mended(decoder.decode(b"", final=True), codec)

    def _codec(self, head: bytes) -> str:
        for bom, codec in BOMS.items():
            if head.startswith(bom):
                return codec
        declared = DECLARED.match(head)
        if declared is None:
            return "utf-8"
        label = declared[1].decode("ascii", "replace")
        known = codec_of(label)
        if known is None:
            self.flaw = f"line 1: an unknown encoding: {label}"
        # What was read as far as its declaration is not UTF-16, as some programs call all they write.
        return "utf-8" if known is None or known.startswith("utf-16") else known

    def _mended(self, text: str, codec: str) -> bytes:
        if not text.isascii():
            bad = NO_CHARACTER.search(text)
            if bad is not None and self.flaw is None:
                line = self._lines + text.count("\n", 0, bad.start())
                self.flaw = f"line {line}: a byte that is no {codec.removesuffix('-sig')}"
            text = NO_CHARACTER.sub(_percent, text)
        self._lines += text.count("\n")
        return text.encode()


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]) - BASE:02X}"


def _escaped(err: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that are no characters, as "surrogateescape" does, which refuses those below 128."""
    assert isinstance(err, UnicodeDecodeError), "it is used to decode only"
    return "".join(chr(BASE + byte) for byte in err.object[err.start : err.end]), err.end


codecs.register_error(ESCAPED, _escaped)
