"""Images that a script would have shown when they came into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.replay.rewrite.attributes import Pairs

SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-srcurl",
    "data-image",
    "data-url",
    "data-img-src",
)
SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
PLACEHOLDERS = ("data:", "about:blank")
PLACEHOLDER_NAMES = ("blank.", "spacer.", "placeholder", "1x1.", "pixel.", "transparent.", "lazy.", "loading.")


def awakened(pairs: Pairs) -> tuple[Pairs, bool]:
    """Return the attributes of an image with what a script would have put there, and whether there was such."""
    values = dict(reversed(pairs))
    source = _lazy(values, SOURCES) if _is_placeholder(values.get("src")) else None
    several = _lazy(values, SETS) if not values.get("srcset") or (values["srcset"] or "").startswith("data:") else None
    if source is None and several is None:
        return pairs, False
    replaced = {name for name, value in (("src", source), ("srcset", several)) if value is not None}
    kept = [pair for pair in pairs if pair[0] not in replaced]
    kept += [(name, value) for name, value in (("src", source), ("srcset", several)) if value is not None]
    return kept, True


def _lazy(values: dict[str, str | None], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if (value := values.get(name)) and _is_address(value)), None)


def _is_address(value: str) -> bool:
    return not value.startswith(("{", "[", "<", "data:")) and ("/" in value or "." in value)


def _is_placeholder(source: str | None) -> bool:
    if not source or source.startswith(PLACEHOLDERS) or source == "#":
        return True
    name = source.rpartition("/")[2].lower()
    return name.startswith(PLACEHOLDER_NAMES)
