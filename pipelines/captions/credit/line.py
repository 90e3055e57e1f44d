"""A caption and its credit told apart: "… in Basra. (Photo by AFP)" is a caption and the credit ``AFP``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.captions.credit.names import BOUNDARY, MOST_PERSONS, are_names, person_before, shows_them
from pipelines.captions.credit.wide import agency_ahead, equals_tail, wide_tail, without_offices
from pipelines.captions.words import words

BRACKETS = {")": "(", "]": "[", "）": "（", "］": "［", "】": "【", "〉": "〈"}
OPENING = {opening: closing for closing, opening in BRACKETS.items()}
BRACKET_AND_STOP = re.compile(r"(?<=[)\]）］】〉])\s?[.。]\Z")
LONGEST_CREDIT_WORDS = 14
LONGEST_CREDIT_CHARS = 110
LONGEST_NAME_WORDS = 5
LONGEST_PIECE_WORDS = 9
"""An agency named in a last piece of more words than this is part of a sentence."""

LEAD_BOUNDARY = re.compile(r"(?:\A|(?<=[\s.,;|–—/(（\[【。、，]))(?=\S)")
PARTS = re.compile(r"[,;|•，、；\n]|\s/(?=\S)")
ENDS_OF_CAPTIONS = (".", "!", "?", "…", "”", '"', "»", "。")
COMMAS = re.compile(r"[,;|•，、；\n]")
"""In a line with several slashes these divide the names of one credit."""
POINTERS = "▲△▴ "
"""In front of a caption, to the picture above it."""
SIGNS = frozenset("©ⓒⒸ(（")
MOST_LEAD_WORDS = 2
JOINS = frozenset({"/", "-", "–", "via", "de", "von", "van", "der", "di", "da", "and", "und", "et", "y"})
"""Words within a line of names."""
EDGES = " \t\n,;:|•–—-/／＝="
ENDS_A_PIECE = frozenset(".!?…»”\"’'()[]（【。、，,;:|•–—-/＝=")
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
SENTENCE_END = re.compile(r"[.!?] (?![a-z])|。")
LONG_END = re.compile(r"(?<=\w{5})\.\Z")
"""A full stop that ends no short form such as "Corp."."""
OF_COMPANY = re.compile(r"(?:inc|ltd|llc|corp|co|plc|gmbh|ag|s\.a|jr|sr)\.?", re.IGNORECASE)
"""What belongs to the name in front of its comma."""
INITIAL = re.compile(r"\b\w{1,2}\.|\.\w")
FOR_OUTLET = re.compile(
    r"(?:[^\W\d_a-z][^\s/]{0,20}\s){2,4}(?:for|für|para|pour)\s(?:[A-Z]{2,6}|[^\W\d_a-z]\S{0,20}(?:\s[^\W\d_a-z]\S{0,20}){1,4})"
)
"""Who took it for whom: "Jane Roe for The Gazette"."""
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
        _lead,
        _bar,
        _last_piece,
        _last_bare,
        equals_tail,
        wide_tail,
    ):
        at = cut(text)
        names = credit_names(text[at[0] : at[1]]) if at is not None else []
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
        name = name[:-1] if LONG_END.search(name) else name
        # "인천=연합뉴스": the place from which the agency sends.
        _, place, agency = name.rpartition("=")
        name = agency if place and words().agency.fullmatch(agency) else name
        if found and OF_COMPANY.fullmatch(name):
            last, _ = found.popitem()
            found[f"{last}, {name}"] = None
        elif (
            any(character.isalpha() for character in name)
            and not name[0].isdigit()
            and (words().agency.fullmatch(name) or not words().bare.fullmatch(name))
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
        return not _is_sentence(text)
    behind = table.after.search(text)
    if behind is not None:
        return 0 < len(text[: behind.start()].split()) <= 4 and behind.start() <= 24
    return False


def is_name_tag(text: str, *, behind: str) -> bool:
    """Return whether *text*, an element of its own *behind* a caption, is the name of who took the photo."""
    if is_credit(text):
        return True
    inside = _unwrapped(text)
    if not 0 < len(inside.split()) <= LONGEST_NAME_WORDS or not are_names(inside) or _ends_a_sentence(inside):
        return False
    in_brackets = text.strip()[-1:] in BRACKETS and len(inside) < len(text.strip())
    several = len(inside.split()) > 1 or inside.isupper()
    return in_brackets or (several and behind.rstrip().endswith(ENDS_OF_CAPTIONS))


def is_only_credit(text: str) -> bool:
    """Return whether *text* is a credit and holds no caption."""
    split = split_credit(text)
    return split.caption is None and bool(split.credits)


def without_lead(text: str) -> str:
    """Return *text* less the credit words it begins or ends with."""
    table = words()
    for _ in range(4):
        match = table.by.match(text) or table.lead.match(text) or _bare_before_name(text)
        if match is None or not any(character.isalnum() for character in text[match.end() :]):
            break
        text = text[match.end() :].lstrip(EDGES)
        years = YEARS.match(text)
        text = text[years.end() :] if years else text
    behind = table.after.search(text)
    if behind is not None and not text.isascii() and any(c.isalnum() for c in text[: behind.start()]):
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


def _is_sentence(text: str) -> bool:
    """Whether *text* reads like prose: more words in lower case than names have."""
    plain = [word for word in text.split() if word[:1].islower() and len(word) > 3]
    return len(plain) >= 3


def _whole(text: str) -> tuple[int, int] | None:
    if _ends_a_sentence(text) or len(text.split()) > 8:
        return None
    table = words()
    starts = table.by.match(text) or table.lead.match(text)
    bare = table.agency.fullmatch(_unwrapped(text)) or _are_names_of_agency(_unwrapped(text))
    return (0, len(text)) if (starts or bare) and is_credit(text) else None


def _in_brackets(text: str) -> tuple[int, int] | None:
    """A text that is nothing but a name of several words in brackets."""
    inside = _unwrapped(text)
    alone = text[-1:] in BRACKETS and len(inside) == len(text) - 2
    good = alone and 1 < len(inside.split()) <= LONGEST_NAME_WORDS and all(word[0].isupper() for word in inside.split())
    return (0, len(text)) if good else None


def _are_names_of_agency(text: str) -> bool:
    """Whether *text* is a name with its agency: "Jane Roe/AFP", "Jane Roe via Getty Images"."""
    agency = words().agency
    rest, count = agency.subn(" ", text)
    named = count > 0 and all(word[:1].isupper() or word in JOINS or word[:1] in "/,|" for word in rest.split())
    joined = "/" in text or " via " in text or agency.fullmatch(text.rpartition(",")[2].strip())
    return named and bool(joined) and len(text.split()) <= LONGEST_PIECE_WORDS and not _ends_a_sentence(text)


def _bracket_behind(text: str) -> tuple[int, int] | None:
    end = len(text.rstrip(" .。"))
    opening = BRACKETS.get(text[end - 1 : end])
    if opening is None:
        return None
    start = text.rfind(opening, 0, end - 1)
    inside = text[start + 1 : end - 1]
    named = is_credit(inside) or _are_two_names(inside) or FOR_OUTLET.fullmatch(inside)
    return (start, len(text)) if start >= 0 and (named or words().agency.fullmatch(inside.upper())) else None


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


def _lead(text: str) -> tuple[int, int] | None:
    """The last words such as "Foto:" or "©" with a name behind them."""
    table = words()
    for at in sorted([match.start() for match in LEAD_BOUNDARY.finditer(text)] + _signs(text)):
        if len(text) - at > LONGEST_CREDIT_CHARS or text[at : at + 1].casefold()[:1] not in table.heads:
            continue
        match = table.by.match(text, at) or table.lead.match(text, at)
        if match is None or not _may_begin(text, at) or _is_within_names(text, at, match):
            continue
        rest = text[match.end() :].strip()
        if _is_name_line(rest) and not shows_them(match[0], rest):
            start = _with_word_before(text, at)
            opening = text[start - 1 : start] if start and text[start - 1] in OPENING else ""
            return (start - len(opening), len(text))
    return None


def _with_word_before(text: str, at: int) -> int:
    """Where the credit begins when a word such as "Foto" or "Quelle:" stands before its sign: "Foto © Jane Roe"."""
    whole = at if text[at] in SIGNS else _with_agency_before(text, at)
    if text[at] not in SIGNS and whole == at:
        return at
    at, ahead = whole, text[:whole].rstrip()
    for count in range(MOST_LEAD_WORDS, 0, -1):
        phrase = " ".join(ahead.rsplit(" ", count)[-count:])
        start = len(ahead) - len(phrase)
        if words().bare.fullmatch(phrase.rstrip(" :：")) and _may_begin(text, start):
            return start
    return at


def _with_agency_before(text: str, at: int) -> int:
    """Where an agency begins whose name goes on with the word: "AP Photo/Jane Roe"."""
    if "/" not in text[at:]:
        return at
    whole = (match for match in words().agency.finditer(text) if match.end() >= at - 1)
    named = next(whole, None)
    return named.start() if named is not None and named.start() < at else at


def _is_within_names(text: str, at: int, match: re.Match[str]) -> bool:
    """Whether the word with a slash belongs to a name in brackets: "(Corrin Images/Lev Aster)"."""
    if match[0][-1] not in "/／":
        return False
    opening = max(text.rfind(bracket, 0, at) for bracket in OPENING)
    return opening >= 0 and OPENING[text[opening]] not in text[opening:at] and bool(text[opening + 1 : at].strip())


def _may_begin(text: str, at: int) -> bool:
    """Whether a credit may begin at *at*: "after the photo of the family" goes on with its sentence."""
    return (
        not text[at].islower() or text[at] in SIGNS or not text[:at].rstrip() or text[:at].rstrip()[-1] in ENDS_A_PIECE
    )


def _signs(text: str) -> list[int]:
    return [
        index
        for index, character in enumerate(text)
        if character in SIGNS and index and not text[index - 1].isspace() and words().by.match(text, index)
    ]


def _is_name_line(rest: str) -> bool:
    if not any(character.isalnum() for character in rest) or len(rest.split()) > LONGEST_CREDIT_WORDS:
        return False
    # "Photo: X. The ship left at noon" is not a credit that runs to the end.
    return not _ends_a_sentence(rest) and not _is_sentence(rest)


def _ends_a_sentence(text: str) -> bool:
    """Whether a sentence ends within or at the end of *text*; initials and short forms end none."""
    plain = INITIAL.sub("", text)
    return SENTENCE_END.search(plain.rstrip(" .")) is not None or (
        plain.endswith((".", "!", "?", "。")) and len(plain.split()) > 6
    )


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
    """A last piece behind a full stop, a dash or a slash that names an agency and is no sentence."""
    found = [match.start() for match in BOUNDARY.finditer(text)]
    for at in reversed(found[-3:]):
        piece = text[at:].strip(" -–—|•/")
        if len(piece.split()) > LONGEST_PIECE_WORDS:
            break
        if _are_two_names(piece):
            return (at, len(text))
        slash, agency = text[at:].lstrip()[:1] == "/", words().agency.search(piece)
        named = agency or (slash and words().after.search(piece))
        if named and is_credit(piece) and not _ends_a_sentence(piece) and _mostly_names(piece):
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
