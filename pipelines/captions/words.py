"""The word tables of words.toml, ready for matching."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from crawler.page import Page

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
NOT_WORD = re.compile(r"[^A-Za-z0-9\s]+")
SIGNS = str.maketrans("", "", "".join(filter(NOT_WORD.match, map(chr, range(128)))))
COLONS = ":：=＝∙…፡፦՝៖꞉"
"""What stands between a word such as "Foto" and the name, also in Amharic, Armenian and Khmer."""
UNCASED = "(?<=[\u0590-\u109f])"
"""Behind a letter of a script without capitals: no word of those is joined by a dash as "photo-finish" is."""
COMMAS = ",،፣，"
OF_NAMES = ("id", "itemprop", "data-testid", "data-component")


@dataclass(frozen=True, kw_only=True, eq=False)
class ClassWords:
    """Words that say in an element's class what the element is. Compared as objects, so that answers can be kept."""

    inside: tuple[str, ...]
    """May be part of a longer word."""
    whole: frozenset[str]
    """Words of their own."""
    never: tuple[str, ...] = ()
    """Parts of names that mean something else, such as the size of type in ``text-caption``."""

    @cached_property
    def every(self) -> tuple[str, ...]:
        """Words of which a name must hold one; those that hold a shorter one need not be looked for."""
        given = {*self.inside, *self.whole}
        return tuple(word for word in given if not any(other in word for other in given if other != word))

    def name(self, element: HtmlElement) -> bool:
        """Return whether class, id, itemprop or the like of *element* holds one of the words."""
        get = element.get
        value = get("class")
        if value and _holds(value[:400], self):
            return True
        for name in OF_NAMES:  # asked of every element: `any` takes twice as long
            value = get(name)
            if value and _holds(value[:400], self):
                return True
        return False

    def named(self, page: Page) -> list[HtmlElement]:
        """Return the elements of *page* that `name` is true of; each distinct class is judged once."""
        found: set[int] = set()
        for name in ("class", *OF_NAMES):
            places = page.places_by(name)
            for value in self._likely(list(places)):
                if _holds(value[:400], self):
                    found.update(places[value])
        return page.at_places(found)

    def _likely(self, values: list[str]) -> list[str]:
        """Return those of *values* that hold one of the words in any form; most words are in none of them."""
        text = _squeeze("\n".join(values))
        there = [word for word in self.every if word in text]
        if not there:
            return []
        lines = text.split("\n")
        if len(lines) != len(values):  # a value has line breaks of its own
            lines = list(map(_squeeze, values))
        return [value for value, line in zip(values, lines, strict=True) if any(map(line.__contains__, there))]

    def within(self, names: str | None) -> bool:
        """Return whether *names*, the value of a class attribute, holds one of the words."""
        if not names:
            return False
        return _holds(names[:400], self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All tables, of all languages together: a page may mix languages, and says little about which it is in."""

    by: re.Pattern[str]
    """At the start of a credit: words that need nothing between themselves and the name."""
    lead: re.Pattern[str]
    """At the start of a credit: a word with its colon, slash or equals sign."""
    dashed: re.Pattern[str]
    """A lead word with a dash."""
    bare: re.Pattern[str]
    """At the start of a credit: a lead word without its colon."""
    heads: frozenset[str]
    """Characters, case folded, with which something begins that `by` or `lead` matches."""
    after: re.Pattern[str]
    """At the end of a credit."""
    agency: re.Pattern[str]
    alone: re.Pattern[str]
    """How a paragraph begins that is the credit of a photo and nothing else."""
    alone_heads: frozenset[str]
    """The characters with which such a paragraph begins."""
    below: tuple[str, ...]
    above: tuple[str, ...]
    near: tuple[str, ...]
    caption: ClassWords
    credit: ClassWords
    of_photos: ClassWords
    """Those of `credit` that are never said of those who wrote a text."""
    refused: ClassWords
    gallery: ClassWords
    noise: frozenset[str]
    """Texts in lower case that caption nothing."""
    notes: frozenset[str]
    """What is told of a photo in place of who took it: that it is an old one."""
    label: re.Pattern[str]
    """At the start of a caption: that it is one, for those who hear the page."""
    behind: re.Pattern[str]
    """What ends the text of a caption and belongs to a link: an offer of rights, how the link opens."""


@cache
def words() -> Words:
    """Return the tables of words.toml, read once."""
    tables = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    languages: dict[str, dict[str, list[str]]] = tables["language"]

    def all_of(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for table in languages.values() for word in table.get(key, ())))

    def classes(key: str) -> ClassWords:
        table: dict[str, Any] = tables["class"][key]
        return ClassWords(
            inside=tuple(table["inside"]), whole=frozenset(table["whole"]), never=tuple(table.get("never", ()))
        )

    # Every word that may stand before a name with a colon may also stand so after "by" words; longer ones go first.
    leads = _any([*all_of("lead"), *all_of("by")])
    return Words(
        by=re.compile(rf"(?:{_any(all_of('by'))})(?:(?<=\W)|(?!\w))|©|\(c\)|（[cCＣｃ]）|ⓒ|Ⓒ", re.IGNORECASE),
        lead=re.compile(
            rf"(?:{leads})(?:\s?\([^()]{{1,20}}\))?\s{{0,3}}(?:[{COLONS}]|\.\.\.|[/／](?=\s?\w))", re.IGNORECASE
        ),
        dashed=re.compile(rf"(?:{leads})(?:\s[-–—]\s?|[-–—]\s|{UNCASED}[-–—])(?=\S)", re.IGNORECASE),
        bare=re.compile(rf"(?:{leads})(?!\w)", re.IGNORECASE),
        heads=frozenset({*"©(（ⓒⒸ", *(word[0].casefold()[0] for word in (*all_of("lead"), *all_of("by")))}),
        after=re.compile(rf"(?:{_any(all_of('after'))})\Z", re.IGNORECASE),
        agency=re.compile(rf"(?<![^\W_])(?:{_any(tables['agencies']['names'])})(?![^\W_])"),
        alone=re.compile(rf"[\[(（【]?\s?(?:{_any(tables['alone']['begins'])})(?:(?<=\W)|(?!\w))", re.IGNORECASE),
        alone_heads=frozenset({*"[(（【 ", *(form for word in tables["alone"]["begins"] for form in _cased(word[0]))}),
        below=all_of("below"),
        above=all_of("above"),
        near=all_of("near"),
        caption=classes("caption"),
        credit=classes("credit"),
        of_photos=ClassWords(inside=tuple(tables["class"]["credit"]["inside"]), whole=frozenset()),
        refused=classes("refused"),
        gallery=classes("gallery"),
        noise=frozenset(tables["noise"]["texts"]),
        notes=frozenset(tables["noise"]["notes"]),
        label=re.compile(rf"(?:{_any(all_of('label'))})\s?", re.IGNORECASE),
        behind=re.compile(rf"(?:[\s,(]{{1,3}}(?:{_any(tables['noise']['behind'])})\)?){{1,3}}\Z", re.IGNORECASE),
    )


def is_noise(text: str) -> bool:
    """Return whether *text* captions nothing, though it stands where captions do."""
    return text.strip(" :.…").casefold() in words().noise


def _cased(character: str) -> set[str]:
    return {character, character.lower(), character.upper()}


def _any(given: Iterable[str]) -> str:
    """A pattern for all of *given*, longer ones first; by their first letter, as many places are asked for them."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(given, key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(_pattern(word)[len(re.escape(word[0])) :])
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


def _pattern(word: str) -> str:
    """The pattern of *word*; the comma it ends with may be that of another script."""
    return rf"{re.escape(word[:-1])}[{COMMAS}]" if word[1:] and word[-1] in COMMAS else re.escape(word)


@lru_cache(maxsize=8_192)
def _holds(names: str, given: ClassWords) -> bool:
    # Most names hold none of the words in any form: that is seen without taking them apart.
    squeezed = _squeezed(names)
    for word in given.every:
        if word in squeezed:
            break
    else:
        return False
    for parts, joined in map(_name_words, names.split()):
        if any(map(joined.__contains__, given.never)):
            continue
        if not parts.isdisjoint(given.whole) or any(map(joined.__contains__, given.inside)):
            return True
    return False


@lru_cache(maxsize=8_192)
def _squeezed(names: str) -> str:
    return _squeeze(names)


def _squeeze(names: str) -> str:
    """*names* in lower case with nothing but letters, digits and spaces."""
    return names.lower().translate(SIGNS) if names.isascii() else NOT_WORD.sub("", names).lower()


@lru_cache(maxsize=8_192)
def _name_words(name: str) -> tuple[frozenset[str], str]:
    parts = [part for part in CAMEL.sub(" ", name).lower().split(" ") if part]
    return frozenset(parts), "".join(parts)
