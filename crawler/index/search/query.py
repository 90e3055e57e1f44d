"""What a person asks for, from the line they typed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.errors import BadQuery
from crawler.index.search.fold import begun, words_of
from crawler.index.search.telling import AUTHOR, SECTION

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 1_000
MOST_WORDS = 40
DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.ASCII)
QUOTES = '"“”„«»'
PART = re.compile(
    r"(?P<bare>-?[a-z]+:)(?=\s|$)"
    r"|(?P<minus>-)?(?:(?P<field>[a-z]+):)?"
    # What a plain mark opens another one closes; any closes where marks of two kinds were typed, as some keyboards do.
    rf"(?:\"(?P<plain>[^\"]*)\"|[{QUOTES}](?P<quoted>[^{QUOTES}]*)(?P<closed>[{QUOTES}])?|(?P<word>[^\s{QUOTES}]\S*))",
    re.IGNORECASE,
)
FIELDS = ("outlet", "section", "author", "lang", "from", "to", "has")
_NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES, " "))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand behind one another."""

    terms: tuple[str, ...]
    is_prefix: bool = False
    """Whether the last term may go on."""

    def is_in(self, terms: str) -> bool:
        """Return whether the phrase stands in *terms*, which have a space before, between and behind them."""
        return f" {' '.join(self.terms)}{'' if self.is_prefix else ' '}" in terms


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """Everything that must hold of a story that is found."""

    text: str
    """As it was typed."""
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    """None of these."""
    outlets: tuple[str, ...] = ()
    """Names as typed, to be looked up."""
    languages: tuple[str, ...] = ()
    """In lower case: one of them, or a variety of it."""
    from_at: datetime | None = None
    before_at: datetime | None = None
    """Later than the last moment that counts."""
    has_photos: bool = False

    @property
    def shown(self) -> tuple[Phrase, ...]:
        """The phrases that can be seen in a text."""
        return tuple(phrase for phrase in self.phrases if phrase.terms[0][0] not in AUTHOR + SECTION)


def parse_query(text: str) -> SearchQuery:
    """Return what *text* asks for.

    Words must all be there, ``"a phrase"`` as it stands, ``word*`` with any ending, ``-word`` not at all; then
    ``outlet: section: author: lang: from: to: has:photos``. Any other text is words. Raises `BadQuery`.
    """
    if len(text) > LONGEST:
        raise BadQuery(text, f"longer than {LONGEST} characters")
    query = SearchQuery(text=text)
    for part in PART.finditer(" ".join(text.split())):
        query = _with_part(query, part)
    if len(query.phrases) + len(query.without) > MOST_WORDS:
        raise BadQuery(text, f"more than {MOST_WORDS} words")
    if query == SearchQuery(text=text):
        raise BadQuery(text, "holds no word that could be searched")
    if query.from_at and query.before_at and query.from_at >= query.before_at:
        raise BadQuery(text, "from: is later than to:")
    return query


def _with_part(query: SearchQuery, part: re.Match[str]) -> SearchQuery:
    if part["bare"]:
        name = part["bare"].rstrip(":").lstrip("-").lower()
        if name in FIELDS:
            raise BadQuery(query.text, f"{name}: is followed by nothing")
        return _with_words(query, name, is_out=part["bare"].startswith("-"))
    field = (part["field"] or "").lower()
    value = next(told for name in ("plain", "quoted", "word") if (told := part[name]) is not None)
    is_out = part["minus"] is not None
    if field in FIELDS:
        return _with_field(query, field, value, is_out=is_out)
    return _with_words(query, f"{part['field'] or ''} {value}", is_out=is_out)


def _with_words(query: SearchQuery, text: str, *, is_out: bool) -> SearchQuery:
    phrase = phrase_of(text)
    if phrase is None:
        return query
    if is_out:
        return replace(query, without=(*query.without, phrase))
    return replace(query, phrases=(*query.phrases, phrase))


def _with_field(query: SearchQuery, field: str, value: str, *, is_out: bool) -> SearchQuery:
    if field in ("author", "section"):
        phrase = phrase_of(value, mark=AUTHOR if field == "author" else SECTION)
        if phrase is None:
            raise BadQuery(query.text, f"{field}: is followed by no name")
        if is_out:
            return replace(query, without=(*query.without, phrase))
        return replace(query, phrases=(*query.phrases, phrase))
    if is_out:
        raise BadQuery(query.text, f"-{field}: cannot be left out, only words, author: and section: can")
    if field == "outlet":
        if not value.strip():
            raise BadQuery(query.text, "outlet: is followed by nothing")
        return replace(query, outlets=(*query.outlets, value.strip()))
    if field == "lang":
        return replace(query, languages=(*query.languages, _language(query.text, value)))
    if field == "has":
        if value.lower() not in ("photos", "photo"):
            raise BadQuery(query.text, f"has:{value[:40]} is not known; has:photos is")
        return replace(query, has_photos=True)
    first, after = _days(query.text, field, value)
    return replace(query, from_at=first) if field == "from" else replace(query, before_at=after)


def phrase_of(text: str, *, mark: str = "") -> Phrase | None:
    """Return the terms of *text* as a phrase; None when it has none. A star at its end says that its last may go on.

    >>> phrase_of("U.S."), phrase_of("elect*")
    (Phrase(terms=('u', 's'), is_prefix=False), Phrase(terms=('elect',), is_prefix=True))
    >>> phrase_of("新華社"), phrase_of("社")
    (Phrase(terms=('新華', '華社'), is_prefix=False), Phrase(terms=('社',), is_prefix=True))
    """
    words = list(words_of(text))
    if not words:
        return None
    is_prefix = text.rstrip().endswith("*")
    last = words[-1]
    terms = [mark + term for word in words for term in word.terms]
    if is_prefix and not last.is_run:
        terms[-1] = mark + begun(last.terms[-1])
    if last.is_run:
        # The last letter alone stands for a pair with whatever follows; the pair before has it already.
        is_pair_before = len(words) > 1 and words[-2].is_run and words[-2].end == last.end
        terms, is_prefix = (terms[:-1], False) if is_pair_before else (terms, True)
    return Phrase(tuple(terms), is_prefix)


def _language(text: str, value: str) -> str:
    tag = value.strip().lower().replace("_", "-")
    if not LANGUAGE.fullmatch(tag):
        raise BadQuery(text, f"lang:{value[:40]} is not a language such as en or pt-BR")
    return tag


def _days(text: str, field: str, value: str) -> tuple[datetime, datetime]:
    """Return when the day, month or year *value* begins, and when it is over."""
    found = DAY.fullmatch(value.strip())
    year, month, day = (int(number) if number else 0 for number in found.groups()) if found else (0, 0, 0)
    try:
        first = datetime(year, month or 1, day or 1, tzinfo=UTC)
        return first, _after(first, month=month, day=day)
    except (ValueError, OverflowError) as err:
        raise BadQuery(text, f"{field}:{value[:40]} is not a day such as 2026-11-24, 2026-11 or 2026") from err


def _after(first: datetime, *, month: int, day: int) -> datetime:
    if day:
        return first + timedelta(days=1)
    if month:
        return first.replace(year=first.year + month // 12, month=month % 12 + 1)
    return first.replace(year=first.year + 1)


def joined(words: str, filters: Sequence[tuple[str, str]]) -> str:
    """Return *words* with *filters* (field and value) in the language of `parse_query`.

    >>> joined("ferry", [("outlet", "Press TV"), ("from", "2026")])
    'ferry outlet:"Press TV" from:2026'
    >>> joined('"harbour wall', [("outlet", "The «Daily» Star")])
    '"harbour wall" outlet:"The Daily Star"'
    """
    told = []
    for field, value in filters:
        # Marks make no difference to a name, and would end it.
        plain = " ".join(value.translate(_NO_QUOTES).split())
        if plain:
            told.append(f'{field}:"{plain}"' if " " in plain else f"{field}:{plain}")
    words = words.strip()
    parts = list(PART.finditer(words)) if told else []
    is_open = bool(parts) and parts[-1]["quoted"] is not None and parts[-1]["closed"] is None
    return " ".join(filter(None, [words + '"' * is_open, *told]))
