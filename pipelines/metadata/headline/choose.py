"""Which of the texts that may be the headline it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.block import count_words
from crawler.page.site import folded_name, letters_of
from pipelines.metadata.choice import heaviest
from pipelines.metadata.headline.address import address_marks
from pipelines.metadata.headline.like import Likeness
from pipelines.metadata.headline.witnesses import witnesses
from pipelines.metadata.weights import HEADLINE

if TYPE_CHECKING:
    from pipelines.metadata.facts import Told
    from pipelines.metadata.headline.witnesses import Witness
    from pipelines.metadata.places import Places

LEAST = -20.0
"""Whatever calls itself a title is better than none."""


def headline_of(told: Told, places: Places) -> Witness | None:
    """Return the headline, without the name of the site, and what gave it."""
    options = options_of(told, places)
    key = heaviest({key: marks for key, (_, marks) in options.items()}, HEADLINE, least=LEAST)
    return None if key is None else options[key][0]


def options_of(told: Told, places: Places) -> dict[str, tuple[Witness, set[str]]]:
    """Return the candidates by their letters, each with its most trusted witness and all its marks."""
    options: dict[str, tuple[Witness, set[str]]] = {}
    for witness in witnesses(told, places):
        key = letters_of(witness.text) or witness.text.strip()
        known = options.setdefault(key, (witness, set()))
        known[1].update(witness.marks)
    addressed = address_marks(told.original_url, [witness.text for witness, _ in options.values()])
    for (key, (witness, marks)), more in zip(options.items(), addressed, strict=True):
        marks.update(more)
        marks.update(_marks_of(key, witness, told, options))
    return options


def _marks_of(key: str, witness: Witness, told: Told, options: dict[str, tuple[Witness, set[str]]]) -> set[str]:
    marks = options[key][1]
    families = {mark for mark in marks if mark in {"h1", "ld", "og", "twitter", "title", "named", "printed"}}
    found = {f"families:{len(families)}"} | {f"{one}+{two}" for one in families for two in families if one < two}
    words = count_words(witness.text)
    found.add(f"words:{next((most for most in (1, 2, 3, 5, 8, 14, 20, 28) if words <= most), 99)}")
    if folded_name(witness.text) in told.site_names:
        found.add("site")
    likeness = Likeness(witness.text)
    for name in ("h1", "ld", "og", "title"):
        others = [other for other, (_, given) in options.items() if name in given and other != key]
        if others and name not in marks:
            most = max(likeness.of(options[other][0].text, 0.0) for other in others)
            found.add(f"like:{name}:{int(most * 4)}")
            if any(other.startswith(key) for other in others):
                found.add(f"begins:{name}")
            elif any(other in key for other in others if len(other) > 8):
                found.add(f"holds:{name}")
            elif any(key in other for other in others):
                found.add(f"within:{name}")
        elif not others and name not in marks:
            found.add(f"no:{name}")
    return found
