"""Pages with the claims that a careful reader finds on them (claims/*.toml), and how well the steps agree."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from rooms.pipelines.whole_pages import ends_of, whole_page

from crawler.http.content import Bytes
from crawler.model import Capture, MirrorAddress
from crawler.page import Draft, Page, run_steps
from crawler.url import canonical_url
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors

FOLDER = Path(__file__).parent / "claims"
BATCH = "[0-9]*.toml"
NAMES = {
    "{onion}": "quay" + "a2b3c4d5" * 6 + "wxyz" + ".onion",
    "{onion2}": "salt" + "e6f7g2h3" * 6 + "wxyz" + ".onion",
    "{b32}": "harborpost.i2p",
}
STEPS = (read_metadata, read_mirrors, read_captions, read_body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    name: str
    url: str
    outlet: str
    story: tuple[str, ...]
    html: str
    fields: tuple[str, ...]
    claims: tuple[str, ...]
    """``KIND[:SCOPE] ADDRESS`` without a scheme, or ``KIND =NAME``."""
    notice: str | None

    def draft(self) -> Draft:
        """Read the page; `read` does so once."""
        return run_steps(self.unread(), STEPS)

    def unread(self) -> Draft:
        fields = "".join(f"{field}\r\n" for field in self.fields)
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n{self.html}".encode()
        capture = Capture(url=self.url, captured_at=datetime(2026, 3, 9, tzinfo=UTC), block=Bytes(answer))
        return Draft.of(Page(capture), outlet=self.outlet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was found on pages, against what is there."""

    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))

    def report(self) -> str:
        lines = [f"precision {self.precision:.3f}, recall {self.recall:.3f}"]
        return "\n".join([*lines, *(f"wrong: {one}" for one in self.wrong), *(f"missed: {one}" for one in self.missed)])


def batches(*uses: str) -> list[str]:
    """Return the names of the batches, or of those of some *uses*, in the order in which they were written.

    ``mended``: rules were mended on its pages; ``learned``: written since, tables are trained on them; ``measured``:
    nothing learns from them.
    """
    return [
        name
        for name in sorted((path.stem for path in FOLDER.glob(BATCH)), key=int)
        if not uses or _read(name)["use"] in uses
    ]


def pages_of(batch: str) -> list[ClaimPage]:
    """Return the pages of claims/BATCH.toml."""
    return [_page(one) for one in _read(batch)["page"]]


@cache
def read(page: ClaimPage) -> Draft:
    return page.draft()


def agreement(pages: list[ClaimPage]) -> Agreement:
    right, wrong, missed = 0, [], []
    for page in pages:
        found = Counter(told(claim) for claim in read(page).article.mirrors)
        there = Counter(page.claims)
        right += sum((found & there).values())
        wrong += [f"{page.name}: {one}" for one in (found - there).elements()]
        missed += [f"{page.name}: {one}" for one in (there - found).elements()]
    return Agreement(right=right, wrong=tuple(wrong), missed=tuple(missed))


def told(claim: MirrorAddress) -> str:
    """Return *claim* as the files write it."""
    kind = claim.kind if claim.scope == "site" else f"{claim.kind}:{claim.scope}"
    return f"{kind} {claim.address.partition('://')[2]}" if claim.address else f"{kind} ={claim.name}"


def _page(given: dict[str, Any]) -> ClaimPage:
    if "layout" in given:
        return _made(given, _named(whole_page(given)), ends_of(given))
    story = tuple(_stories()[given["lang"]])
    html, head = given["html"], given.get("head", "")
    if "<h1" not in html:
        html = f"<h1>{given['outlet']} 2026</h1>{html}"
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in story)
    page = f"<html><head><title>x</title>{head}</head><body>{html.replace('{story}', paragraphs)}</body></html>"
    return _made(given, _named(page), story if "{story}" in html else ())


def _made(given: dict[str, Any], html: str, story: tuple[str, ...]) -> ClaimPage:
    return ClaimPage(
        name=given["name"],
        url=given["url"],
        outlet=given["outlet"],
        story=story,
        html=html,
        fields=tuple(_named(field) for field in given.get("fields", ())),
        claims=tuple(_plain(_named(claim)) for claim in given["claims"]),
        notice=given.get("notice"),
    )


def _plain(claim: str) -> str:
    """*claim* with its address in the usual spelling."""
    kind, _, address = claim.partition(" ")
    if address.startswith("="):
        return claim
    before, hash_, fragment = address.partition("#")
    return f"{kind} {canonical_url(f'http://{before}').partition('://')[2]}{hash_}{fragment}"


def _named(text: str) -> str:
    for mark, name in NAMES.items():
        text = text.replace(mark, name)
    return text


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def _stories() -> dict[str, list[str]]:
    return _read("stories")
