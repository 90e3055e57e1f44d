"""Heads: what is written in the plain way is read back, and no bytes make the reading fail."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.http import Bytes, interim_size, read_head, read_request_head

NAME = st.text("ABCabc-_0129!", min_size=1, max_size=12).map(str.encode)
VALUE = st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"").replace(b"\r", b"").strip(b" \t"))
FIELDS = st.lists(st.tuples(NAME, VALUE), max_size=8)


@given(FIELDS, st.integers(100, 999), VALUE, st.sampled_from([b"\r\n", b"\n"]), st.binary(max_size=50))
def test_a_head_is_read_back(
    fields: list[tuple[bytes, bytes]], status: int, reason: bytes, end: bytes, body: bytes
) -> None:
    lines = [b"HTTP/1.1 %d %s" % (status, reason), *(name + b": " + value for name, value in fields), b"", body]
    data = end.join(lines)
    head, body_at = read_head(Bytes(data))
    assert head is not None
    assert (head.status, head.reason, head.fields) == (status, reason, tuple(fields))
    assert data[body_at:] == body


@given(st.binary(max_size=300))
@example(b"HTTP/1.1 200 OK\r\n\n\r\n")
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for start in (b"", b"HTTP/1.1 200 OK\r\n", b"GET / HTTP/1.1\r\n", b"HTTP/"):
        for read in (read_head, read_request_head):
            _, body_at = read(Bytes(start + data))
            assert 0 <= body_at <= len(start + data)


@given(st.lists(st.integers(100, 199), max_size=4), FIELDS, st.binary(max_size=60))
def test_interim_answers_are_taken_off_and_nothing_else(
    statuses: list[int], fields: list[tuple[bytes, bytes]], body: bytes
) -> None:
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
    interim = b"".join(b"HTTP/1.1 %d Wait\r\n%s\r\n" % (status, lines) for status in statuses)
    final = b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n" + body
    assert interim_size(interim + final) == len(interim)
    for cut in range(len(interim)):
        assert interim_size(interim[:cut]) <= cut
