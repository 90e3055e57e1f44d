"""Content encodings: what is encoded comes back, and no bytes make the decoding fail or grow without bound."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.http import Bytes, decoded

if TYPE_CHECKING:
    from collections.abc import Callable


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def two_members(data: bytes) -> bytes:
    half = len(data) // 2
    return gzip.compress(data[:half]) + gzip.compress(data[half:])


ENCODERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", two_members),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", lambda data: brotli.compress(data, quality=2)),
    ("zstd", zstandard.compress),
]
BODIES = st.one_of(
    st.binary(max_size=2000), st.text(max_size=500).map(str.encode), st.binary(max_size=9).map(lambda b: b * 9999)
)


def answer(codings: str, body: bytes) -> Bytes:
    return Bytes(b"HTTP/1.1 200 OK\r\nContent-Encoding: " + codings.encode() + b"\r\n\r\n" + body)


@given(BODIES, st.lists(st.sampled_from(ENCODERS), max_size=3))
def test_decoding_undoes_encoding(body: bytes, encoders: list[tuple[str, Callable[[bytes], bytes]]]) -> None:
    encoded = body
    for _, encode in encoders:
        encoded = encode(encoded)
    result = decoded(answer(", ".join(name for name, _ in encoders), encoded))
    assert (result.data, result.notes) == (body, ())


@given(BODIES, st.sampled_from(ENCODERS), st.integers(min_value=1))
def test_a_cut_stream_gives_the_start_or_the_raw_bytes_and_says_so(
    body: bytes, encoder: tuple[str, Callable[[bytes], bytes]], cut: int
) -> None:
    name, encode = encoder
    encoded = encode(body)
    kept = encoded[: cut % len(encoded)]
    result = decoded(answer(name, kept))
    if encode is not two_members:
        assert bool(result.notes) == bool(kept)
    assert body.startswith(result.data) or result.data == kept


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "x", "identity"]), max_size=7),
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x1f\x8b\x08\x00", b"\x78\x9c", b"\x28\xb5\x2f\xfd", b"\x1b"]),
    st.integers(0, 5000),
)
def test_no_bytes_make_it_raise_or_pass_the_limit(codings: list[str], data: bytes, magic: bytes, limit: int) -> None:
    assert len(decoded(answer(",".join(codings), magic + data), limit_bytes=limit).data) <= limit
    assert len(decoded(Bytes(magic + data), limit_bytes=limit).data) <= limit


@given(BODIES, st.data())
def test_one_changed_byte_never_makes_it_raise(body: bytes, data: st.DataObject) -> None:
    name, encode = data.draw(st.sampled_from(ENCODERS))
    encoded = bytearray(encode(body))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= data.draw(st.integers(1, 255))
    decoded(answer(name, bytes(encoded)))
