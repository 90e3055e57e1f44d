"""The folders of a page's address, by the names that links on the page give them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.page.links import link_text
from crawler.page.site import letters_of
from crawler.url import resolve
from pipelines.metadata.facts import bare

if TYPE_CHECKING:
    from crawler.page import Page

MOST_FOLDERS = 8
MOST_NAME_WORDS = 5
"""Links with more words than these are headlines, and tell of what is in a section."""
LEAST_ALIKE, LEAST_SHARE = 4, 0.6
"""A name and its folder begin with so many letters, and with such a share of the shorter of them, in common."""
_NO_SECTION = re.compile(
    r"\d.*|authors?|autor(?:es|en|i)?|auteurs?|users?|profiles?|people|tags?|topics?|themen|search", re.IGNORECASE
)
"""Folders that are none of a section: days, people, lists of what has a word in common."""
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_WAY = re.compile(
    r"(?:back|return|zurück|retour|volver|voltar|all|alle|alles|tous|toutes|todos?|todas?|more|mehr|weitere|plus|más|"
    r"mais|see|view|read|continue|zu[mr]?|go)\b|\W*[<‹←⬅]",
    re.IGNORECASE,
)
"""How links begin that lead to a section, and are not called as it is."""
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "å": "aa", "ł": "l", "ı": "i"})
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def named_folders(page: Page) -> list[str]:
    """Return what links on the page to the folders that it lies in are called, from the outermost inwards.

    That a folder has a page of its own, and is called like it, tells it from those that publishing systems keep their
    pages in.
    """
    folders = _folders_of(urlsplit(page.url).path)
    host = (bare(page.url) or "").partition("/")[0]
    names: dict[str, str] = {}
    for link in page.tagged("a") if folders else ():
        path = re.split("[?#]", link.get("href") or "", maxsplit=1)[0].rstrip("/")
        folder = next((one for one in folders if path.endswith(one)), None)
        # Whether it leads there is asked last: to resolve an address takes longest.
        if folder is None or bare(resolve(page.base_url, path)) != host + folder:
            continue
        name = link_text(link)
        if _likeness(name, folder) > _likeness(names.get(folder, ""), folder):
            names[folder] = name
    return [names[folder] for folder in folders if folder in names]


def _folders_of(path: str) -> list[str]:
    """Return the folders of a *path* that may be those of sections, from the outermost inwards.

    >>> _folders_of("/en/world/asia/2031/05/a-canal-opens")
    ['/en/world', '/en/world/asia']
    """
    found: list[str] = []
    above = ""
    for segment in path.rstrip("/").split("/")[1:-1][:MOST_FOLDERS]:
        above = f"{above}/{segment}"
        if _LANGUAGE.fullmatch(segment):
            continue
        if not segment or _NO_SECTION.fullmatch(segment):
            break
        found.append(above)
    return found


def _likeness(name: str, folder: str) -> int:
    """Return how well *name* may be that of *folder*: 0 not at all, 3 letter by letter."""
    if not name or len(name.split()) > MOST_NAME_WORDS or _WAY.match(name):
        return 0
    if not _LATIN.search(name):
        return 1
    folder_letters = letters_of(unquote(folder.rpartition("/")[2]))
    likeness = 0
    for letters in (_plain(name.lower().translate(_SPELT)), _plain(name)):
        shorter = min(len(letters), len(folder_letters))
        if letters == folder_letters:
            return 3
        if letters[: max(LEAST_ALIKE, round(LEAST_SHARE * shorter))] in folder_letters or folder_letters in letters:
            likeness = 2
    return likeness


def _plain(text: str) -> str:
    """Return the letters of *text* without accents."""
    return letters_of("".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)))
