"""Articles as JSON and back: what the archive stores, what `read` prints, what feeds export."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from crawler.model.article import Article, Photo, TextBlock
from crawler.model.mirror import MirrorAddress


def article_to_json(article: Article) -> bytes:
    """Return *article* as UTF-8 JSON on one line, fields in the order of the class."""
    return json.dumps(asdict(article), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def article_from_json(data: bytes) -> Article:
    """Return the article that `article_to_json` made *data* of. Raises ValueError for anything else."""
    try:
        fields: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
        return Article(
            **{
                **fields,
                "blocks": [TextBlock(**block) for block in fields.get("blocks", ())],
                "photos": [Photo(**photo) for photo in fields.get("photos", ())],
                "mirrors": [MirrorAddress(**mirror) for mirror in fields.get("mirrors", ())],
            }
        )
    except (TypeError, AttributeError) as err:
        raise ValueError(f"not the JSON of an article: {err}") from err
