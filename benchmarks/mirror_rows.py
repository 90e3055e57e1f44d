"""The addresses on pages as rows of numbers, each told to be offered or not: what `train_mirrors.py` learns from."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rooms.pipelines.claim_pages import FOLDER, batches, pages_of
from rooms.pipelines.plain_form_pages import FORMS, IN_BARS, LANGUAGES, OTHERS, PLACES, form_draft

from benchmarks.body_pages import parts_of
from benchmarks.reread import saved
from crawler.archive.sources import page_capture
from crawler.page import Draft, Page, run_steps
from pipelines.metadata import read_metadata
from pipelines.mirrors.learned.features import Rows
from pipelines.mirrors.step import spots_on
from pipelines.mirrors.words.tables import word_tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from rooms.pipelines.claim_pages import ClaimPage

    from pipelines.mirrors.learned.spots import Spots

WRITTEN, MEASURED = batches("learned"), batches("measured")
"""Batches that no word was ever chosen for, and those that nothing learns from."""
PLAIN, SAVED, IS_NOTICE = "plain forms", "saved pages", "notice"
KNOWN = frozenset(
    {
        "apolut.net/apolut_app.apk", "t.me/report24news", "apps.rustore.ru/app/com.nsadv.kommersant",
        "appgallery.huawei.com/app/C101172387", "correctiv.ruhr/",
        "mv.kommersant.ru/issues.media/apk/androidApp-apk-release-5.1.5-276.apk",
    }
)  # fmt: skip
"""Addresses that saved pages offer, or may be held to: nothing is learned of them."""
GROUPS = 4
OWN = "harbourherald.com"
"""The host of the outlet of the plain forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of one address on a page, or of one note."""

    batch: str
    page: str
    address: str
    """Without a scheme; of a note its text."""
    row: list[float]
    """`NAMES` of `pipelines.mirrors.learned.features`, or `NAMES_OF_NOTES` of a note."""
    kind: str | None
    """The kind of the claim, or `IS_NOTICE`; None when there is none."""
    scope: str = ""
    """Of the claim; empty for the whole site."""

    @property
    def group(self) -> int:
        """In which of `GROUPS` parts it is: all of a batch, or of a site, are in one."""
        told = self.page if self.batch == SAVED else self.batch
        return zlib.crc32(told.encode()) % GROUPS


def written_rows(batch: str) -> Iterator[Row]:
    """Yield the addresses on the pages of claims/BATCH.toml."""
    for page, spots in _written(batch):
        kinds = dict(claim.split(" ", 1)[::-1] for claim in page.claims)
        yield from _rows_of(spots, batch, page.name, kinds)


def note_rows(batch: str) -> Iterator[Row]:
    """Yield what may be notices of blocks on the pages of claims/BATCH.toml that claim no address."""
    for page, spots in _written(batch):
        if all(claim.partition(" ")[2].startswith("=") for claim in page.claims):
            yield from _notes_of(spots, batch, page.name, page.notice)


def form_rows() -> Iterator[Row]:
    """Yield the addresses in the plain forms of each language; all of a form that offers something are offered.

    Those of the bar below it, by which every page asks to be followed, are not.
    """
    for forms, is_offered in ((FORMS, True), (OTHERS, False)):
        for name, language, place in product(forms, LANGUAGES, PLACES):
            spots = spots_on(form_draft(forms[name][language], language, place), word_tables())
            kind, _, scope = forms[name]["kind"].split()[0].partition(":") if is_offered else ("", "", "")
            for one in _rows_of(spots, PLAIN, name, {}):
                is_none = one.address.startswith(OWN) or one.address.endswith(IN_BARS)
                yield one if is_none else replace(one, kind=kind or None, scope=scope)


def saved_rows(corpus: Path, known: Collection[str] = ()) -> tuple[list[Row], list[Row]]:
    """Return the addresses on the pages of *corpus*, which offer none but those *known*, and what may be notices."""
    told: list[Row] = []
    notes: list[Row] = []
    for part in parts_of(corpus):
        for url, body in saved(corpus / part):
            draft = run_steps(Draft.of(Page(page_capture(body, url=url))), (read_metadata,))
            spots, name = spots_on(draft, word_tables()), urlsplit(url).hostname or url
            told += [one for one in _rows_of(spots, SAVED, name, {}) if one.address not in known]
            notes += _notes_of(spots, SAVED, name, None)
    return told, notes


def digest_of_pages() -> str:
    """Return the SHA-256 of what was written for this."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.toml"), *FOLDER.parent.glob("plain_*.toml")]):
        if path.stem not in MEASURED:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _written(batch: str) -> Iterator[tuple[ClaimPage, Spots]]:
    for page in pages_of(batch):
        yield page, spots_on(run_steps(page.unread(), (read_metadata,)), word_tables())


def _rows_of(spots: Spots, batch: str, name: str, kinds: Mapping[str, str]) -> Iterator[Row]:
    spelt = {address.lower(): kind for address, kind in kinds.items()}
    rows = Rows(spots)
    for spot in spots.worth_weighing():
        address = told_of(spot.token.url, spot.token.name)
        kind, _, scope = spelt.get(address.lower(), "").partition(":")
        yield Row(batch=batch, page=name, address=address, row=rows.row_of(spot), kind=kind or None, scope=scope)


def _notes_of(spots: Spots, batch: str, name: str, notice: str | None) -> Iterator[Row]:
    rows = Rows(spots)
    for block in spots.telling.notes():
        told = notice is not None and (block.text.startswith(notice) or notice.startswith(block.text))
        yield Row(
            batch=batch, page=name, address=block.text, row=rows.row_of_note(block), kind=IS_NOTICE if told else None
        )


def told_of(url: str | None, name: str | None) -> str:
    """Return an address without its scheme, or a name after an equals sign, as the files have them."""
    return url.partition("://")[2] if url else f"={name}"
