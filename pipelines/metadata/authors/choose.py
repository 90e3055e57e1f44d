"""Which of the texts that may name the authors does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.page.site import folded_name
from pipelines.metadata.authors.names import clean_names, is_organisation, is_person_like
from pipelines.metadata.authors.witnesses import witnesses
from pipelines.metadata.choice import heaviest
from pipelines.metadata.weights import AUTHORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

LEAST = -20.0
SIGNED = frozenset(["line-by:after1", "line-by:begin", "line-by:end", "line-name:begin", "line-name:end"])
"""Marks of a name that is printed where an article is signed."""
NEAR = SIGNED | {"line-by:after4", "path:after1", "path:after4", "rel:after1", "rel:after4", "class-name:after1"}
"""Marks of a name that is printed or linked near the headline, or signs."""
_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
Names = tuple[str, ...]
NOBODY: Names = ()
Options = dict[Names, tuple[list[str], str, set[str]]]
"""The candidates by their folded names, with the names, the source and all marks."""


def authors_of(told: Told, places: Places) -> tuple[list[str], str | None]:
    """Return the names of the authors in the page's order, each once, and what gave them."""
    options = options_of(told, places)
    key = heaviest({key: marks for key, (_, _, marks) in options.items()}, AUTHORS, least=LEAST)
    if not key:
        return [], None
    names, source, _ = options[key]
    return names, source


def options_of(told: Told, places: Places) -> Options:
    """Return the candidates by their folded names, with the names, the source and all marks; nobody is one of them."""
    options: Options = {NOBODY: ([], "", {"nobody"})}
    for witness in witnesses(told, places):
        names = clean_names(witness.texts)
        _offer(options, names, witness.source, witness.marks)
        persons = [name for name in names if is_person_like(name) and not _is_site(name, told)]
        if persons and len(persons) < len(names):
            _offer(options, persons, witness.source, (*witness.marks, "persons-only"))
    for key, (names, _, marks) in options.items():
        if key:
            marks.update(_marks_of(key, names, told, options))
    _compare_with_persons(options)
    return options


def _compare_with_persons(options: Options) -> None:
    """Mark those who are no persons where others are: outlets, desks, accounts; without the last two if one signed it.

    Sites that enter all they publish under one account print who wrote it.
    """
    persons = {
        key: marks
        for key, (_, _, marks) in options.items()
        if "people:all" in marks and marks.isdisjoint(("site", "lower"))
    }
    near = {key for key, marks in persons.items() if not marks.isdisjoint(NEAR)}
    is_signed = any(not marks.isdisjoint(SIGNED) for marks in persons.values())
    for key, (_, _, marks) in list(options.items()):
        if not key or ("people:none" not in marks and "site" not in marks):
            continue
        kind = next((one for one in ("site", "organisation", "lower", "words:1") if one in marks), "other")
        for others, beside in ((persons, "beside-persons"), (near, "beside-near")):
            if any(other != key for other in others):
                marks.update((beside, f"{kind}+{beside}"))
        if is_signed and kind in {"site", "lower"}:
            del options[key]


def _offer(options: Options, names: list[str], source: str, marks: Iterable[str]) -> None:
    if names:
        key = tuple(sorted(" ".join(sorted(name.casefold().split())) for name in names))
        options.setdefault(key, (names, source, set()))[2].update(marks)


def _is_site(name: str, told: Told) -> bool:
    letters = folded_name(name)
    return letters in told.site_names or letters in told.host.replace("-", "").replace(".", "")


FAMILIES = frozenset(
    ["ld", "ld-page", "meta", "rel", "itemprop", "class", "class-name", "path", "line-by", "line-name", "line-label"]
)
"""Sources that speak for themselves; the more of them agree, the better."""


def _marks_of(key: Names, names: list[str], told: Told, options: Options) -> set[str]:
    families = {mark.partition(":")[0] for mark in options[key][2]} & FAMILIES
    found = {f"families:{min(len(families), 4)}", f"names:{min(len(names), 4)}"}
    people = [is_person_like(name) for name in names]
    found.add("people:all" if all(people) else "people:some" if any(people) else "people:none")
    if any(folded_name(name) in told.site_names for name in names):
        found.add("site")
    if any(is_organisation(name) for name in names):
        found.add("organisation")
    found |= _compared(key, options)
    return found | _marks_of_one(names[0], told) if len(names) == 1 else found


def _marks_of_one(name: str, told: Told) -> set[str]:
    words = len(name.split())
    # Names of three and four words are as common there as those of two elsewhere.
    found = {"words:2" if 2 <= words <= 4 and _VIETNAMESE.search(name) else f"words:{min(words, 5)}"}
    if name == name.lower() and name.isascii():
        found.add("lower")
    if any(character.isdigit() for character in name):
        found.add("digits")
    if folded_name(name) in told.host.replace("-", "").replace(".", ""):
        found.add("host")
    return found


def _compared(key: Names, options: Iterable[Names]) -> set[str]:
    """How the names relate to those of other options: some of them or more than them, or one longer or shorter name."""
    own, found = set(key), set()
    for other in options:
        if not other or other == key:
            continue
        if own < set(other):
            found.add("fewer")
        elif own > set(other):
            found.add("more")
        elif len(own) == len(other) == 1:
            mine, theirs = set(key[0].split()), set(other[0].split())
            if mine < theirs or key[0] in other[0]:
                found.add("shorter")
            elif mine > theirs:
                found.add("longer")
    return found
