"""Addresses of one block of text: what is printed, what is linked, and which of the two counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from crawler.url import resolve
from pipelines.mirrors.address import address_of, addresses_in
from pipelines.mirrors.outlet import host_or_none
from pipelines.mirrors.words.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from pipelines.mirrors.address import Printed


LABELS = ("aria-label", "title", "alt")
MOST_PIECES, MOST_CHARS, MOST_LINKS = 64, 4_000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One address found in a block."""

    url: str
    host: str
    printed: str | None = None
    href: str | None = None
    name: str | None = None
    """The text of a link that prints no address, or what a picture with a link is called."""
    differs: bool = False
    """Text and link name different hosts."""

    @property
    def kind(self) -> str:
        """What sort of address it is, as far as it tells by itself."""
        return kind_of(self.url, self.host)


def tokens_of(text: str, anchors: Iterable[HtmlElement], base_url: str) -> list[Token]:
    """Return the addresses in *text* and behind its *anchors*, in page order, links that print no address last."""
    printed = {one.text: one for one in addresses_in(text)}
    linked: dict[str, str] = {}
    named: list[Token] = []
    for anchor in list(anchors)[-MOST_LINKS:]:
        told = _told(anchor)
        href = anchor.get("href") or ""
        there = any(map(told.__contains__, printed))
        inside = [one.text for one in addresses_in(told) if one.text in printed] if there else []
        if inside:
            linked.setdefault(inside[0], href)
        elif told and (told in text or text.strip() in told):
            token = _named(told, href, base_url)
            if token is not None:
                named.append(token)
    tokens = [_paired(one, linked.get(one.text), base_url) for one in printed.values()]
    return tokens + named


def _told(anchor: HtmlElement) -> str:
    """The text of a link, as far as it is looked at.

    Links that are never closed nest without end: to browsers such a one ends where the next begins.
    """
    if not len(anchor):
        return " ".join((anchor.text or "").split())
    pieces: Iterable[str]
    if next(islice(anchor.iter("a"), 1, 2), None) is None:
        pieces = islice(anchor.itertext(), MOST_PIECES)
    else:
        own = takewhile(lambda node: node is anchor or node.tag != "a", islice(anchor.iter(), MOST_PIECES))
        pieces = (node.text or "" for node in own)
    return " ".join("".join(pieces)[:MOST_CHARS].split())


def badge_of(anchor: HtmlElement, base_url: str) -> Token | None:
    """Return the address behind a link without words, such as a store's badge; None for other links."""
    if "".join(anchor.itertext()).strip():
        return None
    found = _named("", anchor.get("href") or "", base_url)
    return None if found is None else replace(found, name=_label_of(anchor))


def _label_of(anchor: HtmlElement) -> str | None:
    """What a link without words is called for those who do not see it."""
    told = (one.get(name) for one in anchor.iter() for name in LABELS)
    return next((label for one in told if one and (label := " ".join(one.split()))), None)


def _paired(one: Printed, href: str | None, base_url: str) -> Token:
    """The text wins over a broken link; a sound link to the same host may know more of the path and the scheme."""
    url, host, printed = one.url, one.host, one.text
    if href is None:
        return Token(url=url, host=host, printed=printed)
    target = resolve(base_url, href)
    found = address_of(target) if target else None
    if found is None or (found[1] == host_or_none(base_url) and found[1] != host):
        return Token(url=url, host=host, printed=printed, href=href)
    if found[1].removeprefix("www.") == host.removeprefix("www."):
        return Token(url=found[0].replace(f"//{found[1]}", f"//{host}", 1), host=host, printed=printed, href=href)
    return Token(url=url, host=host, printed=printed, href=href, differs=True)


def _named(told: str, href: str, base_url: str) -> Token | None:
    target = resolve(base_url, href) if href else None
    found = address_of(target) if target else None
    return Token(url=found[0], host=found[1], href=href, name=told) if found else None
