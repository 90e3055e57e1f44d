"""Outcomes as rows of a table. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.reread.compare import Outcome

READINGS = {
    **dict.fromkeys(("kind", "url", "record_id", "warc_filename"), "text"),
    "warc_record_offset": "integer",
    **dict.fromkeys(("headline", "failure"), "text"),
    **dict.fromkeys(("changed", "before", "after"), "texts"),
    **dict.fromkeys(("article_sha256", "article"), "text"),
}
"""The columns, and the kind of each; named as in the tables of `microfiche export parquet`."""


def row_of(outcome: Outcome) -> dict[str, Any]:
    """Return the values of `READINGS` for *outcome*. ``changed``, ``before`` and ``after`` are equally long."""
    return {
        "kind": str(outcome.kind),
        "url": outcome.url or None,
        "record_id": outcome.record_id or None,
        "warc_filename": outcome.file,
        "warc_record_offset": outcome.offset,
        "headline": outcome.headline,
        "failure": outcome.failure,
        "changed": [change.field for change in outcome.changes],
        "before": [change.before for change in outcome.changes],
        "after": [change.after for change in outcome.changes],
        "article_sha256": outcome.digest,
        "article": outcome.article.decode() if outcome.article is not None else None,
    }
