"""The tables of words (languages/, common.toml), checked and ready for use. How they are written: docs/mirrors.md."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.errors import BadSetting
from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.language import SIGNS, WORDS, Language
from pipelines.mirrors.words.patterns import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

TABLES = {"words": WORDS, "signs": SIGNS, "phrases": ("announce",)}
"""The tables of a language's file, and the lists that each may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of all languages, and those that belong to none."""

    languages: tuple[Language, ...]
    share: frozenset[str]
    platforms: tuple[str, ...]
    fillers: frozenset[str]
    platform: re.Pattern[str]
    """Any of them."""
    makers: re.Pattern[str]
    """Makers of television sets: platforms where the outlet's name stands before them."""
    sets: re.Pattern[str]
    """Words for television sets."""
    tv_joining: frozenset[str]
    """Words between a name and its platform."""
    apps: re.Pattern[str]
    """Words for apps."""
    outlets: frozenset[str]
    """What outlets are: "channel", "newspaper"."""

    def language(self, name: str | None) -> Language | None:
        """Return the language of that *name*; None where there is none."""
        return next((one for one in self.languages if one.name == name), None)


@cache
def word_tables(users: Path | None = None) -> Words:
    """Return the tables that ship with the program, those of the folder *users* added to them; read once.

    Raises `BadSetting`; a folder that is not there is no trouble.
    """
    if users is not None and not users.is_dir():
        return word_tables()
    return words_from(_texts(files(__package__).joinpath("languages")), _texts(users) if users else None)


def words_from(texts: Mapping[str, str], users: Mapping[str, str] | None = None) -> Words:
    """Return the words of language files, given as text by file name; those of *users* are added to the others.

    Of *texts*, which ship with the program and are tested, each is read when a page is in its language.
    Raises `BadSetting` with the file, the entry and what is wrong with it when one of *users* cannot be used.
    """
    common = tomllib.loads(files(__package__).joinpath("common.toml").read_text(encoding="utf-8"))
    users = users or {}
    everywhere = [*common["drop_boxes"]["names"], *common["legal"]["words"]]
    tv, makers = common["tv"], "|".join(common["tv"]["makers"])
    shared = {
        "c.platform": [*tv["platforms"], *tv["makers"]],
        "c.apps": common["followed"]["apps"],
        "c.channels": common["followed"]["channels"],
    }
    languages = []
    for name in sorted({*texts, *users}):
        read = partial(_language, name, [one[name] for one in (texts, users) if name in one], shared, everywhere)
        languages.append(Language(name.removesuffix(".toml"), read))
        if name in users:
            languages[-1].check()
    return Words(
        languages=tuple(languages),
        share=frozenset(fold(word) for word in common["furniture"]["share"]),
        platforms=tuple(tv["platforms"]),
        fillers=frozenset(tv["fillers"]),
        platform=any_of(tv["platforms"]),
        makers=re.compile(rf"(?<![a-z0-9])(?:{makers})(?![a-z0-9])"),
        sets=any_of(tv["sets"]),
        tv_joining=frozenset(fold(word) for word in tv["joining"]),
        apps=any_of(common["followed"]["apps"]),
        outlets=frozenset(fold(word) for word in common["outlets"]["kinds"]),
    )


def _language(
    file: str, texts: Sequence[str], shared: dict[str, list[str]], everywhere: Sequence[str]
) -> tuple[dict[str, list[str]], list[str]]:
    """The lists of one language, with those that all share, and its phrases."""
    tables = _tables(file, texts)
    lists = {f"w.{key}": entries for key, entries in tables["words"].items()} | tables["signs"] | shared
    lists["w.refuse"] = [*lists.get("w.refuse", ()), *everywhere]
    return lists, tables["phrases"].get("announce", [])


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
    tables: dict[str, dict[str, list[str]]] = {table: {} for table in TABLES}
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
    for table in tables.keys() - TABLES.keys():
        raise BadSetting(file, f"has no table [{table}]; there are {', '.join(f'[{one}]' for one in TABLES)}")
    for table, known in TABLES.items():
        for key, entries in tables.get(table, {}).items():
            if key not in known:
                raise BadSetting(file, f"[{table}] has no entry {key}; there are {', '.join(known)}")
            if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
                raise BadSetting(file, f"{table}.{key} must be a list of texts")
            for entry in entries:
                if not all(fold(part).strip(" *") for part in entry.split("…")):
                    raise BadSetting(file, f"{table}.{key}: {entry!r} has an empty part")
    return tables
