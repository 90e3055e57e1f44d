"""Sites where a number names an article and the words around it are for show, learned from what their pages say."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.url import plain_form

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH = 3
"""After so many numbers for which pages said it, it holds for the whole host."""
MOST_REMEMBERED = 32_768
"""Articles; 0.2 kB each."""


class Slugs:
    """Tells which addresses lead to an article that was read under another slug.

    A host counts once pages of `ENOUGH` articles have named other words beside the same number as their own, and as
    long as no page with a number that was read calls itself something else.
    """

    def __init__(self, number_of: Callable[[str], str | None]) -> None:
        """*number_of* returns the number of an article in a path and query."""
        self._number_of = number_of
        self._read: OrderedDict[int, int] = OrderedDict()
        """Hashes of host and number, and of the story: of a large site the texts themselves would take 20 MB."""
        self._confirmed: defaultdict[str, set[str]] = defaultdict(set)
        self._denied: set[str] = set()

    def read(self, url: str, story: str) -> None:
        """Take note of a page that was read at *url* and is known as *story*: the same, or what it calls its own."""
        host, number = self._place(url)
        if number is None:
            return
        told = hash(story)
        if self._read.setdefault(hash((host, number)), told) != told:
            self._denied.add(host)  # two stories with one number: it names something else here
        if len(self._read) > MOST_REMEMBERED:
            self._read.popitem(last=False)
        if len(self._confirmed[host]) < ENOUGH and self._place(story)[1] == number and _words(url) != _words(story):
            self._confirmed[host].add(number)

    def is_known(self, url: str) -> bool:
        """Return whether the article at *url* was read under another slug."""
        host, number = self._place(url)
        is_learned = host not in self._denied and len(self._confirmed.get(host, ())) >= ENOUGH
        return is_learned and number is not None and hash((host, number)) in self._read

    def _place(self, url: str) -> tuple[str, str | None]:
        parts = urlsplit(url)
        return parts.netloc, self._number_of(parts._replace(scheme="", netloc="", fragment="").geturl())


def _words(url: str) -> str:
    """Return the path of *url*, whatever its form: a reader's origin, AMP or print say nothing about words."""
    return urlsplit(plain_form(url)).path
