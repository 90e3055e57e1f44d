"""The pictures are real ones: each format is taken apart here by the rules of its own standard."""

from __future__ import annotations

import struct
import zlib

import pytest
from lxml import etree

from crawler.demo.paper.pictures import LARGE, SMALL, Scene, picture


@pytest.mark.parametrize("width", [SMALL, LARGE])
def test_a_png_has_right_checksums_and_all_its_rows(width: int) -> None:
    data = picture("net-loft.png", width)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks = []
    at = 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size)[0] == zlib.crc32(kind + body)
        chunks.append((kind, body))
        at += size + 12
    assert [kind for kind, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[0][1]) == (width, width * 2 // 3, 8, 2, 0, 0, 0)
    assert len(zlib.decompress(chunks[1][1])) == (width * 3 + 1) * (width * 2 // 3)


def segments(data: bytes) -> dict[int, list[bytes]]:
    """Return the segments of a JPEG by their mark; 0 is the coded data, its stuffing undone."""
    assert data.startswith(b"\xff\xd8")
    assert data.endswith(b"\xff\xd9")
    found: dict[int, list[bytes]] = {}
    at = 2
    while True:
        mark, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        assert data[at] == 0xFF
        found.setdefault(mark, []).append(data[at + 4 : at + 2 + size])
        at += size + 2
        if mark == 0xDA:
            return found | {0: [data[at:-2].replace(b"\xff\x00", b"\xff")]}


def codes(table: bytes) -> dict[str, int]:
    """Return the code words of a Huffman table (ITU-T T.81, C.2)."""
    found = {}
    code, at = 0, 17
    for length, count in enumerate(table[1:17], start=1):
        for _ in range(count):
            found[format(code, f"0{length}b")] = table[at]
            code, at = code + 1, at + 1
        code <<= 1
    return found


def test_a_jpeg_decodes_to_the_colours_of_its_scene() -> None:
    found = segments(picture("north-quay-crane.jpg", SMALL))
    height, width = struct.unpack_from(">HH", found[0xC0][0], 1)
    assert (width, height) == (SMALL, SMALL * 2 // 3)
    direct, alternating = (codes(table) for table in found[0xC4])
    bits = "".join(format(byte, "08b") for byte in found[0][0])
    at = 0

    def symbol(table: dict[str, int]) -> int:
        nonlocal at
        end = at + 1
        while bits[at:end] not in table:
            end += 1
        at, word = end, bits[at:end]
        return table[word]

    last = [0, 0, 0]
    squares = []
    for _ in range((width // 8) * (height // 8)):
        for part in range(3):
            size = symbol(direct)
            value = int(bits[at : at + size] or "0", 2)
            at += size
            last[part] += value if not size or value >> (size - 1) else value - (1 << size) + 1
            assert symbol(alternating) == 0
        squares.append(tuple(last))
    assert set(bits[at:]) <= {"1"}
    assert len(bits) - at < 8
    red, green, blue = (255 * part for part in Scene.of("north-quay-crane.jpg").colour(0.5 / 60, 0.5 / 40))
    grey, to_blue, to_red = squares[0]
    assert grey + 128 == pytest.approx(0.299 * red + 0.587 * green + 0.114 * blue, abs=1)
    assert grey + 128 + 1.772 * to_blue == pytest.approx(blue, abs=3)
    assert grey + 128 + 1.402 * to_red == pytest.approx(red, abs=3)


def test_an_svg_is_well_formed_and_has_its_size() -> None:
    root = etree.fromstring(picture("pilot-cutter.svg", SMALL))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.get("width"), root.get("height")) == ("480", "320")


def test_pictures_differ_by_name_and_not_by_call() -> None:
    assert picture("a.jpg", SMALL) != picture("b.jpg", SMALL)
    picture.cache_clear()
    assert picture("a.jpg", SMALL) == picture("a.jpg", SMALL)
    assert len(picture("a.jpg", LARGE)) < 32_000
