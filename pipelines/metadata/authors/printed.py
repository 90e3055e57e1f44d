"""Printed lines that name authors: "By Somebody", and lines that are nothing but a label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.page.tree import texts_in
from pipelines.metadata.authors.names import LEAST_NAME_WORDS, clean_names, is_person_like
from pipelines.metadata.authors.words import AND, CUT, LABELS, LEAD, LEAD_EAST, LED_ELSEWHERE, PHOTOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Block

LONGEST_LABEL_CHARS = 24
MOST_SHORT_WORDS, MOST_SETTING = 4, 8
_BETWEEN_PLACES = re.compile(r"\s(?:bis|nach|à|a|até|tot|naar|till|til)\s")
"""Behind "von", "di" and the like: from one place to another."""
_BEFORE_BY = r"(?:.{0,60}?\d\S{0,8}(?:\s(?:[A-Z]{2,4}|Uhr|[ap]\.?m\.?))?[\s,|•·–—/-]{1,4})?"
_PRINTED = re.compile(
    rf"^{_BEFORE_BY}\W{{0,3}}(?:(?:written|posted|submitted|reported|story|words|text|article|published|recipe|authored|"
    rf"reviewed)\s(?:on\s)?"
    r"(?:.{0,30}?\s)??by|by|von|par|por|di|af|av|door|od|autor(?:in|en)?|author|text|texte|tekst|автор|авторы|"
    r"(?:ein\s)?(?:artikel|beitrag|gastbeitrag|bericht|kommentar|interview)\svon|a\scura\sdi|veröffentlicht von|"
    r"test[oi]\sdi|text[eo]\sde|oprac\.|da\sredação(?=\s?[:：])|"
    r"(?:texto|testo|текст|haber|muhabir|نویسنده|نوشته|خبرنگار|लेखक|रिपोर्ट)(?=\s?[:：])|"
    r"(?:(?:كتب|نشر|نُشر)\s)?بواسطة|(?:نوشته\sشده\s)?توسط|به\sقلم|كتبت|"
    r"erstellt von|eingestellt von|yazan|oleh|γρ[άα]φ(?:ει|ουν)|بقلم|كتب|מאת|作者|记者|記者|文)"
    r"(?=[\s:：／/])\s*[:：／/]?\s*(\S.{1,120})$",
    re.IGNORECASE,
)
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff々]"
_NAMES_EAST = rf"({_HAN}{{2,4}}(?:[\s、]{_HAN}{{2,4}}){{0,3}})"
_EAST = re.compile(
    rf"^(?:{_HAN}{{1,8}}\s?)?(?:记者|記者)[\s：:]?{_NAMES_EAST}\s?(?:[／/].{{1,10}}(?:报道|報道|報導)|$)|"
    rf"(?<=\s)(?:作者|记者|記者)\s?[：:]\s?{_NAMES_EAST}(?![^\s|]|\s?[：:])|"
    rf"^\W{{1,2}}(?:记者|記者)\s?[：:]?\s?{_NAMES_EAST}$|"
    r"^(?:[가-힣]{2,6}\s?[/=]\s?)?([가-힣]{2,4})\s?기자(?:\s?[(<]?[\w.+-]{1,40}@[\w.-]{1,60}[)>]?)?$"
)
"""The reporter with paper and place: "本报记者 王明", "記者王明／台北報導"; the author in the line of the source."""
_BRACKETS = "()[]（）【】"
_SETTING = frozenset({"b", "strong", "i", "em", "font", "span"})
_NO_SIGNATURE = re.compile(r"[\d?!؟:：|«»\"“”]|[.…。।]$")
_DATELINE = re.compile(
    rf"^.{{0,24}}?[（(【\[][^）)】\]]{{0,12}}?(?:记者|記者)(?![会會节節们們站团團协協证證])[\s：:]?(?:{_NAMES_EAST}(?!{_HAN})|"
    rf"({_HAN}{{2,3}})(?={_HAN}{{2,4}}(?:\d{{1,2}}日|报导|報導|报道)))[^）)】\]]{{0,24}}[）)】\]]|"
    r"^[\[(（][^\])）]{1,16}=[^\])）]{1,16}[\])）]\s?((?:[가-힣]{2,4}(?:[·ㆍ\s]|,\s?)){0,3}[가-힣]{2,4})\s(?:[가-힣]{2}기자|기자|특파원)\s?="
)
"""The reporter where a paragraph says whence it comes: "（记者 王明 张丽）", "(서울=뉴스) 김민수 기자 ="."""
LONGEST_DATELINE_CHARS = 80
_DOTS = re.compile(r"(?<=\w)[·ㆍ\s]+(?=\w)")
_BETWEEN_NAMES = re.compile(rf"(?<={_HAN})\s(?={_HAN})")


def named_in(lines: Sequence[str]) -> str | None:
    """Return what follows "By" in *lines*, those of one block; None where no name begins there.

    What stands in a line below that is whole is no part of it: a job, a place, an address.
    """
    if len(lines) == 1:
        return _named_in(lines[0])
    first, *rest = lines
    goes_on = first.endswith((",", "&")) or AND.search(f"{first[-5:]} ") or AND.match(f" {rest[0]}")
    return (None if goes_on else _named_in(first)) or _named_in(" ".join(lines))


def person_in(line: str) -> str | None:
    """As `named_in`, and only persons: a sentence too may begin with "von" or "di"."""
    name = _named_in(line)
    names = clean_names([name]) if name is not None else []
    return name if names and all(is_person_like(one) and not _BETWEEN_PLACES.search(one) for one in names) else None


def is_of_photos(line: str) -> bool:
    """Return whether *line* names who took the pictures: "Author of the photo" is another."""
    return PHOTOS.match(CUT.split(LEAD.sub("", line), maxsplit=1)[0]) is not None


def named_in_dateline(text: str) -> str | None:
    """Return whom the first words of a paragraph name as its reporters; None where they name nobody."""
    match = None if text.isascii() else _DATELINE.search(text[:LONGEST_DATELINE_CHARS])
    return _DOTS.sub("、", next(filter(None, match.groups()))) if match is not None else None


def is_label(text: str) -> bool:
    """Return whether *text* is nothing but "By", "Author" and the like."""
    return len(text) <= LONGEST_LABEL_CHARS and text.strip(" :：/|").lower().replace("&", "und") in LABELS


def _named_in(line: str) -> str | None:
    match = _PRINTED.match(line)
    if match is not None and _begins_a_name(match[1]):
        return None if is_of_photos(match[1]) else match[1]
    match = LED_ELSEWHERE.match(line)
    if match is not None and _are_persons(match[1]):
        return match[1]
    match = None if line.isascii() else _EAST.search(line)
    return _BETWEEN_NAMES.sub("、", next(filter(None, match.groups()))) if match is not None else None


def is_set_apart(block: Block) -> bool:
    """Return whether *block* is a few words of a script without capitals, all in bold, italics, colour or brackets.

    Beside the running text that is how a name is printed there.
    """
    text = block.text
    if not all(map(_is_short, CUT.split(text.strip(_BRACKETS)))) or _NO_SIGNATURE.search(text):
        return False
    is_in_brackets = text[0] in _BRACKETS and text[-1] in _BRACKETS
    return is_in_brackets or any(
        one.tag in _SETTING and "".join(texts_in(one)).split() == text.split() for one in block.inline[:MOST_SETTING]
    )


def _are_persons(text: str) -> bool:
    """Whether *text* is names of persons, perhaps with places; in scripts without capitals, a few words alone."""
    first, *others = clean_names([text]) or [""]
    return _may_be_person(first) and all(_may_be_person(name) or " " not in name for name in others)


def _may_be_person(name: str) -> bool:
    return is_person_like(name) or _is_short(name)


def _is_short(name: str) -> bool:
    """Whether *name* is a few words of a script without capitals."""
    return name.lower() == name.upper() and LEAST_NAME_WORDS <= len(name.split()) <= MOST_SHORT_WORDS


def _begins_a_name(text: str) -> bool:
    first = text[0]
    return (
        not (first.isascii() or first.islower()) or first.isupper() or bool(LEAD.match(text) or LEAD_EAST.match(text))
    )
