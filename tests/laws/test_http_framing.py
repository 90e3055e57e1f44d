"""Chunk framing: whatever is framed comes back, in whatever pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.http import Bytes, entity

EXTENSIONS = st.binary(max_size=12).map(lambda data: data.replace(b"\n", b"").replace(b"\r", b""))
TRAILERS = st.lists(st.sampled_from([b"X-Sum: 1", b"Expires: 0", b"odd"]), max_size=3)


@st.composite
def framed(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A body and the same body in chunks, with extensions and trailers."""
    chunks = draw(st.lists(st.binary(min_size=1, max_size=300), max_size=8))
    end = draw(st.sampled_from([b"\r\n", b"\n"]))
    out = b""
    for chunk in [*chunks, b""]:
        size = draw(st.sampled_from([b"%x", b"%X", b"00%x", b"%x "])) % len(chunk)
        extension = draw(EXTENSIONS)
        out += size + (b";" + extension if extension else b"") + end + chunk + (end if chunk else b"")
    out += b"".join(line + end for line in draw(TRAILERS)) + end
    return b"".join(chunks), out


HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@given(framed())
def test_dechunking_undoes_chunking(case: tuple[bytes, bytes]) -> None:
    body, chunked = case
    notes: list[str] = []
    assert b"".join(entity(Bytes(HEAD + chunked), note=notes.append)) == body
    assert notes == []


@given(framed(), st.integers(min_value=1))
def test_a_cut_body_is_the_start_of_the_whole_one_and_is_noted(case: tuple[bytes, bytes], cut: int) -> None:
    body, chunked = case
    kept = chunked[: cut % len(chunked)]
    notes: list[str] = []
    assert body.startswith(b"".join(entity(Bytes(HEAD + kept), note=notes.append)))
    assert bool(notes) == bool(kept)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise_and_none_are_invented(data: bytes) -> None:
    for head in (HEAD, b"", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"):
        assert len(b"".join(entity(Bytes(head + data)))) <= len(head + data)
    assert b"".join(entity(Bytes(b"HTTP/1.1 200 OK\r\n\r\n" + data))) == data
