"""The plan on paper is what the script computes, and its simulation behaves."""

from __future__ import annotations

import re

import pytest
from house.tree import ROOT, document

from benchmarks import scale


@pytest.mark.slow
def test_the_document_holds_what_the_script_prints() -> None:
    text = document("scale.md")
    for table in scale.tables():
        assert table in text, "stale: run python benchmarks/scale.py"


def test_each_unit_cost_has_its_source() -> None:
    for unit in scale.UNITS.values():
        if unit.source.endswith(".md"):
            page = (ROOT / "docs" / unit.source).read_text("utf-8")
            figures = {f"{unit.value:g}", f"{unit.value:,g}", f"{unit.value:,.1f}", f"{unit.value * 100:.0f}%"}
            told = any(re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d])", page) for figure in figures)
            assert told or unit.what in DERIVED, unit
        else:
            assert unit.source in {"assumed", "benchmarks/scale.py --measure"}


DERIVED = {
    "a page that is asked for again and has not changed": "29.5 of 64.0 s",
    "a page that is not due, answered from the archive": "18.4 of 64.0 s",
    "record of an article": "the middle of 0.5 to 4 kB",
}


def test_derived_shares() -> None:
    assert scale.cost("again_share") == round(29.5 / 64.0, 2)
    assert scale.cost("known_share") == round(18.4 / 64.0, 2)


def test_outlets_publish_what_they_should() -> None:
    model = scale.outlets(500, 50_000)
    assert sum(each.articles for each in model) == pytest.approx(50_000)
    assert min(each.articles for each in model) < 5
    assert max(each.articles for each in model) > 50
    assert scale.outlets(500, 50_000) == model


def test_more_slots_wait_less_and_one_slot_does_not_do() -> None:
    model = scale.outlets(300, 30_000)
    late = [sum(scale.waits(model, slots)[0]) for slots in (5, 20, 300)]
    assert late[0] > late[1] > late[2] == 0
    found, passed = scale.waits(model, 300)
    assert len(found) + passed == pytest.approx(sum(each.crawls for each in model), rel=0.02)


def test_an_outlet_beyond_its_pace_is_told() -> None:
    slow = scale.Outlet(articles=600, delay_s=30, rhythm_s=900)
    assert slow.needs > 1
    assert scale._bound([slow], 30)[2] == "1"
    assert scale._bound([scale.Outlet(articles=100, delay_s=30, rhythm_s=900)], 30)[2] == "0"
