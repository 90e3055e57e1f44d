"""One address to look at, and what was seen there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.model import CaptureState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An address to ask once."""

    url: str
    outlet: str = ""
    """Name of the entry that it is asked for."""
    what: str = ""
    """What is expected there: a kind of host or of seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of an `Ask`."""

    ask: Ask
    url: str
    """Where it was answered, after redirects."""
    status: int | None = None
    """None: there was no answer."""
    trouble: str = ""
    """Why there was no answer."""
    body: bytes = b""
    state: CaptureState = CaptureState.OK
    """What the answer is in truth, such as the notice of an authority that took the domain."""
    page: Page | None = None
    """The answer as a page, when it is a success with HTML."""
    sitemaps: Sequence[str] | None = None
    """What the robots.txt of the server names, when that has been fetched for its rules."""
