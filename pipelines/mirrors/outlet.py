"""The names by which a page's own outlet is known."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import BadAddress
from crawler.page.site import ends_of_title, folded_name, letters_of, mastheads, without_article
from crawler.url import host_of, registrable_domain
from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.tables import word_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.page import Draft

_COMMON = "news times post mail daily world mirror blog site home www press live today"
COMMON = frozenset(_COMMON.split())
"""Names too common to tell an outlet by."""
WORD = re.compile(r"\w+")
OTHER_WORDS = re.compile(r"\d+|news|mirror|online|media|press|live|www|zerkalo|haber")
NUMBERED = re.compile(r"([^.]*?)(\d{1,4})\.")
LEAST_CHARS = 3
LEAST_ALIKE_CHARS = 5
LEAST_SHORT_CHARS = 4
CYRILLIC_ENDINGS = frozenset("аеиоуьыяйєії")
MOST_NAME_WORDS = 5


class Outlet:
    """The outlet that published the page of a draft, as far as the page tells; names are looked up when asked for."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.host = host_or_none(draft.page.url) or ""
        self.domain = registrable_domain(self.host) if self.host else ""
        told = (self.host, host_or_none(draft.article.canonical_url or "") or "")
        self.hosts = tuple(dict.fromkeys(host.removeprefix("www.") for host in told if host))
        """Without `www.`: where the page came from, and which host it calls its own, as pages of mirrors do."""
        self.domains = frozenset(map(registrable_domain, self.hosts))
        self.language = (draft.article.language or "").partition("-")[0].lower() or None
        """Of the page, without region; None where it does not say."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Folded, without spaces, longest first."""
        # "The Tidewater Gazette" is "Tidewater Gazette" in the names of its apps.
        names = {letters_of(fold(name)) for name in [*self._told, *map(without_article, self._told)]}
        # Names are inflected in Slavic languages: "Лагуна" is "Лагуны" in a sentence.
        names |= _inflected(names)
        # "news8.example" goes on as "news9.example".
        names |= {name for one in list(names) if len(name := one.rstrip("0123456789")) >= LEAST_ALIKE_CHARS}
        kept = [name for name in names if len(name) >= LEAST_CHARS and name not in COMMON]
        return tuple(sorted(kept, key=lambda name: (-len(name), name)))

    @cached_property
    def _called(self) -> tuple[str, ...]:
        """Its names, and those without what the outlet is: "Телеканал «Плёс»" is «Плёс» in sentences."""
        kinds = word_tables().outlets
        words = self._words_told
        short = {"".join(one[1:]) for one in words if len(one) > 1 and one[0] in kinds}
        short |= {"".join(one[:-1]) for one in words if len(one) > 1 and one[-1] in kinds}
        told = short | _inflected(short)
        return (*self.names, *sorted(name for name in told if len(name) >= LEAST_SHORT_CHARS and name not in COMMON))

    @cached_property
    def words(self) -> frozenset[str]:
        """Those of its names by which readers call it for short: "the Gazette"."""
        return frozenset(word for words in self._words_told for word in words if len(word) >= LEAST_SHORT_CHARS)

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The words of its names that have several, folded: readers call the "Aldwick Mirror" the Mirror."""
        return frozenset(word for words in self._words_told if len(words) > 1 for word in words)

    @property
    def headline_told(self) -> str:
        """As printed."""
        return self._draft.article.headline or ""

    @cached_property
    def headline(self) -> str:
        """Folded."""
        return fold(self.headline_told)

    @cached_property
    def initials(self) -> frozenset[str]:
        """Of its names that have several words, folded."""
        words = (WORD.findall(fold(without_article(name))) for name in self._told)
        return frozenset("".join(word[0] for word in one) for one in words if len(one) > 1)

    def is_own(self, host: str) -> bool:
        """Return whether *host* is the page's own."""
        return host.removeprefix("www.") in self.hosts

    def owns(self, host: str) -> bool:
        """Return whether *host* is below the registered name of the page's own host."""
        return registrable_domain(host) in self.domains

    def is_page(self, href: str) -> bool:
        """Return whether *href* as written leads to a page of the outlet other than its home page."""
        try:
            parts = urlsplit(href)
        except ValueError:
            # "http://[ccpa-preferences]": what a system of content should have filled in.
            return False
        host = (parts.netloc.rpartition("@")[2].partition(":")[0]).lower()
        return (not host or self.is_own(host)) and parts.path not in {"", "/"} and parts.scheme in {"", "http", "https"}

    def is_named_in(self, folded: str) -> bool:
        """Return whether one of the names stands in the *folded* text."""
        squeezed = letters_of(folded)
        return any(name in squeezed for name in self._called)

    def without_names(self, folded: str) -> str:
        """Return *folded* text with a mark for each of the names in it."""
        # Few texts have one, and letters alone tell it sooner.
        return self._names_as_told.sub("|", folded) if self.is_named_in(folded) else folded

    def is_like(self, host: str, path: str = "") -> bool:
        """Return whether *host*, or *path* at a host that many share, has a name like the outlet's.

        That is one of its names or a good part of it, or its initials with a figure: "ht2.org" of "Harbour Times".
        """
        label = letters_of(_shown(host).rpartition(".")[0])
        told = label + letters_of(fold(path))
        if any(name in told or (len(name) > LEAST_ALIKE_CHARS and _alike(name, label)) for name in self.names):
            return True
        return self.is_twin(host)

    def is_twin(self, host: str) -> bool:
        """Return whether *host* has one of the outlet's names, or its initials, and nothing beside it that tells."""
        front = OTHER_WORDS.sub("", letters_of(_shown(registrable_domain(host)).partition(".")[0]))
        own = {OTHER_WORDS.sub("", name) for name in self.names}
        return len(front) > 1 and (front in self.initials or front in own)

    def is_next(self, host: str) -> bool:
        """Return whether *host* is the outlet's own with a higher number: "news8.org" of "news7.org"."""
        own, other = (NUMBERED.match(registrable_domain(one)) for one in (self.host, host))
        return own is not None and other is not None and own[1] == other[1] and int(own[2]) < int(other[2])

    @cached_property
    def _names_as_told(self) -> re.Pattern[str]:
        told = (r"[\W_]?".join(map(re.escape, name)) for name in self._called)
        return re.compile("|".join(told) or r"(?!)")

    @cached_property
    def _words_told(self) -> list[list[str]]:
        """The words of each of its names, folded."""
        return [WORD.findall(fold(name)) for name in self._told]

    @cached_property
    def _told(self) -> list[str]:
        page = self._draft.page
        printed = [*page.meta.get("og:site_name", [])[:1], *mastheads(page)[:1], *_beside_headline(self._draft)]
        return [self._draft.article.outlet or "", *printed, self.domain, self.domain.split(".")[0]]


def _inflected(names: Iterable[str]) -> set[str]:
    """Those of *names* that end as Slavic names do, without the ending."""
    return {name[:-1] for name in names if len(name) > LEAST_ALIKE_CHARS and name[-1] in CYRILLIC_ENDINGS}


def _beside_headline(draft: Draft) -> list[str]:
    """What stands beside the headline in the page's title, when it is one name."""
    headline = folded_name(draft.article.headline or "")
    ends = ends_of_title(draft.page.title or "")
    others = [name for name in ends if folded_name(name) != headline]
    return others if len(ends) == 2 and len(others) == 1 and len(others[0].split()) <= MOST_NAME_WORDS else []


def _alike(name: str, label: str) -> bool:
    """Whether the two share a run of letters that is most of the shorter one."""
    least = max(LEAST_ALIKE_CHARS, round(0.6 * min(len(name), len(label))))
    return any(name[start : start + least] in label for start in range(len(name) - least + 1))


def _shown(host: str) -> str:
    """*host* as people read it."""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host


def host_or_none(url: str) -> str | None:
    """Return the host of *url*, or None when it is no web address."""
    try:
        return host_of(url)
    except BadAddress:
        return None
