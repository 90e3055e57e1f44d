"""Laws of a recording: how the bytes arrive in pieces makes no difference to the exchange."""

from __future__ import annotations

import itertools
import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.recording import Download, Peer
from crawler.http import whole
from crawler.http.content import SPOOL_AT_BYTES
from crawler.model import Exchange, Truncation, Unreached

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

AT = datetime(2026, 11, 22, tzinfo=UTC)
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
INTERIM = [b"HTTP/1.1 100 Continue\r\n\r\n", HINTS, HINTS.replace(b"\r\n", b"\n"), b"http/1.1\t102 \n\n"]
ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello",
    b"HTTP/1.0 404 No\n\nHTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 1000 Odd\r\n\r\n",
    b"<p>no head at all</p>",
    b"H",
    b"",
]


def recorded(sent: list[bytes], received: list[bytes], *, surplus_bytes: int = 0) -> Exchange | None:
    """Return the exchange of one recording."""
    kept: list[Exchange | Unreached] = []
    download = Download(url="http://a.example/", via=None, spider=None, keep=kept.append, clock=lambda: AT)
    recording = download.begin(Peer("192.0.2.1"))
    for piece in sent:
        recording.sent(piece)
    for piece in received:
        recording.received(piece)
    recording.close(None, surplus_bytes=surplus_bytes)
    recording.received(b"too late")
    recording.close(Truncation.TIME)
    download.finish(Truncation.TIME)
    exchanges = [each for each in kept if isinstance(each, Exchange)]
    assert len(exchanges) == len(kept) <= 1
    return exchanges[0] if exchanges else None


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    at = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(at)]


@given(
    interim=st.lists(st.sampled_from(INTERIM), max_size=3),
    answer=st.sampled_from(ANSWERS),
    surplus=st.sampled_from([b"", b"more", b"\r\n"]),
    cuts=st.lists(st.integers(0, 200), max_size=60),
)
def test_interim_answers_and_surplus_stay_out_however_the_bytes_come(
    interim: list[bytes], answer: bytes, surplus: bytes, cuts: list[int]
) -> None:
    surplus = surplus if answer else b""
    data = b"".join(interim) + answer + surplus
    exchange = recorded([b"GET /"], pieces(data, cuts), surplus_bytes=len(surplus))
    assert exchange is not None
    assert (whole(exchange.response) if exchange.response is not None else b"") == answer
    assert exchange.interim_bytes == sum(map(len, interim))
    assert exchange.surplus_bytes == len(surplus)
    assert exchange.truncated is None


@given(st.lists(st.binary(max_size=20), max_size=8))
def test_a_request_is_what_was_written(sent: list[bytes]) -> None:
    exchange = recorded(sent, [])
    if not sent:
        assert exchange is None, "nothing was sent: no exchange"
    else:
        assert exchange is not None
        assert whole(exchange.request) == b"".join(sent)


def test_an_unfinished_interim_answer_is_counted_and_kept_out() -> None:
    exchange = recorded([b"GET /"], [HINTS, HINTS[:30]])
    assert exchange is not None
    assert (exchange.response, exchange.interim_bytes) == (None, len(HINTS) + 30)


def test_an_endless_interim_head_is_taken_for_the_answer() -> None:
    answer = b"HTTP/1.1 103 Early Hints\r\nX: " + b"x" * 70_000
    exchange = recorded([b"GET /"], pieces(answer, [10, 50, 66_000]))
    assert exchange is not None
    assert exchange.response is not None
    assert (whole(exchange.response), exchange.interim_bytes) == (answer, 0)


def test_bytes_of_a_handshake_that_failed_are_no_exchange() -> None:
    kept: list[Exchange | Unreached] = []
    download = Download(url="HTTPS://a.example/", via=None, spider=None, keep=kept.append, clock=lambda: AT)
    download.begin(Peer("192.0.2.1")).sent(b"GET / HTTP/1.1\r\n\r\n")
    download.finish(Truncation.DISCONNECT)
    assert kept == []


def test_a_temporary_file_that_cannot_be_written_fails_the_download(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    kept: list[Exchange | Unreached] = []
    download = Download(url="http://a.example/", via=None, spider=None, keep=kept.append, clock=lambda: AT)
    recording = download.begin(Peer("192.0.2.1"))
    recording.sent(b"GET / HTTP/1.1\r\n\r\n")
    for _ in range(20):
        recording.received(b"HTTP/1.1 200 OK\r\n\r\n".ljust(65_536))
    download.finish(Truncation.DISCONNECT)
    assert isinstance(download.lost, OSError)
    (exchange,) = kept
    assert isinstance(exchange, Exchange)
    assert exchange.truncated is Truncation.UNSPECIFIED
    assert exchange.response is not None
    assert exchange.response.size_bytes == SPOOL_AT_BYTES
