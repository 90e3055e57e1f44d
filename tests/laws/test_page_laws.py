"""Whatever bytes come in, a page and the steps return, the same twice, within bounds."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from page_kit import ARTICLE, page_of

from crawler.page import Draft, looks_like_article, read
from crawler.page.charset import decode
from crawler.page.dates import read_date
from pipelines.body import read_body
from pipelines.metadata import read_metadata

WORDS = st.sampled_from(["bridge", "Fähre", "桥", "storm.", "2031", "By", "–", "جسر", "a"])
TAGS = [
    "p",
    "div",
    "b",
    "a href=/x",
    "li",
    "h1",
    "h2",
    "article",
    "br",
    "td",
    "table",
    "script",
    "span",
    "time",
    "hidden",
]
TAG = st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS])
HTML = st.lists(st.one_of(TAG, WORDS), max_size=60).map(" ".join)
BYTES = st.one_of(
    st.binary(max_size=400),
    HTML.map(str.encode),
    HTML.map(lambda text: text.encode("utf-16")),
    st.tuples(st.integers(0, len(ARTICLE)), st.binary(max_size=40)).map(
        lambda cut: ARTICLE.encode()[: cut[0]] + cut[1] + ARTICLE.encode()[cut[0] + 20 :]
    ),
)
MOMENTS = st.integers(90_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
STEPS = (read_metadata, read_body)


@given(BYTES)
def test_any_bytes_are_read_the_same_twice_without_a_failed_step(data: bytes) -> None:
    started = time.process_time()
    first, second = (read(page_of(data), STEPS) for _ in range(2))
    assert asdict(first) == asdict(second)
    assert not [note for note in first.notes if "failed" in note]
    assert looks_like_article(page_of(data)) in (True, False)
    assert time.process_time() - started < 2


@given(HTML)
def test_words_of_blocks_are_words_of_the_page_in_its_order(html: str) -> None:
    page = page_of(html)
    words = iter(page.text.split())
    for word in " ".join(block.text for block in page.blocks).split():
        assert any(word == other for other in words), word


@given(HTML)
def test_blocks_are_numbered_not_empty_and_tidy(html: str) -> None:
    for position, block in enumerate(page_of(html).blocks):
        assert block.index == position
        assert block.text == " ".join(block.text.split()) != ""
        assert " ".join(block.lines) == block.text
        assert 0.0 <= block.link_density <= 1.0
        assert block.words > 0


@given(HTML)
def test_the_body_is_made_of_blocks_that_nobody_else_claimed(html: str) -> None:
    page = page_of(html)
    draft = read_body(read_metadata(Draft.of(page)))
    body = draft.article.body or ""
    for index in draft.claimed_as("body"):
        assert page.blocks[index].text in body
    assert body == "\n\n".join(block.text for block in draft.article.blocks)


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_any_bytes_with_any_label_become_text(data: bytes, label: bytes) -> None:
    text = decode(data, b"text/html; charset=" + label).text
    assert isinstance(text, str)


@given(st.text(max_size=300))
def test_text_in_utf8_is_always_read_back(text: str) -> None:
    data = text.encode("utf-8", "replace")
    if not data.isascii() and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        assert decode(data, b"text/html; charset=latin1").text.encode() == data


@given(MOMENTS, st.text(alphabet="ab -/.", max_size=5))
def test_iso_dates_are_read_back(aware: datetime, noise: str) -> None:
    assert read_date(f"{noise} {aware.isoformat()}") == aware.isoformat()
    assert read_date(aware.date().isoformat()) == aware.date().isoformat()


@given(st.text(max_size=200))
def test_any_text_has_a_date_or_none(text: str) -> None:
    value = read_date(text, order="dmy")
    assert value is None or datetime.fromisoformat(value)
