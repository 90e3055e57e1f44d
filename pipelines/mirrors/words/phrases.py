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
    from importlib.resources.abc import Traversable
    from pathlib import Path

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
        self.blocking = frozenset(map(stem_of, self._words["blocked"])) & {*self.stems, *self.weak_stems}
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
    notices: dict[str, tuple[tuple[str, frozenset[str]], ...]]
    """Stems of phrases that are worth a notice, with the words before their last ones, by the longest of these."""
    joined_notices: frozenset[str]

    blocking: frozenset[str]
    """Stems of words for "blocked"."""
    owners: dict[str, tuple[Language, ...]]
    """Languages by the stems that are theirs."""

    def speaking(self, folded: str, name: str | None = None) -> list[Language]:
        """Return the languages that may have something to say about a *folded* sentence, and that called *name*."""
        told = {owner for stem in self._stems_in(folded) if stem in folded for owner in self.owners[stem]}
        told |= {one for one in self.languages if one.name == name}
        return sorted(told, key=lambda one: one.name)

    def speaking_of(self, language: Language, name: str | None) -> list[Language]:
        """Return *language* and the one called *name*."""
        return [one for one in self.languages if one is language or one.name == name]

    def telling_in(self, text: str) -> tuple[list[str], list[str]]:
        """Return the stems that may stand in a folded *text*: those that tell something by themselves, and others."""
        there = self._stems_in(text)
        return [stem for stem in there if stem in self.strong], [stem for stem in there if stem not in self.strong]

    def blocking_in(self, text: str) -> list[str]:
        """Return the stems of words for "blocked" that may stand in a folded *text*."""
        return [stem for stem in self._stems_in(text) if stem in self.blocking]

    def notices_in(self, text: str) -> list[str]:
        """Return the stems of phrases worth a notice that may stand in the folded *text* of a page."""
        words = set(text.split())
        near = (self.notices[word] for word in ("", *(self.notices.keys() & words)) if word in self.notices)
        there = [stem for notices in near for stem, first in notices if first <= words]
        if not text.isascii() and SPACELESS.search(text):
            there += [stem for stem in self.joined if stem in self.joined_notices and stem in text]
        return there

    def _stems_in(self, text: str) -> list[str]:
        """The stems whose first words stand in *text*: to look for each of them in a long text would take longer."""
        words: dict[str, list[str]] = {}
        there = set(text.split())
        for word in there | {word.lstrip(MARKS) for word in there if word[0] in MARKS}:
            front = word[:FRONT_CHARS]
            if front in self.fronts:
                words.setdefault(front, []).append(word)
        stems = []
        for front, near in words.items():
            for stem, first in self.fronts[front]:
                for word in near:  # asked some thousand times a page: `any` takes twice as long
                    if word.startswith(first):
                        stems.append(stem)
                        break
        if not text.isascii() and SPACELESS.search(text):
            stems += [stem for stem in self.joined if stem in text]
        return stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Host names by what they stand for."""

    kinds: dict[str, str]
    """Kind by host name."""
    refused: frozenset[str]
    forms: frozenset[str]
    languages: frozenset[str]
    share: tuple[str, ...]
    parts: tuple[str, ...]
    endings: tuple[str, ...]

    def kind_of(self, host: str) -> str | None:
        """Return the kind of *host* or of a name above it; None when it is none of the known ones."""
        return next((self.kinds[name] for name in _names_above(host) if name in self.kinds), None)

    def refuses(self, host: str) -> bool:
        """Return whether *host* is never a mirror: of two known names above it the longer one counts."""
        known = next((name for name in _names_above(host) if name in self.refused or name in self.kinds), None)
        return known in self.refused


@cache
def phrases(users: Path | None = None) -> Phrases:
    """Return the tables that ship with the program, those of the folder *users* added to them; read once.

    Raises `BadSetting`; a folder that is not there is no trouble.
    """
    if users is not None and not users.is_dir():
        return phrases()
    return phrases_from(_texts(files(__package__).joinpath("tables", "languages")), _texts(users) if users else None)


def phrases_from(texts: Mapping[str, str], users: Mapping[str, str] | None = None) -> Phrases:
    """Return the phrases of language files, given as text by file name; those of *users* are added to the others.

    Raises `BadSetting` with the file, the entry and what is wrong with it.
    """
    rules = _read("rules.toml")["rules"]
    common = _read("common.toml")
    users = users or {}
    languages = [
        Language(name.removesuffix(".toml"), _tables(name, [one[name] for one in (texts, users) if name in one]), rules)
        for name in sorted({*texts, *users})
    ]
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
        notices=_by_longest(
            (stem, frozenset(stem.split()[:-1])) for stem in stems if stem in told and not SPACELESS.search(stem)
        ),
        joined_notices=frozenset(told),
        blocking=frozenset(stem for one in languages for stem in one.blocking),
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
        parts=tuple(refused["parts"]),
        endings=tuple(refused["endings"]),
    )


def _texts(folder: Path | Traversable) -> dict[str, str]:
    texts = {}
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            try:
                texts[entry.name] = entry.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as err:
                raise BadSetting(entry.name, str(err)) from err
    return texts


def _tables(file: str, texts: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """The tables of one language; a list that stands in several *texts* is all of them."""
    tables: dict[str, dict[str, list[str]]] = {"words": {}, "phrases": {}}
    for text in texts:
        for table, lists in _checked(file, text).items():
            for key, entries in lists.items():
                tables[table][key] = [*tables[table].get(key, ()), *entries]
    if not tables["words"].get("we"):
        raise BadSetting(file, "words.we is missing: without it no sentence is known to be about the outlet")
    return tables


def _checked(file: str, text: str) -> dict[str, dict[str, list[str]]]:
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
    return tables


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


def _by_longest(notices: Iterable[tuple[str, frozenset[str]]]) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    found: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
    for stem, first in notices:
        longest = max(sorted(first), key=len, default="")
        found[longest] = (*found.get(longest, ()), (stem, first))
    return found


def _names_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
