"""The language of a page: what it declares, held against its script and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.page.stopwords import LANGUAGES_OF_SCRIPT, LANGUAGES_OF_WORD, LETTERS, SCRIPTS, STOPWORDS

if TYPE_CHECKING:
    from crawler.page.page import Page

SAMPLE_CHARS = 5_000
SHARE_UNSEEN = 0.05
"""Added to the share of common words: a short text may have none, and be spelt as one language alone is."""
LEAST_SCORE = 0.045
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.].*)?\Z")
_WORD = re.compile(r"[^\W\d_]+")
_OF_COUNTRIES = (
    "al:sq am:hy at:de br:pt by:be ch:de cn:zh cz:cs dk:da ee:et ge:ka gr:el il:he in:hi ir:fa jp:ja kr:ko kz:kk "
    "mx:es pk:ur rs:sr se:sv si:sl tw:zh ua:uk us:en vn:vi"
)
OF_COUNTRY = dict(pair.split(":") for pair in _OF_COUNTRIES.split())
"""Languages by the code of a country that pages declare in their place; most of these codes are other languages'."""


def language_of(page: Page, *, declared: str | None = None) -> tuple[str | None, str | None]:
    """Return the BCP 47 tag of the page's language and what says so; *declared* is what its JSON-LD says.

    A declaration that the script of the text contradicts is not believed, nor an ``en`` that the words contradict:
    templates say ``en`` on pages in any language. Nor is the code of a country where its language is meant: ``kr``.
    """
    text = _sample(page)
    detected = detect(text)
    for tag, source in _declared(page, declared):
        language = tag.partition("-")[0]
        if detected is not None and OF_COUNTRY.get(language) == detected:
            return detected, "detected"
        if not _fits_script(language, text):
            continue
        if detected is not None and detected != language and _is_sure(detected, language, text):
            return detected, "detected"
        return tag, source
    return detected, "detected" if detected else None


def detect(text: str) -> str | None:
    """Return the language whose script or commonest words *text* has; None when that is not clear.

    >>> detect("Der Rat hat am Montag mit der Mehrheit der Stimmen für das neue Gesetz gestimmt")
    'de'
    """
    script = script_of(text)
    languages = LANGUAGES_OF_SCRIPT.get(script or "", ())
    # Japanese without kana is no more than a name or two.
    if len(languages) < 2 or script == "han":
        return languages[0] if languages else None
    told = tuple(language for language in languages if language in STOPWORDS)
    if len(told) < 2:
        return None
    shares, fits = scores_of(text, told), _spelt(text, told)
    scores = {language: (shares[language] + SHARE_UNSEEN) * fits[language] ** 2 for language in told}
    ranked = sorted(told, key=lambda language: -scores[language])
    best, second = ranked[0], ranked[1]
    return best if scores[best] >= LEAST_SCORE and scores[best] > 1.15 * scores[second] else None


def _spelt(text: str, languages: tuple[str, ...]) -> dict[str, float]:
    """Return for each language the share of words that have no letter but its own."""
    words = _counted(text)
    total = words.total() or 1
    others: Counter[str] = Counter()
    for word, times in words.items():
        if not word.isascii():
            others["".join(sorted(set(word) - _LATIN))] += times
    fits = dict.fromkeys(languages, 1.0)
    for language in languages:
        letters = LETTERS.get(language)
        if letters is not None:
            strange = sum(times for word, times in others.items() if not letters.issuperset(word))
            fits[language] = 1.0 - strange / total
    return fits


def scores_of(text: str, languages: tuple[str, ...]) -> dict[str, float]:
    """Return for each language the share of words that are among its commonest."""
    words = _counted(text)
    total = words.total() or 1
    counts = dict.fromkeys(languages, 0)
    # Few of the words of a text are among the commonest of any language.
    for word in words.keys() & LANGUAGES_OF_WORD.keys():
        times = words[word]
        for language in LANGUAGES_OF_WORD[word]:
            if language in counts:
                counts[language] += times
    return {language: count / total for language, count in counts.items()}


@lru_cache(maxsize=16)
def _counted(text: str) -> Counter[str]:
    """How often each word stands in *text*."""
    return Counter(_WORD.findall(text.lower()))


@lru_cache(maxsize=16)
def script_of(text: str) -> str | None:
    """Return the script of most letters of *text*; Japanese wherever kana are frequent."""
    counts = letters_by_script(text)
    if counts["kana"] * 12 > counts["han"] and counts["kana"] > 3:
        counts["kana"] += counts.pop("han")
    name = max(counts, key=lambda script: counts[script])
    return name if counts[name] > 3 else None


def letters_by_script(text: str) -> dict[str, int]:
    """Return how many letters *text* has of each script."""
    counts = dict.fromkeys(SCRIPTS, 0)
    for character in set(text):
        names = () if character.isascii() else _scripts_with(character)
        times = text.count(character) if names else 0
        for name in names:
            counts[name] += times
    # Of most texts nearly all letters are these: all of them are counted at once.
    counts["latin"] += len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    return counts


@lru_cache(maxsize=4096)
def _scripts_with(character: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in SCRIPTS.items() if pattern.match(character))


def _sample(page: Page) -> str:
    """The longer texts of the page; menus and buttons are often in another language."""
    pieces, size = [], 0
    for block in page.blocks:
        if block.words >= 12 and block.link_density < 0.5:
            pieces.append(block.text)
            size += len(block.text)
            if size > SAMPLE_CHARS:
                break
    return "\n".join(pieces or [block.text for block in page.blocks[:50]])[:SAMPLE_CHARS]


def _declared(page: Page, declared: str | None) -> list[tuple[str, str]]:
    root: Any = page.tree
    given = [
        (declared, "json-ld:inLanguage"),
        (root.get("lang"), "html:lang"),
        (root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"), "html:lang"),
        *((value, f"meta:{name}") for name in ("og:locale", "content-language") for value in page.meta.get(name, ())),
        *((value, "http:content-language") for value in _from_header(page)),
        *((value, f"meta:{name}") for name in ("dc.language", "language") for value in page.meta.get(name, ())),
    ]
    return [(tag, source) for value, source in given if value and (tag := _tag(value)) is not None]


def _from_header(page: Page) -> list[str]:
    """The Content-Language field, unless it names several."""
    told = page.head.first(b"content-language") if page.head else None
    return [told.decode("latin-1")] if told and b"," not in told else []


def _tag(value: str) -> str | None:
    match = _TAG.match(value.strip().split(",")[0].strip())
    if match is None:
        return None
    script = f"-{match[2].title()}" if match[2] else ""
    region = f"-{match[3].upper()}" if match[3] else ""
    return f"{match[1].lower()}{script}{region}"


def _fits_script(language: str, text: str) -> bool:
    script = script_of(text)
    if script is None:
        return True
    homes = {name for name, languages in LANGUAGES_OF_SCRIPT.items() if language in languages}
    return script in homes if homes else True


def _is_sure(detected: str, declared: str, text: str) -> bool:
    scores = scores_of(text, (detected, declared))
    return declared in STOPWORDS and scores[detected] > 3 * scores[declared] + 0.1
