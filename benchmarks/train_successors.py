"""Learn what tells a successor from a web mirror: ``python benchmarks/train_successors.py [--write]``.

Learned from the addresses of the test pages (tests/rooms/pipelines/claims, so PYTHONPATH must have tests) whose kind is
one of the two. Same pages, same bytes. Printed is how many are told wrong when their batch is left out, and when none
is.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rooms.pipelines.claim_pages import FOLDER, pages_of

from benchmarks.likeliest import likeliest, options_of
from crawler.model import MirrorKind
from crawler.page import run_steps
from pipelines.metadata import read_metadata
from pipelines.mirrors.beside.strangers import beside_strangers
from pipelines.mirrors.beside.twins import beside_twins
from pipelines.mirrors.lay import lay_of
from pipelines.mirrors.offer import Offer, accepted
from pipelines.mirrors.outlet import Outlet
from pipelines.mirrors.scope import announcements
from pipelines.mirrors.weighing.successors import FORMS, signs_of
from pipelines.mirrors.words.phrases import phrases, successor_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rooms.pipelines.claim_pages import ClaimPage

TABLE = Path(__file__).parents[1] / "pipelines" / "mirrors" / "words" / "tables" / "successor.toml"
NO_BATCHES = frozenset({"furniture", "layouts", "reports", "stories"})
KINDS = frozenset({MirrorKind.WEB_MIRROR, MirrorKind.SUCCESSOR})
LISTS = (
    "if", "other", "mirror", "new", "moved", "blocked", "unblock", "trouble", "not", "now", "address", "reach", "use",
    "old", "dead", "we", "twin", "door", "place",
)  # fmt: skip
SIGNS = ("ALWAYS", *FORMS, *LISTS)
RIDGE = 1.0
"""How hard weights are held near zero; what did best on batches that were left out."""
DIGITS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One address that a note offers."""

    batch: str
    signs: Sequence[str]
    moved: bool


def cases_of(batch: str) -> Iterator[Case]:
    """Yield the addresses of the pages of *batch* that are offered and are there."""
    for page in pages_of(batch):
        yield from _cases_on(page, batch)


def _cases_on(page: ClaimPage, batch: str) -> Iterator[Case]:
    draft = run_steps(page.unread(), [read_metadata])
    outlet, table = Outlet(draft), phrases()
    lay, there = lay_of(draft.page, outlet.domain), dict(claim.split(" ", 1)[::-1] for claim in page.claims)
    taken: set[int] = set()
    plain = list(announcements(draft.page, lay, outlet, table, taken))
    plain += beside_twins(draft.page, lay, outlet, table, taken)
    known: dict[str | None, str] = {token.url: token.kind for found in plain for token in found.tokens}
    for found in (*plain, *beside_strangers(draft.page, lay, outlet, table, known)):
        kept = accepted(Offer(announcement=found, outlet=outlet, table=table, page_url=draft.page.url))
        sites = [token for token, kind in kept if kind in KINDS]
        for token in sites:
            kind = there.get(token.url.partition("://")[2], "").partition(":")[0]
            if kind in KINDS:
                signs = signs_of(token, len(sites), found, outlet, SIGNS)
                yield Case(batch=batch, signs=signs, moved=kind == MirrorKind.SUCCESSOR)


def learned(cases: Sequence[Case]) -> dict[str, float]:
    """Return a weight for each sign."""
    pages = [(((), case.signs), (float(not case.moved), float(case.moved)), 1.0) for case in cases]
    options = options_of(pages)
    found = dict(zip(options.marks, likeliest(options, RIDGE).tolist(), strict=True))
    return {sign: round(found.get(sign, 0.0), DIGITS) for sign in SIGNS}


def wrong(cases: Sequence[Case], weights: dict[str, float]) -> int:
    """Return how many *cases* are told wrong by *weights*."""
    return sum((sum(weights[sign] for sign in case.signs) > 0) != case.moved for case in cases)


def main(argv: Sequence[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write tables/successor.toml")
    write: bool = parser.parse_args(argv).write
    batches = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem not in NO_BATCHES)
    cases = [case for batch in batches for case in cases_of(batch)]
    apart = 0
    for batch in batches:
        rest, left = ([one for one in cases if (one.batch == batch) is out] for out in (False, True))
        apart += wrong(left, learned(rest))
    weights = learned(cases)
    shipped = wrong(cases, successor_weights())
    sys.stdout.write(
        f"{len(cases)} addresses; wrong: {apart} left out, {wrong(cases, weights)} learned, {shipped} shipped\n"
    )
    if write:
        head = TABLE.read_text("utf-8").partition("[weights]\n")[0]
        TABLE.write_text(f"{head}[weights]\n" + "".join(f"{sign} = {weights[sign]}\n" for sign in SIGNS), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
