"""All that an index says, in one order, so that two of them can be compared."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from crawler.index.captures import id_text, key_of, select_captures
from crawler.index.lookup import ROWS_AT_ONCE, all_captures, file_of
from crawler.index.redaction.hiding import acts_of
from crawler.index.schema import ARTICLE, CAPTURE, HIDDEN, MIRROR_CLAIM, PHOTO, WARC_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

    from crawler.index.rows import CaptureRow, FileRow


def dump(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield a dict for each file, capture and article, without row numbers.

    Left out: when a file was closed and where it is kept, which its bytes do not tell.
    """
    files = [file_of(found) for found in connection.execute(select(WARC_FILE).order_by(WARC_FILE.c.name))]
    for file in files:
        yield _file(file)
    for row in all_captures(connection, select_captures().order_by(CAPTURE.c.record_id)):
        yield _capture(row)
    query = select(ARTICLE).order_by(ARTICLE.c.record_id, ARTICLE.c.reader)
    for article in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query):
        yield {
            "table": "article",
            "record_id": id_text(article.record_id),
            "reader": article.reader,
            "article": json.loads(article.document.decode("utf-8", "surrogatepass")),
            "photos": _parts(connection, PHOTO, article.id),
            "mirror_claims": _parts(connection, MIRROR_CLAIM, article.id),
        }
    for act in acts_of(connection):
        yield {"table": "redaction", **act.as_json()}
    hidden = select(HIDDEN.c.record_id, HIDDEN.c.surt, HIDDEN.c.requested_surt, HIDDEN.c.captured_at)
    for found in connection.execute(hidden.order_by(HIDDEN.c.record_id)).mappings():
        yield {"table": "hidden", **found, "record_id": id_text(bytes(found["record_id"]))}


def _file(file: FileRow) -> dict[str, Any]:
    values = asdict(file)
    del values["closed_at"], values["place"]
    return {"table": "warc_file", **values}


def _capture(row: CaptureRow) -> dict[str, Any]:
    values = asdict(row)
    values["captured_at"] = row.captured_at.isoformat(timespec="microseconds")
    return {"table": "capture", "surt": key_of(row.url), **values}


def _parts(connection: Connection, table: Table, article_id: int) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in {"id", "article_id"}]
    query = select(*columns).where(table.c.article_id == article_id).order_by(table.c.position)
    return [dict(found) for found in connection.execute(query).mappings()]
