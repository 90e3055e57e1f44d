"""The tables of phrases and hosts (tables/), checked and ready for matching. How they are written: docs/mirrors.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from crawler.errors import BadSetting
from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.grammar import SPACELESS, Phrase, any_of, compiled, flaw_of, stem_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

ROLES = ("article", "successor", "channel", "own", "named", "label", "blocked")
WORDS = (
    "if", "we", "site", "also", "reach", "other", "place", "address", "mirror", "new", "moved", "blocked", "unblock",
    "use", "old", "dead", "refuse", "article", "section", "feed",
)  # fmt: skip
TELLING = ("other", "address", "mirror", "moved", "blocked", "unblock")
"""A sentence without any of these words, and without a phrase, announces nothing but by "also"."""
NOTICES = ("own", "named", "blocked")
SHORT_WORD_CHARS = 4
FRONT_CHARS = 3
MARKS = "\"'(#*-|>[.“"


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

    fronts: dict[str, tuple[tuple[str, str], ...]]
    """Stems with their first words, by the first letters, for languages that part their words."""
    joined: tuple[str, ...]
    """Stems of languages that do not."""
    strong: frozenset[str]
    """Stems that tell something where no address is printed."""
    notices: tuple[tuple[str, frozenset[str]], ...]
    """Stems of phrases that are worth a notice, with the words before their last ones."""
    joined_notices: frozenset[str]

    owners: dict[str, tuple[Language, ...]]
    """Languages by the stems that are theirs."""

    def speaking(self, folded: str) -> list[Language]:
        """Return the languages that may have something to say about a *folded* sentence."""
        told = {owner for stem in self._stems_in(folded) if stem in folded for owner in self.owners[stem]}
        return sorted(told, key=lambda one: one.name)

    def telling_in(self, text: str) -> tuple[list[str], list[str]]:
        """Return the stems that may stand in a folded *text*: those that tell something by themselves, and others."""
        there = self._stems_in(text)
        return [stem for stem in there if stem in self.strong], [stem for stem in there if stem not in self.strong]

    def notices_in(self, text: str) -> list[str]:
        """Return the stems of phrases worth a notice that may stand in the folded *text* of a page."""
        words = set(text.split())
        there = [stem for stem, first in self.notices if first <= words]
        if not text.isascii() and SPACELESS.search(text):
            there += [stem for stem in self.joined if stem in self.joined_notices and stem in text]
        return there

    def _stems_in(self, text: str) -> list[str]:
        """The stems whose first words stand in *text*: to look for each of them in a long text would take longer."""
        words: dict[str, list[str]] = {}
        for word in {word.lstrip(MARKS) for word in set(text.split())}:
            words.setdefault(word[:FRONT_CHARS], []).append(word)
        there = []
        for front in words.keys() & self.fronts.keys():
            near = words[front]
            there += [stem for stem, first in self.fronts[front] if any(word.startswith(first) for word in near)]
        if not text.isascii() and SPACELESS.search(text):
            there += [stem for stem in self.joined if stem in text]
        return there


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
    texts = {
        entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")
    }
    return phrases_from(texts)


def phrases_from(texts: Mapping[str, str]) -> Phrases:
    """Return the phrases of language files, given as text by file name.

    Raises `BadSetting` with the file, the entry and what is wrong with it.
    """
    rules = _read("rules.toml")["rules"]
    common = _read("common.toml")
    languages = [Language(name.removesuffix(".toml"), _checked(name, texts[name]), rules) for name in sorted(texts)]
    told = {stem for one in languages for stem in one.notices}
    stems = sorted({stem for one in languages for stem in (*one.weak_stems, *one.stems, *one.notices)})
    fronts: dict[str, list[tuple[str, str]]] = {}
    for stem in stems:
        if not SPACELESS.search(stem):
            first = stem.split()[0].lstrip(MARKS)
            fronts.setdefault(first[:FRONT_CHARS], []).append((stem, first))
    owners = {
        stem: tuple(one for one in languages if stem in one.weak_stems or stem in one.stems or stem in one.notices)
        for stem in stems
    }
    return Phrases(
        languages=tuple(languages),
        fronts={front: tuple(found) for front, found in fronts.items()},
        owners=owners,
        joined=tuple(stem for stem in stems if SPACELESS.search(stem)),
        strong=frozenset(stem for one in languages for stem in (*one.stems, *one.notices)),
        notices=tuple(
            (stem, frozenset(stem.split()[:-1])) for stem in stems if stem in told and not SPACELESS.search(stem)
        ),
        joined_notices=frozenset(told),
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
    for table in tables.keys() - {"words", "phrases"}:
        raise BadSetting(file, f"has no table [{table}]; there are [words] and [phrases]")
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
    """The stems in *given* less those that begin with another, or hold it where words are not parted."""
    kept: list[str] = []
    for stem in sorted(set(given), key=lambda stem: (len(stem), stem)):
        joined = SPACELESS.search(stem) is not None
        # The first letters of a stem are looked up: a shorter one within it would not be met.
        if stem and not any(shorter in stem if joined else stem.startswith(shorter) for shorter in kept):
            kept.append(stem)
    return tuple(kept)


def _names_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
