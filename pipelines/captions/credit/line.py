"""A caption and its credit told apart: "… in Basra. (Photo by AFP)" is a caption and the credit ``AFP``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.captions.credit.led import dashed_before, led
from pipelines.captions.credit.names import BOUNDARY, MOST_PERSONS, are_names, have_capitals, person_before
from pipelines.captions.credit.signed import is_archive, is_signed, last_name, of_outlet
from pipelines.captions.credit.signs import (
    BRACKETS,
    LONGEST_CREDIT_CHARS,
    LONGEST_CREDIT_WORDS,
    OPENING,
    SIGNS,
    ends_a_sentence,
    is_sentence,
)
from pipelines.captions.credit.wide import agency_ahead, equals_tail, wide_tail, without_offices
from pipelines.captions.words import words

BRACKET_AND_STOP = re.compile(r"(?<=[)\]）］】〉])\s?[.。]\Z")
LONGEST_NAME_WORDS = 5
LONGEST_PIECE_WORDS = 9
"""An agency named in a last piece of more words than this is part of a sentence."""

PARTS = re.compile(r"[,;|•，、；\n]|\s/(?=\S)")
ENDS_OF_CAPTIONS = (".", "!", "?", "…", "”", '"', "»", "。")
COMMAS = re.compile(r"[,;|•，、；\n]")
"""In a line with several slashes these divide the names of one credit."""
POINTERS = "▲△▴ "
"""In front of a caption, to the picture above it."""
JOINS = frozenset({"/", "-", "–", "via", "de", "von", "van", "der", "di", "da", "and", "und", "et", "y"})
"""Words within a line of names."""
EDGES = " \t\n,;:|•–—-/／＝=፡፦՝៖"
BEFORE_RESERVED = " \t\r\n\xa0/,.;|\u2013-"
RESERVED = re.compile(
    r"copyright\s+[0-9]{4}\b|(?:all rights|alle rechte) .{0,20}\Z|tous droits réservés|todos los derechos reservados",
    re.IGNORECASE,
)
LAST_SENTENCE = re.compile(r"[.!?»”\"]\s([^\W\d_a-z][^.!?:]{2,60})\.?\Z")
DANGLING = re.compile(r"(?:\s[-–—|•/]++|(?<![/|•])[/|•]++)\Z")
"""What parted a caption from the credit that was behind it."""
YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:\s?[-–]\s?(?:19|20)?[0-9]{2})?[\s,]{1,3}(?=\S)")
"""Behind "©"."""
LONG_END = re.compile(r"(?<=\w{5})\.\Z")
"""A full stop that ends no short form such as "Corp."."""
OF_COMPANY = re.compile(
    r"(?:inc|ltd|llc|corp|co|plc|gmbh|ag|kg|s\.a|jr|sr|ltda|kft|zrt|sarl|[dsz]\.\s?[opr]\.\s?[oal]|d\.\s?d|a\.\s?s|e\.\s?v)\.?",
    re.IGNORECASE,
)
"""What belongs to the name in front of its comma."""
FOR_OUTLET = re.compile(
    r"(?:[^\W\d_a-z][^\s/]{0,20}\s){2,4}(?:for|für|para|pour)\s(?:[A-Z]{2,6}|[^\W\d_a-z]\S{0,20}(?:\s[^\W\d_a-z]\S{0,20}){1,4})"
)
"""Who took it for whom: "Jane Roe for The Gazette"."""
ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
MOST_WORDS_OF_SOURCE = 3
FOLD_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditSplit:
    """A caption without its credit."""

    caption: str | None
    credits: tuple[str, ...] = ()


@lru_cache(maxsize=1_024)  # a caption is asked about again when its repeats are looked for
def split_credit(text: str) -> CreditSplit:
    """Return caption and credits of *text*. Only credit words, brackets and separators between the two are left out.

    >>> split_credit("A ferry leaves the pier. (Photo by AFP)")
    CreditSplit(caption='A ferry leaves the pier.', credits=('AFP',))
    """
    text = words().behind.sub("", FOLD_SPACE.sub(" ", text).strip()).lstrip(POINTERS)
    if not text:
        return CreditSplit(caption=None)
    if words().bare.fullmatch(_unwrapped(text)):
        return CreditSplit(caption=None)
    for cut in (
        _whole,
        _in_brackets,
        _bracket_behind,
        _bracket_before,
        led,
        _bar,
        _last_piece,
        _last_bare,
        equals_tail,
        wide_tail,
        last_name,
    ):
        at = cut(text)
        told = credit_names(text[at[0] : at[1]]) if at is not None else []
        names = [name for name in told if name not in words().notes]
        if at is not None and names:
            caption = (text[: at[0]] + text[at[1] :]).strip(" |•–—/,;:") if at[1] < len(text) else text[: at[0]]
            return _with_two_credits(_trimmed(caption), tuple(names))
    return CreditSplit(caption=text)


def _with_two_credits(caption: str | None, names: tuple[str, ...]) -> CreditSplit:
    """The split, less a caption that is a credit itself: "picture alliance/dpa | Jane Roe"."""
    ahead = agency_ahead(caption) if caption else None
    if caption and ahead:
        return CreditSplit(caption=_trimmed(caption[: ahead[0]]), credits=tuple(dict.fromkeys([ahead[1], *names])))
    first = _whole(caption) if caption else None
    if caption is None or first is None:
        return CreditSplit(caption=caption, credits=names)
    return CreditSplit(caption=None, credits=tuple(dict.fromkeys([*credit_names(caption), *names])))


def credit_names(line: str) -> list[str]:
    """Return the names of a credit line, without words such as "Photo by"; a line like ``A/B`` stays one name.

    >>> credit_names("© Foto: Jane Roe, Tidewater Gazette")
    ['Jane Roe', 'Tidewater Gazette']
    """
    line = BRACKET_AND_STOP.sub("", FOLD_SPACE.sub(" ", line).strip())
    line = without_lead(_unwrapped(line))
    line = without_offices(without_reserved(line))
    found: dict[str, None] = {}
    parts = COMMAS if line.count("/") > 1 else PARTS
    for part in parts.split(line):
        name = without_lead(_unwrapped(part)).strip(EDGES).strip()
        name = of_outlet(name[:-1] if LONG_END.search(name) else name)
        # "인천=연합뉴스": the place from which the agency sends.
        _, place, agency = name.rpartition("=")
        name = agency if place and words().agency.fullmatch(agency) else name
        if found and OF_COMPANY.fullmatch(name):
            last, _ = found.popitem()
            found[f"{last}, {name}"] = None
        elif any(character.isalpha() for character in name) and (
            words().agency.fullmatch(name) or not (name[0].isdigit() or words().bare.fullmatch(name))
        ):
            found.setdefault(name)
    return list(found)


def is_credit(text: str) -> bool:
    """Return whether *text*, the inside of brackets or a short line, is a credit as a whole."""
    text = _unwrapped(text)
    if not text or len(text) > LONGEST_CREDIT_CHARS or len(text.split()) > LONGEST_CREDIT_WORDS:
        return False
    rest = without_lead(text)
    if rest != text and any(character.isalnum() for character in rest):
        return True
    table = words()
    named = table.agency.search(text) is not None
    if named and len(text.split()) <= LONGEST_PIECE_WORDS:
        return not is_sentence(text)
    behind = table.after.search(text)
    if behind is not None:
        return 0 < len(text[: behind.start()].split()) <= 4 and behind.start() <= 24
    return False


def is_name_tag(text: str, *, behind: str) -> bool:
    """Return whether *text*, an element of its own *behind* a caption, is the name of who took the photo."""
    if is_credit(text):
        return True
    inside = _unwrapped(text)
    if not 0 < len(inside.split()) <= LONGEST_NAME_WORDS or not are_names(inside) or ends_a_sentence(inside):
        return False
    in_brackets = text.strip()[-1:] in BRACKETS and len(inside) < len(text.strip())
    several = len(inside.split()) > 1 or inside.isupper()
    return in_brackets or (several and behind.rstrip().endswith(ENDS_OF_CAPTIONS))


def is_joined(text: str) -> bool:
    """Return whether *text* is nothing but names that a slash joins: "Jane Roe / The Gazette"."""
    several = any(len(part.split()) > 1 for part in text.split("/"))
    return several and len(text) <= LONGEST_CREDIT_CHARS and _are_two_names(text) and not any(map(str.isdigit, text))


def is_only_credit(text: str) -> bool:
    """Return whether *text* is a credit and holds no caption."""
    split = split_credit(text)
    return split.caption is None and bool(split.credits)


def without_lead(text: str) -> str:
    """Return *text* less the credit words it begins or ends with."""
    table = words()
    for _ in range(4):
        match = table.by.match(text) or table.lead.match(text) or dashed_before(text) or _bare_before_name(text)
        if match is None or not any(character.isalnum() for character in text[match.end() :]):
            break
        text = text[match.end() :].lstrip(EDGES)
        years = YEARS.match(text)
        text = text[years.end() :] if years else text
    behind = table.after.search(text)
    if behind is not None and not (text.isascii() and "/" in text) and any(c.isalnum() for c in text[: behind.start()]):
        text = text[: behind.start()].rstrip(EDGES)
    return text


def without_reserved(line: str) -> str:
    """Return a credit line less who reserves the rights: "Jane Roe/Copyright 2026 The Gazette. All rights reserved"."""
    reserved = RESERVED.search(line)
    return line if reserved is None else line[: reserved.start()].rstrip(BEFORE_RESERVED) or line


def _bare_before_name(text: str) -> re.Match[str] | None:
    """A lead word without its colon, with an agency or a short name behind it: "Foto dpa"."""
    match = words().bare.match(text)
    if match is None or match.end() >= len(text) or not text[match.end()].isspace():
        return None
    rest = text[match.end() :].strip()
    if rest[0] in SIGNS and words().by.match(rest):
        return match
    return match if len(rest.split()) <= 5 and are_names(rest) else None


def _whole(text: str) -> tuple[int, int] | None:
    if ends_a_sentence(text) or len(text.split()) > 8:
        return None
    table = words()
    starts = table.by.match(text) or table.lead.match(text)
    bare = table.agency.fullmatch(_unwrapped(text)) or _are_names_of_agency(_unwrapped(text))
    if (starts or bare) and is_credit(text):
        return (0, len(text))
    # "Beeld Jane Roe": the mark between the two was put there by a style.
    named = _bare_before_name(text)
    rest = [] if named is None else re.split(r"[\s/]+", text[named.end() :].strip())
    return (0, len(text)) if have_capitals(rest) else None


def _in_brackets(text: str) -> tuple[int, int] | None:
    """A text that is nothing but a name of several words in brackets."""
    inside = _unwrapped(text)
    alone = text[-1:] in BRACKETS and len(inside) == len(text) - 2
    told = inside.split()
    return (0, len(text)) if alone and len(told) <= LONGEST_NAME_WORDS and have_capitals(told) else None


def _are_names_of_agency(text: str) -> bool:
    """Whether *text* is a name with its agency: "Jane Roe/AFP", "Jane Roe via Getty Images"."""
    agency = words().agency
    rest, count = agency.subn(" ", text)
    named = count > 0 and all(word[:1].isupper() or word in JOINS or word[:1] in "/,|" for word in rest.split())
    joined = "/" in text or " via " in text or agency.fullmatch(text.rpartition(",")[2].strip())
    return named and bool(joined) and len(text.split()) <= LONGEST_PIECE_WORDS and not ends_a_sentence(text)


def _bracket_behind(text: str) -> tuple[int, int] | None:
    end = len(text.rstrip(" .。"))
    opening = BRACKETS.get(text[end - 1 : end])
    if opening is None:
        return None
    start = text.rfind(opening, 0, end - 1)
    inside = text[start + 1 : end - 1]
    named = (
        is_credit(inside)
        or _are_two_names(inside)
        or FOR_OUTLET.fullmatch(inside)
        or _is_source(inside)
        or is_archive(inside)
    )
    return (start, len(text)) if start >= 0 and (named or words().agency.fullmatch(inside.upper())) else None


def _is_source(inside: str) -> bool:
    """Whether *inside*, in brackets behind a caption, is a source in a script without capitals: "(وكالة الأنباء)"."""
    told = ARABIC.match(inside) is not None and len(inside.split()) <= MOST_WORDS_OF_SOURCE
    return told and not any(character.isdigit() for character in inside)


def _are_two_names(text: str) -> bool:
    """Whether *text* is a person and an agency, in whichever order: "Corrin Images/Lev Aster"."""
    parts = [part.strip() for part in text.split("/")]
    return 1 < len(parts) <= 3 and all(0 < len(part.split()) <= 4 and are_names(part) for part in parts)


def _bracket_before(text: str) -> tuple[int, int] | None:
    closing = OPENING.get(text[:1])
    end = text.find(closing) if closing else -1
    if end < 0:
        return None
    table, inside = words(), text[1:end].strip()
    return (0, end + 1) if (table.lead.match(inside) or table.by.match(inside)) and is_credit(inside) else None


def _bar(text: str) -> tuple[int, int] | None:
    """What stands behind the last bars, as far as it is names: "… the dam. Jane Roe | AFP | Getty Images"."""
    at = len(text)
    while at == len(text) or (len(text) - at < LONGEST_CREDIT_CHARS and words().agency.search(text, at)):
        head, bar, tail = text[:at].rpartition("|")
        tail = tail.strip()
        good = tail and (is_credit(tail) or (len(tail.split()) <= LONGEST_NAME_WORDS and are_names(tail)))
        if not bar or not head.strip() or not good:
            break
        at = len(head)
    if at == len(text):
        return None
    return person_before(text, at) if words().agency.search(text, at) else (at, len(text))


def _last_piece(text: str) -> tuple[int, int] | None:
    """A last piece behind a full stop, dash or slash that names an agency, or a person, and is no sentence."""
    found = [match.start() for match in BOUNDARY.finditer(text)]
    for at in reversed(found[-3:]):
        piece = text[at:].strip(" -–—|•/")
        if len(piece.split()) > LONGEST_PIECE_WORDS:
            break
        if _are_two_names(piece) or is_signed(text, at, piece):
            return (at, len(text))
        slash, agency = text[at:].lstrip()[:1] == "/", words().agency.search(piece)
        named = agency or (slash and words().after.search(piece))
        if named and is_credit(piece) and not ends_a_sentence(piece) and _mostly_names(piece):
            # Without an agency one name is the photographer's; that before it may be of who is in the picture.
            return person_before(text, at, most=MOST_PERSONS if agency else 1) if slash else (at, len(text))
    return None


def _last_bare(text: str) -> tuple[int, int] | None:
    """A last piece of a word such as "Foto" and a name, without a colon: "The ferry leaves. Bild Jane Roe"."""
    match = LAST_SENTENCE.search(text)
    piece = match[1] if match else ""
    good = 2 < len(piece.split()) <= LONGEST_NAME_WORDS and _bare_before_name(piece) is not None
    return (match.start(1), len(text)) if match is not None and good else None


def _mostly_names(piece: str) -> bool:
    plain = [word for word in re.split(r"[\s/]+", piece) if word[:1].islower()]
    return sum(not words().agency.search(word) for word in plain) <= 2


def _unwrapped(text: str) -> str:
    text = text.strip().strip(EDGES).strip()
    if text[-1:] in BRACKETS and text[:1] == BRACKETS[text[-1]]:
        return text[1:-1].strip()
    return text


def _trimmed(caption: str) -> str | None:
    caption = DANGLING.sub("", caption.strip().rstrip(" |•–—/,;:＝=©、")).strip()
    if caption[-1:] in OPENING:
        caption = caption[:-1].rstrip()
    return caption if any(character.isalnum() for character in caption) else None
