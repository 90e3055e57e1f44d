"""What a script would have shown when it came into view, or when all else was there: images, frames, style sheets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.replay.rewrite.attributes import escaped, first
from crawler.replay.rewrite.tokens import TAG, attributes_at

if TYPE_CHECKING:
    from crawler.replay.rewrite.attributes import Pairs

LATE = ("data-src", "data-lazy-src", "data-original", "data-lazy")
SOURCES = (*LATE, "data-srcurl", "data-image", "data-url", "data-img-src")
SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
PLACEHOLDERS = ("data:", "about:blank")
PLACEHOLDER_NAME = re.compile(
    r"(?:^|[_.-])(?:blank|spacer|placeholder|holder|pixel|pxl|pix|px|trans|transparent|1x1|loading|loader|preload"
    r"|lazy|lazyload|empty|clear|shim|fallback)[_.-]",
    re.IGNORECASE,
)
LAZY_CLASS = re.compile(r"(?:^|[\t\n\f\r _-])(?:js-)?lazy", re.IGNORECASE)
OF_IMAGE = re.compile(r"(?:src|file|original|full|large|zoom|image|highres|hires|retina|url|2x)\Z")
"""How attributes end that may hold another address of the image. Every plug-in has a name of its own for it."""
OF_ANOTHER = re.compile(r"hover|alt|dark|light|night|author|avatar|next|prev|logo|share")
"""Of an image in the place of which another one would be a lie."""
ENDS = re.compile(r"(?>(?:[\t\n\f\r ]++|</[a-z][a-z0-9-]*+[\t\n\r ]*+>)*)\Z")
"""Nothing that is seen: white space, and elements that end."""
ONLY_IMAGES = re.compile(
    r"(?>(?:[\t\n\f\r ]*+</?(?:picture|source|img|amp-img)\b[^<>]{0,4000}+>){1,10})"
    r"[\t\n\f\r ]*+</noscript[\t\n\f\r ]*+>[\t\n\f\r ]*+",
    re.IGNORECASE,
)
"""What stands behind ``<noscript>`` where nothing but an image is for readers without scripts."""
TO_SHEET = re.compile(r"\brel[\"']?[\t\n\f\r ]*+[=,][\t\n\f\r ]*+[\"']stylesheet[\"']", re.IGNORECASE)
TO_MEDIA = re.compile(
    r"\bmedia[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:[\"']([^\"'<>]{0,500})[\"']|this\.dataset\.([A-Za-z]{1,40}+))"
)
FROM_MEDIA = re.compile(r"\bremoveAttribute\([\t\n\f\r ]*+[\"']media[\"']")
CAPITAL = re.compile(r"[A-Z]")


def awakened(pairs: Pairs) -> tuple[Pairs, bool]:
    """Return the attributes of an image with what a script would have put there, and whether there was such."""
    values = dict(reversed(pairs))
    source = _lazy(values, _sources(values))
    several = None
    if not values.get("srcset") or (values["srcset"] or "").startswith("data:"):
        several = _lazy(values, (*SETS, *(name for name in values if name.endswith("srcset") and "lazy" in name)))
    if source is None and several is None:
        return pairs, False
    replaced = {name for name, value in (("src", source), ("srcset", several)) if value is not None}
    kept = [pair for pair in pairs if pair[0] not in replaced]
    kept += [(name, value) for name, value in (("src", source), ("srcset", several)) if value is not None]
    return kept, True


def late_frame(pairs: Pairs) -> str:
    """Return the address of a frame, be it one that a script would have put there; empty when it has none."""
    source = first(pairs, "src") or ""
    if source and not source.strip().lower().startswith("about:"):
        return source
    return next((value for name in LATE if (value := first(pairs, name))), source)


def late_sheet(pairs: Pairs) -> tuple[Pairs, bool]:
    """Return the attributes of a link as they are when it was loaded, and whether it is a style sheet then.

    Sheets are often linked for printers, or as something to be asked for in advance, and made what they are when they
    are there, so that nothing waits for them.
    """
    done = first(pairs, "onload")
    if not done:
        return pairs, False
    media = TO_MEDIA.search(done)
    if media is not None:
        named = media[1] if media[1] is not None else first(pairs, f"data-{CAPITAL.sub(_hyphened, media[2])}") or "all"
        pairs = [*_without_media(pairs), ("media", escaped(named))]
    elif FROM_MEDIA.search(done) is not None:
        pairs = _without_media(pairs)
    return pairs, TO_SHEET.search(done) is not None


def names_image(name: str) -> bool:
    """Return whether the attribute *name* may hold another address of the same image."""
    is_late = name.startswith("data-") or "lazy" in name
    return is_late and OF_IMAGE.search(name) is not None and OF_ANOTHER.search(name) is None


def is_told_again(text: str, at: int) -> bool:
    """Return whether what stands at *at*, behind a ``<noscript>``, is an image that is shown without it.

    The one behind its end is, once awakened.
    """
    found = ONLY_IMAGES.match(text, at)
    tag = TAG.match(text, found.end()) if found is not None else None
    return tag is not None and tag[0].lower() == "<img" and awakened(attributes_at(text, tag.end())[0])[1]


def _sources(values: dict[str, str | None]) -> tuple[str, ...]:
    """Return the attributes that may hold what is shown late, the likeliest first; none of one that shows itself."""
    source = values.get("src")
    if not source or source.startswith(PLACEHOLDERS) or source == "#":
        return (*SOURCES, *(name for name in values if name.endswith("src") and names_image(name)))
    name = source.partition("?")[0].rpartition("/")[2].lower()
    if PLACEHOLDER_NAME.search(name):
        return SOURCES
    is_late = LAZY_CLASS.search(values.get("class") or "") is not None
    others = [value for late in LATE if (value := values.get(late))]
    # Nobody has an animation shown until a photo is there, but a picture of nothing.
    return LATE if is_late or (name.endswith(".gif") and others and ".gif" not in others[0].lower()) else ()


def _lazy(values: dict[str, str | None], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if (value := values.get(name)) and _is_address(value)), None)


def _is_address(value: str) -> bool:
    return "{" not in value and not value.startswith(("[", "<", "data:")) and ("/" in value or "." in value)


def _without_media(pairs: Pairs) -> Pairs:
    return [pair for pair in pairs if pair[0] != "media"]


def _hyphened(match: re.Match[str]) -> str:
    return f"-{match[0].lower()}"
