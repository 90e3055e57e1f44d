"""Which of the images in script data are those of the article."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.page.payload import script_values
from pipelines.captions.claims import LEAST_CHARS
from pipelines.captions.scripts.image import image_of, is_called_image, is_called_video, is_photo, plain
from pipelines.captions.text import folded
from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from crawler.page import Block, Page
    from pipelines.captions.scripts.image import ImageData

MARKS = ('aption"', 'aption\\"')
"""How keys of captions end in data; without one there is no caption in them."""
_TOLD = re.compile(r"aption\\?\"\s{0,3}:\s{0,3}(?:[\[{\d]|\\?\"(?!\\?\"))")
"""Such a key with something behind it, be it the place of a text."""
MOST_VALUES = 100_000
MOST_PHOTOS = 60
LEVELS_UP = 5
MOST_LINES = 2_000
MOST_REFERRING = 20
LEAST_LINE_CHARS = 40
SHOWN_CHARS = 60
"""So many letters at its beginning tell a paragraph."""
LEAST_SHARE = 0.6
"""The object of the article has so many of the paragraphs that are found in the data at all."""
LEAST_LINES, LEAST_SHARE_SHOWN = 2, 0.4
"""Data with fewer of the page's paragraphs are not those of the article."""
_HEADLINES = frozenset({"headline", "headlines", "title", "titles", "name", "heading"})
_OF_OTHERS = re.compile(
    r"recirc|navigation|contributor|most_?(?:viewed|shared)|(?:next|prev)\w{0,4}_?(?:article|story)", re.IGNORECASE
)
_OF_ARTICLES = frozenset({"promo_items", "promoItems"})
"""Where one large system keeps the lead photo."""
_PLACES = ("slug", "canonical_url", "canonicalUrl", "href", "link", "permalink")
_TIMES = ("publishedAt", "datePublished", "published_at", "publishDate", "publish_date")
_PLAIN = re.compile(r"[A-Za-z0-9 ,.]+")
_BREAK = re.compile(r"<(?:/?(?:p|div|h[1-6]|li|blockquote|figure)\b[^<>]{0,500}|br\s*/?)>|\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPhoto:
    """An image of the article as the data of a script has it."""

    image: ImageData
    at: int | None
    """Index of the block of text behind which it stands; None when it stands before the text."""


def photos_in_scripts(page: Page, headline: str | None, prose: Sequence[Block]) -> list[ScriptPhoto]:
    """Return the captioned images in the data of the scripts of *page* that belong to its article.

    They stand in the object with the *headline* or in the smallest one with most of the paragraphs *prose*. What lies
    there in a list of other articles, or under a name for such, is none of them.
    """
    shown = {folded(block.text)[:SHOWN_CHARS]: block.index for block in prose if len(block.text) >= LEAST_LINE_CHARS}
    found: dict[str, ScriptPhoto] = {}
    probes = [_probe(text) for text in (headline or "", *(block.text for block in prose[:2]))]
    scripts = [script for script in page.tagged("script") if "ld+json" not in (script.get("type") or "")]

    def wanted(data: str) -> bool:
        return _TOLD.search(data) is not None and any(probe in data for probe in probes)

    for value in script_values(scripts, wanted):
        data = _Data(value, page.base_url, shown, folded(headline or ""))
        for photo in data.photos():
            known = found.get(photo.image.src)
            found[photo.image.src] = photo if known is None else _joined(known, photo)
    return list(found.values())[:MOST_PHOTOS]


class _Data:
    """One value of script data, searched for the article."""

    def __init__(self, value: Any, base_url: str, shown: Mapping[str, int], headline: str) -> None:
        self._shown = shown
        self._headline = headline if len(headline) >= LEAST_CHARS else None
        self._places: dict[int, tuple[Any, str]] = {}
        """For each of them what holds it, and under which key."""
        self._items: list[Any] = []
        """All objects and lists, in their order."""
        self._images: list[tuple[int, dict[str, Any], ImageData]] = []
        self._named: set[int] = set()
        """The objects that have the article's headline."""
        self._referring: dict[str, list[dict[str, Any]]] = defaultdict(list)
        """Objects of a store that stand for another one, by its key."""
        self._walk(value, base_url)

    def photos(self) -> Iterator[ScriptPhoto]:
        """The images of the article, in their order."""
        if not self._images:
            return
        told = ((at, line) for at, item in enumerate(self._items) for line in sorted(self._lines_of(item)))
        lines = list(islice(told, MOST_LINES))
        articles = self._named | self._with_most(lines)
        galleries = self._galleries()
        for at, item, image in self._images:
            if id(item) not in galleries and self._is_within(item, articles):
                before = bisect(lines, (at, -1))
                yield ScriptPhoto(image=image, at=lines[before - 1][1] if before else None)

    def _galleries(self) -> set[int]:
        """What looks like an image and holds several."""
        sources = {id(item): {image.src} for _, item, image in self._images}
        for _, item, image in self._images:
            holder = self._places[id(item)][0]
            for _ in range(LEVELS_UP):
                if holder is None:
                    break
                if id(holder) in sources:
                    sources[id(holder)].add(image.src)
                holder = self._places[id(holder)][0]
        return {key for key, held in sources.items() if len(held) > 1}

    def _walk(self, root: Any, base_url: str) -> None:
        waiting: list[tuple[Any, tuple[Any, str]]] = [(root, (None, ""))]
        while waiting and len(self._items) < MOST_VALUES:
            item, place = waiting.pop()
            if isinstance(item, dict):
                if _HEADLINES.intersection(item) and self._headline in _headlines_of(item):
                    self._named.add(id(item))
                if isinstance(item.get("__ref"), str):
                    self._referring[item["__ref"]].append(item)
                image = image_of(item, base_url)
                if image is not None and id(item) not in self._named:
                    self._images.append((len(self._items), item, image))
                held: Iterable[tuple[str, Any]] = item.items()
            elif isinstance(item, list):
                held = ((place[1], one) for one in item)
            else:
                return
            self._places[id(item)] = place
            self._items.append(item)
            waiting.extend(reversed([(one, (item, name)) for name, one in held if isinstance(one, (dict, list))]))

    def _is_within(self, image: Any, articles: AbstractSet[int]) -> bool:
        """Whether *image* is held by one of *articles*, and on the way by nothing that is of another one."""
        waiting, seen = [image], set()
        while waiting:
            item = waiting.pop()
            if id(item) in articles:
                return True
            if id(item) in seen or (isinstance(item, dict) and (self._is_of_other(item) or is_called_video(item))):
                continue
            seen.add(id(item))
            holder, key = self._places[id(item)]
            if isinstance(item, dict) and key in self._referring:
                waiting.extend(self._referring[key][:MOST_REFERRING])
            elif holder is not None and not _leads_off(key):
                waiting.append(holder)
        return False

    def _lines_of(self, item: Any) -> set[int]:
        texts = item.values() if isinstance(item, dict) else item
        return {line for text in texts if isinstance(text, str) for line in self._lines(text)}

    def _lines(self, text: str) -> set[int]:
        """Indexes of the page's blocks that *text* has, be it one paragraph or the markup of many."""
        if len(text) < LEAST_LINE_CHARS or text.startswith(("http", "/", "data:")):
            return set()
        lines = (folded(plain(line))[:SHOWN_CHARS] for line in _BREAK.split(text) if len(line) >= LEAST_LINE_CHARS)
        return {self._shown[line] for line in lines if line in self._shown}

    def _is_of_other(self, item: dict[str, Any]) -> bool:
        """Whether *item* is another article or a link to one: it has a place, or a headline of its own and a time."""
        titles = _headlines_of(item)
        if self._headline in titles or is_called_image(item):
            return False
        if any(isinstance(place := item.get(name), str) and place and not is_photo(place) for name in _PLACES):
            return True
        return bool(titles) and (any(item.get(name) for name in _TIMES) or _leads_to_page(item))

    def _with_most(self, lines: Sequence[tuple[int, int]]) -> set[int]:
        """What holds the smallest list with most of the paragraphs; none when they are few of those the page shows."""
        counts: dict[int, set[int]] = defaultdict(set)
        for at, line in lines:
            item = self._items[at]
            while item is not None:
                counts[id(item)].add(line)
                item = self._places[id(item)][0]
        most = max(map(len, counts.values()), default=0)
        if most < max(LEAST_LINES, LEAST_SHARE_SHOWN * len(self._shown)):
            return set()
        # What is held comes after what holds it.
        held = next(one for one in reversed(self._items) if len(counts.get(id(one), ())) >= LEAST_SHARE * most)
        holder = self._places[id(held)][0] if isinstance(held, list) else None
        return {id(holder if isinstance(holder, dict) else held)}


def _joined(outer: ScriptPhoto, inner: ScriptPhoto) -> ScriptPhoto:
    """What is said of one image in two places: where the article shows it, and in what came with the file."""
    caption = outer.image.caption or inner.image.caption
    credits_ = outer.image.credits or inner.image.credits
    return replace(outer, image=replace(outer.image, caption=caption, credits=credits_))


def _probe(text: str) -> str:
    """The longest piece of *text* that stands in data as it is, however that is escaped."""
    return max(_PLAIN.findall(text), key=len, default="")


def _headlines_of(item: dict[str, Any]) -> set[str]:
    found = [item[name] for name in _HEADLINES.intersection(item)]
    inner = [text for one in found if isinstance(one, dict) for text in one.values()]
    return {folded(plain(text)) for text in (*found, *inner) if isinstance(text, str)}


def _leads_to_page(item: dict[str, Any]) -> bool:
    """Whether the address of *item* is no photo's; where it has a caption too, only when a photo has its own."""
    url = item.get("url")
    return isinstance(url, str) and not is_photo(url) and ("image" in item or "caption" not in item)


def _leads_off(name: str) -> bool:
    return name not in _OF_ARTICLES and (words().refused.within(name) or _OF_OTHERS.search(name) is not None)
