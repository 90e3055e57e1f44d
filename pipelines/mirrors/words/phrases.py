"""The tables of phrases and hosts (tables/), checked and ready for matching. How they are written: docs/mirrors.md."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from crawler.errors import BadSetting
from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.grammar import any_of, flaw_of
from pipelines.mirrors.words.language import ROLES, WORDS, Language
from pipelines.mirrors.words.stems import Stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path


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
    makers: re.Pattern[str]
    """Makers of television sets: platforms where the outlet's name stands before them."""
    tv_joining: frozenset[str]
    """Words between a name and its platform."""
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
        makers=re.compile(rf"(?<![a-z0-9])(?:{'|'.join(common['tv']['makers'])})(?![a-z0-9])"),
        tv_joining=frozenset(fold(word) for word in common["tv"]["joining"]),
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


def _names_above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
