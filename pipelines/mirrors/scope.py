"""Which blocks belong to an announcement: from its sentence to the end of the list of addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.lay import MOST_WORDS_SPLIT, worth_reading
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.trigger import (
    LONGEST_NOTE_WORDS,
    QUESTION_MARKS,
    ends_open,
    judged,
    names,
    sentences_of,
    triggers_in,
)
from pipelines.mirrors.weighing.answers import is_answer, is_asked_for
from pipelines.mirrors.weighing.furniture import is_code, is_teaser
from pipelines.mirrors.weighing.gone import is_gone
from pipelines.mirrors.weighing.instead import badges_after
from pipelines.mirrors.weighing.lists import (
    MOST_LIST_BLOCKS,
    in_comments,
    list_after,
)
from pipelines.mirrors.weighing.matters import is_of_own_matter
from pipelines.mirrors.weighing.others import goes_on_about_another, names_another
from pipelines.mirrors.weighing.place import is_beside, place_of, story_before
from pipelines.mirrors.weighing.speech import is_speech, is_within_speech
from pipelines.mirrors.words.kinds import BY_PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.trigger import Trigger
    from pipelines.mirrors.words.phrases import Phrases

LONGEST_LEAD_CHARS = 200
"""A hidden address may stand before its announcement, in so short a text."""
NEXT_BLOCKS = 3
"""So far behind an announcement its story may tell what became of the addresses."""
MOST_WORDS_REST = 8
"""A block that holds more than so many words beside the announcement is left to the story."""
OWN_MATTERS = ("mirror", "unblock", "other")
"""Lists of words that tell of ways around a block."""
SPONSORED = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|anzeige\w*|werbung|reklam\w*|publici\w*)(?:$|[\s_-])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A sentence with the addresses it announces."""

    trigger: Trigger
    tokens: tuple[Token, ...]
    blocks: tuple[int, ...]
    """Indexes of the blocks that hold nothing else."""
    own_blocks: tuple[int, ...]
    """Those of the sentence itself, without the list after it."""
    note: bool
    """Whether it is a line of its own and no part of running text."""
    linked: bool
    """Whether there are links in its first blocks."""
    reach: str
    """The text of the announcement within its first blocks."""
    note_text: str
    """*reach* with what leads up to it in its note, which may tell of blocks and moves."""
    after: str = ""
    """The sentence behind *reach* in the same text."""
    following: str = ""
    """The one with which its story goes on without an address."""
    share_block: int | None = None
    """The share bar that ended the list."""


def announcements(page: Page, lay: Lay, outlet: Outlet, table: Phrases, taken: set[int]) -> Iterator[Announcement]:
    """Yield the announcements of *page* in page order; the indexes of blocks that make them are added to *taken*."""
    promising, named = worth_reading(page, lay, outlet, table)
    known: dict[int, list[Trigger]] = {}
    after, of_outlet = 0, False
    for index in sorted(promising | named):
        block = page.blocks[index]
        if index < after or is_elsewhere(block) or is_teaser(block, outlet):
            continue
        if index in named:
            yield from _alone(block, outlet, table)
            continue
        for told, held in _triggers_at(page.blocks, index, outlet, table, known):
            # Notes are set as quotations now and then; what others say of their sites is quoted as well.
            if is_quoted(block) and not _is_note_set_apart(page, block, told, outlet):
                continue
            asked = is_asked_for(page.blocks, index, told, outlet, table)
            matter = asked or is_of_own_matter(page, held, outlet, told.language)
            matter = matter or bool(badges_after(page, held, told, outlet, table))
            if not matter and _is_of_story(page, told, held, outlet):
                continue
            if (told.role == "label" or not told.subject) and _is_about_another(
                page, told, held, outlet, matter=matter
            ):
                continue
            # "How to read the Herald from abroad", says the headline: its labels need say no more.
            of_outlet = of_outlet or (block.tag == "h1" and told.firm and names(told.sentence, outlet))
            labelled = of_outlet and told.role == "label" and block.tag in HEADINGS
            others = told.firm and (
                is_answer(page.blocks, index, told, outlet, table)
                or (not matter and _is_story(page, told, held, outlet))
            )
            firm, subject = (told.firm or labelled or asked) and not others, told.subject or asked
            found = gathered(page, replace(told, firm=firm, subject=subject), held, outlet, table)
            yield found
            taken.update(found.blocks, [index])
            after = max(after, *(one + 1 for one in found.blocks), index + 1)


def _is_about_another(page: Page, told: Trigger, held: Sequence[Block], outlet: Outlet, *, matter: bool) -> bool:
    """Whether a sentence that does not say whose site it speaks of names another, or stands between the story's."""
    text = " ".join(block.text for block in held)
    note = text if len(text.split()) <= LONGEST_NOTE_WORDS else told.sentence
    if names_another(note, outlet, told.language.name) and not names(note, outlet):
        return True
    if not told.subject and goes_on_about_another(
        told.sentence, story_before(page, held[0]), outlet, told.language.name
    ):
        return True
    if told.subject or matter or ends_open(told.sentence) or place_of(page, held[0], held[-1])[0]:
        return False
    # "The Herald is now in the Tor network", says the sentence before: the story is the outlet's own matter.
    before = page.blocks[held[0].index - 1].text if held[0].index else ""
    told_so = names(before, outlet) and any(told.language.lists[key].search(fold(before)) for key in OWN_MATTERS)
    return not told_so


def _is_of_story(page: Page, told: Trigger, held: Sequence[Block], outlet: Outlet) -> bool:
    """Whether nobody says whose site it is, and it is the story's: "The bank has moved to X. If it is down, try Y".

    Or a label ends a paragraph of the story: "Patients can register as ever. Spare link: X".
    """
    before = page.blocks[held[0].index - 1] if held[0].index else None
    text = " ".join(block.text for block in held)
    if before is None or names(text, outlet) or told.language.we.search(fold(text)):
        return False
    if told.role == "label" and told.start and not place_of(page, held[0], held[-1])[0]:
        return True
    if not is_beside(before, held[0]) or names(before.text, outlet):
        return False
    folded = fold(before.text)
    theirs = told.language.doubt.search(folded) is not None and told.language.we.search(folded) is None
    return theirs and any(addresses_in(before.text))


def _is_note_set_apart(page: Page, block: Block, told: Trigger, outlet: Outlet) -> bool:
    """Whether a quotation is the outlet's own note: it names it, or nothing after the story leads up to it."""
    if names(told.sentence, outlet):
        return True
    before = page.blocks[block.index - 1] if block.index else None
    if before is None or ends_open(before.text) or not told.firm or not place_of(page, block, block)[0]:
        return False
    # In a story about blocks the words are those of whom it is about.
    lists, story = told.language.lists, fold(before.text)
    if any(lists[key].search(story) for key in ("blocked", "unblock", "mirror")):
        return False
    said = fold(told.sentence)
    return lists["we"].search(said) is not None and any(lists[key].search(said) for key in ("blocked", "unblock"))


def _is_story(page: Page, told: Trigger, held: Sequence[Block], outlet: Outlet) -> bool:
    """Whether the sentence is one of the story's, which goes on after it, and does not name the outlet."""
    loose = told.by_rule or told.role in {"named", "instead"}
    return loose and not place_of(page, held[0], held[-1])[0] and not names(told.sentence, outlet)


def _alone(block: Block, outlet: Outlet, table: Phrases) -> Iterator[Announcement]:
    """Yield what *block* announces, without what follows it."""
    for trigger in triggers_in(block.text, outlet, table, block.words):
        if trigger.role in {"blocked", "channel"} and not is_quoted(block):
            yield Announcement(
                trigger=trigger,
                tokens=(),
                blocks=(block.index,),
                own_blocks=(block.index,),
                note=True,
                linked=False,
                reach=block.text,
                note_text=block.text,
            )


def _triggers_at(
    blocks: Sequence[Block], index: int, outlet: Outlet, table: Phrases, known: dict[int, list[Trigger]]
) -> list[tuple[Trigger, list[Block]]]:
    """The triggers of one block, or of two short ones that share a sentence; *known* keeps those of one block."""
    block = blocks[index]

    def found_in(one: Block) -> list[Trigger]:
        # The second of a pair is looked at again as the first of its own.
        if one.index not in known:
            known[one.index] = list(triggers_in(one.text, outlet, table, one.words))
        return known[one.index]

    alone = [(trigger, [block]) for trigger in found_in(block)]
    if any(trigger.firm for trigger, _ in alone) or index + 1 >= len(blocks) or block.words > MOST_WORDS_SPLIT:
        return alone
    following = blocks[index + 1]
    asks = block.text[-1] in QUESTION_MARKS
    if (
        (block.text.rstrip()[-1:] in ".!?:。！？：؟" and not asks)
        or following.words > MOST_WORDS_SPLIT
        or (block.tag in HEADINGS and not asks)
        or following.tag in HEADINGS
        or found_in(following)
    ):
        return alone
    joined = f"{block.text} {following.text}"
    both = triggers_in(joined, outlet, table, block.words + following.words)
    shared = [(one, [block, following]) for one in both if one.start == 0 and one.end > len(block.text)]
    return shared if asks and any(one.firm for one, _ in shared) else alone or shared


def gathered(page: Page, trigger: Trigger, held: Sequence[Block], outlet: Outlet, table: Phrases) -> Announcement:
    text = " ".join(block.text for block in held)
    anchors = [a for block in held for a in block.anchors]
    own = text[trigger.start : trigger.end]
    reach, tokens = own, tokens_of(own, anchors, page.base_url)
    # "We have moved to news.example": what follows the page's own address is something else.
    moved = trigger.role == "successor"
    kept = [one for one in tokens if not (moved and is_gone(one, fold(own), trigger.language, moved=True))]
    if ends_open(own) or not ((moved and kept) or _others(kept, outlet)):
        reach, tokens = _extended(own, text[trigger.end :], anchors, page.base_url)
    start = trigger.start
    if not tokens and start > 0 and trigger.end <= LONGEST_LEAD_CHARS:
        # "The address is X. It only works in Tor Browser."
        told = [one for one in tokens_of(text[: trigger.end], anchors, page.base_url) if _is_hidden(one)]
        start, reach, tokens = (0, text[: trigger.end], told) if told else (start, reach, tokens)
    rest = f"{text[:start]} {text[start + len(reach) :]}"
    others = rest
    if len(text.split()) <= LONGEST_NOTE_WORDS:
        beside = (sentence for _, sentence in sentences_of(_without_addresses(rest)))
        others = " ".join(sentence for sentence in beside if judged(sentence, outlet, table, text) is None)
    whole = len(others.split()) <= MOST_WORDS_REST or len(reach) >= 0.8 * len(text)
    whole = whole or (len(text.split()) <= LONGEST_NOTE_WORDS and _is_of_one_thing(page, held, rest, trigger))
    badges = [] if _others(tokens, outlet) else badges_after(page, held, trigger, outlet, table)
    whole = whole or bool(badges)
    indexes = [block.index for block in held] if whole else []
    share: int | None = None
    if whole and (ends_open(own) or ends_open(reach) or not _others(tokens, outlet)):
        listed, share = list_after(page, held[-1], trigger.language, outlet, table)
        for block, found in listed:
            indexes.append(block.index)
            tokens = tokens + found
    return Announcement(
        trigger=trigger,
        tokens=(*tokens, *badges),
        blocks=tuple(indexes),
        own_blocks=tuple(block.index for block in held) if whole else (),
        note=whole,
        linked=bool(anchors),
        reach=reach,
        note_text=f"{_without_addresses(text[: trigger.start])} {reach}" if whole else reach,
        after=next((sentence for _, sentence in sentences_of(text[start + len(reach) :])), ""),
        following=_next(page, held[-1]),
        share_block=share,
    )


def _next(page: Page, last: Block) -> str:
    """The first sentence of the next paragraph of a story that has no address."""
    following = (one for one in page.blocks[last.index + 1 :][:NEXT_BLOCKS] if is_beside(one, last))
    plain = (one.text for one in following if not any(addresses_in(one.text)))
    return next((sentence for text in plain for _, sentence in sentences_of(text)), "")


def _is_hidden(token: Token) -> bool:
    return token.kind in BY_PLACE


def _is_of_one_thing(page: Page, held: Sequence[Block], rest: str, trigger: Trigger) -> bool:
    """Whether a short note is in a box of its own, or ends the story and tells of blocks in its other sentences.

    Or it begins with where the outlet has moved to, and goes on about that: "Please change your bookmarks".
    """
    apart, boxed = place_of(page, held[0], held[-1])
    told, language = fold(rest), trigger.language
    moves = trigger.role == "successor" and trigger.firm and trigger.subject and not trigger.start
    if boxed or (moves and language.lists["moved"].search(told) is not None):
        return True
    tells = trigger.role == "instead" or any(language.lists[key].search(told) for key in ("blocked", "trouble"))
    return apart and (tells or language.failing.find(told) is not None)


def _without_addresses(text: str) -> str:
    """The sentences of *text* that hold no address: the others belong to announcements of their own."""
    return " ".join(sentence for _, sentence in sentences_of(text) if not list(addresses_in(sentence)))


def _others(tokens: Sequence[Token], outlet: Outlet) -> list[Token]:
    """*tokens* less those that name the page's own host, as "Cannot open news.example?" does."""
    return [token for token in tokens if not outlet.is_own(token.host)]


def _extended(own: str, tail: str, anchors: Sequence[HtmlElement], base_url: str) -> tuple[str, list[Token]]:
    """The sentence with those after it that go on with it: addresses, or one sentence and then addresses."""
    reach = own
    best = own, tokens_of(own, anchors, base_url)
    for skipped, (start, sentence) in enumerate(islice(sentences_of(tail), MOST_LIST_BLOCKS)):
        if is_speech(fold(sentence)) or is_within_speech(own + tail, len(own) + start):
            break
        reach = own + tail[: start + len(sentence)]
        tokens = tokens_of(reach, anchors, base_url)
        if len(tokens) > len(best[1]):
            best = reach, tokens
        elif best[1] or skipped > 0:
            break
    return best


def is_elsewhere(block: Block) -> bool:
    """Whether *block* is what readers or sponsors wrote, a quotation within a line, what is in a picture, or code."""
    pictured = block.tag == "figcaption" or "/figure" in block.path
    return pictured or in_comments(block) or "/q/" in block.path or is_code(block) or _is_sponsored(block)


def _is_sponsored(block: Block) -> bool:
    return any(
        SPONSORED.search(f"{above.get('class') or ''} {above.get('id') or ''}")
        for above in islice((block.element, *block.element.iterancestors()), 4)
        if above.tag not in {"body", "html"}
    )


def is_quoted(block: Block) -> bool:
    return "blockquote" in block.path
