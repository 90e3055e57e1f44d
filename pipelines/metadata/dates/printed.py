"""Dates that people see: <time> and printed lines, each with where it stands and what it is called."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.page.block import count_words
from crawler.page.dates.read import ZEROS
from pipelines.metadata.dates.words import (
    DATE_CLASS,
    MODIFIED_CLASS,
    MODIFIED_WORDS,
    NOT_OF_THE_ARTICLE,
    PUBLISHED_CLASS,
    PUBLISHED_WORDS,
)
from pipelines.metadata.places import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block, Page
    from crawler.page.dates import Printed
    from pipelines.metadata.dates.reader import DateReader
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

_TIMES = ("time", "abbr", "relative-time")
_DATED = ("datepublished", "datecreated", "datemodified", "dc:date", "dc:created")
"""What microdata and RDFa call dates; the latter as Drupal writes it."""
MASTHEAD = "masthead"
"""Mark of dates above the article: that of the day on which somebody looks at the page, as a rule."""
OF_PRINT = "line:print"
"""Mark of dates above the headline beside the outlet's own address: that of the day on which somebody printed it."""
ABOVE = ("before", "top")
MOST_TIMES = 120
MOST_LINES = 40
LONGEST_LINE_CHARS, LONGEST_ATTRIBUTE_CHARS = 200, 40
MOST_DATE_WORDS = 14
LATEST_DATELINE = 40
LINE_START_CHARS = 90
"""Of a longer text only a date at its start is a dateline."""
LABEL_CHARS = 45
"""So far before a date the word stands that says what it is the date of."""
WORDS_OF_A_SENTENCE = 5
"""A date behind so many words is more often that of what they tell of."""
MANY_ALIKE = 2
MOST_LABEL_WORDS = 3
"""So many words has a line that is nothing but the label of the date in the next one."""
MOST_WORDS_TO_DATE = 6
"""So many words stand between "Updated" and the date: the day of the week, the time, the zone."""
NEAR = frozenset({"headline", "after1", "after4", "before6", "start"})
"""Places near the headline, as `Places.distance` calls them."""

_BY = re.compile(r"\b(?:by|von|par|por|da|door|av|af|przez)\s", re.IGNORECASE)
_LABEL_BEHIND = re.compile(rf"(?:last\s)?(?:{MODIFIED_WORDS.pattern}|{PUBLISHED_WORDS.pattern})", re.IGNORECASE)
_TIME = re.compile(r"^.*\d(?:\s?(?:[A-Z]{2,4}(?![A-Za-z])|Uhr|[ap]\.?m\.?|分|秒|분))?")
_SENTENCE_END = re.compile(r"(?<!\b[ap]\.m)[.!?。]\W*$")
_SIGNS = " \t.,;:–—-()[]（）【】|/·"
_NO_CHANGE = re.compile(r"(?<!last )(?<!latest )(?<!letztes )\bupdates?\b(?!\s?:)|review", re.IGNORECASE)
"""News that are called updates, and what a physician does with a text."""
_LIKE_DIGITS = "".join(f"{chr(zero)}-{chr(zero + 9)}" for zero in ZEROS)
_YEAR_LIKE = re.compile(
    r"\d(?:(?:(?<=1)[349]|(?<=2)[05])\d\d|\s?[./-]\s?\d{1,2}\s?[./-]\s?\d\d|"
    rf"(?<=[{_LIKE_DIGITS}])[{_LIKE_DIGITS}]{{3}})"
)
"""A year, or a date in figures. All of it begins with a digit, for which a text is looked through quickly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A date, and who says so."""

    value: str
    source: str
    """Name of the source as `Article.sources` has it."""
    marks: tuple[str, ...]
    """What is known of where it stands."""
    tells_change: bool = False
    """Whether people are told, near the headline, that it is the date of the article's last change."""


def from_times(told: Told, reader: DateReader, places: Places) -> Iterator[Witness]:
    """Yield the dates of <time> and its like."""
    seen: set[str] = set()
    for step, element in enumerate([*told.page.tagged(*_TIMES), *_with_content(told.page)]):
        if step > MOST_TIMES:
            return
        given = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None)
        given = given or element.get("content")
        value = reader.machine(given)
        if value is None:
            continue
        kind = places.kind(element)
        if kind in ELSEWHERE:
            continue
        block = places.block_around(element)
        distance = places.distance(block) if block is not None else "unseen"
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('pubdate') or ''}"
        marks += f" {element.get('property') or ''}"
        label = _label_of_class(marks) or (_label(block.text, element.text or "") if block is not None else "")
        own = " ".join((element.text or "").split())
        if block is not None and not label:
            behind = block.text.partition(own)[2] if own else ""
            is_label = _is_label(behind) and not _is_of_next(told.page, block, reader)
            label = (_label(behind, "") if is_label else "") or _label_above(told.page, block)
        place = [*([] if kind == "text" else [f"time:{kind}"]), f"time:{kind}:{distance}"]
        place += [MASTHEAD] if block is not None and places.is_masthead(block) else []
        rank = f"time:first:{label or 'plain'}" if kind == "text" and _group(label) not in seen else "time:later"
        if kind == "text" and MASTHEAD not in place:
            seen.add(_group(label))
        yield Witness(
            value=value,
            source="time",
            marks=(*place, f"time:{label}", rank) if label else (*place, rank),
            tells_change=label == "modified" and kind == "text" and distance in {*NEAR, "unseen"},
        )


def _with_content(page: Page) -> Iterator[HtmlElement]:
    """Yield other elements that tell machines a date beside what they show, as microdata and RDFa do."""
    places = {at for ats in page.places_with("itemprop", _DATED).values() for at in ats}
    marked = [one for one in page.at_places(places) if one.tag not in {*_TIMES, "meta", "link"}]
    named = ((one, (one.get("property") or "").lower()) for one in page.tagged("span"))
    marked += [one for one, name in named if name and any(map(name.__contains__, _DATED))]
    yield from (one for one in marked if one.get("content"))


def from_lines(told: Told, reader: DateReader, places: Places) -> Iterator[Witness]:
    """Yield the dates that are printed in lines, and at the start of paragraphs."""
    dated = list(_dated_lines(told, reader, places))
    paths = Counter(f"{block.path} {block.element.get('class')}" for block, _, kind in dated if kind != "foot")
    seen: set[str] = set()
    for block, dates, kind in dated:
        if kind == "foot":
            yield from _of_footer(block, dates[0])
            continue
        long = len(block.text) > LONGEST_LINE_CHARS
        at = places.distance(block)
        place = f"text:{at}" if kind == "text" else kind
        alike = paths[f"{block.path} {block.element.get('class')}"]
        common = [f"line:{'dateline' if long else _shape(block)}", f"line:alike:{min(alike, 4)}"]
        if kind != "text":
            common.append(f"line:{kind}:{at}")
        common += _marks_of_place(block, at, told, places)
        if alike > MANY_ALIKE and kind == "text" and not seen & {"published"}:
            # Of several posts the first one is what the page is about.
            common.append("line:first:of-many")
        if not any(map(str.isalpha, block.text[: dates[0].start] + block.text[dates[0].end :])):
            common.append("line:alone")
        if len(block.text[: dates[0].start].split()) >= WORDS_OF_A_SENTENCE:
            common.append("line:behind")
        # The class of a line with several dates does not tell which of them it speaks of.
        classes = _classes(block) if len(dates) == 1 else ""
        above, told_of = _label_above(told.page, block), set[str]()
        seen_here = None if kind != "text" else set(seen) if MASTHEAD in common else seen
        pieces = _beside(block.text, dates)
        said = pieces[1:] if _are_behind(pieces) and not _is_of_next(told.page, block, reader) else pieces[:-1]
        for date, before in zip(dates[:3], said, strict=False):
            marks = tuple(_marks_of_line(block, before, place, seen_here, above))
            group = "modified" if "line:modified" in marks else "published"
            is_change = group == "modified" and kind == "text" and at in NEAR and not long
            # Behind a change the date of publication is the first of its kind.
            later = told_of and (group in told_of or group == "modified")
            yield Witness(
                value=_fullest_beside(block, date.value, reader),
                source="printed",
                marks=(*marks, *common, *(("line:second",) if later else ())),
                tells_change=is_change and _is_label_of_change(before, classes, _line_above(told.page, block)),
            )
            above = ""
            told_of.add(group)


def _marks_of_place(block: Block, at: str, told: Told, places: Places) -> Iterator[str]:
    """Yield what speaks against a line's dates: that it is a link, a masthead, or has the outlet's own address."""
    if block.link_density > 0.5:
        yield "line:link"
    if places.is_masthead(block):
        yield MASTHEAD
    if at.startswith(ABOVE) and told.host.removeprefix("www.") in block.text.lower():
        yield OF_PRINT


def _fullest_beside(block: Block, value: str, reader: DateReader) -> str:
    """Return the day *value* with its time, where an attribute of the line tells that: ``rawdate``, ``data-time``."""
    if len(value) > len("2024-05-01"):
        return value
    given = (text for one in (block.element, *block.inline[:3]) for text in one.attrib.values())
    told = (reader.machine(text) for text in given if text[:1].isdigit() and len(text) <= LONGEST_ATTRIBUTE_CHARS)
    moments = (one for one in told if one is not None and one[:10] == value)
    return next((one for one in moments if one[11:19] not in {"", "00:00:00"}), value)


def _dated_lines(told: Told, reader: DateReader, places: Places) -> Iterator[tuple[Block, tuple[Printed, ...], str]]:
    count = 0
    for block in told.page.blocks:
        long = len(block.text) > LONGEST_LINE_CHARS
        text = block.text[:LINE_START_CHARS] if long else block.text
        if not may_hold_a_date(text):
            continue
        kind = places.kind(block.element)
        if kind in ELSEWHERE and kind != "foot":
            continue
        dates = reader.printed(text)
        if not dates or (long and dates[0].start > LATEST_DATELINE):
            continue
        count += kind != "foot"
        if count > MOST_LINES:
            return
        yield block, dates, kind


def _of_footer(block: Block, date: Printed) -> Iterator[Witness]:
    """A date in the page's footer, where a word says what it is the date of: when a wiki's page was changed."""
    before = block.text[: date.start]
    label = label_before(before) or label_before(block.text[date.end :][:LABEL_CHARS])
    if label and not NOT_OF_THE_ARTICLE.search(before):
        yield Witness(value=date.value, source="printed", marks=(f"line:foot:{label}",))


def _marks_of_line(block: Block, before: str, place: str, seen: set[str] | None, above: str) -> Iterator[str]:
    """Yield what is known of a date behind the text *before*; *seen* are the labels of dates further up in the text."""
    classes = _classes(block)
    label = _label(before, "") or _label_of_class(classes) or above
    if NOT_OF_THE_ARTICLE.search(before[-LABEL_CHARS:]):
        label = "not"
    yield f"line:{place}"
    if label:
        yield f"line:{label}"
    if seen is not None:
        yield f"line:first:{label or 'plain'}" if _group(label) not in seen else "line:later"
        seen.add(_group(label))
        if DATE_CLASS.search(classes):
            yield "line:class"


def _label_above(page: Page, block: Block) -> str:
    """What the line before *block* calls the date, when that is a label and nothing else."""
    return _label(_line_above(page, block), "")


def _line_above(page: Page, block: Block) -> str:
    before = page.blocks[block.index - 1] if block.index else None
    return before.text if before is not None and before.words <= MOST_LABEL_WORDS else ""


def may_hold_a_date(text: str) -> bool:
    """Return whether *text* has what most dates have; it is asked of every line, so it is quick."""
    # Most lines are told apart by these, which takes no time.
    if text.isascii() and not ("20" in text or "19" in text or "." in text or "/" in text or "-" in text):
        return False
    return _YEAR_LIKE.search(text) is not None


def _shape(block: Block) -> str:
    return "short" if block.words <= 6 else "middle" if block.words <= 14 else "prose"


def _group(label: str) -> str:
    """A date without a label stands for that of publication: what comes behind a labelled one is not the first."""
    return label if label in {"modified", "not"} else "published"


def label_before(text: str) -> str:
    """Return what the words before a date call it: ``modified``, ``published`` or nothing."""
    return _label(text, "")


def _label(before: str, own: str) -> str:
    """Return ``modified``, ``published`` or nothing: what the words before a date call it."""
    if own:
        before = before.partition(own)[0]
    before = before[-LABEL_CHARS:]
    changed, published = list(MODIFIED_WORDS.finditer(before)), list(PUBLISHED_WORDS.finditer(before))
    if changed and (not published or changed[-1].start() > published[-1].start()):
        return "modified"
    return "published" if published else ""


def _are_behind(pieces: Sequence[str]) -> bool:
    """Whether of *pieces*, what stands beside dates, those behind them say what they are the dates of."""
    first = pieces[0]
    has_label = len(first.split()) >= WORDS_OF_A_SENTENCE or _label(first, "") or NOT_OF_THE_ARTICLE.search(first)
    return not has_label and _is_label(pieces[-1])


def _is_of_next(page: Page, block: Block, reader: DateReader) -> bool:
    """Whether the label at the end of *block* is that of a date behind it, in the next line or filled in by a script.

    Where the next line has a label behind its date too, each is that of the date before it.
    """
    last = block.inline[-1] if block.inline else None
    if last is not None and not "".join(last.itertext()).strip() and not (last.tail or "").strip():
        return True
    text = page.blocks[block.index + 1].text if block.index + 1 < len(page.blocks) else ""
    dates = reader.printed(text) if len(text) <= LONGEST_LINE_CHARS and may_hold_a_date(text) else ()
    return bool(dates) and not any(map(str.isalnum, text[: dates[0].start])) and not _is_label(text[dates[-1].end :])


def _is_label(behind: str) -> bool:
    """Whether what stands *behind* a date and its time is a word that says what it is the date of, and nothing else."""
    if len(behind) > LABEL_CHARS or may_hold_a_date(behind) or behind.rstrip().endswith((":", "：")):
        return False
    word = _TIME.sub("", behind).strip(_SIGNS)
    match = _LABEL_BEHIND.match(word)
    return match is not None and " " not in word[match.end() :] and not _NO_CHANGE.search(word)


def _is_label_of_change(before: str, classes: str, above: str) -> bool:
    """Whether the words *before* a date, or else *above* it, say that the text was changed then.

    A sentence tells of changes too ("the rule that was changed on 3 May"), and who edited a text is no change of it.
    Of classes only those count that are not given to the date of publication as well, as "updated" is.
    """
    text = before if MODIFIED_WORDS.search(before) else above
    changed = list(MODIFIED_WORDS.finditer(text))
    if not changed:
        return "modif" in classes.lower() or "changed" in classes.lower()
    between = text[changed[-1].end() :]
    return (
        sum(any(map(str.isalpha, word)) for word in text[: changed[-1].start()].split()) < WORDS_OF_A_SENTENCE
        and len(between.split()) <= MOST_WORDS_TO_DATE
        and _BY.search(between) is None
        and _NO_CHANGE.search(text) is None
    )


def _label_of_class(marks: str) -> str:
    if MODIFIED_CLASS.search(marks):
        return "" if PUBLISHED_CLASS.search(marks) else "modified"
    return "published" if PUBLISHED_CLASS.search(marks) else ""


def _classes(block: Block) -> str:
    elements = [block.element, *block.inline[:3]]
    return " ".join(f"{e.get('class') or ''} {e.get('itemprop') or ''}" for e in elements)[:300]


def dated_blocks(told: Told, reader: DateReader, headline_at: int | None) -> list[Block]:
    """Return the short lines around the headline that hold a date, and longer ones that are nothing but dates."""
    if headline_at is None:
        return []
    near = told.page.blocks[max(0, headline_at - 6) : headline_at + 26]
    return [
        b
        for b in near
        if b.words <= 2 * MOST_DATE_WORDS
        and may_hold_a_date(b.text)
        and (dates := reader.printed(b.text))
        and (b.words <= MOST_DATE_WORDS or _is_of_dates(b.text, dates))
    ]


def _is_of_dates(text: str, dates: Sequence[Printed]) -> bool:
    """Whether *text* has several dates with a label, and little beside: that of the change and that of publication.

    What ends as a sentence tells of dates in words of its own.
    """
    beside = _beside(text, dates)
    words = [count_words(piece) for piece in beside]
    return (
        len(dates) > 1
        and _SENTENCE_END.search(text) is None
        and words[0] <= MOST_LABEL_WORDS
        and sum(words) <= MOST_WORDS_TO_DATE * len(dates)
        and any(_label(piece, "") for piece in beside)
    )


def _beside(text: str, dates: Sequence[Printed]) -> list[str]:
    """What stands in *text* before, between and behind its *dates*."""
    edges = [0, *(edge for date in dates for edge in (date.start, date.end)), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
