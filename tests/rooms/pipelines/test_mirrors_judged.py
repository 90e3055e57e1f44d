"""Addresses that trained tables judge: what the rules do not know is claimed, and what they claim is doubted."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rooms.pipelines.mirror_kit import STORY, WEB, draft_of, told

from pipelines.mirrors import read_mirrors
from pipelines.mirrors.lay import lay_of
from pipelines.mirrors.learned.features import NAMES, Rows, is_called_after
from pipelines.mirrors.learned.judge import MOVED, OFFERED, shipped
from pipelines.mirrors.learned.lexicon import LOSSES, MEANINGS, lexicon_of
from pipelines.mirrors.learned.spots import Spots
from pipelines.mirrors.outlet import Outlet
from pipelines.mirrors.tv import tv_names_in
from pipelines.mirrors.words.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {one.name: one for one in files("pipelines.mirrors.learned").joinpath("meanings").iterdir()}
OUTLET = Outlet(draft_of(""))
IDIOMS = [
    ("en", "The censors do not like us, so we have moved a spare set of our pages to quietlantern.top as well."),
    (
        "de",
        "Wer bei uns vor verschlossener Tür steht, weil sein Anbieter uns sperrt, findet alles auch unter quietlantern.top.",
    ),
    ("es", "Si su proveedor nos cierra el paso, entre por la puerta de atrás: quietlantern.top tiene lo mismo."),
]


def rows_on(body: str, language: str = "en") -> Iterator[list[float]]:
    draft = draft_of(body).with_article(language=language)
    outlet, table = Outlet(draft), phrases()
    spoken = outlet.language_in(table)
    assert spoken is not None
    spots = Spots(draft.page, lay_of(draft.page, outlet.domain), outlet, spoken, table)
    rows = Rows(spots)
    return (rows.row_of(spot, is_ruled=False) for spot in spots.all_held())


@pytest.mark.parametrize(("language", "sentence"), IDIOMS)
def test_what_no_phrase_foresaw_is_claimed(language: str, sentence: str) -> None:
    draft = draft_of(f"{STORY}{STORY}<div><p>{sentence}</p></div>").with_article(language=language)
    claims = read_mirrors(draft).article.mirrors
    assert [(claim.kind, claim.host) for claim in claims] == [(WEB, "quietlantern.top")]
    assert claims[0].confidence >= 0.6
    assert claims[0].phrase


def test_what_the_rules_claim_is_doubted() -> None:
    body = f"{STORY}<p>The site of the ferry company has moved to a new address, readers told our paper: ferries.top</p>{STORY}"
    assert told(draft_of(body).with_article(language="en")) == []


def test_a_page_whose_language_nobody_knows_is_read_by_the_rules() -> None:
    draft = draft_of("<p>Our mirror: quietlantern.top</p>").with_article(language=None)
    assert [claim.host for claim in read_mirrors(draft).article.mirrors] == ["quietlantern.top"]


@pytest.mark.parametrize("file", [OFFERED, MOVED])
def test_tables_ship_for_the_columns_that_are_worked_out(file: str) -> None:
    row = next(rows_on(f"{STORY}<p>Our mirror: quietlantern.top</p>"))
    assert len(row) == len(NAMES)
    scores = shipped(file).scores(np.array([row, row], dtype=np.float32))
    assert scores[0] == scores[1]
    assert 0 < scores[0] < 1


@pytest.mark.parametrize("name", sorted(FILES))
def test_each_language_has_the_same_meanings(name: str) -> None:
    lists = tomllib.loads(FILES[name].read_text(encoding="utf-8"))
    assert list(lists) == [meaning for meaning in MEANINGS if not meaning.startswith("w.")]
    for meaning, entries in lists.items():
        assert len(entries) >= 30, meaning
        assert all(isinstance(entry, str) and entry.strip() == entry != "" for entry in entries), meaning


def test_the_meanings_of_a_text() -> None:
    lexicon = lexicon_of(next(one for one in phrases().languages if one.name == "en"))
    there = {MEANINGS[at] for at in lexicon.meanings_in("our site is blocked, a spare mirror is at")}
    assert {"ours", "address", "blocked", "spare", "mirror"} <= there
    assert set(LOSSES) <= set(MEANINGS)


def test_a_host_called_after_somebody_the_text_names() -> None:
    assert is_called_after("tunnelworks.net", "The makers of Tunnel Works say so.", OUTLET)
    assert is_called_after("volok.org", "Газета «Волок» переехала.", OUTLET)
    assert not is_called_after("harbourherald.net", "The Harbour Herald says so.", OUTLET)
    assert not is_called_after("quietlantern.top", "The Harbour Herald says so.", OUTLET)


def test_apps_for_television_sets_have_the_name_of_the_outlet() -> None:
    text = "Watch Harbour Herald Roku, Harbour Herald für Apple TV, our app for Fire TV or Harbour Herald LG; LG sold more."
    assert list(tv_names_in(text, OUTLET)) == [
        "Harbour Herald Roku",
        "Harbour Herald für Apple TV",
        "Fire TV",
        "Harbour Herald LG",
    ]
