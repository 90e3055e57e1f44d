"""What a robots.txt says to us, by RFC 9309. Pure.

The rules are matched by Protego. Whom a group is for is decided here: Protego looks for the names of a file anywhere in
the whole user agent, so that ``User-agent: news`` would be for ``microfiche/0.1 (news archive)``, and ``micro`` for
``microfiche``; and it lets a Crawl-delay end the list of names before the rules (docs/politeness.md#robotstxt).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from protego import Protego

from crawler.fetch.discovery.robots import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = re.compile(r"[A-Za-z_-]+")
"""RFC 9309, 2.2.1: the product token."""
COMPATIBLE = re.compile(r"\(\s*compatible\s*;\s*([A-Za-z_-]+)", re.IGNORECASE)
NAMED = re.compile(r"user[- ]?agent(?:\s*:\s*|\s+)(.*)", re.IGNORECASE)
RULE = re.compile(r"(?:allow|dis{1,2}al{1,2}[oa]w|diasllow)\b", re.IGNORECASE)
PACE = re.compile(r"(?:crawl[- ]delay|request[- ]rate)\b", re.IGNORECASE)
EVERYBODY = "*"
FOREVER_S = 1 << 31
"""A file may name more seconds than there are numbers to reckon with."""
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin for one product token."""

    _matcher: Protego
    delay_s: float | None
    """Seconds between two requests that it asks for; None when it asks for none."""

    @classmethod
    def of(cls, data: bytes, token: str) -> Rules:
        """Return what the robots.txt *data* says to *token*; of any bytes something can be made."""
        text = data[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
        matcher = Protego.parse("\n".join([f"User-agent: {EVERYBODY}", *own_lines(text, token)]))
        rate = matcher.request_rate(EVERYBODY)
        pause_s = min(rate.seconds, FOREVER_S) / rate.requests if rate is not None else None
        asked = [matcher.crawl_delay(EVERYBODY), pause_s]
        return cls(matcher, max((delay_s for delay_s in asked if delay_s), default=None))

    def allows(self, url: str) -> bool:
        return self._matcher.can_fetch(url, EVERYBODY)


def rules_of_answer(status: int, body: bytes, token: str) -> Rules | None:
    """Return the rules that an answer to the request for a robots.txt gives; None when it says: not now (2.3.1.4).

    An answer 4xx says that there are none (2.3.1.3). 429 is none of these: it asks us to stay away.
    """
    if 200 <= status < 300:
        return Rules.of(body, token)
    return None if status >= 500 or status == 429 else NO_RULES


def product_token(user_agent: str) -> str:
    """Return by which name a robots.txt speaks to who calls itself *user_agent*; empty when it has none.

    >>> product_token("microfiche/0.1 (+https://archive.example/)")
    'microfiche'
    >>> product_token("Mozilla/5.0 (compatible; Archiver/2.1; +https://archive.example/)")
    'archiver'
    """
    found = COMPATIBLE.search(user_agent)
    name = found[1] if found is not None else _leading_token(user_agent)
    return name.lower()


def own_lines(text: str, token: str) -> list[str]:
    """Return the lines of *text* that are for *token*: those of all groups that name it, else those for everybody."""
    token = token.lower()
    lines: dict[str, list[str]] = {}
    for names, line in _addressed(text):
        for name in names:
            lines.setdefault(name, []).append(line)
    return [line for line in lines.get(token, lines.get(EVERYBODY, [])) if line]


def _addressed(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each line with the names it is for; an empty line for each name itself, which counts without any rule.

    Only rules end a list of names (2.2.1, 2.2.4). A pace is for the names right above it: files that give one name
    nothing but a Crawl-delay do not mean everybody who is named after it.
    """
    group: list[str] = []
    near: list[str] = []
    group_is_over = near_is_over = False
    for raw in LINE_END.split(text):
        line = raw.partition("#")[0].strip()
        named = NAMED.match(line)
        if named is not None:
            group = [] if group_is_over else group
            near = [] if near_is_over or group_is_over else near
            group_is_over = near_is_over = False
            name = _name(named[1])
            if name:
                group.append(name)
                near.append(name)
                yield (name,), ""
        elif RULE.match(line):
            group_is_over = True
            yield tuple(group), line
        elif PACE.match(line):
            near_is_over = True
            yield tuple(near), line


def _name(value: str) -> str:
    if value.strip().split(" ")[0] == EVERYBODY:
        return EVERYBODY
    return _leading_token(value.lstrip("* ")).lower()


def _leading_token(text: str) -> str:
    found = TOKEN.match(text.strip())
    return found[0] if found is not None else ""


NO_RULES = Rules.of(b"", "")
