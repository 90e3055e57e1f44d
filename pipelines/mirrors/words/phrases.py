"""The tables of phrases and hosts (tables/), checked and ready for matching. How they are written: docs/mirrors.md."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from crawler.errors import BadSetting
from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.grammar import SPACELESS, Phrase, any_of, compiled, flaw_of, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROLES = ("article", "successor", "channel", "own", "named", "label", "blocked")
WORDS = (
    "we", "site", "also", "reach", "other", "place", "address", "mirror", "new", "moved", "blocked", "unblock", "use",
    "old", "dead", "refuse", "article", "section", "feed",
)  # fmt: skip
TELLING = ("other", "address", "mirror", "moved", "blocked", "unblock")
"""A sentence without any of these words, and without a phrase, announces nothing but by "also"."""
NOTICES = ("own", "named", "blocked")
SHORT_WORD_CHARS = 4
FRONT_CHARS = 3
LETTERS = re.compile(r"\w+")


class Language:
    """The words and phrases of one language."""

    def __init__(self, name: str, tables: Mapping[str, Mapping[str, list[str]]], rules: Iterable[list[str]]) -> None:
        self.name = name
        self._words = {key: tables["words"].get(key, []) for key in WORDS}
        self._phrases = tables.get("phrases", {})
        self._rules = tuple(rules)
        told = [word for key in TELLING for word in self._words[key]]
        told += [phrase for role in ROLES for phrase in self._phrases.get(role, ())]
        self.stems = _shortest(map(stem_of, told))
        """One of these is in every sentence that this language's words and phrases can speak of."""
        self.weak_stems = _shortest(map(stem_of, [*told, *self._words["also"]]))
        """The same with the words for "also", which count beside a printed address."""
        notices = [phrase for role in NOTICES for phrase in self._phrases.get(role, ())]
        self.notices = _shortest(stem_of(phrase) for phrase in notices)
        """One of these is in every phrase that is worth a notice where no address stands near."""

    @cached_property
    def phrases(self) -> tuple[tuple[str, Phrase], ...]:
        """Role and phrase, as they are written out."""
        return tuple((role, self._compiled(phrase)) for role in ROLES for phrase in self._phrases.get(role, ()))

    @cached_property
    def rules(self) -> tuple[tuple[str, Phrase], ...]:
        """Role and rule, in the order in which they are tried."""
        return tuple((role, self._compiled(phrase)) for role, phrase in self._rules)

    @cached_property
    def lists(self) -> dict[str, re.Pattern[str]]:
        """The word lists that rules name."""
        return {key: any_of(self._words[key]) for key in WORDS}

    @cached_property
    def we(self) -> re.Pattern[str]:
        return any_of(self._words["we"])

    @cached_property
    def refuse(self) -> re.Pattern[str]:
        return any_of(self._words["refuse"])

    @cached_property
    def site(self) -> re.Pattern[str]:
        return any_of(self._words["site"])

    @cached_property
    def section(self) -> re.Pattern[str]:
        return any_of(self._words["section"])

    @cached_property
    def feed(self) -> re.Pattern[str]:
        return any_of(self._words["feed"])

    @cached_property
    def old(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Words before an address that is left behind: those that may stand a little away, those that stand next."""
        short = [word for word in self._words["old"] if len(word.strip("*")) <= SHORT_WORD_CHARS]
        return any_of([word for word in self._words["old"] if word not in short]), any_of(short)

    @cached_property
    def dead(self) -> re.Pattern[str]:
        return any_of(self._words["dead"])

    def _compiled(self, phrase: str) -> Phrase:
        return compiled(phrase, self._words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The phrases of all languages, and words that belong to none."""

    languages: tuple[Language, ...]
    share: frozenset[str]
    platforms: tuple[str, ...]
    fillers: frozenset[str]
    link_words: tuple[str, ...]
    tongues: frozenset[str]
    """Languages by their own names, as links to editions have them."""

    fronts: dict[str, tuple[tuple[str, Language, bool], ...]]
    """Stems, their languages, and whether they are strong, by the first letters of their first words."""
    joined: tuple[Language, ...]
    """Languages whose stems stand within words."""

    def speaking(self, folded: str, *, printed: bool) -> list[Language]:
        """Return the languages that may have something to say about a *folded* text.

        *printed*: an address stands in it or near it, so that "also" may be enough.
        """
        told: set[Language] = set()
        for front in {word[:FRONT_CHARS] for word in LETTERS.findall(folded)} & self.fronts.keys():
            told.update(one for stem, one, strong in self.fronts[front] if (strong or printed) and stem in folded)
        if not folded.isascii():
            for one in self.joined:
                stems = one.weak_stems if printed else one.stems
                if any(stem in folded for stem in stems):
                    told.add(one)
        return sorted(told, key=lambda one: one.name)

    def notices_in(self, text: str) -> list[str]:
        """Return the stems of notices that stand in the folded *text* of a page."""
        words = set(text.split())
        plain = text.isascii()
        return [
            stem
            for one in self.languages
            if one not in self.joined or not plain
            for stem in one.notices
            if (one in self.joined or " " not in stem or stem[: stem.index(" ")] in words) and stem in text
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Host names by what they stand for."""

    kinds: dict[str, str]
    """Kind by host name."""
    refused: frozenset[str]
    forms: frozenset[str]
    languages: frozenset[str]
    share: tuple[str, ...]

    def kind_of(self, host: str) -> str | None:
        """Return the kind of *host* or of a name above it; None when it is none of the known ones."""
        return next((self.kinds[name] for name in _names_above(host) if name in self.kinds), None)

    def refuses(self, host: str) -> bool:
        """Return whether *host* is never a mirror: of two known names above it the longer one counts."""
        known = next((name for name in _names_above(host) if name in self.refused or name in self.kinds), None)
        return known in self.refused


@cache
def phrases() -> Phrases:
    """Return the tables that ship with the program, read once."""
    folder = files(__package__).joinpath("tables", "languages")
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return phrases_from(texts)


def phrases_from(texts: Mapping[str, str]) -> Phrases:
    """Return the phrases of language files, given as text by file name.

    Raises `BadSetting` with the file, the entry and what is wrong with it.
    """
    rules = _read("rules.toml")["rules"]
    common = _read("common.toml")
    languages = [Language(name.removesuffix(".toml"), _checked(name, texts[name]), rules) for name in sorted(texts)]
    joined = tuple(one for one in languages if any(SPACELESS.search(stem) for stem in one.stems))
    fronts: dict[str, list[tuple[str, Language, bool]]] = {}
    for language in languages:
        for stem in language.weak_stems if language not in joined else ():
            strong = any(one in stem for one in language.stems)
            for word in LETTERS.findall(stem)[:1]:
                fronts.setdefault(word[:FRONT_CHARS], []).append((stem, language, strong))
    return Phrases(
        languages=tuple(languages),
        fronts={front: tuple(found) for front, found in fronts.items()},
        joined=joined,
        share=frozenset(fold(word) for word in common["furniture"]["share"]),
        platforms=tuple(common["tv"]["platforms"]),
        fillers=frozenset(common["tv"]["fillers"]),
        tongues=frozenset(fold(word) for word in common["link"]["languages"]),
        link_words=tuple(fold(word) for word in common["link"]["words"]),
    )


@cache
def hosts() -> Hosts:
    """Return the tables of hosts.toml, read once."""
    tables = _read("hosts.toml")
    refused = tables["refused"]
    return Hosts(
        kinds={name: kind for kind, names in tables["kinds"].items() for name in names},
        refused=frozenset([*refused["archives"], *refused["services"]]),
        forms=frozenset(refused["forms"]),
        languages=frozenset(refused["languages"]),
        share=tuple(refused["share"]),
    )


def _checked(file: str, text: str) -> dict[str, Any]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise BadSetting(file, str(err)) from err
    for table, known in (("words", WORDS), ("phrases", ROLES)):
        for key, entries in tables.get(table, {}).items():
            if key not in known:
                raise BadSetting(file, f"[{table}] has no entry {key}; there are {', '.join(known)}")
            if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
                raise BadSetting(file, f"{table}.{key} must be a list of texts")
            for entry in entries:
                flaw = flaw_of(entry, WORDS if table == "phrases" else ())
                if flaw is not None:
                    raise BadSetting(file, f"{table}.{key}: {entry!r} {flaw}")
    if not tables.get("words", {}).get("we"):
        raise BadSetting(file, "words.we is missing: without it no sentence is known to be about the outlet")
    return {"words": tables["words"], "phrases": tables.get("phrases", {})}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("tables", name).read_text(encoding="utf-8"))


def _shortest(given: Iterable[str]) -> tuple[str, ...]:
    """The stems in *given* less those that hold another."""
    kept: list[str] = []
    for stem in sorted(set(given), key=lambda stem: (len(stem), stem)):
        if stem and not any(shorter in stem for shorter in kept):
            kept.append(stem)
    return tuple(kept)


def _names_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
