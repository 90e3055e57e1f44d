"""Content encodings, true, false, cut, damaged and hostile."""

from __future__ import annotations

import gzip
import random
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard

from crawler.http import Bytes, decoded, unpacked_before
from crawler.http.coding import RATIO_FREE_BYTES, decoded_start
from crawler.http.inflate import FINE_PIECE_BYTES
from crawler.http.room import CUT, DAMAGED, FALSE_LABEL, TRAILING

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = b"".join(b"<p>Paragraph %d of an invented page, number %d.</p>\n" % (n, n * n % 7919) for n in range(600))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": zstandard.compress,
}


def answer(coding: str, body: bytes) -> Bytes:
    return Bytes(b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding.encode("latin-1") + b"\r\n\r\n" + body)


@pytest.mark.parametrize("coding", ENCODERS)
def test_each_coding_is_undone(coding: str) -> None:
    result = decoded(answer(coding.upper(), ENCODERS[coding](PAGE)))
    assert (result.data, result.notes) == (PAGE, ())


def test_raw_deflate_is_undone() -> None:
    assert decoded(answer("deflate", raw_deflate(PAGE))).data == PAGE


def test_several_codings_are_undone_from_the_last() -> None:
    body = gzip.compress(brotli.compress(zlib.compress(PAGE)))
    assert decoded(answer("deflate, br,gzip", body)).data == PAGE


def test_transfer_codings_are_undone_first() -> None:
    body = gzip.compress(zlib.compress(PAGE))
    framed = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nContent-Encoding: deflate\r\n\r\n"
    assert decoded(Bytes(head + framed)).data == PAGE


def test_several_members_are_one_stream() -> None:
    body = gzip.compress(PAGE[:1000]) + gzip.compress(b"") + gzip.compress(PAGE[1000:])
    assert decoded(answer("gzip", body)).data == PAGE
    assert decoded(answer("gzip", body + b"\0" * 512)).notes == ()
    frames = zstandard.compress(PAGE[:1000]) + zstandard.compress(PAGE[1000:])
    assert decoded(answer("zstd", frames)).data == PAGE


@pytest.mark.parametrize("coding", ENCODERS)
@pytest.mark.parametrize("body", [PAGE, b"\xff\xd8\xff\xe0\x00\x10JFIF" * 50, "Новости дня".encode() * 20, b"short"])
def test_a_false_label_gives_the_raw_bytes(coding: str, body: bytes) -> None:
    result = decoded(answer(coding, body))
    assert result.data == body
    assert result.notes == (f"{coding}: {FALSE_LABEL}",)


def test_a_label_given_twice_is_undone_once() -> None:
    result = decoded(answer("gzip, gzip", gzip.compress(PAGE)))
    assert result.data == PAGE
    assert result.notes == (f"gzip: {FALSE_LABEL}",)


def test_unknown_codings_are_noted_and_passed_over() -> None:
    result = decoded(answer("gzip, UTF-8", gzip.compress(PAGE)))
    assert result.data == PAGE
    assert result.notes == ("unknown coding 'utf-8'",)
    assert decoded(answer("identity", PAGE)).notes == ()


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_cut_stream_gives_what_decodes(coding: str) -> None:
    body = ENCODERS[coding](PAGE)
    result = decoded(answer(coding, body[: len(body) * 3 // 4]))
    assert result.notes == (f"{coding}: {CUT}",)
    assert PAGE.startswith(result.data)
    # zstd gives whole blocks only, and this page is a single one.
    assert result.data == b"" if coding == "zstd" else len(result.data) > len(PAGE) // 3


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_damaged_stream_gives_what_came_before(coding: str) -> None:
    noise = random.Random(5)
    page = b"".join(b"<p>%s</p>" % noise.randbytes(20).hex().encode() for _ in range(2000))
    body = bytearray(ENCODERS[coding](page))
    middle = len(body) * 3 // 4
    body[middle : middle + 40] = b"\xff" * 40
    result = decoded(answer(coding, bytes(body)))
    # br has no checksum: a damaged stream may well decode to nonsense, until its bytes run out.
    assert result.notes == (f"{coding}: {CUT if coding == 'br' else DAMAGED}",)
    same = next((n for n, (a, b) in enumerate(zip(result.data, page, strict=False)) if a != b), len(result.data))
    assert same > len(page) // 2


def test_a_wrong_checksum_is_damage_with_nearly_all_bytes_kept() -> None:
    body = bytearray(gzip.compress(PAGE))
    body[-5] ^= 1
    result = decoded(answer("gzip", bytes(body)))
    assert result.data == PAGE[: len(result.data)]
    assert len(PAGE) - len(result.data) < FINE_PIECE_BYTES
    assert result.notes == (f"gzip: {DAMAGED}",)


@pytest.mark.parametrize("coding", ENCODERS)
def test_bytes_after_the_end_are_noted(coding: str) -> None:
    result = decoded(answer(coding, ENCODERS[coding](PAGE) + b"<!-- cached -->"))
    assert result.data == PAGE
    assert result.notes == (f"{coding}: {TRAILING}",)


@pytest.mark.parametrize("coding", ENCODERS)
def test_bombs_stop_at_the_ratio(coding: str) -> None:
    body = ENCODERS[coding](b"\0" * (30 << 20))
    result = decoded(answer(coding, body), ratio_limit=8)
    assert len(result.data) == max(RATIO_FREE_BYTES, 8 * len(body))
    assert result.notes == (f"{coding}: stopped at 8 times the encoded size",)


@pytest.mark.parametrize("coding", ENCODERS)
def test_nothing_is_larger_than_the_limit(coding: str) -> None:
    result = decoded(answer(coding, ENCODERS[coding](PAGE)), limit_bytes=20_000)
    assert result.data == PAGE[:20_000]
    assert result.notes == (f"{coding}: stopped at 20000 bytes",)


def test_a_body_above_the_limit_is_cut() -> None:
    result = decoded(Bytes(b"HTTP/1.1 200 OK\r\n\r\n" + PAGE), limit_bytes=100)
    assert (result.data, result.notes) == (PAGE[:100], ("cut at 100 bytes",))
    exact = decoded(Bytes(b"HTTP/1.1 200 OK\r\n\r\n" + PAGE), limit_bytes=len(PAGE))
    assert (exact.data, exact.notes) == (PAGE, ())


def test_a_bomb_of_many_empty_members_ends() -> None:
    result = decoded(answer("gzip", gzip.compress(b"") * 50_000))
    assert (result.data, result.notes) == (b"", (f"gzip: {TRAILING}",))


def test_a_head_that_names_codings_without_end_is_bounded() -> None:
    result = decoded(answer(", ".join(["gzip"] * 1000), gzip.compress(PAGE)))
    assert result.data == PAGE
    assert result.notes[0] == "1000 codings named, 6 undone"


def test_an_empty_body_has_nothing_to_undo() -> None:
    for coding in ENCODERS:
        assert decoded(answer(coding, b"")).notes == ()


def test_framing_notes_come_along() -> None:
    block = Bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
    assert decoded(block).notes == ("chunked body is cut short",)


def test_an_answer_in_memory_is_unpacked_once() -> None:
    packed = gzip.compress(PAGE)
    block = answer("gzip", packed)
    assert unpacked_before(block, packed, [b"gzip"], limit_bytes=1 << 20) is None
    start = decoded(block, limit_bytes=1_000)
    assert (start.data, start.stopped) == (PAGE[:1_000], True)
    whole = decoded(block)
    assert (whole.data, whole.notes, whole.stopped) == (PAGE, (), False)
    assert decoded(block) is whole
    assert unpacked_before(block, packed, [b"gzip"], limit_bytes=1 << 20) is whole


@pytest.mark.parametrize("size_bytes", [10, 1_000, len(PAGE), len(PAGE) + 1])
def test_the_start_is_at_least_what_was_asked_for(size_bytes: int) -> None:
    packed = answer("gzip", gzip.compress(PAGE))
    assert decoded_start(packed, size_bytes) == PAGE
    assert decoded_start(packed, size_bytes) is decoded(packed).data, "unpacked once, not copied"
    assert decoded_start(answer("identity", PAGE), size_bytes) == PAGE[:size_bytes]


def test_what_was_unpacked_is_not_taken_for_anything_else() -> None:
    packed = gzip.compress(PAGE)
    block = answer("gzip", packed)
    decoded(block)
    assert unpacked_before(block, packed[:-1], [b"gzip"], limit_bytes=1 << 20) is None, "another body"
    assert unpacked_before(block, packed, [b"br"], limit_bytes=1 << 20) is None, "another coding"
    assert unpacked_before(block, packed, [b"gzip, gzip"], limit_bytes=1 << 20) is None
    assert unpacked_before(block, packed, [b"gzip"], limit_bytes=len(PAGE) - 1) is None, "more than is wanted"


@pytest.mark.parametrize("limit_bytes", [10, 50, 1_000, 20_000, len(PAGE), len(PAGE) + 1])
def test_a_limit_gives_the_same_whoever_asked_before(limit_bytes: int) -> None:
    packed = gzip.compress(PAGE)
    fresh = answer("gzip", packed)
    asked = answer("gzip", packed)
    decoded(asked)
    assert decoded(asked, limit_bytes=limit_bytes) == decoded(fresh, limit_bytes=limit_bytes)


def test_a_bomb_is_not_held_in_memory() -> None:
    block = answer("gzip", gzip.compress(b"\0" * (30 << 20)))
    assert len(decoded(block, limit_bytes=1_000).data) == 1_000
    assert len(block.unpacked[0].decoded.data) == RATIO_FREE_BYTES
    assert decoded(block).notes == ("gzip: stopped at 256 times the encoded size",)
