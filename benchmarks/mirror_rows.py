"""The addresses on pages as rows of numbers, each told to be offered or not: what `train_mirrors.py` learns from."""

from __future__ import annotations

import hashlib
import math
import zlib
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rooms.pipelines.claim_pages import FOLDER, pages_of
from rooms.pipelines.plain_form_pages import FORMS, LANGUAGES, OTHERS, PLACES, form_draft

from benchmarks.body_pages import parts_of
from benchmarks.reread import saved
from crawler.archive.sources import page_capture
from crawler.page import Draft, Page, run_steps
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors
from pipelines.mirrors.lay import lay_of
from pipelines.mirrors.learned.features import Rows
from pipelines.mirrors.learned.spots import Spots
from pipelines.mirrors.outlet import Outlet
from pipelines.mirrors.words.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

STORIES = frozenset({"furniture", "layouts", "reports", "stories"})
"""Files beside the batches that hold no pages."""
WRITTEN = (
    "fortyeighth", "fortyninth", "fiftieth", "fiftyfirst", "fiftysecond", "fiftythird", "fiftyfourth", "fiftyfifth",
    "fiftysixth", "fiftyseventh", "fiftyeighth", "fiftyninth", "sixtieth", "sixtyfirst", "sixtysecond", "sixtythird",
    "sixtysixth", "sixtyseventh", "sixtyeighth",
)  # fmt: skip
"""Batches whose pages no rule was ever mended on: only there is what the rules say worth anything."""
MEASURED = ("sixtyfourth", "sixtyfifth")
"""Batches that nothing learns from."""
PLAIN, SAVED = "plain forms", "saved pages"
GROUPS = 4
OWN = "harbourherald.com"
"""The host of the outlet of the plain forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address on a page."""

    batch: str
    page: str
    address: str
    """Without a scheme."""
    row: list[float]
    """`NAMES` of `pipelines.mirrors.learned.features`; the first is no number where the rules learnt from the page."""
    is_ruled: bool
    kind: str | None
    """The kind of the claim; None when there is none."""

    @property
    def group(self) -> int:
        """In which of `GROUPS` parts it is: all of a batch, or of a site, are in one."""
        told = self.page if self.batch == SAVED else self.batch
        return zlib.crc32(told.encode()) % GROUPS


def written_rows(batch: str) -> Iterator[Address]:
    """Yield the addresses on the pages of claims/BATCH.toml."""
    for page in pages_of(batch):
        kinds = {claim.partition(" ")[2]: claim.partition(" ")[0].partition(":")[0] for claim in page.claims}
        draft = run_steps(page.unread(), (read_metadata,))
        yield from _rows_of(draft, batch, page.name, kinds)


def form_rows() -> Iterator[Address]:
    """Yield the addresses in the plain forms of each language; all of a form that offers something are offered."""
    for forms, is_offered in ((FORMS, True), (OTHERS, False)):
        for name, language, place in product(forms, LANGUAGES, PLACES):
            draft = form_draft(forms[name][language], language, place)
            kinds = forms[name]["kind"].split() if is_offered else []
            told = _rows_of(draft, PLAIN, name, {})
            kind = kinds[0].partition(":")[0] if kinds else None
            yield from (replace(one, kind=None if one.address.startswith(OWN) else kind) for one in told)


def saved_rows(corpus: Path) -> Iterator[Address]:
    """Yield the addresses on the pages of *corpus*, less those that the rules claim: nothing else is offered there."""
    for part in parts_of(corpus):
        for url, body in saved(corpus / part):
            draft = run_steps(Draft.of(Page(page_capture(body, url=url))), (read_metadata,))
            told = _rows_of(draft, SAVED, urlsplit(url).hostname or url, {})
            yield from (one for one in told if not one.is_ruled)


def batches() -> list[str]:
    """Return the names of the batches, less those that are kept for measuring."""
    return [path.stem for path in sorted(FOLDER.glob("*.toml")) if path.stem not in {*STORIES, *MEASURED}]


def digest_of_pages() -> str:
    """Return the SHA-256 of what was written for this."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.toml"), *FOLDER.parent.glob("plain_*.toml")]):
        if path.stem not in MEASURED:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _rows_of(draft: Draft, batch: str, name: str, kinds: Mapping[str, str]) -> Iterator[Address]:
    claimed = read_mirrors(draft, by_rules_alone=True).article.mirrors
    ruled = {told_of(claim.address, claim.name) for claim in claimed}
    spelt = {address.lower(): kind for address, kind in kinds.items()}
    table, outlet = phrases(), Outlet(draft)
    language = outlet.language_in(table)
    if language is None:
        return
    spots = Spots(draft.page, lay_of(draft.page, outlet.domain), outlet, language, table)
    rows = Rows(spots)
    worth = {id(spot) for spot in spots.worth_weighing()}
    for spot in spots.all_held():
        address = told_of(spot.token.url, spot.token.name)
        if id(spot) in worth or address in ruled:
            row = rows.row_of(spot, is_ruled=address in ruled)
            if batch not in {*WRITTEN, *MEASURED, SAVED}:
                row[0] = math.nan
            yield Address(
                batch=batch,
                page=name,
                address=address,
                row=row,
                is_ruled=address in ruled,
                kind=spelt.get(address.lower()),
            )


def told_of(url: str | None, name: str | None) -> str:
    """Return an address without its scheme, or a name after an equals sign, as the files have them."""
    return url.partition("://")[2] if url else f"={name}"
