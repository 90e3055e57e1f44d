"""Pictures without a picture library: small seascapes as JPEG, PNG and SVG, drawn from nothing but their names."""

from __future__ import annotations

import colorsys
import math
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

Colour = tuple[float, float, float]

SMALL, LARGE = 480, 960
"""Widths in pixels; the height is two thirds of it."""
TYPES = {"jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}
CELL = 8
"""A picture is painted in squares of so many pixels."""

# Baseline JPEG (ITU-T T.81): one Huffman table for the mean value of a square, one that knows only "nothing follows".
_DC_COUNTS = bytes([0, 1, 5, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
_DC_CODES = ("00", "010", "011", "100", "101", "110", "1110", "11110", "111110")
_END_OF_BLOCK = "0"


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be seen, as shares of width and height."""

    high: Colour
    low: Colour
    sea: Colour
    horizon: float
    sun_x: float
    sun_y: float
    mark_x: float
    has_tower: bool
    """A lighthouse stands at *mark_x*; else a boat sails there."""
    phase: float

    @classmethod
    def of(cls, name: str) -> Scene:
        """Return the scene that belongs to *name*; always the same one."""
        seed = zlib.crc32(name.rpartition(".")[0].encode())
        share = [(seed >> shift & 0xFF) / 255 for shift in (0, 8, 16, 24)]
        hue = 0.52 + 0.12 * share[0]
        return cls(
            high=colorsys.hsv_to_rgb(hue, 0.55, 0.62 + 0.3 * share[1]),
            low=colorsys.hsv_to_rgb(0.07 + 0.06 * share[2], 0.28 + 0.2 * share[1], 0.97),
            sea=colorsys.hsv_to_rgb(hue - 0.03, 0.6, 0.4 + 0.2 * share[3]),
            horizon=0.5 + 0.16 * share[3],
            sun_x=0.15 + 0.7 * share[2],
            sun_y=0.2 + 0.2 * share[1],
            mark_x=0.15 + 0.7 * share[0],
            has_tower=seed % 3 == 0,
            phase=6.0 * share[1],
        )

    def hill(self, x: float) -> float:
        """Return how far down the top of the hills is at *x*."""
        return self.horizon - 0.05 - 0.045 * math.sin(5 * x + self.phase) - 0.03 * math.sin(11 * x + 2 * self.phase)

    def colour(self, x: float, y: float) -> Colour:
        marked = _in_tower if self.has_tower else _in_sail
        if marked(x - self.mark_x, y - self.horizon):
            return (0.97, 0.95, 0.9)
        if y < self.horizon:
            if y > self.hill(x):
                return _mixed(self.sea, (0.16, 0.2, 0.24), 0.55)
            if math.hypot((x - self.sun_x) * 1.5, y - self.sun_y) < 0.07:
                return (1.0, 0.93, 0.74)
            return _mixed(self.high, self.low, y / self.horizon)
        depth = (y - self.horizon) / (1 - self.horizon)
        ripple = 0.12 if math.sin(60 * depth**0.6 + 9 * math.sin(7 * x + self.phase)) > 0.72 else 0.0
        return _mixed(_mixed(self.sea, self.low, 0.35 * (1 - depth)), (1.0, 1.0, 1.0), ripple)


@lru_cache(maxsize=256)
def picture(name: str, width: int) -> bytes:
    """Return the picture *name* (``….jpg``, ``.png`` or ``.svg``) with *width* pixels."""
    scene, height = Scene.of(name), width * 2 // 3
    if name.endswith(".svg"):
        return _svg(scene, width, height)
    columns, rows = width // CELL, height // CELL
    cells = [[scene.colour((c + 0.5) / columns, (r + 0.5) / rows) for c in range(columns)] for r in range(rows)]
    return (_png if name.endswith(".png") else _jpeg)(cells, width, height)


def _in_sail(x: float, y: float) -> bool:
    """Whether the point, seen from the foot of the mast, lies on the boat or its sail."""
    on_hull = 0.008 < y < 0.05 and abs(x) < 0.07 - (y - 0.008)
    return on_hull or (-0.27 < y < 0.008 and 0.004 < x < 0.075 * (1 + y / 0.27) + 0.004)


def _in_tower(x: float, y: float) -> bool:
    """Whether the point, seen from the foot of the lighthouse, lies on its walls or its lamp."""
    on_walls = -0.3 < y < 0.012 and abs(x) < 0.028 + 0.045 * y
    return on_walls or (-0.345 < y < -0.315 and abs(x) < 0.015)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    (red, green, blue), (red_, green_, blue_) = one, other
    return red + (red_ - red) * share, green + (green_ - green) * share, blue + (blue_ - blue) * share


def _bytes_of(colour: Colour) -> tuple[int, ...]:
    return tuple(round(255 * min(1.0, max(0.0, part))) for part in colour)


def _png(cells: list[list[Colour]], width: int, height: int) -> bytes:
    lines = []
    for row in cells:
        line = b"\x00" + b"".join(bytes(_bytes_of(colour)) * CELL for colour in row)
        lines += [line] * CELL
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def _jpeg(cells: list[list[Colour]], width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
    segments = (
        (0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        (0xDB, b"\x00" + b"\x08" * 64),
        (0xC0, frame),
        (0xC4, b"\x00" + _DC_COUNTS + bytes(range(9))),
        (0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\x00"),
        (0xDA, bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])),
    )
    head = b"".join(bytes([0xFF, mark]) + struct.pack(">H", len(data) + 2) + data for mark, data in segments)
    return b"\xff\xd8" + head + _scan(cells) + b"\xff\xd9"


def _scan(cells: list[list[Colour]]) -> bytes:
    """Each square is its mean brightness and two colour differences, told as steps from the square before."""
    squares = [(0, 0, 0), *(_ycc(colour) for row in cells for colour in row)]
    bits = "".join(
        _step(new - old) for last, square in pairwise(squares) for old, new in zip(last, square, strict=True)
    )
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")


@lru_cache(maxsize=1024)  # a row of sky or sea has few colours
def _ycc(colour: Colour) -> tuple[int, int, int]:
    """Values are steps of one grey level from the middle, as the quantisation table has 8 and a square 64 pixels."""
    red, green, blue = _bytes_of(colour)
    grey = 0.299 * red + 0.587 * green + 0.114 * blue
    return round(grey) - 128, round(0.564 * (blue - grey)), round(0.713 * (red - grey))


@lru_cache(maxsize=1024)
def _step(step: int) -> str:
    size = abs(step).bit_length()
    rest = format(step if step > 0 else step + (1 << size) - 1, f"0{size}b") if size else ""
    return _DC_CODES[size] + rest + _END_OF_BLOCK


def _svg(scene: Scene, width: int, height: int) -> bytes:
    high, low, sea = ("#" + bytes(_bytes_of(c)).hex() for c in (scene.high, scene.low, scene.sea))
    line, mast = round(scene.horizon * height), round(scene.mark_x * width)
    hills = " ".join(f"{x * width // 24},{round(scene.hill(x / 24) * height)}" for x in range(25))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{high}"/><stop offset="1" \
stop-color="{low}"/></linearGradient></defs>
<rect width="{width}" height="{line}" fill="url(#sky)"/>
<circle cx="{round(scene.sun_x * width)}" cy="{round(scene.sun_y * height)}" r="{width // 22}" fill="#ffeebd"/>
<polygon points="0,{line} {hills} {width},{line}" fill="#33424c"/>
<rect y="{line}" width="{width}" height="{height - line}" fill="{sea}"/>
<path fill="#f7f2e6" d="M{mast} {line - height // 4}v{height // 4}h{width // 14}z\
M{mast - width // 15} {line + height // 40}h{width // 7}l-{width // 48} {height // 22}h-{width // 10}z"/>
</svg>
""".encode()
