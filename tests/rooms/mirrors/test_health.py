"""What one capture says of its address."""

from __future__ import annotations

from typing import Any

import pytest
from rooms.index.made import capture

from crawler.index import CaptureKind
from crawler.mirrors import health_of
from crawler.model import CaptureState, Truncation


@pytest.mark.parametrize(
    ("fields", "health"),
    [
        ({"status": 200}, "ok"),
        ({"status": 304, "kind": CaptureKind.REVISIT}, "ok"),
        ({"status": None, "kind": CaptureKind.RESOURCE}, "ok"),
        ({"status": 301}, "redirect"),
        ({"status": 404}, "missing"),
        ({"status": 403}, "wall"),
        ({"status": 429}, "wall"),
        ({"status": 451}, "blocked"),
        ({"status": 503}, "error"),
        ({"status": None}, "error"),
        ({"status": 200, "state": CaptureState.SEIZED}, "seized"),
        ({"status": 200, "state": CaptureState.BOT_WALL}, "bot-wall"),
        ({"kind": CaptureKind.UNANSWERED, "truncated": Truncation.TIME}, "timeout"),
        ({"kind": CaptureKind.UNANSWERED, "truncated": Truncation.DISCONNECT}, "reset"),
        *(
            ({"kind": CaptureKind.UNREACHED, "state": state}, str(state))
            for state in CaptureState
            if state.is_unreached
        ),
    ],
)
def test_health(fields: dict[str, Any], health: str) -> None:
    assert health_of(capture(1, **fields)) == health
