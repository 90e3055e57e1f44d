"""The list of pages of a package: title and text of each capture that a reader would begin with.

Source: WACZ 1.1.1, "Pages".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.index import CaptureKind
from crawler.model import CaptureState
from crawler.page.page import HTML_TYPES, Page
from crawler.warc import capture_of, needs_referred

if TYPE_CHECKING:
    from crawler.archive.referrals import Referrals
    from crawler.export.wacz.copying import Copied
    from crawler.index import CaptureRow
    from crawler.model import Article

HEAD = b'{"format": "json-pages-1.0", "id": "pages", "title": "All pages", "hasText": true}\n'


def is_page(row: CaptureRow) -> bool:
    """Return whether *row* is a success that is HTML, and the site's own."""
    is_answer = row.kind in (CaptureKind.RESPONSE, CaptureKind.REVISIT) and row.status == 200
    return is_answer and row.mime in HTML_TYPES and row.state is CaptureState.OK


def page_line(copied: Copied, article: Article | None, referrals: Referrals) -> bytes:
    """Return the line of a page: by its *article*, where it shows one, else by its title and all its text."""
    row = copied.row
    title, text = None, None
    if article is not None:
        title, text = article.headline, article.body
    elif (page := opened(copied, referrals)) is not None:
        title, text = page.title, "\n".join(block.text for block in page.blocks)
    page_id = row.record_id.removeprefix("urn:uuid:")
    at = row.captured_at.replace(tzinfo=None).isoformat(timespec="seconds")  # %Y has no zeros before a short year
    said = {"id": page_id, "url": row.url, "ts": f"{at}Z", "title": title or row.url}
    if text:
        said["text"] = text
    return json.dumps(said).encode() + b"\n"


def opened(copied: Copied, referrals: Referrals) -> Page | None:
    """Return the page; None when its body is not to be had."""
    record = copied.exchange.response
    if record is None:
        return None
    referred = referrals.of_record(record) if needs_referred(record) else None
    try:
        return Page(capture_of(record, copied.exchange.metadata, referred=referred))
    except BadRecord:
        return None
