"""The state of a capture, decided from its bytes alone. On the path of every page: most are told by their size.

Precision comes first: an ordinary page that is taken for a notice is an article that is lost; a notice that is taken
for a page is one odd page more (docs/fail-over.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.http.coding import decoded
from crawler.http.head import read_head
from crawler.page.charset import decode
from crawler.page.state.rules import RULES, Rule
from crawler.page.state.shown import Shown, shown

if TYPE_CHECKING:
    from crawler.http.head import ResponseHead
    from crawler.model import CaptureState, Content

MOST_PACKED_BYTES = 16 << 10
"""Notices are small: a longer answer with a content coding is an ordinary one and is not unpacked for this."""
MOST_PLAIN_BYTES = 96 << 10
MOST_UNPACKED_BYTES = 192 << 10
MOST_LINKS = 60
TO_HOST = re.compile(r"[^?#]*?//[^/?#]*")
"""An address to the end of its host, if it has one."""
TEXT_TYPES = (b"text/html", b"application/xhtml+xml", b"text/plain")
HEAD_MARKS = (b'og:type" content="article', b"application/rss+xml", b"application/atom+xml", b"article:published_time")
"""What publishing software writes into the head of its pages; whoever seizes or blocks a site does not."""
MARKS = (*HEAD_MARKS, b"<article", b"datepublished", b"newsarticle", b"articlebody", b"blogposting")
"""The same, with what stands further down. All in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a capture was recognised as, and by which rule."""

    state: CaptureState
    rule: str
    """Its name in ``rules.toml``."""


def recognise(block: Content, *, head: ResponseHead | None = None, url: str = "") -> Recognised | None:
    """Return what the answer *block* is in truth; None for an ordinary answer of its site.

    *head* is that of *block*, where it has been read already; *url* is the address the answer came from.
    """
    head = head or read_head(block)[0]
    if head is None:
        return None
    rule = _by_head(head, url) or _by_text(block, head)
    return None if rule is None else Recognised(state=rule.state, rule=rule.name)


def _by_head(head: ResponseHead, url: str) -> Rule | None:
    """Return the rule that status, fields and addresses alone meet."""
    status = head.status or 0
    found = RULES.by_status.get(status)
    if found is not None:
        return found
    for name, value in head.fields:
        rules = RULES.by_field.get(name.lower())
        if rules is not None:
            met = next((rule for rule in rules if rule.meets_field(value.lower(), status)), None)
            if met is not None:
                return met
    location = head.first(b"location") if 300 <= status < 400 else None
    return _by_host(location.decode("latin-1") if location is not None else url)


def _by_host(url: str) -> Rule | None:
    start = TO_HOST.match(url.strip())
    return None if start is None else _of_host(start[0])


@lru_cache(maxsize=4096)
def _of_host(start: str) -> Rule | None:
    """Return the rule for the host of an address that begins with *start*: a crawl is at few hosts, and asks again."""
    try:
        host = (urlsplit(start).hostname or "").removesuffix(".")
    except ValueError:
        return None
    while host:
        if host in RULES.by_host:
            return RULES.by_host[host]
        host = host.partition(".")[2]
    return None


def _by_text(block: Content, head: ResponseHead) -> Rule | None:
    page = _small_page(block, head)
    if page is None:
        return None
    rules = (rule for rule in RULES.by_text if page.words <= rule.max_words and page.links <= rule.max_links)
    met = next((rule for rule in rules if rule.meets(page, head)), None)
    return None if met is None or RULES.story.search(page.text) else met


def _small_page(block: Content, head: ResponseHead) -> Shown | None:
    """Return what a small page shows; None for whatever cannot be a notice."""
    kind = (head.first(b"content-type") or b"text/html").strip().lower()
    is_packed = head.first(b"content-encoding") is not None
    size_bytes = block.size_bytes
    if size_bytes > (MOST_PACKED_BYTES if is_packed else MOST_PLAIN_BYTES) or not kind.startswith(TEXT_TYPES):
        return None
    data = decoded(block, limit_bytes=MOST_UNPACKED_BYTES).data
    # Nearly all are told by what is written as usual, most by a mark at their beginning: the rest is not looked at.
    if not data or any(mark in data for mark in HEAD_MARKS) or data.count(b"<a ") > MOST_LINKS:
        return None
    lower = data.lower()
    if any(mark in lower for mark in MARKS) or lower.count(b"<a ") > MOST_LINKS:
        return None
    return shown(decode(data, kind).text, most_words=RULES.most_words)
