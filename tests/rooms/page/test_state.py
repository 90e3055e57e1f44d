"""Seizure notices, block pages, parked domains and bot walls are told from ordinary pages: none of those is lost."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms.page.notices import NOTICES, ORDINARY, bare

from crawler.demo.answer import Answer, Request, rendered
from crawler.demo.newspaper import newspaper
from crawler.http import Bytes
from crawler.model import Capture, CaptureState
from crawler.page import Page
from crawler.page.state import recognise
from crawler.page.state.rules import load
from crawler.page.state.shown import shown


def answer(html: str, *fields: str, status: int = 200, packed: bool = False) -> Bytes:
    body = gzip.compress(html.encode()) if packed else html.encode()
    lines = [f"HTTP/1.1 {status} X", *fields, f"Content-Length: {len(body)}"]
    lines += ["Content-Encoding: gzip"] if packed else []
    if not any(field.lower().startswith("content-type") for field in fields):
        lines.append("Content-Type: text/html; charset=utf-8")
    return Bytes("\r\n".join([*lines, "", ""]).encode() + body)


def state(block: Bytes, url: str = "https://quay-herald.example/2026/ferry") -> CaptureState:
    found = recognise(block, url=url)
    return CaptureState.OK if found is None else found.state


@pytest.mark.parametrize(("name", "expected", "html"), NOTICES, ids=[f"{e}-{n}" for n, e, _ in NOTICES])
def test_a_notice_is_recognised(name: str, expected: str, html: str) -> None:
    assert state(answer(html)) == expected, name
    assert state(answer(html, packed=True)) == expected, name


@pytest.mark.parametrize(("name", "html"), ORDINARY, ids=[name for name, _ in ORDINARY])
def test_an_ordinary_page_is_one(name: str, html: str) -> None:
    assert state(answer(html)) is CaptureState.OK, name


def test_there_are_enough_of_both() -> None:
    assert len(NOTICES) >= 30
    assert len(ORDINARY) >= 40


def test_no_page_of_the_demo_newspaper_is_taken_for_a_notice() -> None:
    routes = newspaper("http://gazette.example")
    request = Request(method="GET", target="/", fields=(("Accept-Encoding", "gzip"),))
    answers = {path: found for (_, path), found in routes.items() if isinstance(found, Answer)}
    assert len(answers) > 60
    blocks = {path: Bytes(rendered(found, request)) for path, found in answers.items()}
    assert {path for path, block in blocks.items() if state(block, f"http://gazette.example{path}") != "ok"} == set()


@pytest.mark.parametrize(
    ("expected", "fields", "status"),
    [
        ("blocked", (), 451),
        ("blocked", ("Location: http://warning.or.kr/i1.html",), 302),
        ("blocked", ("Location: http://10.10.34.36/",), 302),
        ("parked", ("Location: https://www.hugedomains.com/domain_profile.cfm?d=quay",), 302),
        ("bot-wall", ("CF-Mitigated: challenge",), 403),
        ("bot-wall", ("x-amzn-waf-action: challenge",), 202),
        ("ok", ("Location: /2026/ferry",), 302),
        ("ok", ("Location: https://quay-herald.example/x?u=http://warning.or.kr/",), 302),
        ("ok", (), 403),
        ("ok", ("Server: cloudflare", "CF-RAY: 1"), 503),
        ("ok", ("Location: http://[oops/",), 302),
    ],
)
def test_heads_tell_it_too(expected: str, fields: tuple[str, ...], status: int) -> None:
    assert state(answer("", *fields, status=status)) == expected


def test_an_answer_from_a_block_page_host_is_one_whatever_it_says() -> None:
    assert state(answer("<p>?</p>"), "http://warning.rt.ru/?id=3") is CaptureState.BLOCKED
    assert state(answer("<p>?</p>"), "http://notwarning.rt.ru.example/") is CaptureState.OK


def test_what_publishing_software_marks_as_an_article_is_never_a_notice() -> None:
    notice = bare("This website has been seized", "This website has been seized by nobody.")
    assert state(answer(notice)) is CaptureState.SEIZED
    story = notice.replace("<head>", '<head><meta property="article:published_time" content="2026-11-22">')
    assert state(answer(story)) is CaptureState.OK


def test_other_charsets_are_read() -> None:
    html = bare("Доступ", "Доступ к ресурсу заблокирован по решению суда.").replace(
        "<head>", "<head><meta charset=cp1251>"
    )
    body = html.encode("cp1251")
    block = Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert state(block) is CaptureState.BLOCKED


def test_a_page_knows_its_state_and_is_not_to_be_read() -> None:
    notice = Capture(url="https://a.example/", captured_at=_now(), block=answer(NOTICES[0][2]))
    page = Page(notice)
    assert page.state is CaptureState.SEIZED
    assert not page.is_readable
    assert Page(Capture(url="https://a.example/", captured_at=_now(), block=answer(ORDINARY[0][1]))).is_readable


def test_what_was_recorded_when_it_was_fetched_counts() -> None:
    capture = Capture(
        url="https://a.example/", captured_at=_now(), block=answer(ORDINARY[0][1]), state=CaptureState.PARKED
    )
    assert Page(capture).state is CaptureState.PARKED


@pytest.mark.parametrize("mistake", ['stat = "ok"', 'state = "odd"\nsays = ["x"]', 'state = "seized"'])
def test_a_mistake_in_the_rules_is_told(mistake: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        load(f'[story]\nen = ["said"]\n[[rule]]\nname = "x"\n{mistake}\n')


@pytest.mark.parametrize(
    "piece",
    ["<script", "<!--", "<", "<a ", "<title>", '<img alt="', "<img ", "&", "said ", "this domain ", "<svg ", "</"],
)
def test_it_takes_no_longer_than_a_page_is_long(piece: str) -> None:
    started = time.perf_counter()
    shown(piece * (96_000 // len(piece)))
    recognise(answer(piece * (96_000 // len(piece))))
    assert time.perf_counter() - started < 2.0


@given(st.binary(max_size=2_000), st.sampled_from(["", "Content-Encoding: gzip", "Content-Type: text/plain"]))
def test_any_bytes_are_an_answer(body: bytes, field: str) -> None:
    assert recognise(Bytes(b"HTTP/1.1 200 OK\r\n" + field.encode() + b"\r\n\r\n" + body)) is None
    assert recognise(Bytes(body)) is None


def _now() -> datetime:
    return datetime(2026, 11, 24, tzinfo=UTC)


WORDS = st.lists(
    st.sampled_from(["ferry", "a\u200bb", "\u200b", "\u00a8", "港", "<p>", "<b>", "\n", '<img alt="a quay">'])
)


@given(WORDS, st.integers(0, 12))
def test_a_page_is_given_up_only_when_it_has_more_words(words: list[str], most: int) -> None:
    html = " ".join(words)
    whole = shown(html)
    assert whole is not None
    assert shown(html, most_words=most) == (whole if len(whole.text.split()) <= most else None)
