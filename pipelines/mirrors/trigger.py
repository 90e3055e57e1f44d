"""Sentences that announce other addresses of the page's own outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.weighing.others import is_of_name, refuses
from pipelines.mirrors.weighing.speech import is_speech, is_within_speech, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.grammar import Phrase
    from pipelines.mirrors.words.language import Language
    from pipelines.mirrors.words.phrases import Phrases

SENTENCE_END = re.compile(r"(?<=[.!?…؟۔])[\"”’»')\]]?\s+(?=\S)|(?<=[。！？])")
WE_BEFORE_CHARS, WE_AFTER_CHARS = 80, 40
"""So near to the phrase a word like "our" must stand to be about the same thing."""
LONGEST_LABEL_WORDS, LONGEST_HEADING_WORDS = 7, 5
LABEL_END_CHARS = 16
"""A colon so near ends a label: "Addresses without a VPN in use:"."""
SPEECH = re.compile(r'"[^"]{30,}"')
ASIDE = re.compile(r"\([^()]*\)")
LONGEST_SENTENCE_CHARS = 500
LONGEST_NOTE_WORDS = 45
"""A longer block is running text: what is announced in it may be somebody else's."""
LONGEST_PLEA_WORDS = 18
"""So short a block need not say whose site it speaks of."""
SHARED_SUBJECT_WORDS = 30
"""In so short a block one sentence may say whose site the next speaks of."""
RULE_BEFORE_CHARS = 45
LEAST_FOREIGN_LISTS = 4
"""So many word lists of a language must have a word in a sentence on a page in another."""
QUESTION_MARKS = "?؟？"
OPEN_ENDS = (":", "：", "↓", "👇")
STRONG_CUES = ("blocked", "unblock", "other", "mirror", "address", "moved")
WEAK_CUES = ("if", "also", "use", "reach")
SMALL_CUES = ("we", "article", "place", "new", "trouble", "twin", "door")
"""Words that count only with others."""
OFFERING = frozenset({"if", "use", "reach", "also", "other", "mirror", "unblock", "moved", "new"})
TELLING = ("mirror", "blocked", "unblock", "address", "other", "site", "reach")
NAMED_AFTER = frozenset({"blocked", "unblock", "other", "mirror", "trouble"})
"""Words that are in names of outlets: "Censorship Quarterly", "Bahrain Mirror"."""
SPEAKS_ITSELF = frozenset({"own", "article", "channel", "blocked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A sentence that announces addresses."""

    sentence: str
    """As printed, up to the colon when a list follows in the same block."""
    role: str
    """Role of the phrase in it; `hint` for words that say little."""
    language: Language
    firm: bool
    """Whether any address may follow; else only one that looks like the outlet's."""
    by_rule: bool
    """Whether the words were found one by one, and not as a phrase."""
    subject: bool
    """Whether it is said whose addresses these are."""
    brief: bool
    """Whether the line is too short to speak of others."""
    start: int
    """Where the sentence begins in the text."""
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a sentence announces addresses."""

    role: str
    language: Language
    firm: bool
    by_rule: bool = False
    subject: bool = True
    brief: bool = True


def triggers_in(text: str, outlet: Outlet, table: Phrases, words: int, *, weakly: bool = False) -> Iterator[Trigger]:
    """Yield the sentences of *text*, a block of so many *words*, that announce addresses of *outlet*.

    *weakly*: also those that have no more than one word that might do so.
    """
    note = "" if words > LONGEST_NOTE_WORDS else text
    question: int | None = None
    for begin, sentence in sentences_of(text):
        if len(sentence) > LONGEST_SENTENCE_CHARS or is_within_speech(text, begin):
            continue
        start, told = begin, sentence
        verdict = judged(told, outlet, table, note, weakly=weakly)
        if verdict is None and note and question is not None:
            # "Access blocked? Find us at these addresses": only the two together tell what is meant.
            start, told = question, text[question : begin + len(sentence)]
            verdict = judged(told, outlet, table, note, weakly=weakly)
        question = start if verdict is None and told[-1] in QUESTION_MARKS else None
        if verdict is not None:
            yield Trigger(
                sentence=up_to_colon(told),
                role=verdict.role,
                language=verdict.language,
                firm=verdict.firm,
                by_rule=verdict.by_rule,
                subject=verdict.subject,
                brief=verdict.brief,
                start=start,
                end=start + len(told),
            )


def judged(sentence: str, outlet: Outlet, table: Phrases, note: str = "", *, weakly: bool = False) -> Verdict | None:
    """Return how *sentence* announces addresses of *outlet*; None when it does not.

    *note* is the whole text around it when that is short, so that its sentences speak of one thing.
    """
    folded = fold(sentence)
    if is_speech(folded):
        return None
    stems = table.stems.found_in(folded)
    languages = table.speaking(stems, outlet.language if weakly else None)
    verdicts = []
    for language in languages:
        found = _by_phrase(sentence, folded, outlet, language) or _by_rule(folded, stems, outlet, language, note)
        if found is None and weakly and note and language.name == outlet.language:
            role = _weak_role(folded, outlet, language)
            found = Verdict(role=role, language=language, firm=False, by_rule=True, subject=False) if role else None
        if found is not None:
            verdicts.append(found)
    told = without_addresses(folded) if verdicts else ""
    if any(refuses(told, outlet, language) for language in languages):
        return None
    verdicts = [one for one in verdicts if not (one.language.doubt.search(told) and _is_doubtful(one, told, outlet))]
    if len(verdicts) < 2:
        return verdicts[0] if verdicts else None
    return min(
        verdicts,
        key=lambda one: (
            not one.firm,
            one.role == "hint",
            one.language.name != outlet.language,
            -_hits(folded, one.language),
        ),
    )


def _is_doubtful(verdict: Verdict, told: str, outlet: Outlet) -> bool:
    """Whether a sentence with a word that stories have, such as "the ministry", may not be the outlet's own."""
    ours = verdict.language.we.search(told) is not None or outlet.is_named_in(told)
    return not (verdict.firm and verdict.subject and ours)


def ends_open(sentence: str) -> bool:
    """Return whether something is to follow *sentence*."""
    return sentence.rstrip().endswith(OPEN_ENDS)


def tells(folded: str, language: Language) -> bool:
    """Return whether a *folded* sentence speaks of other addresses or of blocks, and not just of ways to follow."""
    there = {key for key in TELLING if language.lists[key].search(folded)}
    return bool(there & {"mirror", "blocked", "unblock", "address", "other"}) or {"site", "reach"} <= there


def names_as_blocked(trigger: Trigger, outlet: Outlet) -> bool:
    """Return whether the sentence of *trigger* names *outlet* and has a word for "blocked" beside the name."""
    folded = fold(trigger.sentence)
    blocked = trigger.language.lists["blocked"].search(outlet.without_names(folded))
    return blocked is not None and _is_named(folded, outlet)


def tells_addresses(folded: str, language: Language) -> bool:
    """Return whether a *folded* sentence speaks of addresses, which are to follow."""
    lists = language.lists
    there = {key for key in ("mirror", "address", "other", "place") if lists[key].search(folded)}
    if not (there & {"mirror", "address"} or {"other", "place"} <= there):
        return False
    # "The Ferryman has no onion site", "we look after our mirrors": nothing is to follow.
    return ends_open(folded) or any(lists[key].search(folded) for key in ("reach", "use", "also", "if"))


def cues_in(folded: str, outlet: Outlet, language: Language) -> tuple[set[str], bool, bool]:
    """Return the word lists with a word in a *folded* text, and whether it names *outlet* and its host.

    Words count only outside of addresses and of the outlet's name.
    """
    rest, homes, hosted = folded, {f"{own}/" for own in outlet.hosts}, False
    for one in addresses_in(folded):
        # "news.example cannot be opened everywhere, read news2.example": but no list of editions, no link to a page.
        hosted = hosted or one.url.partition("://")[2].removeprefix("www.") in homes
        rest = rest.replace(one.text, " ")
    nameless = outlet.without_names(rest)
    there = {key for key in (*STRONG_CUES, *WEAK_CUES, *SMALL_CUES) if language.lists[key].search(nameless)}
    there -= {
        key
        for key in there & NAMED_AFTER
        if outlet.name_words and all(match[0] in outlet.name_words for match in language.lists[key].finditer(nameless))
    }
    if language.failing.find(rest) is not None:
        there.add("failing")
    named = outlet.is_named_in(rest)
    if (named or hosted) and _is_renamed(folded, outlet, language):
        there.add("renamed")
    return there, named, hosted


def _is_renamed(folded: str, outlet: Outlet, language: Language) -> bool:
    """Whether a word for "is now" stands right before an address: "The Petrel is now petrelnews.example"."""
    ends = {match.end() for match in language.lists["now"].finditer(folded)}
    return any(
        len(folded[: one.start].rstrip(" :\"'(-")) in ends
        for one in addresses_in(folded)
        if not outlet.is_own(one.host)
    )


def without_addresses(folded: str) -> str:
    """Return a *folded* text with a space for each address in it."""
    for one in addresses_in(folded):
        folded = folded.replace(one.text, " ")
    return folded


def names(sentence: str, outlet: Outlet) -> bool:
    """Return whether *sentence* has the name of *outlet* or its host in it."""
    return _is_named(fold(sentence), outlet)


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of *text* with the places where they begin."""
    at = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        sentence = text[at:end].strip()
        if sentence:
            yield at + len(text[at:end]) - len(text[at:end].lstrip()), sentence
        at = end


def _by_phrase(sentence: str, folded: str, outlet: Outlet, language: Language) -> Verdict | None:
    near = language.phrases_in(folded)
    # "El Espejo de Villarrío", the outlet's name, has no mirror in it, nor has "gulf-mirror.org".
    rest = outlet.without_names(without_addresses(folded)) if near else folded
    told = [(role, phrase) for role, phrase in near if phrase.find(rest) is not None]
    found = [(span, role) for role, phrase in told if (span := phrase.find(folded)) is not None]
    # The longest says most: "our latest address" holds "new address" in some languages.
    for span, role in sorted(found, key=lambda one: one[0][0] - one[0][1]):
        how = quoted(folded, span[0])
        if how == "speech":
            continue
        if role in SPEAKS_ITSELF or (role != "label" and _has_subject(folded, span, outlet, language)):
            return Verdict(
                role=role, language=language, firm=how is None and (role != "own" or tells(folded, language))
            )
        if role == "label":
            firm = _is_label(sentence, folded, span)
            if firm is not None:
                return Verdict(role=role, language=language, firm=firm)
    return None


def _by_rule(folded: str, stems: set[str], outlet: Outlet, language: Language, note: str) -> Verdict | None:
    # In a language that is not the page's, the outlet must speak of itself: words of one language stand in another.
    foreign = outlet.language is not None and language.name != outlet.language
    if foreign and not (language.we.search(fold(note) or folded) and _hits(folded, language) >= LEAST_FOREIGN_LISTS):
        return None
    absent = {key for key, begins in language.begins.items() if stems.isdisjoint(begins)}
    there: dict[str, bool] = {}
    for marked, rule in language.rules:
        if not (absent.isdisjoint(rule.lists) and _all_there(rule.lists, folded, language, there)):
            continue
        span = rule.find(folded)
        if marked == "instead" and span is None:
            # "They threw the Herald of the Northern Harbour off the satellite": names are long.
            span = rule.find(outlet.without_names(folded))
        if span is None or not _is_in_words(rule, folded, outlet, language):
            continue
        how = quoted(folded, span[0])
        if how == "speech":
            continue
        subject = _begins_with_own(folded, language) or _has_subject(
            folded, span, outlet, language, reach=RULE_BEFORE_CHARS
        )
        count = len(note.split()) if note else LONGEST_NOTE_WORDS
        if not subject and count <= SHARED_SUBJECT_WORDS:
            whole = SPEECH.sub(" ", fold(note))
            subject = _has_subject(whole, (0, 0), outlet, language, reach=len(whole))
        brief = count <= LONGEST_PLEA_WORDS
        # "This article" says whose it is.
        plea = "!" in marked and (brief or (marked == "article!" and count <= SHARED_SUBJECT_WORDS))
        if ("=" in marked and not _is_named(folded, outlet)) or ("<" in marked and not brief):
            continue
        role = marked.rstrip("!=<")
        firm = (subject or plea) and bool(note) and how is None and role != "hint"
        if subject or plea or (note and role not in {"hint", "article"}):
            return Verdict(role=role, language=language, firm=firm, by_rule=True, subject=subject, brief=brief)
    return None


def _is_in_words(rule: Phrase, folded: str, outlet: Outlet, language: Language) -> bool:
    """Whether what a rule finds is no part of an address or of the outlet's name."""
    plain = rule.find(without_addresses(folded)) is not None
    return plain and not is_of_name(folded, outlet, _lists_of(rule, language))


def _lists_of(rule: Phrase, language: Language) -> list[re.Pattern[str]]:
    return [language.lists[key] for key in sorted(rule.lists & NAMED_AFTER)]


def _weak_role(folded: str, outlet: Outlet, language: Language) -> str | None:
    """The role of a sentence with a word, or two, that is enough beside an address that has the outlet's own name."""
    there, named, hosted = cues_in(folded, outlet, language)
    if "renamed" in there:
        return "successor"
    # "Visitors to news2.example see a notice of seizure": nothing is offered.
    others = any(not outlet.is_own(one.host) for one in addresses_in(folded))
    if others and not there & OFFERING and any(language.lists[key].search(folded) for key in ("trouble", "dead")):
        return None
    # "They asked for news.example, a domain that was ours": the word alone offers nothing.
    enough = (
        there & set(STRONG_CUES) - {"address"}
        or ("address" in there and (hosted or there & OFFERING))
        or {"if", "use"} <= there
        or {"also", "reach"} <= there
    )
    return "hint" if enough or (hosted and there & set(WEAK_CUES)) or ("if" in there and named) else None


def _all_there(names: Iterable[str], folded: str, language: Language, known: dict[str, bool]) -> bool:
    """Whether a word of each of the lists stands in the sentence; what is looked up is kept in *known*."""
    for name in names:
        if name not in known:
            known[name] = language.lists[name].search(folded) is not None
        if not known[name]:
            return False
    return True


def _hits(folded: str, language: Language) -> int:
    """How many of the language's word lists have a word in the sentence."""
    return sum(pattern.search(folded) is not None for pattern in language.lists.values())


def _has_subject(
    folded: str, span: tuple[int, int], outlet: Outlet, language: Language, *, reach: int = WE_BEFORE_CHARS
) -> bool:
    start, end = span
    if language.we.search(folded[max(0, start - reach) : end + max(WE_AFTER_CHARS, reach - WE_BEFORE_CHARS)]):
        return True
    return _is_named(f"{folded[:start]} | {folded[end:]}" if end - start < WE_AFTER_CHARS else folded, outlet)


def _begins_with_own(folded: str, language: Language) -> bool:
    """Whether a *folded* sentence begins with "our site", or with one word for it."""
    lists = language.lists
    ours = lists["we"].match(folded)
    return ours is not None and any(lists["site"].match(folded, at) for at in (0, ours.end() + 1))


def _is_named(rest: str, outlet: Outlet) -> bool:
    # The phrase itself may hold the name of a paper called Mirror, and an address the name of any outlet.
    for address in {fold(one.text) for one in addresses_in(rest)}:
        if address.removeprefix("www.") in outlet.hosts:
            return True
        rest = rest.replace(address, " ")
    return outlet.is_named_in(rest)


def _is_label(sentence: str, folded: str, span: tuple[int, int]) -> bool | None:
    """Whether the sentence is no more than a heading of a list: "Mirror sites:" or "Mirror: www.news.example".

    None when it is not; False when it has no colon.
    """
    rest = folded[: span[0]] + " " + folded[span[1] :]
    for one in addresses_in(folded):
        rest = rest.replace(one.text, " ")
    rest = ASIDE.sub(" ", rest)
    words, told = re.findall(r"\w+", rest), len(ASIDE.sub(" ", sentence).split())
    after = ASIDE.sub("", folded[span[1] :]).lstrip()
    colon = sentence.rstrip().endswith((":", "：")) or after[:1] == "-" or ":" in after[:LABEL_END_CHARS]
    if span[0] > 20 or len(words) > 2:
        return None
    if colon:
        return True if told <= LONGEST_LABEL_WORDS else None
    return False if told <= LONGEST_HEADING_WORDS else None


def up_to_colon(sentence: str) -> str:
    """The announcement without the list that follows it on the same line."""
    first = next((one.start for one in addresses_in(sentence)), len(sentence))
    for match in re.finditer(r"[:：](?!//)(?!\d)", sentence):
        if match.end() <= first and match.end() > len(sentence) // 8:
            head = sentence[: match.end()]
            if "://" not in head or head.rfind("://") < match.start():
                return head
    return sentence
