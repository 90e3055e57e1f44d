"""Names cut out of what stands in a byline: without "By", jobs, degrees, dates, addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from crawler.page.dates import dates_in
from pipelines.metadata.authors.words import (
    ADDRESS,
    AGENCIES,
    AND,
    BEHIND_NAMES,
    CUT,
    DEGREE,
    JOB,
    LEAD,
    LEAD_EAST,
    LETTERS,
    NO_NAME,
    NOBODY,
    ORG,
    PHOTOS,
    STOP,
    SURNAMES,
    TAIL_EAST,
    WEEKDAYS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_TEXT_CHARS = 300
LONGEST_NAME_CHARS = 60
MOST_NAME_WORDS = 6
MOST_AUTHORS = 12
LEAST_NAME_WORDS = 2
LEAST_WEEKDAY_CHARS = 5
_EDGES = " \t.,;:–—-*'\"“”„()[]{}»«|/\\•·>"
_BRACKETS = {"[": "]", "【": "】"}
_SIGNS = (",", ";", "|", "–", "—", "-", "·", "•")
_TO_A_DATE = frozenset(["on", "am", "le", "el", "em", "vom", "den"])
_WEEKDAY_END = re.compile(r"(?:^|[\s,(])(?:on\s|am\s|le\s|el\s|em\s|vom\s)?[^\W\d_]{2,11}\.?,?\s*$")
_PARENTHESES = re.compile(r"\s*\([^()]{0,60}\)")
_GLUED = re.compile(r"^(?:By|BY|Von|Por|Par)(?=[A-ZÀ-ÖØ-Þ][^\W\d_]*[.\s])")
"""A lead whose name is in an element of its own, without a space between."""
_TAIL = re.compile(r"\s(?:at|on|am|um|vom|den|le|el|bei|in)$", re.IGNORECASE)
"""What led to the date or the section behind a name."""
_E_MAIL = re.compile(r"\s?[(<\[]?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}[)>\]]?")
_ONE_LETTER = frozenset(["e", "y", "i"])
"""Words for "and" that are in surnames too: "Costa e Silva", "Ortega y Gasset"."""
_SECTION = re.compile(r"^(\S+(?:\s\S+){1,3}?)\sin\s[A-ZÀ-ÖØ-Þ].*$")


def clean_names(given: Iterable[str]) -> list[str]:
    """Return the names in *given*, cut at commas and "and"; agencies only where no person is named.

    >>> clean_names(["By Ada Lind and Bo Ek | Staff"]), clean_names(["https://x.example/ada"])
    (['Ada Lind', 'Bo Ek'], [])
    >>> clean_names(["Ada Lind The Associated Press"]), clean_names(["Bo Ek 1, CEPF"])
    (['Ada Lind'], ['Bo Ek'])
    """
    found: dict[str, str] = {}
    for text in given:
        for name in _names_in(text[:LONGEST_TEXT_CHARS]):
            found.setdefault(name.casefold(), name)
            if len(found) >= MOST_AUTHORS:
                break
    people = [name for name in found.values() if name.casefold() not in AGENCIES]
    # Letters behind a name: "RD", "E-RYT 200", "CEPF®".
    named = [name for at, name in enumerate(people) if not (at and LETTERS.match(name) and is_person_like(people[0]))]
    return named or list(found.values())


@lru_cache(maxsize=2048)
def _names_in(text: str) -> tuple[str, ...]:
    text = " ".join(unescape(text).split())
    if text[:1] in _BRACKETS and text[-1:] == _BRACKETS[text[0]]:
        text = text[1:-1]
    if not text or (ADDRESS.search(text) and " " not in text):
        return ()
    text = _without_date(_without_lead(_without_e_mail(text)))
    text = STOP.sub("", _PARENTHESES.sub("", text))
    listed, _, rest = text.partition(",")
    if "," not in rest and AND.search(listed) and AND.search(rest) and not _goes_on(_named(CUT.split(rest))):
        # Behind a list that is complete an "and" is within the name of a place or a desk.
        text = listed
    return _named(_pieces(text))


def _goes_on(names: tuple[str, ...]) -> bool:
    """Whether *names* go on with a list of persons: with one more, and others or an agency."""
    return bool(names) and is_person_like(names[0]) and all(is_person_like(n) or is_organisation(n) for n in names)


def _named(pieces: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for piece in pieces if (name := _name(piece)))


def _pieces(text: str) -> Iterator[str]:
    """Yield *text* in pieces of one name each; a last word behind the "and" of a surname is no name."""
    begin = 0
    for match in CUT.finditer(text):
        behind = CUT.split(text[match.end() :], maxsplit=1)[0].split()
        is_surname = match[0].strip().lower() in _ONE_LETTER and len(behind) == 1 and behind[0].istitle()
        if is_surname and len(text[begin : match.start()].split()) > 1 and not is_organisation(behind[0]):
            continue
        yield text[begin : match.start()]
        begin = match.end()
    yield text[begin:]


def _without_e_mail(text: str) -> str:
    return _E_MAIL.sub("", text) if "@" in text else text


def _without_lead(text: str) -> str:
    for _ in range(3):
        shorter = _GLUED.sub("", LEAD_EAST.sub("", LEAD.sub("", text)))
        if shorter == text:
            break
        text = shorter
    return text


def _without_date(text: str) -> str:
    """*text* up to its date and the weekday or preposition before it; what follows when the date is first."""
    dates = dates_in(text)
    if not dates:
        return text
    before = text[: dates[0].start]
    if not before.strip(_EDGES):
        return _without_lead(text[dates[-1].end :].lstrip(_EDGES + "0123456789"))
    if len(before.split()) > 2 and _WEEKDAY_END.search(before) and _ends_with_day(before.rstrip()):
        before = before[: before.rstrip().rfind(" ")]
    return before


def _ends_with_day(before: str) -> bool:
    """Whether the last word of *before* is the weekday of a date behind it, or leads to that, and is no surname."""
    rest, _, last = before.rpartition(" ")
    day = last.strip(",.").lower()
    if day not in WEEKDAYS:
        return last in _TO_A_DATE
    if rest.endswith(_SIGNS) or rest.rpartition(" ")[2] in _TO_A_DATE:
        return True
    # "Eva Klein und Petra Sonntag": what is left must be a name still.
    if len(CUT.split(rest)[-1].split()) < LEAST_NAME_WORDS:
        return False
    # "Ana María Domingo, 3 de mayo", "Ada Sun, 3 May": with a sign behind them these may be surnames.
    return not last.endswith((",", ".")) or (len(day) >= LEAST_WEEKDAY_CHARS and day not in SURNAMES)


def _stripped(piece: str) -> str:
    """*piece* without signs around it; the dot of an initial at its end is the name's own: "T. K."."""
    name = piece.strip(_EDGES)
    behind = piece[piece.find(name) + len(name) :]
    is_initial = name[-1:].isalpha() and not name[-2:-1].isalpha() and len(name) > 1
    return f"{name}." if is_initial and behind.startswith(".") else name


def _name(piece: str) -> str:
    name = _stripped(TAIL_EAST.sub("", _without_lead(piece.strip())))
    name = _TAIL.sub("", _SECTION.sub(r"\1", BEHIND_NAMES.sub(r"\1", name)))
    if (
        not 1 < len(name) <= LONGEST_NAME_CHARS
        or len(name.split()) > MOST_NAME_WORDS
        or name.casefold() in NOBODY
        or DEGREE.match(name)
        or PHOTOS.match(name)
        or NO_NAME.match(name)
        or JOB.search(name)
        or ADDRESS.search(name)
        or sum(character.isdigit() for character in name) > 4
        or name[0].isdigit()
    ):
        return ""
    return name


def is_person_like(name: str) -> bool:
    """Return whether *name* is written as names of persons are: two to five capitalised words, none of an organisation.

    >>> is_person_like("Ada van der Lind"), is_person_like("dpa"), is_person_like("Harbour News")
    (True, False, False)
    """
    words = name.split()
    if len(words) == 1:
        is_like = not name.isascii() and not name[0].isupper() and 2 <= len(name) <= 5
    else:
        capital = [word for word in words if not word[0].islower()]
        is_like = 2 <= len(words) <= 5 and len(capital) >= 2 and not words[-1][0].islower()
    return is_like and not is_organisation(name)


_IN_NO_NAME = re.compile(
    r"[\d:：?!%/]|[a-z][A-Z]\w*[a-z][A-Z]|(?i:\b(?:pdf|url|faq|rss|video|article|artikel|version|tweet|print|download|show|facebook|twitter|whatsapp|telegram|linkedin|e-?mail|startseite|kommentieren|sms|more|next|previous|posts|weitere|informationen)\b)"
)
"""What stands in labels, titles and buttons, and where words have run into each other."""


def is_name_alone(line: str) -> bool:
    """Return whether *line*, of which nothing else tells what it is, is the name of a person.

    That takes capitals, or a job behind the name: in scripts without capitals each short line looks like a name.

    >>> is_name_alone("Ada Lind"), is_name_alone("김민수 기자 minsu@news.example"), is_name_alone("스포츠")
    (True, True, False)
    """
    line = _without_e_mail(line)
    has_mark = any(map(str.isupper, line)) or TAIL_EAST.search(line) is not None
    return has_mark and is_person_like(line) and not _IN_NO_NAME.search(" ".join(clean_names([line])))


def is_organisation(name: str) -> bool:
    """Return whether *name* is an agency or has a word that names an organisation."""
    return name.casefold() in AGENCIES or ORG.search(name) is not None
