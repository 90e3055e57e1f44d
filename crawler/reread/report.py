"""What reading again changes, as one HTML page that needs nothing else."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.counting import counted
from crawler.reread.compare import Kind
from crawler.versions import word_diff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.reread.compare import Outcome
    from crawler.reread.tally import Example, FieldTally, Tally

STYLE = files("crawler.versions").joinpath("versions.css")
TAGS = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
MOST_UNCHANGED_CHARS = 600
"""Of a longer stretch that is the same only the ends are shown."""
WORDS = {
    Kind.SAME: "as before",
    Kind.CHANGED: "changed",
    Kind.NEW: "now an article",
    Kind.GONE: "no longer an article",
    Kind.NONE: "no article, then as now",
    Kind.FAILED: "not read",
}


def report_page(tally: Tally, *, title: str) -> str:
    """Return the page: counts, a table of fields, examples of each with what changed word by word, and failures."""
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE.read_text('utf-8')}"
        "table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:right}td:first-child,th:first-child"
        "{text-align:left}p{white-space:pre-line;overflow-wrap:anywhere}</style>\n"
        f"<h1>{escape(title)}</h1>\n{''.join(_counts(tally))}{''.join(_table(tally))}"
        f"{''.join(_examples(tally))}{''.join(_failures(tally))}</html>\n"
    )


def _counts(tally: Tally) -> Iterator[str]:
    yield f"<p>{counted(tally.captures, 'capture was', 'captures were')} read again.</p>\n<table>\n"
    for kind, words in WORDS.items():
        yield f"<tr><td>{words}<td>{tally.counts[kind]}\n"
    yield "</table>\n"


def _table(tally: Tally) -> Iterator[str]:
    if not tally.fields:
        return
    yield "<h2>Fields</h2>\n<table>\n<tr><th>field<th>changed<th>found<th>lost\n"
    for name, field in tally.fields.items():
        link = f'<a href="#{escape(name)}">{escape(name)}</a>'
        yield f"<tr><td>{link}<td>{field.changed}<td>{field.found}<td>{field.lost}\n"
    yield "</table>\n"


def _examples(tally: Tally) -> Iterator[str]:
    for name, field in tally.fields.items():
        yield f'<h2 id="{escape(name)}">{escape(name)}</h2>\n{_shown(field)}'
        for _, example in field.examples:
            yield from _example(example)


def _shown(field: FieldTally) -> str:
    return f'<p class="fine">{len(field.examples)} of {field.changed} are shown.</p>\n'


def _example(example: Example) -> Iterator[str]:
    yield f'<p class="fine">{escape(example.url)}<br>{escape(example.record_id)}</p>\n<p dir="auto">'
    for piece in word_diff(example.before, example.after):
        text = _short(piece.text) if piece.sign == "=" else piece.text
        yield TAGS[piece.sign].format(escape(text))
    yield "</p>\n"


def _short(text: str) -> str:
    half = MOST_UNCHANGED_CHARS // 2
    return text if len(text) <= MOST_UNCHANGED_CHARS else f"{text[:half]} […] {text[-half:]}"


def _failures(tally: Tally) -> Iterator[str]:
    if not tally.failures:
        return
    yield f'<h2>Not read</h2>\n<p class="fine">{len(tally.failures)} of {tally.failed} are listed.</p>\n<ul>\n'
    for outcome in tally.failures:
        yield f"<li>{escape(_place(outcome))}: {escape(outcome.failure or '')}\n"
    yield "</ul>\n"


def _place(outcome: Outcome) -> str:
    where = f"{outcome.file} at byte {outcome.offset}"
    return f"{outcome.url} ({where})" if outcome.url else where
