"""Bytes of a page to text, with the charset chosen as browsers choose it, save where the bytes prove a label wrong.

Order: byte order mark, HTTP header, <meta> in the first bytes (WHATWG HTML, 13.2.3), then the bytes themselves.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

PRESCAN_BYTES = 4_096
"""Where a <meta> charset is looked for. The standard asks for 1,024; saved pages often carry more before it."""
SAMPLE_BYTES = 65_536

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[\s/]([^>]{0,1000})>", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)

# Labels as the WHATWG Encoding standard reads them, where Python's codec of that name reads fewer characters or none.
_LABELS = {
    "windows-1252": "ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 cp819 "
    "ibm819 x-cp1252 cp1252",
    "cp1254": "iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 l5 windows-1254 x-cp1254",
    "cp874": "iso-8859-11 iso8859-11 tis-620 tis620 dos-874 windows-874",
    "gb18030": "gb2312 gbk gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58 x-gbk cp936 ms936",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 korean cseuckr windows-949 "
    "iso-ir-149",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese",
    "koi8-r": "koi koi8 koi8_r cskoi8r",
    "koi8-u": "koi8-ru",
    "cp866": "ibm866 866 csibm866 dos-866",
    "mac-roman": "macintosh mac x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp1250": "x-cp1250",
    "cp1251": "x-cp1251 win-1251 win1251",
    "cp1255": "x-cp1255",
    "cp1256": "x-cp1256 win-1256",
    "iso-8859-8": "logical visual iso-8859-8-i iso-8859-8-e",
    "iso-8859-6": "arabic asmo-708 ecma-114",
    "iso-8859-7": "greek greek8 ecma-118",
    "iso-8859-5": "cyrillic",
    "iso-8859-2": "latin2 l2",
    "utf-8": "utf8 unicode-1-1-utf-8 x-unicode20utf8 unicode11utf8 unicode20utf8 utf-8-sig utf8mb4",
    # A page that was read as far as its <meta> cannot be UTF-16.
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode",
    "utf-16-be": "utf-16be unicodefffe",
}
_CODEC_OF = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_NEVER = frozenset({"utf-7", "utf7", "x-user-defined", "replacement"})
_NO_CHARSETS = frozenset({"utf-7", "utf-32", "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Names under which Python keeps codecs of text that no browser knows; some of them raise for any bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A page as text."""

    text: str
    encoding: str
    """Name of the Python codec that was used."""
    notes: tuple[str, ...] = ()
    utf8: bytes | None = None
    """The text in UTF-8, where that is how it came."""


def decode(data: bytes, content_type: bytes | None = None) -> Text:
    """Return *data* as text; *content_type* is the value of the HTTP header.

    Never raises; what is no character becomes U+FFFD.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return Text(text=data[len(bom) :].decode(codec, "replace"), encoding=codec)
    label = _header_codec(content_type) or _meta_codec(data)
    as_utf8 = _as_utf8(data)
    whole = None if as_utf8 is None or as_utf8.endswith("\ufffd") else data
    if as_utf8 is not None and label != "utf-8" and not (label or "").startswith("utf-16"):
        # Several bytes in a row that are right UTF-8 do not come about by chance, whatever a stale label says.
        notes = () if label is None or as_utf8.isascii() else (f"labelled {label}, but the bytes are UTF-8",)
        if as_utf8.isascii() and label in {"iso2022_jp", "hz"}:
            return Text(text=data.decode(label, "replace"), encoding=label)
        return Text(text=as_utf8, encoding="utf-8", notes=notes, utf8=whole)
    if as_utf8 is not None and label == "utf-8":
        return Text(text=as_utf8, encoding="utf-8", utf8=whole)
    return _as_labelled(data, label)


def codec_of(label: str) -> str | None:
    """Return the Python codec for a charset *label* as browsers read it; None for a label that is not known.

    >>> codec_of("Latin1"), codec_of(" GB2312 "), codec_of("utf-7"), codec_of("nonsense")
    ('windows-1252', 'gb18030', None, None)
    """
    name = label.strip().strip("\"'").lower()
    if not name or name in _NEVER or not name.isascii():
        return None
    if name in _CODEC_OF:
        return _CODEC_OF[name]
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Python also knows codecs that are no charsets of text.
    is_charset = getattr(found, "_is_text_encoding", True) and found.name not in _NO_CHARSETS
    return found.name if is_charset else None


def _header_codec(content_type: bytes | None) -> str | None:
    match = _CHARSET.search(content_type[:1000]) if content_type else None
    return codec_of(match[1].decode("ascii", "replace")) if match else None


def _meta_codec(data: bytes) -> str | None:
    start = data[:PRESCAN_BYTES]
    for match in _META.finditer(_COMMENT.sub(b"", start)):
        found = _CHARSET.search(match[1])
        codec = codec_of(found[1].decode("ascii", "replace")) if found else None
        if codec:
            return "utf-8" if codec.startswith("utf-16") else codec
    xml = _XML.match(start)
    return codec_of(xml[1].decode("ascii", "replace")) if xml else None


def _as_utf8(data: bytes) -> str | None:
    """*data* as UTF-8; None when it is not. A last character cut in two, as in a page cut short, is no proof."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as err:
        if len(data) - err.start > 3 or err.reason != "unexpected end of data" or data[: err.start].isascii():
            return None
        return data[: err.start].decode("utf-8") + "\ufffd"


def _as_labelled(data: bytes, label: str | None) -> Text:
    if label == "utf-8":
        text = data.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        # A page in UTF-8 with a few broken characters has many whole ones; one in another charset has none.
        if bad * 4 <= sum(character > "\x7f" for character in text[:SAMPLE_BYTES]) or bad < 10:
            return Text(text=text, encoding="utf-8", notes=(f"{bad} characters are broken",))
        label = None
        guess = _guess(data)
        return Text(text=data.decode(guess, "replace"), encoding=guess, notes=(f"labelled utf-8, read as {guess}",))
    if label is None:
        guess = _guess(data)
        return Text(text=data.decode(guess, "replace"), encoding=guess, notes=(f"no charset named, read as {guess}",))
    return Text(text=data.decode(label, "replace"), encoding=label)


_CANDIDATES = ("gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "cp1251", "koi8-r", "cp1256", "windows-1252")
_COMMON = {
    "gb18030": "的一是不了在人有我他这中大来上国年会和为地时要",
    "big5hkscs": "的一是不了在人有我他這中大來上國年會和為地時要",
    "cp932": "のにはをたがでてとしれさあいうえおもなり日本",
    "euc_jp": "のにはをたがでてとしれさあいうえおもなり日本",
    "cp949": "이다의는에가을를한고로은하지서기도사대인",
    "cp1251": "оеаинтсрвлкмдпуяьгзОЕАИНТС",
    "koi8-r": "оеаинтсрвлкмдпуяьгзОЕАИНТС",
    "cp1256": "ايلمنتروبدسعهكف",
    "windows-1252": "éèàçêäöüßñóíáúãõåøæîôûìòù’“”–«»",
}


def _guess(data: bytes) -> str:
    """Return the codec under which most characters are the common ones of its language."""
    sample = bytes(data[:SAMPLE_BYTES])
    best, best_share = "windows-1252", 0.25
    for codec in _CANDIDATES:
        text = sample.decode(codec, "replace")
        high = [character for character in text if character > "\x7f"]
        if not high or text.count("\ufffd") * 20 > len(high):
            continue
        common = frozenset(_COMMON[codec])
        share = sum(character in common for character in high) / len(high)
        if share > best_share:
            best, best_share = codec, share
    return best
