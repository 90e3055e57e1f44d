"""The counts, the one-line changes and the HTML page say what changed, and nothing of a page becomes markup."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

from crawler.commands.reread import diff_line, line_of, write_report
from crawler.model import Article, MirrorAddress, Photo, TextBlock
from crawler.reread.compare import OTHER, Kind, Outcome, compared
from crawler.reread.reading import Reading
from crawler.reread.report import report_page
from crawler.reread.tally import Tally
from crawler.reread.texts import FIELDS, FieldChange, changes_of

if TYPE_CHECKING:
    from pathlib import Path


def article(**changes: object) -> Article:
    values: dict[str, object] = {
        "url": "http://a.example/1",
        "record_id": "urn:x",
        "reader": "m/1",
        "headline": "A ferry",
    }
    return Article(**values | changes)  # type: ignore[arg-type]  # a test's shorthand


def changed(number: int, field: str, before: str, after: str) -> Outcome:
    return Outcome(
        kind=Kind.CHANGED, file="a.warc.gz", offset=number, url=f"http://a.example/{number}", record_id=f"urn:{number}",
        changes=(FieldChange(field, before, after),),
    )  # fmt: skip


def test_every_field_is_compared() -> None:
    after = article(
        canonical_url="http://a.example/", outlet="A", key="/1", headline="B", section=["C"], standfirst="D", authors=["E"],
        published_at="2031", modified_at="2032", language="en", body="F", blocks=[TextBlock(kind="heading", text="F")],
        photos=[Photo(src="g", caption="h", credits=["i"], alt="j", role="lead", source="k", mention="l")],
        mirrors=[MirrorAddress(kind="onion", address="m")], block_notice="n", topics=["o"], paywalled=False,
        sources={"headline": "h1"}, notes=["p"],
    )  # fmt: skip
    assert [change.field for change in changes_of(article(), after)] == list(FIELDS)
    assert all(change.after for change in changes_of(article(), after))
    told = {change.field: change.after for change in changes_of(article(), after)}
    assert (told["body"], told["paywalled"], told["photos.credits"]) == ("[heading] F", "no", "i")


def test_what_reading_does_not_give_is_no_change() -> None:
    before = article(
        photos=[Photo(src="g", record_id="urn:image")],
        notes=["differs from the copy at b.example of 2031: text"],
        reader="m/0",
    )
    after = Reading(offset=0, article=article(photos=[Photo(src="g")]))
    assert compared(after, [before], file="f").kind is Kind.SAME


def test_a_change_that_no_text_shows_is_one_all_the_same() -> None:
    before = article(authors=["Ada\n\nQuay"])
    outcome = compared(Reading(offset=0, article=article(authors=["Ada", "Quay"])), [before], file="f")
    assert (outcome.kind, [each.field for each in outcome.changes]) == (Kind.CHANGED, [OTHER])


def test_the_summary_does_not_depend_on_the_order() -> None:
    outcomes = [
        changed(number, "headline", f"Old {number}", f"New {number}" if number % 3 else "") for number in range(50)
    ]
    tallies = []
    for some in (outcomes, random.Random(1).sample(outcomes, 50)):
        tally = Tally(examples=4)
        for outcome in some:
            tally.add(outcome)
        tallies.append(tally.as_json())
    assert tallies[0] == tallies[1]
    told = tallies[0]["fields"]["headline"]
    assert (told["changed"], told["found"], told["lost"], len(told["examples"])) == (50, 0, 17, 4)


def test_the_page_shows_what_changed_and_runs_nothing() -> None:
    tally = Tally(examples=3)
    tally.add(changed(1, "headline", "The <b>ferry</b> is late", "The <script>alert(1)</script> is late"))
    tally.add(changed(2, "body", "same words " * 200 + "old", "same words " * 200 + "new"))
    tally.add(Outcome(kind=Kind.FAILED, file="<i>.warc.gz", offset=7, failure="the gzip member is damaged"))
    page = report_page(tally, title="archive & more")
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;" in page
    assert "<del>old</del><ins>new</ins>" in page
    assert " […] " in page
    assert "&lt;i&gt;.warc.gz at byte 7: the gzip member is damaged" in page
    assert "<h1>archive &amp; more</h1>" in page
    assert "<tr><td>not read<td>1" in page


def test_lines_for_a_terminal_and_for_programs() -> None:
    assert diff_line("The ferry is late", "The ferry was late") == "The ferry [-is -]{+was +}late"
    assert diff_line("x " * 100 + "old", "x " * 100 + "new").startswith("x x")
    assert len(diff_line("a" * 1_000, "b" * 1_000)) == 401
    assert line_of(changed(1, "headline", "a", "b")) == {
        "kind": "changed", "url": "http://a.example/1", "record_id": "urn:1", "file": "a.warc.gz", "offset": 1,
        "headline": None, "failure": None, "changes": [{"field": "headline", "before": "a", "after": "b"}],
    }  # fmt: skip


def test_an_archive_may_be_called_by_any_bytes(tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", Tally(examples=1), tmp_path / os.fsdecode(b"news\xfc"))
    assert "<h1>news\\udcfc read again</h1>" in (tmp_path / "report.html").read_text("utf-8")
