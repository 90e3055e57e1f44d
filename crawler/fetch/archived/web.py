"""What an archive answers to an address: the capture that a reader would have got at that time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.archive.referrals import Referrals
from crawler.counting import counted
from crawler.errors import BadRecord, NotArchived, StoreFailed
from crawler.index import CaptureKind
from crawler.model import CaptureState
from crawler.warc import capture_of, needs_referred, safe_uri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.model import Capture

ANSWERED = (CaptureKind.RESPONSE, CaptureKind.REVISIT, CaptureKind.RESOURCE)
METHODS = frozenset({"GET", "HEAD"})
TRIED_AGAIN_WITHIN = timedelta(hours=1)
"""An address that failed was asked again so soon; a reader of that time got what came then."""
LATEST = datetime.max.replace(tzinfo=UTC)


class ArchivedWeb:
    """Answers from the archive whose *index* and *files* these are, as it was *at* a time; None: as it is now."""

    def __init__(self, index: Index, files: WarcFiles, *, at: datetime | None = None) -> None:
        self._index = index
        self._files = files
        self._at = at or LATEST
        self._referrals = Referrals(index, files)

    def answer(self, url: str, *, method: str = "GET") -> tuple[Capture, CaptureRow]:
        """Return the capture of *url* and its row. A revisit comes with its body. Raises `NotArchived`."""
        if method not in METHODS:
            raise NotArchived(url, f"an archive answers no {method}")
        row = self._chosen(url)
        try:
            return self._capture(row), row
        except (BadRecord, StoreFailed) as err:
            raise NotArchived(url, f"its record cannot be read: {err}") from err

    def _chosen(self, url: str) -> CaptureRow:
        rows = list(self._index.captures(url=url))
        answers = _at_address([row for row in rows if row.kind in ANSWERED], url)
        own = nearest(answers, self._at)
        if own is not None and is_good(own):
            return own
        again = next((row for row in _after(own, answers) if is_good(row)), None) if own is not None else None
        standing_in = [row for row in self._index.captures(requested=url) if row.kind in ANSWERED and is_good(row)]
        found = again or nearest(standing_in, self._at) or own
        if found is None:
            raise NotArchived(url, _why_not(rows))
        return found

    def _capture(self, row: CaptureRow) -> Capture:
        record = self._files.record(row.file_name, row.offset)
        referred = self._referrals.of(row.refers_to, row.payload_digest) if row.kind is CaptureKind.REVISIT else None
        if row.status == 304 and referred is not None:
            # It says that nothing has changed: a reader without a cache would have got the page.
            page = capture_of(referred)
            return replace(page, url=row.url, captured_at=row.captured_at, spider=row.spider)
        capture = capture_of(record, referred=referred if needs_referred(record) else None)
        return replace(capture, spider=row.spider, state=row.state, requested_url=row.requested_url)


def nearest(rows: Sequence[CaptureRow], at: datetime) -> CaptureRow | None:
    """Return the capture nearest to *at*, the earlier of two as near; None of none."""
    return min(rows, key=lambda row: (abs(row.captured_at - at), row.captured_at, row.record_id), default=None)


def is_good(row: CaptureRow) -> bool:
    """Return whether *row* is the site's own answer, whole, and no error."""
    return (row.status or 0) < 400 and row.state is CaptureState.OK and row.truncated is None


def _at_address(rows: Sequence[CaptureRow], url: str) -> list[CaptureRow]:
    """Return the captures of *url* itself; else those of addresses that count as the same, without redirects.

    A redirect from http to https has the same key at both ends, and would lead to itself for ever.
    """
    names = {url, safe_uri(url)}
    exact = [row for row in rows if row.url in names]
    return exact or [row for row in rows if not 300 <= (row.status or 0) < 400]


def _after(row: CaptureRow, rows: Sequence[CaptureRow]) -> list[CaptureRow]:
    """Return those of *rows* that came soon after *row*, in order of time."""
    last = row.captured_at + TRIED_AGAIN_WITHIN
    return sorted(
        (each for each in rows if row.captured_at < each.captured_at <= last), key=lambda each: each.captured_at
    )


def _why_not(rows: Sequence[CaptureRow]) -> str:
    if not rows:
        return "not in the archive"
    last = max(rows, key=lambda row: row.captured_at)
    why = "no answer came" if last.state is CaptureState.OK else str(last.state)
    return f"not in the archive: asked {counted(len(rows), 'time')}, last {last.captured_at:%Y-%m-%d %H:%M:%S}: {why}"
