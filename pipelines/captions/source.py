"""Which address an image has: the largest size the page names, and when two addresses are the same photo."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from crawler.page import Page

IMAGES = frozenset({"img", "amp-img"})
OF_IMAGES = ("image", "img", "picture", "photo")
"""A site's own elements with one of these in their name and an address for an image show one, by script."""
ORIGINALS = (
    "data-orig-file",
    "data-full",
    "data-full-src",
    "data-zoom-src",
    "data-large-file",
    "data-highres",
    "data-original-src",
)
SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set", "data-src-set")
PLAIN = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-image",
    "data-img-src",
    "data-gl-src",
    "data-hi-res-src",
    "src",
    "data-url",
    "content",
)
"""Lazy ones first: beside them, ``src`` is a placeholder. ``data-url`` is as often that of the photo's page.

``content`` is that of microdata, where ``src`` waits for a script.
"""
ORIGINAL_PX = 100_000
"""The original counts as larger than any size in a list."""
LEVELS_UP = 3
LEVELS_OF_KEY = 3
"""So many of the folders of a photo tell it from others."""
SMALL_PX = 80
"""An image whose page gives it no more than this is an icon."""
SHAPES = frozenset(
    [(16, 9), (9, 16), (21, 9), (16, 10), (5, 4), (4, 5), (4, 3), (3, 4), (3, 2), (2, 3), (2, 1), (1, 2)]
)
"""Widths and heights that are no pixels."""

EMPTY = re.compile(
    r"(?:^|[/_.-])(?:blank|spacer|placeholder|pixel|transparent|1x1|loading|lazyload|empty|clear|shim)(?:[_-]\w{1,20})?\.\w{2,4}\Z",
    re.IGNORECASE,
)
DRAWING = re.compile(r"\.(?:svg|ico)\Z", re.IGNORECASE)
WORD_PX = {
    "thumb": 150,
    "xs": 150,
    "s": 320,
    "small": 320,
    "m": 800,
    "medium": 800,
    "l": 1200,
    "large": 1200,
    "xl": 1600,
}
INNER_HOST = re.compile(
    r"(?:\A|/)(?:[a-z0-9-]{1,63}\.){2,5}(?!jpe?g|png|webp|gif|avif|html?)[a-z]{2,12}/", re.IGNORECASE
)
"""In the path of a program that serves the images of another host: "/resizer/x7/640x0/cdn.news.example/boat.jpg"."""
BEHIND_PATH = re.compile(r"[?#]")
NUMBER = re.compile(r"[0-9]{1,5}")
SIZE_IN_NAME = re.compile(
    r"[-_.,@](?:[0-9]{2,4}x[0-9]{2,4}|[0-9]{1}x|w[0-9]{2,4}|[0-9]{2,4}w|"
    r"(?<!img[-_])(?<!dsc[-_])(?<!dsc[fn][-_])(?<!_mg[-_])(?P<width>[0-9]{3,4})(?=\.)|"
    r"[sml]|small|medium|large|xl|xs|thumb|scaled|original|full)(?=[._-]|\Z)",
    re.IGNORECASE,
)
"""Behind what cameras call their photos stands a number, no width."""
_WIDTHS = """
112 125 128 144 165 175 192 225 256 275 288 304 312 324 328 336 345 375 384 393 412 414 428 475 512 555 576 612 615 624
656 675 696 728 756 768 824 828 854 885 888 912 945 948 976 992 1024 1125 1152 1224 1232 1242 1248 1290 1296 1332 1366
1536 1656 1728 2000 2048 2056 3072 4096
"""
WIDTHS = frozenset(_WIDTHS.split())
"""Widths in which photos are served, besides round ones. Other numbers are those of photos and days."""
YEARS = range(1930, 2041)
SECOND_ENDING = re.compile(r"(?<=\.jpg|\.png)\.\w{2,5}\Z|(?<=\.jpeg)\.\w{2,5}\Z", re.IGNORECASE)
"""Of the same photo in another format: "boat.jpg.webp"."""
RENDITION = re.compile(r"\Acsm_(.+)_[0-9a-f]{10}\Z")
"""The name of a file, as TYPO3 calls another size that it has made of it."""
SIZE_BEHIND = re.compile(r"=[swh][0-9]{1,4}(?:-[a-z0-9]{1,6}){0,6}\Z")
"""As Google's image servers have it."""
SIZE_SEGMENT = re.compile(
    r"(?:[a-z]{1,10}[_-]?)?(?:(?P<width>[0-9]{2,4})|[0-9]{2,4}(?:[x_][a-z]{0,2}[0-9]{1,4}){1,3})|"
    r"[a-z]{1,4}_[^/,]{1,40}(?:,[a-z]{1,4}_[^/,]{1,40}){1,12}|[a-z]{1,2}_(?:auto|fill|fit|scale|[0-9.]{1,6})|"
    r"(?:[whqsgcf]|r[st]|el|dpr|size|width|height|quality|resize|gravity|crop|format|fit|filters):[^/]{0,80}|"
    r"(?:16|21|[1-9])-[1-9]|resize|crop|scale|thumbnail[s]?|quality|format|default|original|large",
    re.IGNORECASE,
)
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|svg)\Z", re.IGNORECASE)
_OF_SIZE = """
w h s q c x y v t r width height size quality format fm fmt fit crop dpr auto ver version ts rev ratio aspect scale
resize mode bg blur strip ssl zoom maxwidth maxheight mw mh wid hei imwidth impolicy qlt type output token sig
signature expires auth policy itok
"""
OF_SIZE = frozenset(_OF_SIZE.split())
"""Names in queries that say how a photo is served, not which."""


class _Candidate(NamedTuple):
    px: float
    url: str


def largest_source(image: HtmlElement, base_url: str, *, drawings: bool = False) -> str | None:
    """Return the absolute address of the largest size of *image*; None when it names no photo.

    Drawings (SVG) are mostly icons, and count only when they are asked for.
    """
    # The sort is stable: of the same size the first is taken.
    for found in sorted(_candidates(image), key=lambda one: -one.px):
        url = _photo_address(found.url, base_url, drawings=drawings)
        if url is not None:
            linked = _linked_size(image, base_url, url)
            return url if linked is None or _is_smaller(linked, url, found.px) else linked
    return None


def _linked_size(image: HtmlElement, base_url: str, shown: str) -> str | None:
    """The address that the link around *image* leads to, where that is the photo *shown*: mostly its largest size."""
    link = next((above for above in islice(image.iterancestors(), LEVELS_UP) if above.tag == "a"), None)
    url = resolve(base_url, link.get("href") or "") if link is not None else None
    good = url is not None and IMAGE_FILE.search(urlsplit(url).path) and photo_key(url) == photo_key(shown)
    return url if good else None


def _is_smaller(linked: str, url: str, px: float) -> bool:
    """Whether the name of *linked* says that it is smaller than *url*, which has *px* or by its name is no size."""
    width, other = size_hint(linked), size_hint(url)
    return width > 0 and (other == 0 or max(other, px if px < ORIGINAL_PX else other) > width)


def image_tags(page: Page) -> frozenset[str]:
    """Return the tags of those elements of *page* that show images, the site's own such as <lazy-image> among them."""
    own = {tag for tag in page.tags if "-" in tag and any(word in tag for word in OF_IMAGES)} - IMAGES
    addressed = {
        str(one.tag)
        for one in (page.tagged(*own) if own else ())
        if any(one.get(name) for name in (*SETS, *PLAIN)) and next(one.iter(*IMAGES), None) is None
    }
    return IMAGES | addressed


def is_icon(image: HtmlElement) -> bool:
    """Return whether the page shows *image* too small for a photo."""
    sizes = [pixels(image.get(name)) for name in ("width", "height")]
    if tuple(sizes) in SHAPES:
        return False
    return any(size is not None and size <= SMALL_PX for size in sizes)


@lru_cache(maxsize=1_024)  # of one photo it is asked for where it stands, where it is the lead, where it is told
def photo_key(url: str) -> str:
    """Return what all sizes of one photo have in common.

    >>> photo_key("https://a.example/2016/boat-300x200.jpg") == photo_key("https://cdn.a.example/2016/boat.jpg?w=90")
    True
    """
    *folders, name = _told_by(url).split("/")
    kept = (part for part in reversed(folders) if part and not _is_size(SIZE_SEGMENT.fullmatch(part)))
    plain = SIZE_IN_NAME.sub(lambda match: "" if _is_size(match) else match[0], "-" + SIZE_BEHIND.sub("", name))
    stem = SECOND_ENDING.sub("", plain)
    stem = stem.rpartition(".")[0] if "." in stem else stem
    return "/".join([*reversed(list(islice(kept, LEVELS_OF_KEY))), stem.lower()])


def _is_size(match: re.Match[str] | None) -> bool:
    """Whether what was found names a size: "IMG_1234" and "/2024/" do not."""
    if match is None or (width := match["width"]) is None:
        return match is not None
    return width in WIDTHS or (width.endswith("0") and len(width) > 2 and int(width) not in YEARS)


def _told_by(url: str) -> str:
    """What of *url* tells the photo: its path, that of an address in it, or what a program is asked for."""
    plain = unquote(url)
    before, mark, inner = plain.rpartition("http")
    if before and "://" in inner:
        return _path_of(mark + inner)
    path, query = _path_of(plain), url.partition("?")[2].partition("#")[0]
    # A path with a figure in its last part numbers the photo itself.
    if not query or IMAGE_FILE.search(path) or any(map(str.isdigit, path.rpartition("/")[2])):
        return path
    pairs = [(name.lower(), unquote(value)) for name, _, value in (part.partition("=") for part in query.split("&"))]
    told = [(name, value) for name, value in pairs if name not in OF_SIZE and any(map(str.isalnum, value))]
    file = next((value for _, value in told if value.startswith("/") or IMAGE_FILE.search(value)), None)
    return _path_of(file) if file else "/".join([path, *map("=".join, told)])


def _path_of(url: str) -> str:
    """The path of *url*, whatever stands for its host: an address within another one may be none."""
    whole = BEHIND_PATH.split(url, maxsplit=1)[0]
    scheme, mark, rest = whole.partition("//")
    path = rest.partition("/")[2] if mark and scheme[-1:] in {"", ":"} else whole
    return INNER_HOST.split(path)[-1]


def size_hint(url: str) -> int:
    """Return about how wide the name of *url* says the image is; 0 when it does not say."""
    name = "-" + urlsplit(url).path.rpartition("/")[2]
    marks = [match[0] for match in SIZE_IN_NAME.finditer(name) if _is_size(match)]
    numbers = [int(number) for mark in marks for number in NUMBER.findall(mark)]
    words = [WORD_PX.get(mark.lstrip("-_.,@").lower(), 0) for mark in marks]
    return max([*numbers, *words], default=0)


def srcset_of(value: str) -> Iterator[tuple[str, str]]:
    """Yield address and descriptor of each candidate of a ``srcset`` (HTML standard, 4.8.4.2.1: addresses hold commas).

    >>> list(srcset_of("a,b.jpg 1x, c.jpg 640w,d.jpg"))
    [('a,b.jpg', '1x'), ('c.jpg', '640w'), ('d.jpg', '')]
    """
    pending: str | None = None
    for word in value.split():
        if pending is None:
            pending = word
        else:
            descriptor, comma, rest = word.partition(",")
            yield pending, descriptor
            # Without a space behind the comma the next address is glued to the descriptor.
            pending = rest if comma and rest else None
            continue
        if pending.endswith(","):
            yield pending.rstrip(","), ""
            pending = None
    if pending:
        yield pending, ""


def _candidates(image: HtmlElement) -> Iterator[_Candidate]:
    told = dict(image.items())
    for name in ORIGINALS:
        if value := told.get(name):
            yield _Candidate(ORIGINAL_PX, value)
    yield from _listed(told, 0.0)
    above = image.getparent()
    for source in above.iter("source") if above is not None and above.tag == "picture" else ():
        yield from _listed(dict(source.items()), _source_px(source))
    for rank, name in enumerate(PLAIN):
        if value := told.get(name):
            yield _Candidate(0.9 - rank / 100, value)


def _listed(told: Mapping[str, str], px: float) -> Iterator[_Candidate]:
    others = (name for name in told if name.endswith("srcset") and name not in SETS)
    for name in (*SETS, *others):
        for url, descriptor in srcset_of(told[name]) if name in told else ():
            yield _Candidate(_descriptor_px(descriptor, px), url)


def _descriptor_px(descriptor: str, px: float) -> float:
    try:
        number = float(descriptor[:-1]) if descriptor[-1:] in {"w", "x"} else 1.0
    except ValueError:
        return 1.0
    return number if descriptor.endswith("w") else number * max(px, 1.0)


def _source_px(source: HtmlElement) -> float:
    width = pixels(source.get("width"))
    if width is not None:
        return float(width)
    numbers = [int(number) for number in NUMBER.findall(source.get("media") or "")]
    return float(max(numbers, default=1))


def pixels(value: str | None) -> int | None:
    text = (value or "").strip().removesuffix("px")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _photo_address(url: str, base_url: str, *, drawings: bool) -> str | None:
    if not url.strip() or url.lstrip()[:5].lower() in {"data:", "blob:"} or "{" in url:
        return None
    absolute = resolve(base_url, url)
    if absolute is None:
        return None
    path = urlsplit(absolute).path
    # What fills a place is told by the name of the file.
    return None if EMPTY.search(path, path.rfind("/")) or (DRAWING.search(path) and not drawings) else absolute
