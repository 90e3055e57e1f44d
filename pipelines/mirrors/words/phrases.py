"""The tables of phrases and hosts (tables/), checked and ready for matching. How they are written: docs/mirrors.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from crawler.errors import BadSetting
from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.grammar import SPACELESS, Phrase, any_of, compiled, flaw_of, stem_of, stems_of
from pipelines.mirrors.words.stems import Stems

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

ROLES = ("article", "successor", "channel", "own", "named", "label", "blocked", "instead")
WORDS = (
    "if", "we", "site", "also", "reach", "other", "place", "address", "mirror", "new", "moved", "blocked", "unblock",
    "use", "old", "dead", "refuse", "doubt", "article", "section", "feed", "trouble", "twin", "door", "not", "now",
    "contact", "lost", "presence",
)  # fmt: skip
TELLING = ("other", "address", "mirror", "moved", "blocked", "unblock")
"""A sentence without any of these words, and without a phrase, announces nothing but by "also"."""
WEIGHTY = ("blocked", "trouble", "unblock", "other", "mirror", "moved", "twin")
NOTICES = ("own", "named", "blocked")
SHORT_WORD_CHARS = 5


class Language:
    """The words and phrases of one language."""

    def __init__(self, name: str, tables: Mapping[str, Mapping[str, list[str]]], rules: Iterable[list[str]]) -> None:
        self.name = name
        self._words = {key: tables["words"].get(key, []) for key in WORDS}
        self._phrases = tables.get("phrases", {})
        self._rules = tuple(rules)
        others = [word for key in TELLING for word in self._words[key]]
        others += [phrase for role in ROLES for phrase in self._phrases.get(role, ())]
        told = [*others, *self._words["lost"]]
        stems = stems_of([*told, *self._words["also"]])
        self.stems = _shortest(stems[word] for word in told)
        """One of these is in every sentence that this language's words and phrases can speak of."""
        self.weak_stems = _shortest(stems.values())
        """The same with the words for "also", which count beside a printed address."""
        self.blocking = frozenset(stems[word] for word in self._words["blocked"]) & {*self.stems, *self.weak_stems}
        self.losing = frozenset(stems[word] for key in ("blocked", "unblock", "lost") for word in self._words[key])
        self._stems = stems
        # Without a word for a channel or programme they tell nothing.
        self.lost_alone = self._beginnings("lost") - _beginnings(self.stems, (stems[word] for word in others))
        self.presence = [stem_of(word) for word in self._words["presence"]]
        notices = [phrase for role in NOTICES for phrase in self._phrases.get(role, ())]
        self.notices = _shortest(stems[phrase] for phrase in notices)
        """One of these is in every phrase that is worth a notice where no address stands near."""

    @cached_property
    def begins(self) -> dict[str, frozenset[str]]:
        """By word list, those of `stems` with which its words begin: without one of them no word of it is there."""
        # Nothing tells where a word begins that may stand within another.
        whole = (key for key in (*TELLING, "lost") if not any(word.startswith("*") for word in self._words[key]))
        return {key: self._beginnings(key) for key in whole}

    def _beginnings(self, key: str) -> frozenset[str]:
        return _beginnings(self.stems, (self._stems[word] for word in self._words[key]))

    @cached_property
    def phrases(self) -> tuple[tuple[str, Phrase], ...]:
        """Role and phrase, as they are written out."""
        return tuple((role, self._compiled(phrase)) for role in ROLES for phrase in self._phrases.get(role, ()))

    def phrases_in(self, folded: str) -> list[tuple[str, Phrase]]:
        """Return those of `phrases` that may stand in a *folded* sentence."""
        by_stem = self._by_stem
        near = sorted(at for stem in self._phrase_stems.found_in(folded) for at in by_stem[stem])
        return [self.phrases[at] for at in near]

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for at, (_, phrase) in enumerate(self.phrases):
            places.setdefault(phrase.stem, []).append(at)
        return places

    @cached_property
    def _phrase_stems(self) -> Stems:
        return Stems(self._by_stem)

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
    def doubt(self) -> re.Pattern[str]:
        return any_of(self._words["doubt"])

    @cached_property
    def contact(self) -> re.Pattern[str]:
        return any_of(self._words["contact"])

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
    def weighty(self) -> Stems:
        """One of these is in every note whose words are worth weighing."""
        return Stems({*self.sure, *map(stem_of, self._words["not"])})

    @cached_property
    def sure(self) -> frozenset[str]:
        """Those of them that are more than a word for "not"."""
        # The index knows where words begin, and nothing within them.
        words = [word for key in WEIGHTY for word in self._words[key] if not word.startswith("*")]
        return frozenset(map(stem_of, words))

    @cached_property
    def failing(self) -> Phrase:
        """Something that can be reached, and a word for "not" near it."""
        return self._compiled("{not} ~ {reach}")

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
    drop_boxes: tuple[str, ...]
    platforms: tuple[str, ...]
    fillers: frozenset[str]
    platform: re.Pattern[str]
    """Any of them."""
    apps: re.Pattern[str]
    channels: re.Pattern[str]
    """Words for apps and channels."""
    joining: frozenset[str]
    """Words for "and"."""
    outlets: frozenset[str]
    """What outlets are: "channel", "newspaper"."""
    link_words: tuple[str, ...]
    tongues: frozenset[str]
    """Languages by their own names, as links to editions have them."""

    stems: Stems
    """What telling words and phrases begin with."""
    strong: frozenset[str]
    """Those that tell something where no address is printed."""
    notices: frozenset[str]
    """Those of phrases that are worth a notice."""
    blocking: frozenset[str]
    """Those of words for "blocked"."""
    losing: frozenset[str]
    """Those of words for what befalls sites, channels and programmes, and for ways around it."""
    lost: frozenset[str]
    """Those of words for what befalls channels and programmes that tell nothing else."""
    presence: Stems
    """What words for channels and programmes begin with."""
    owners: dict[str, tuple[Language, ...]]
    """Languages by the stems that are theirs."""

    def speaking(self, stems: Iterable[str], name: str | None = None) -> list[Language]:
        """Return the languages that may have something to say about a sentence with *stems*, and that called *name*."""
        told = {owner for stem in stems for owner in self.owners[stem]}
        told |= {one for one in self.languages if one.name == name}
        return sorted(told, key=lambda one: one.name)

    def speaking_of(self, language: Language, name: str | None) -> list[Language]:
        """Return *language* and the one called *name*."""
        return [one for one in self.languages if one is language or one.name == name]


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
    states: frozenset[str]
    servers: frozenset[str]
    things: frozenset[str]
    blogs: tuple[str, ...]
    short: frozenset[str]
    code: frozenset[str]
    shops: frozenset[str]

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
    everywhere = [*common["drop_boxes"]["names"], *common["legal"]["words"]]
    languages = []
    for name in sorted({*texts, *users}):
        tables = _tables(name, [one[name] for one in (texts, users) if name in one])
        tables["words"]["refuse"] = [*tables["words"].get("refuse", ()), *everywhere]
        languages.append(Language(name.removesuffix(".toml"), tables, rules))
    owners: dict[str, list[Language]] = {}
    for one in languages:
        for stem in {*one.weak_stems, *one.stems, *one.notices}:
            owners.setdefault(stem, []).append(one)
    return Phrases(
        languages=tuple(languages),
        stems=Stems(owners),
        strong=frozenset(stem for one in languages for stem in (*one.stems, *one.notices)),
        notices=frozenset(stem for one in languages for stem in one.notices),
        blocking=frozenset(stem for one in languages for stem in one.blocking),
        losing=frozenset(stem for one in languages for stem in one.losing),
        lost=frozenset(stem for stem, own in owners.items() if all(stem in one.lost_alone for one in own)),
        presence=Stems(stem for one in languages for stem in one.presence),
        owners={stem: tuple(found) for stem, found in owners.items()},
        share=frozenset(fold(word) for word in common["furniture"]["share"]),
        drop_boxes=tuple(common["drop_boxes"]["names"]),
        platforms=tuple(common["tv"]["platforms"]),
        fillers=frozenset(common["tv"]["fillers"]),
        platform=any_of(common["tv"]["platforms"]),
        apps=any_of(common["followed"]["apps"]),
        channels=any_of(common["followed"]["channels"]),
        joining=frozenset(fold(word) for word in common["joining"]["words"]),
        outlets=frozenset(fold(word) for word in common["outlets"]["kinds"]),
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
        states=frozenset(refused["states"]),
        servers=frozenset(refused["servers"]),
        things=frozenset(refused["things"]),
        blogs=tuple(tables["shared"]["blogs"]),
        short=frozenset(tables["shared"]["short"]),
        code=frozenset(tables["shared"]["code"]),
        shops=frozenset(tables["shared"]["shops"]),
    )


@cache
def successor_weights() -> dict[str, float]:
    """Return the weights of successor.toml, by sign, read once."""
    weights: dict[str, float] = _read("successor.toml")["weights"]
    return weights


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
    kept: dict[str, None] = {}
    joined: list[str] = []
    for stem in sorted(set(given), key=lambda stem: (len(stem), stem)):
        # The first letters of a stem are looked up: a shorter one within it would not be met.
        if not stem or any(stem[:end] in kept for end in range(1, len(stem))):
            continue
        if SPACELESS.search(stem):
            if any(shorter in stem for shorter in joined):
                continue
            joined.append(stem)
        kept[stem] = None
    return tuple(kept)


def _beginnings(shortest: Iterable[str], given: Iterable[str]) -> frozenset[str]:
    """Those of the *shortest* stems, as `_shortest` has them, that stand for one of the stems *given*."""
    known, joined = set(shortest), [stem for stem in shortest if SPACELESS.search(stem)]
    found: set[str] = set()
    for one in given:
        found |= {one[:end] for end in range(1, len(one) + 1)} & known
        found |= {stem for stem in joined if stem in one}
    return frozenset(found)


def _names_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
