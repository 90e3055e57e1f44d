"""Addresses of other hosts in notes: where several small things together tell that they are the outlet's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.model import MirrorKind
from crawler.page.block import HEADINGS
from pipelines.mirrors.fold import fold
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.offer import FEED_FILE, is_same_page
from pipelines.mirrors.outlet import Matter
from pipelines.mirrors.scope import gathered, is_elsewhere, is_quoted
from pipelines.mirrors.trigger import (
    LONGEST_NOTE_WORDS,
    LONGEST_PLEA_WORDS,
    Trigger,
    cues_in,
    ends_open,
    up_to_colon,
    without_addresses,
)
from pipelines.mirrors.weighing.answers import is_answer
from pipelines.mirrors.weighing.furniture import is_bar, is_of_one, is_out_of_order, is_teaser
from pipelines.mirrors.weighing.gone import ROOTS
from pipelines.mirrors.weighing.instead import badges_of
from pipelines.mirrors.weighing.lists import MOST_WORDS_BESIDE, MOST_WORDS_LABEL, list_after, words_beside
from pipelines.mirrors.weighing.matters import OFFERED, is_of_own_matter, own_cues, own_matter
from pipelines.mirrors.weighing.others import names_another, refuses
from pipelines.mirrors.weighing.place import is_beside, is_in_story, list_around, place_of, story_before
from pipelines.mirrors.weighing.speech import is_speech, is_within_speech
from pipelines.mirrors.words.kinds import BY_PLACE, PLACES, STORES, is_refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.page import Block, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.words.language import Language
    from pipelines.mirrors.words.phrases import Phrases

MOST_LEAD_WORDS = 24
LONGEST_MATTER_WORDS = 2 * LONGEST_NOTE_WORDS
"""On a page about how to reach its outlet, a paragraph tells of several ways."""
FEW_BLOCKS = 8
"""In a list, an onion address may stand so many blocks after its first address."""
CELLS = frozenset({"td", "th"})
LEADS = 2
LEAST_PATH_CHARS = 6
"""So many blocks before an address may belong to it."""
FOLLOWED = STORES
TROUBLE = frozenset({"blocked", "trouble", "failing"})
INSTEAD = frozenset({"other", "mirror", "unblock", "twin"})
SURE = frozenset({*INSTEAD, "blocked", "trouble", "moved"})
SAID = frozenset({*INSTEAD, "address", "moved", "new", "door"})
BARRED = frozenset({"blocked", "unblock"})
"""Without one of these, links whose addresses are not printed are the icons that every page has."""
WHERE = frozenset({"place", "address", "door"})
DOING = frozenset({*WHERE, *INSTEAD, "use", "reach"})
GROUPS = (frozenset({"if"}), frozenset({"also"}), frozenset({"use", "reach"}), WHERE)
LEAST, LEAST_WITHOUT_SUBJECT, LEAST_IN_STORY, LEAST_OF_MATTER = 6, 7, 8, 5
"""So much must speak for a note that tells whose addresses it has; for another; for one between the story's lines; for
one on a page about how to reach the outlet."""


def beside_strangers(
    page: Page, lay: Lay, outlet: Outlet, table: Phrases, known: Mapping[str | None, str]
) -> Iterator[Announcement]:
    """Yield the notes that offer addresses of other hosts than those *known*, by their kinds, whatever their words."""
    language = outlet.language_in(table)
    if language is None:
        return
    after, moved = 0, MirrorKind.SUCCESSOR in known.values()
    for index in _candidates(page, lay, outlet, language):
        block = page.blocks[index]
        if index < after or is_passed(block, outlet, language):
            continue
        tokens = [*strangers_in(block, page, outlet, known), *_badges(block, page, outlet, language)]
        bar, listed = is_bar(tokens), None
        if tokens and not bar and words_beside(block.text, tokens) <= MOST_WORDS_BESIDE:
            listed = list_after(page, block, language, outlet, table)[0]
            tokens += [one for more, _ in listed for one in strangers_in(more, page, outlet, known)]
        for held in _leads(page, index) if any(one.url not in known for one in tokens) else ():
            if is_teaser(held[0], outlet) or (bar and not _is_with(block, held, tokens)):
                continue
            if moved and _is_lost(held, tokens, outlet, language):
                continue
            told = _weighed(held, tokens, page, outlet, language)
            if told is None or is_answer(page.blocks, held[0].index, told, outlet, table):
                continue
            only_lead = len(held) > 1 and words_beside(block.text, tokens) <= MOST_WORDS_BESIDE
            found = gathered(page, told, held[:1] if only_lead else held, outlet, table)
            if held[0] is block and list_around(block.element) is not None:
                found = _with_list(
                    found, list_after(page, block, language, outlet, table)[0] if listed is None else listed
                )
            yield found
            after = max(after, *(one + 1 for one in found.blocks), index + 1)
            break


def is_passed(block: Block, outlet: Outlet, language: Language) -> bool:
    """Return whether *block* is no note of the outlet's, or in a row that says that its address does not work."""
    dead = block.tag in CELLS and is_out_of_order(block, language)
    return dead or is_elsewhere(block) or is_quoted(block) or is_teaser(block, outlet)


def _with_list(found: Announcement, listed: Sequence[tuple[Block, list[Token]]]) -> Announcement:
    """*found*, the first item of a list of addresses, with the others."""
    known = {one.url for one in found.tokens}
    more = [one for _, tokens in listed for one in tokens if one.url not in known]
    blocks = dict.fromkeys((*found.blocks, *(block.index for block, _ in listed)))
    return replace(found, tokens=(*found.tokens, *more), blocks=tuple(blocks))


def _is_with(bar: Block, held: Sequence[Block], tokens: Sequence[Token]) -> bool:
    """Whether icons of channels stand with words, their own or those before them, and are not those of every page."""
    if held[0] is bar:
        return words_beside(bar.text, tokens) > 0
    return ends_open(held[0].text) or is_of_one(bar, held[:1])


def _candidates(page: Page, lay: Lay, outlet: Outlet, language: Language) -> Iterator[int]:
    """Yield the indexes of short blocks with an address that have a word worth weighing in them or shortly before."""
    own = urlsplit(page.url).path.strip("/")
    addressed = lay.addressed_blocks
    if own_matter(page, outlet, language) is not None:
        beside = [index for index in (*addressed, *lay.places) if page.blocks[index].words <= LONGEST_MATTER_WORDS]
        yield from (index for index, block in enumerate(page.blocks) if index in beside or badges_of(page, block))
        return
    short = [index for index in addressed if page.blocks[index].words <= LONGEST_NOTE_WORDS]
    near = sorted({before for index in short for before in range(max(0, index - LEADS), index + 1)})
    begun = dict(zip(near, lay.stems_in(language.weighty, near), strict=True))
    for index in short:
        said = set().union(*(begun[before] for before in range(max(0, index - LEADS), index + 1)))
        # "Not" says little beside the icons of channels that most pages have.
        told = said if lay.printed[index] else said & language.sure
        if told or _is_copy(page.blocks[index], own) or any(index <= at < index + FEW_BLOCKS for at in lay.places):
            yield index


def _is_copy(block: Block, own: str) -> bool:
    """Whether the block has the path of the page in it, which is *own*."""
    return len(own) >= LEAST_PATH_CHARS and (
        own in block.text or any(own in (a.get("href") or "") for a in block.anchors)
    )


def _leads(page: Page, index: int) -> Iterator[Sequence[Block]]:
    """The block with the address alone, then with the line before it, or the one before that when that is a label."""
    blocks = page.blocks
    yield blocks[index : index + 1]
    start = index - 1
    if start > 0 and blocks[start].words <= MOST_WORDS_LABEL:
        start -= ends_open(blocks[start - 1].text) or blocks[start - 1].tag in HEADINGS
    lead = blocks[start] if start >= 0 else None
    if lead is None or lead.words > MOST_LEAD_WORDS or lead.tag == "h1":
        return
    # A paragraph of the story announces nothing with the next one.
    if lead.text[-1] not in ".。" or not is_beside(lead, blocks[index]):
        yield blocks[start : index + 1]


def strangers_in(block: Block, page: Page, outlet: Outlet, known: Mapping[str | None, str]) -> list[Token]:
    """The addresses in *block* that may be the outlet's: no page of another site, no other form of its own."""
    kept: list[Token] = []
    for token in tokens_of(block.text, block.anchors, page.base_url):
        kind = token.kind
        if known.get(token.url) == MirrorKind.SUCCESSOR:
            # "We have moved from X to Y": the other one is the address that is left.
            return []
        if is_refused(token.url, token.host, outlet.hosts):
            continue
        if outlet.owns(token.host) and kind != MirrorKind.APP:
            continue
        if token.printed is not None and token.href and token.printed.lower() not in token.href.lower():
            continue
        path = urlsplit(token.url).path
        bare = path in ROOTS or FEED_FILE.search(path) is not None or is_same_page(token, page.url)
        if kind in FOLLOWED or kind in PLACES or (token.printed is not None and bare):
            kept.append(token)
    return kept


def _badges(block: Block, page: Page, outlet: Outlet, language: Language) -> list[Token]:
    """The badges of stores behind *block*, on a page about how to reach the outlet."""
    if own_matter(page, outlet, language) is None:
        return []
    return [one for one in badges_of(page, block) if one.kind != MirrorKind.CHANNEL]


def _weighed(
    held: Sequence[Block], tokens: Sequence[Token], page: Page, outlet: Outlet, language: Language
) -> Trigger | None:
    """The announcement that *held* makes of *tokens*; None when too little speaks for it."""
    text = " ".join(block.text for block in held)
    folded = fold(text)
    said, named, hosted = cues_in(folded, outlet, language)
    kinds = {one.kind for one in tokens}
    # "Our site has been down since Monday", ends a paragraph: "Until it is back, read us in our channel."
    follow = kinds == {MirrorKind.CHANNEL} and "we" in said and not said.isdisjoint({"use", "reach"})
    matter = _matter_of(held, page, outlet, language, follow=follow)
    there = said if matter is None else said | matter.lists
    named = named or matter is not None
    doubtful = language.doubt.search(folded) and not (named or "we" in there)
    told = without_addresses(folded)
    if doubtful or refuses(told, outlet, language) or _is_said(held, tokens):
        return None
    # Nobody but an outlet that is blocked has an onion address beside others.
    copied = any(is_same_page(one, page.url) for one in tokens)
    trouble, instead = bool(there & TROUBLE), matter is not None or bool(there & INSTEAD or kinds & BY_PLACE)
    # Nor has anybody else the same page in an object store.
    instead = instead or (copied and bool(kinds & PLACES))
    moved = "moved" in there
    if not (trouble or instead or moved) or (
        "failing" in there and not there & SURE and "if" not in there and not hosted
    ):
        return None
    if not (there & DOING or kinds & PLACES or MirrorKind.APP in kinds or (matter is not None and kinds & FOLLOWED)):
        return None
    # An app is named in the query of its address in a store.
    alike = any(outlet.is_like(one.host, unquote(one.url.partition(one.host)[2])) for one in tokens)
    own = named or hosted or any(_bears_name(one, outlet) for one in tokens)
    # "The site of our colleagues of the Steppe Wave": the name tells whose it is.
    own = own or ("we" in there and not names_another(text, outlet, language.name)) or "article" in there
    printed = any(one.printed is not None for one in tokens)
    if not printed and not (own and (matter is not None or there & BARRED or {"if", "trouble"} <= there)):
        return None
    apart, boxed = place_of(page, held[0], held[-1])
    score = 2 * sum((own, trouble, instead, moved, alike, copied)) + sum(bool(there & group) for group in GROUPS)
    score += sum((apart, boxed, hosted, bool(kinds & PLACES), len(tokens) > 1))
    # Much else stands beside trouble at sites without the outlet's name: funds, clubs, services.
    plain = not (alike or copied or kinds & PLACES or kinds & FOLLOWED or said & SAID)
    if matter is not None and not matter.sure and not alike and _is_of_somebody(said, kinds):
        enough = False
    elif matter is not None:
        enough = score >= LEAST_OF_MATTER + 3 * plain
    elif apart and own:
        whose = named or hosted or alike or copied or not _is_of_told_site(page, held[0], language)
        enough = whose and score >= LEAST + 2 * plain
    elif apart:
        # "The shipping company has a new website" does not tell of the outlet.
        enough = (alike or copied or trouble or instead) and boxed and score >= LEAST_WITHOUT_SUBJECT
    else:
        followed = alike and kinds == {MirrorKind.CHANNEL} and "we" in there
        enough = (named or hosted or followed) and score >= LEAST_IN_STORY
    role = _role(
        trouble=trouble or matter is not None, moved=moved and not instead, article=copied and "article" in there
    )
    return announcing(text, role, language, subject=own) if enough else None


def _matter_of(held: Sequence[Block], page: Page, outlet: Outlet, language: Language, *, follow: bool) -> Matter | None:
    """What the page, or to those that ask to *follow* the outlet the paragraph before, tells of the site of *held*."""
    if names_another(" ".join(block.text for block in held), outlet, language.name):
        return None
    if is_of_own_matter(page, held[-1:], outlet, language):
        # "If our site is blocked", says the headline: its paragraphs need not.
        return own_matter(page, outlet, language)
    return _told_before(page, held[0], outlet, language) if follow else None


def _told_before(page: Page, note: Block, outlet: Outlet, language: Language) -> Matter | None:
    """What the paragraph before *note* tells, when that is that the outlet's site fails."""
    before = page.blocks[note.index - 1] if note.index else None
    if before is None or not is_beside(before, note):
        return None
    folded = fold(before.text)
    failing = own_cues(folded, outlet, language) & TROUBLE
    if not failing or refuses(without_addresses(folded), outlet, language):
        return None
    return Matter(frozenset(failing), sure=False)


def _is_lost(held: Sequence[Block], tokens: Sequence[Token], outlet: Outlet, language: Language) -> bool:
    """Whether *tokens* are the address that an outlet, which has told where it moved, has lost.

    "The registrar took X from us."
    """
    text = fold(" ".join(block.text for block in held))
    plain = {one.kind for one in tokens} == {MirrorKind.WEB_MIRROR}
    return plain and not cues_in(text, outlet, language)[0] & INSTEAD


def _is_of_told_site(page: Page, note: Block, language: Language) -> bool:
    """Whether "this site", in a paragraph of a story, may be the one that the story tells of."""
    if not is_in_story(page, note):
        return False
    story = fold(story_before(page, note))
    return any(language.lists[key].search(story) for key in TROUBLE - {"failing"})


def _is_of_somebody(said: set[str], kinds: set[str]) -> bool:
    """Whether a text on a page about its outlet's own block offers nothing of the outlet's.

    "Thirty other sites were seized that day, among them X", "as the channel X reported".
    """
    if kinds == {MirrorKind.CHANNEL}:
        return "we" not in said
    # "Take the streams: they were blocked and came back as X" tells of others, too.
    offered = INSTEAD if kinds == {MirrorKind.WEB_MIRROR} else OFFERED
    return not said & (offered | {"we"})


def announcing(text: str, role: str, language: Language, *, subject: bool) -> Trigger:
    return Trigger(
        sentence=up_to_colon(text),
        role=role,
        language=language,
        firm=True,
        by_rule=True,
        subject=subject,
        brief=len(text.split()) <= LONGEST_PLEA_WORDS,
        start=0,
        end=len(text),
    )


def _is_said(held: Sequence[Block], tokens: Sequence[Token]) -> bool:
    """Whether one of the blocks begins with somebody's words, or an address is in them."""
    text = " ".join(block.text for block in held)
    places = [at for one in tokens if one.printed and (at := text.find(one.printed)) >= 0]
    return any(is_speech(fold(block.text)) for block in held) or any(is_within_speech(text, at) for at in places)


def _bears_name(token: Token, outlet: Outlet) -> bool:
    """Whether the address has the outlet's whole name in it."""
    return outlet.is_twin(token.host) or outlet.is_named_in(fold(token.host + urlsplit(token.url).path))


def _role(*, trouble: bool, moved: bool, article: bool) -> str:
    if article:
        return "article"
    return "channel" if trouble else "successor" if moved else "named"
