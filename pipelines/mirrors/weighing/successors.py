"""Whether an address takes the place of the outlet's old one: signs in the note are weighed (tables/successor.toml)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold
from pipelines.mirrors.trigger import without_addresses
from pipelines.mirrors.words.kinds import STORES
from pipelines.mirrors.words.phrases import successor_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement

FORMS = ("PHRASE", "ALSO", "SEVERAL", "BESIDE", "NEXT", "TWIN", "OWN")
"""Signs that are no word lists: a phrase of the role; "also" other than as "now", which some languages have one word
for; several sites; other addresses, less channels and apps; one site with a higher number; the outlet's own name; its
own host beside it."""


def is_successor(token: Token, sites: int, found: Announcement, outlet: Outlet) -> bool:
    """Return whether *token*, one of so many *sites* that are offered, is where the outlet has moved."""
    weights = successor_weights()
    return sum(weights[sign] for sign in signs_of(token, sites, found, outlet, weights)) > 0


def signs_of(token: Token, sites: int, found: Announcement, outlet: Outlet, known: Iterable[str]) -> Sequence[str]:
    """Return those of the *known* signs that are there: word lists with a word in the note, and `FORMS`."""
    told, lists = without_addresses(fold(found.note_text)), found.trigger.language.lists
    forms = {
        "ALWAYS": True,
        "PHRASE": found.trigger.role == "successor" and not found.trigger.by_rule,
        "ALSO": lists["also"].search(lists["now"].sub(" ", told)) is not None,
        "SEVERAL": sites > 1,
        "BESIDE": sum(not outlet.is_own(one.host) and one.kind not in STORES for one in found.tokens) > 1,
        "NEXT": sites == 1 and outlet.is_next(token.host),
        "TWIN": outlet.is_twin(token.host),
        "OWN": any(outlet.is_own(one.host) for one in found.tokens),
    }
    return [sign for sign in known if (forms[sign] if sign in forms else lists[sign].search(told) is not None)]
