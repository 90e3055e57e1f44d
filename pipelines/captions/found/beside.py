"""Captions without any mark: short texts that stand alone with an image in one box, or set apart right behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page.block import count_words
from pipelines.captions.credit.line import is_name_tag, is_only_credit, split_credit
from pipelines.captions.credit.signed import last_name
from pipelines.captions.source import is_icon, pixels
from pipelines.captions.text import UNREAD, folded, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from pipelines.captions.found.figures import Found

LEVELS_UP, LEVELS_UP_AHEAD = 5, 3
LEVELS_DOWN = 3
LEVELS_OF_LINK = 2
MOST_PARTS = 3
LEAST_CHARS, MOST_CHARS = 6, 420
MOST_WORDS = 60
LEAST_WORDS, MOST_WORDS_UNTOLD = 3, 30
"""A caption that nothing else vouches for has so many words."""
MOST_NAME_WORDS = 3
MOST_WORDS_OF_SEVERAL = 14
SHARE_TOLD = 0.6
LARGE_PX, SMALL_PX = 400, 150
MOST_CHARS_OF_LINKS = 0.4
HOLDERS = frozenset(
    {"body", "html", "main", "article", "section", "header", "td", "tr", "table", "ul", "ol", "dl", "form"}
)
"""No box around one image."""
PLAIN = frozenset({"div", "span", "small", "em", "i", "cite"})
TIME = re.compile(r"://|\b(?:19|20)[0-9]{2}\Z|[0-9][0-9]?:[0-9]{2}|[€$£]\s?[0-9]|[0-9]\s?[€$£]|\bmin\b")
"""What addresses, dates, prices and reading times have."""
COUNTER = re.compile(r"[0-9]{1,3}(?:\s?/\s?[0-9]{1,3})?(?:\s[^\W\d_]{1,12})?")
"""Which photo it is, or how many there are: "2 / 5", "3 photos"."""
QUOTES = frozenset("\"'“„«‘")
"""Somebody speaks: a line of the text that is set in italics."""
OPEN_ENDS = frozenset(":«“„‘([")
LINE_ENDS = frozenset({"br", "hr"})
CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
APART = frozenset({"em", "i", "small", "figcaption", "cite", "font", "center"})
"""A paragraph that lies in one of these as a whole is set apart from the text."""
_NO_CAPTION = (
    "h1 h2 h3 h4 h5 h6 ul ol dl table form input select textarea time nav blockquote pre iframe video audio article "
    "aside address label"
)
NO_CAPTION = frozenset(_NO_CAPTION.split())


def with_text_beside(found: Found) -> Found:
    """Return *found* with the unmarked text that captions its image; as it is when there is none, or it is doubtful."""
    image = found.place
    parts = [] if _is_small(image) else _parts_beside(image)
    if not parts:
        ahead = _credit_ahead(image)
        return found if ahead is None else replace(found, credits=(ahead,), source="beside")
    texts = [text_of(part) for part in parts]
    last = is_only_credit(texts[-1]) or (len(parts) > 1 and _is_name_below(parts, texts))
    captions, credits_ = (parts[:-1], parts[-1:]) if last else (parts, [])
    text = " ".join(texts[: len(captions)])
    split = split_credit(text)
    vouched = bool(split.credits) and last_name(text) is None
    sure = bool(credits_) or (vouched and not _runs_on(parts, text))
    if not sure and not _is_told_by(image, text) and not _looks_like_one(image, parts, text):
        return found
    return replace(found, captions=tuple(captions), credits=tuple(credits_), source="beside")


def _credit_ahead(image: HtmlElement) -> HtmlElement | None:
    """The element right above *image* in one box with it that is a credit as a whole, and of no image before it."""
    inner = image
    for above in islice(image.iterancestors(), LEVELS_UP_AHEAD):
        ahead = inner.getprevious()
        if ahead is not None:
            before = ahead.getprevious()
            alone = above.tag not in HOLDERS and not (ahead.tail or "").strip() and not _is_long(ahead)
            free = not _holds_images([ahead] if before is None else [ahead, before])
            return ahead if alone and free and is_only_credit(text_of(ahead)) else None
        if above.tag in HOLDERS or (above.text or "").strip():
            return None
        inner = above
    return None


def _is_name_below(parts: list[HtmlElement], texts: list[str]) -> bool:
    """Whether the last part is a name of some words in a line of its own, below a caption of the same make."""
    last = parts[-1]
    alike = last.tag == parts[0].tag and last.tag in PLAIN and next(last.iter("a"), None) is None
    few = len(texts[-1].split()) <= MOST_NAME_WORDS and len(texts[0].split()) >= LEAST_WORDS
    return alike and few and is_name_tag(texts[-1], behind=texts[0] + ".")


def _is_told_by(image: HtmlElement, text: str) -> bool:
    """Whether the alternative text or the title of *image*, or of its link, says much the same as *text*."""
    words = set(text.casefold().split())
    link = next((above for above in islice(image.iterancestors(), LEVELS_OF_LINK) if above.tag == "a"), None)
    values = [image.get("alt"), image.get("title"), None if link is None else link.get("title")]
    for value in filter(None, values):
        told = set(value.casefold().split())
        if len(words) >= LEAST_WORDS and len(words & told) >= SHARE_TOLD * len(words):
            return True
    # Where no spaces part the words.
    return not text.isascii() and any(folded(text) == folded(value) for value in values)


def _looks_like_one(image: HtmlElement, parts: list[HtmlElement], text: str) -> bool:
    """Whether *text* is a short one without links next to a large picture, in elements that hold no paragraphs."""
    if _is_set_off(parts):
        few = LEAST_WORDS <= _count(text) <= MOST_WORDS_UNTOLD
        return few and not TIME.search(text) and text[0] not in QUOTES and next(parts[0].iter("a"), None) is None
    few = LEAST_WORDS <= len(text.split()) <= MOST_WORDS_UNTOLD and not TIME.search(text) and text[:1].isupper()
    plain = all(part.tag in PLAIN and next(part.iter("p", "a"), None) is None for part in parts)
    return few and plain and _is_large(image)


def _is_set_off(parts: list[HtmlElement]) -> bool:
    if len(parts) != 1 or parts[0].tag not in APART | {"p", "div"}:
        return False
    return _apart_in(parts[0]) or (_is_centred_below(parts[0]) and not _is_bold(parts[0]))


def _runs_on(parts: list[HtmlElement], text: str) -> bool:
    """Whether *text* is a paragraph of prose, in which a credit is but the name of a source."""
    several = MOST_WORDS_OF_SEVERAL if len(parts) > 1 else MOST_WORDS_UNTOLD
    return len(text.split()) > several and any(part.tag == "p" for part in parts)


def _is_large(image: HtmlElement) -> bool:
    above = image.getparent()
    wide = pixels(image.get("width"))
    return (wide or 0) >= LARGE_PX or (wide is None and above is not None and above.tag == "picture")


def _is_small(image: HtmlElement) -> bool:
    return any((pixels(image.get(name)) or SMALL_PX) < SMALL_PX for name in ("width", "height"))


def _parts_beside(image: HtmlElement) -> list[HtmlElement]:
    """The elements that hold the text of the smallest box around *image* which has some."""
    inner = image
    for above in islice(image.iterancestors(), LEVELS_UP):
        behind = list(inner.itersiblings())
        told = (inner.tail or "").strip() or any(_has_text(child) for child in behind)
        if above.tag in HOLDERS:
            return _set_apart(behind)
        if above.tag == "a" and told:
            return []
        if told or _has_text(above):
            return _parts_of(above, inner, behind) or _set_apart(behind)
        inner = above
    return _set_apart(list(islice(inner.itersiblings(), 2)))


def _parts_of(box: HtmlElement, inner: HtmlElement, behind: list[HtmlElement]) -> list[HtmlElement]:
    if _is_long(box) or not _may_caption(box) or _holds_images(behind):
        return []
    if _has_text(box, before=inner) and not _is_counted(box, inner):
        return []
    if (inner.tail or "").strip() or any((child.tail or "").strip() for child in behind):
        # Text of the box itself is a caption when a line ends between it and the image; else a sentence goes on.
        parted = behind and behind[0].tag in LINE_ENDS and not (inner.tail or "").strip()
        return [box] if parted or box.tag not in {"p", "span"} else []
    parts = [child for child in behind if _has_text(child) and not COUNTER.fullmatch(text_of(child))]
    for _ in range(LEVELS_DOWN):
        if len(parts) != 1 or (parts[0].text or "").strip():
            break
        inside = [child for child in parts[0].iterchildren() if _has_text(child)]
        if not inside or any((child.tail or "").strip() for child in inside):
            break
        parts = inside
    return parts if len(parts) <= MOST_PARTS else []


def _is_counted(box: HtmlElement, inner: HtmlElement) -> bool:
    """Whether all that *box* shows in front of *inner* is the number of the photo."""
    ahead = [text_of(child) for child in inner.itersiblings(preceding=True)]
    return not (box.text or "").strip() and COUNTER.fullmatch(" ".join(ahead).strip()) is not None


def _set_apart(behind: list[HtmlElement]) -> list[HtmlElement]:
    """The paragraph right behind an image, when all of it is in italics, in small type or centred too.

    And one behind that, when it is the credit and nothing else.
    """
    chosen: list[HtmlElement] = []
    for paragraph in behind[:2]:
        if _is_long(paragraph) or not _may_caption(paragraph) or _holds_images([paragraph]):
            break
        is_credit = is_only_credit(text_of(paragraph))
        if not (is_credit if chosen else is_credit or _apart_in(paragraph) or _is_centred_below(paragraph)):
            break
        chosen.append(paragraph)
        if is_credit or (paragraph.tail or "").strip():
            break
    return [] if chosen and _breaks_off(text_of(chosen[0])) else chosen


def _breaks_off(text: str) -> bool:
    r"""Whether *text* leads up to what is said behind it: "jane_roe wrote \""."""
    return text[-1] in OPEN_ENDS or (text[-1] == '"' and text.count('"') % 2 == 1)


def _apart_in(paragraph: HtmlElement) -> bool:
    element = paragraph
    for _ in range(LEVELS_DOWN):
        if element.tag in APART:
            return True
        inner = list(element)
        if len(inner) != 1 or (element.text or "").strip() or (inner[0].tail or "").strip():
            return False
        element = inner[0]
    return False


def _is_centred_below(paragraph: HtmlElement) -> bool:
    """Whether *paragraph* is a short one, centred like the image before it and unlike the text behind it."""
    image, after = paragraph.getprevious(), paragraph.getnext()
    if image is None or not (_is_centred(image) and _is_centred(paragraph)) or not _holds_images([image]):
        return False
    alone = after is None or not _is_centred(after) or _holds_images([after])
    return alone and not _has_text(image) and _count(text_of(paragraph)) <= MOST_WORDS


def _is_centred(box: HtmlElement) -> bool:
    aligned = (box.get("align") or "").strip().lower() == "center"
    return aligned or box.tag == "center" or CENTRED.search(box.get("style") or "") is not None


def _is_bold(paragraph: HtmlElement) -> bool:
    """Whether *paragraph* is set like a subheading."""
    inner = next(iter(paragraph), None)
    return inner is not None and inner.tag in {"b", "strong"} and text_of(inner) == text_of(paragraph)


def _count(text: str) -> int:
    """How many words *text* has; two characters of Chinese and the like are about one."""
    return len(text.split()) if text.isascii() else max(len(text.split()), count_words(text) // 2)


def _may_caption(box: HtmlElement) -> bool:
    """Whether *box* holds nothing that captions have not, and few words in links."""
    if next(box.iter(*NO_CAPTION), None) is not None:
        return False
    text = text_of(box)
    linked = sum(len(text_of(link)) for link in box.iter("a") if link.get("href"))
    good = LEAST_CHARS <= len(text) <= MOST_CHARS and len(text.split()) <= MOST_WORDS
    return good and linked <= MOST_CHARS_OF_LINKS * len(text)


def _is_long(element: HtmlElement) -> bool:
    """Whether *element* holds more text than a caption; looks at no more of it than it must."""
    chars = 0
    for piece in element.itertext():
        chars += len(piece.strip())
        if chars > MOST_CHARS * 2:
            return True
    return False


def _holds_images(elements: list[HtmlElement]) -> bool:
    return any(not is_icon(image) for element in elements for image in element.iter("img", "amp-img"))


def _has_text(element: HtmlElement, *, before: HtmlElement | None = None) -> bool:
    """Whether any text is shown in *element*; with *before*, in front of what that child holds."""
    for node in element.iter():
        if node is before:
            return False
        if node.tag not in UNREAD and (node.text or "").strip():
            return True
        if node is not element and (node.tail or "").strip():
            return True
    return False
