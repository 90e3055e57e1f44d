"""Images in several sizes: of these a crawl archives the largest, and a browser would ask for the one that fits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.replay.rewrite.attributes import escaped, first, undone
from crawler.replay.rewrite.lazy import names_image
from crawler.replay.rewrite.links import joined, sizes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from crawler.replay.rewrite.attributes import Pairs
    from crawler.replay.rewrite.links import Links
    from crawler.replay.rewrite.tokens import Tag

    Images = Callable[[Collection[str]], Collection[str]]
    """Tells which of some addresses are those of archived images."""

FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?&#]|\Z)", re.IGNORECASE)
"""What tells an address of an image from other values of attributes, and from links to pages."""
LINK = re.compile(
    r"<a [^<>]{0,2000}?href=\"([^\"<>]{1,8000})\"[^<>]{0,2000}>(?:<[a-z][^<>]{0,500}>|[\t\n\f\r ]){0,20}\Z"
)
"""A link with nothing in it so far but elements that begin."""
WRITTEN = re.compile(r"/web/[0-9]{14}/")
NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
LONGEST = 2_000
Sizes = list[tuple[str, str]]


@dataclass(slots=True, kw_only=True)
class Image:
    """An image, or a source of one, that has a choice."""

    at: int
    """Where it stands in what is written."""
    name: str
    pairs: Pairs
    closes_itself: bool
    source: str | None
    """The archived address, None where there is none that could be asked for."""
    sizes: Sizes
    others: list[str] = field(default_factory=list)
    """Further addresses that the page names with it."""


def image_of(tag: Tag, links: Links, before: Sequence[str]) -> Image:
    """Return the image *tag*; *before* is what is written before it."""
    pairs = tag.pairs
    sizes = [(links.image(url), descriptors) for url, descriptors in sizes_of(first(pairs, "srcset") or "")]
    named = [undone(value) for key, value in pairs if value and names_image(key) and FILE.search(value[:LONGEST])]
    if tag.name == "img" and (link := _link(before)) is not None:
        named.append(link)
    return Image(
        at=len(before),
        name=tag.name,
        pairs=pairs,
        closes_itself=tag.closes_itself,
        source=links.image(first(pairs, "src") or ""),
        sizes=[(url, descriptors) for url, descriptors in sizes if url is not None],
        others=[url for url in map(links.image, named) if url is not None],
    )


def fitted(images: Sequence[Image], held: Images) -> Iterator[tuple[Image, Pairs]]:
    """Yield those of *images* that name what is not archived beside what is, with attributes that name the latter."""
    groups = [group for group in _pictures(images) if any(one.sizes or one.others for one in group)]
    there = held({url for group in groups for one in group for url in _first_asked(one)})
    lost = [group[-1] for group in groups if not any(url in there for one in group for url in _first_asked(one))]
    instead = held({url for one in lost for url in one.others})
    for group in groups:
        own = [[size for size in one.sizes if size[0] in there] for one in group]
        image = group[-1]
        best = _largest(own[-1]) or _largest([size for sizes in own for size in sizes])
        best = best or next((url for url in image.others if url in instead), None)
        if best is None and image.source not in there:
            continue  # nothing else would be seen either
        for one, sizes in zip(group, own, strict=True):
            # What the page carries itself beside others is what stands there until a script comes.
            source = best if one is image and one.source not in there else one.source
            if sizes != one.sizes or source != one.source:
                yield one, _with(one, source, sizes)


def _link(before: Sequence[str]) -> str | None:
    """Return the address of an image to which the link leads that has begun, and holds nothing yet."""
    at = len(before)
    # Seldom more than the link itself, and white space.
    while at > max(0, len(before) - 3) and len(before[at - 1]) < LONGEST:
        at -= 1
        if before[at].startswith("<a "):
            found = LINK.match("".join(before[at:]))
            return WRITTEN.sub("", undone(found[1]), count=1) if found is not None and FILE.search(found[1]) else None
    return None


def _pictures(images: Sequence[Image]) -> Iterator[list[Image]]:
    """Yield each image behind the sources that a browser chooses from before it."""
    group: list[Image] = []
    for one in images:
        group.append(one)
        if one.name == "img":
            yield group
            group = []


def _first_asked(one: Image) -> list[str]:
    return [url for url, _ in one.sizes] + ([one.source] if one.source is not None and one.name == "img" else [])


def _largest(sizes: Sizes) -> str | None:
    return max(sizes, key=lambda size: _number(size[1]))[0] if sizes else None


def _number(descriptors: str) -> float:
    found = NUMBER.match(descriptors)
    return float(found[0]) if found is not None else 1.0


def _with(one: Image, source: str | None, sizes: Sizes) -> Pairs:
    """Return the attributes of *one* with another address and other sizes, each at its place."""
    changed: dict[str, str | None] = {}
    if source != one.source:
        changed["src"] = source
    if sizes != one.sizes:
        changed["srcset"] = joined(sizes)
    kept: Pairs = []
    for name, value in one.pairs:
        if name not in changed:
            kept.append((name, value))
        elif (new := changed[name]) is not None:
            kept.append((name, escaped(new)))
            changed[name] = None
    return [*kept, *((name, escaped(new)) for name, new in changed.items() if new is not None)]
