"""Content that arrives: the same bytes as content that is there, and no more of them read than asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.http import Arriving, Bytes, gathered, span, whole
from crawler.http.content import PIECE_BYTES, SPOOL_AT_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = SPOOL_AT_BYTES + 5 * PIECE_BYTES + 17
DATA = b"".join(b"%08d" % number for number in range(SIZE // 8 + 1))[:SIZE]


class Way:
    """Where it comes from; counts what was taken."""

    def __init__(self, data: bytes = DATA, *, fails_at: int | None = None, piece_bytes: int = 16_384) -> None:
        self._data = data
        self._fails_at = fails_at
        self._piece_bytes = piece_bytes
        self.taken = 0

    def pieces(self) -> Iterator[bytes]:
        for at in range(0, len(self._data), self._piece_bytes):
            if self._fails_at is not None and at >= self._fails_at:
                raise ConnectionResetError("cut")
            piece = self._data[at : at + self._piece_bytes]
            self.taken += len(piece)
            yield piece


@given(
    spans=st.lists(st.tuples(st.integers(0, SIZE + 9), st.integers(0, 200_000)), max_size=6),
    piece_bytes=st.sampled_from([999, 16_384, 300_000]),
    told=st.booleans(),
)
def test_any_parts_in_any_order(spans: list[tuple[int, int]], piece_bytes: int, *, told: bool) -> None:
    arriving = Arriving(Way(piece_bytes=piece_bytes).pieces(), SIZE if told else None)
    for start, size in spans:
        assert b"".join(span(arriving, start, start + size)) == DATA[start : start + size]
    assert whole(arriving) == whole(arriving) == DATA
    assert arriving.size_bytes == arriving.told_bytes == SIZE


def test_no_more_is_read_than_asked_for() -> None:
    way = Way()
    arriving = Arriving(way.pieces(), SIZE)
    assert (arriving.size_bytes, way.taken) == (SIZE, 0)
    assert next(arriving.chunks()) == DATA[:PIECE_BYTES]
    assert way.taken == PIECE_BYTES
    assert b"".join(span(arriving, 10, 20)) == DATA[10:20]
    assert way.taken == PIECE_BYTES, "what has come is not asked for again"


def test_a_size_that_nobody_knew_is_found_by_reading() -> None:
    way = Way()
    arriving = Arriving(way.pieces())
    assert arriving.told_bytes is None
    assert arriving.exceeds(100_000)
    assert not Arriving(Way(b"x" * 100).pieces()).exceeds(100)
    assert way.taken < 120_000
    assert arriving.size_bytes == SIZE
    assert arriving.told_bytes == SIZE


def test_what_cannot_be_read_is_told_each_time() -> None:
    arriving = Arriving(Way(fails_at=200_000).pieces(), SIZE)
    came: list[bytes] = []
    with pytest.raises(ConnectionResetError):
        came.extend(arriving.chunks())
    assert DATA.startswith(b"".join(came))
    assert len(came) == 3
    assert arriving.has_failed
    with pytest.raises(ConnectionResetError):
        whole(arriving)
    with pytest.raises(ConnectionResetError):
        arriving.finish()
    assert b"".join(span(arriving, 0, 1_000)) == DATA[:1_000], "what has come stays"


def test_threads_share_it() -> None:
    way = Way(piece_bytes=1_000)
    arriving = Arriving(way.pieces(), SIZE)
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(whole(arriving))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [DATA] * 4
    assert way.taken == SIZE


def test_what_is_made_of_it_ends_only_with_all_of_it() -> None:
    block = Arriving(Way(fails_at=SIZE - 20).pieces(), SIZE)
    made = gathered(iter([b"ferry"]), block)
    assert isinstance(made, Arriving)
    assert next(made.pieces(0, 5)) == b"ferry"
    with pytest.raises(ConnectionResetError):
        whole(made)
    assert gathered(iter([b"fer", b"ry"]), Bytes(b"")) == Bytes(b"ferry")
