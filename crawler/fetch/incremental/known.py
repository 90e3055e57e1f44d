"""What the archive knows of an address: what each visit saw there, and the answer to give in place of the server's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.referrals import Referrals
from crawler.due import Kind, Outcome, Past, Visit
from crawler.errors import BadAddress, BadRecord, StoreFailed
from crawler.fetch.discovery import when
from crawler.http import entity
from crawler.index import CaptureKind
from crawler.model import CaptureState
from crawler.outlets import story_address
from crawler.url import canonical_url
from crawler.warc import capture_of
from crawler.warc.digests import agrees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.model import Article, Capture

MOST_ROWS = 24
"""So many captures of an address, and of those that share its SURT, are looked at."""
GONE = frozenset({404, 410})
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An address that a crawl is about to ask for."""

    url: str
    kind: Kind
    """`Kind.PAGE` for a page of any sort: whether it is an article is found out here."""
    before: datetime
    """When the crawl began: what was captured since is its own, or that of another one beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of it."""

    past: Past
    capture: Capture | None = None
    """The newest answer that shows what was there, read from its record and proved; None without one."""
    has_article: bool = False
    """Whether an article was read from *capture*, or from a page at another address that calls this one its own."""


def look_up(question: Question, index: Index, files: WarcFiles) -> Known:
    """Return what is known. Raises `ArchiveError` when the index cannot be asked."""
    rows = [
        row
        for row in index.visits(question.url, before=question.before, most=MOST_ROWS)
        if _is_same(row.url, question.url)
    ]
    readings = index.readings([name for row in rows for name in (row.record_id, row.refers_to) if name])
    visits = tuple(_visit(row, readings) for row in rows)
    kind, published_at = question.kind, None
    if readings and kind is Kind.PAGE:
        kind = Kind.ARTICLE
        published_at = when(list(readings.values())[-1].published_at)
    past = Past(kind=kind, visits=visits, published_at=published_at)
    shown = _shown(rows, index, question)
    if shown is None:
        return Known(past=past)
    capture = _proved(shown, index, files)
    has_article = shown.record_id in readings or _is_read_elsewhere(shown.url, index)
    return Known(past=past, capture=capture, has_article=has_article)


def _is_same(one: str, other: str) -> bool:
    """Return whether two addresses with the same SURT are one: http and https are not."""
    if one == other:
        return True
    try:
        return canonical_url(one) == canonical_url(other)
    except BadAddress:
        return False


def _is_read_elsewhere(url: str, index: Index) -> bool:
    others = (article for article in index.articles(url=url) if article.url != url)
    return any(story_address(article.url, article.canonical_url) == url for article in others)


def _visit(row: CaptureRow, readings: Mapping[str, Article]) -> Visit:
    outcome = _outcome(row)
    if outcome is not Outcome.SEEN:
        return Visit(at=row.captured_at, outcome=outcome)
    article = readings.get(row.record_id) or readings.get(row.refers_to or "")
    if article is not None:
        return Visit(at=row.captured_at, content=_fingerprint(article))
    is_bare = row.status == NOT_MODIFIED and row.kind is not CaptureKind.REVISIT
    return Visit(at=row.captured_at, content=None if is_bare else row.payload_digest)


def _outcome(row: CaptureRow) -> Outcome:
    if row.status is None or row.state is not CaptureState.OK or row.truncated is not None:
        return Outcome.FAILED
    if row.status in GONE:
        return Outcome.GONE
    return Outcome.SEEN if row.status < 400 else Outcome.FAILED


def _fingerprint(article: Article) -> str:
    """Return a name for what the article says. A page around it may be another at each visit."""
    texts = [article.headline, article.standfirst, article.body, *article.authors]
    texts += [text for photo in article.photos for text in (photo.caption, *photo.credits)]
    return hashlib.blake2b("\0".join(text or "" for text in texts).encode("utf-8", "surrogatepass")).hexdigest()


def _shown(rows: Iterable[CaptureRow], index: Index, question: Question) -> CaptureRow | None:
    """Return the row of the answer that shows what was there at the last visit; None when that failed or was gone."""
    *_, last = (None, *rows)
    if last is None or _outcome(last) is not Outcome.SEEN:
        return None
    if last.status != NOT_MODIFIED:
        return last
    found = index.latest_whole(last.url, before=question.before)
    return found if found is not None and found.payload_digest == last.payload_digest else None


def _proved(row: CaptureRow, index: Index, files: WarcFiles) -> Capture | None:
    """Return the capture of *row* when its record is there, whole, and has the payload that the index names."""
    try:
        record = files.record(row.file_name, row.offset)
        if record.record_id != row.record_id:
            return None
        is_short = row.kind is CaptureKind.REVISIT
        referred = Referrals(index, files).of(row.refers_to, row.payload_digest) if is_short else None
        capture = capture_of(record, referred=referred)
    except (BadRecord, StoreFailed):
        return None  # it is fetched anew; that the record is missing is told by verify
    is_it = row.payload_digest is None or agrees(row.payload_digest, entity(capture.block)) is not False
    return capture if is_it else None
