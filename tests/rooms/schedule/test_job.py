"""What the end of a crawl means for its job."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.commands.exit_codes import Exit
from crawler.schedule.job import DONE_CODES, FIRST_WAIT_S, LONGEST_WAIT_S, SILENT_CODE, WORDS, Outcome, wait_s


@pytest.mark.parametrize(
    ("code", "is_done", "again", "reason"),
    [
        (0, True, False, ""),
        (3, True, False, "some pages could not be fetched or read"),
        (6, True, False, "an alarm stands: something changed for the worse at the outlet"),
        (1, False, True, "nothing was fetched"),
        (2, False, False, "an argument or setting cannot be used"),
        (4, False, True, "something was not kept"),
        (75, False, True, "its worker fell silent"),
        (-9, False, True, "killed by signal 9"),
        (None, False, False, "it took too long; it goes on when it is due next"),
        (99, False, True, "exit code 99"),
    ],
)
def test_outcomes(code: int | None, is_done: bool, again: bool, reason: str) -> None:  # noqa: FBT001  # a table
    outcome = Outcome(code=code)
    assert (outcome.is_done, outcome.is_worth_another_try, outcome.reason) == (is_done, again, reason)


def test_each_exit_code_is_known_here() -> None:
    assert sorted([*DONE_CODES, *WORDS]) == sorted([*Exit, SILENT_CODE])


@given(st.integers(1, 50), st.floats(0, 1))
def test_waits_grow_and_end(failed: int, share: float) -> None:
    assert FIRST_WAIT_S / 2 <= wait_s(failed, share) <= LONGEST_WAIT_S
    assert wait_s(failed + 1, share) >= wait_s(failed, share)
