"""The tables and their columns, and articles as rows of them. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crawler.versions import Sighting, timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.index.listing import ToldArticle

Row = dict[str, Any]
Columns = dict[str, str]
"""The kind of each column: text, texts, moment, integer, small, real or truth."""

HOST_PARTS = ("tld", "2nd_last_part", "3rd_last_part", "4th_last_part", "5th_last_part")
CAPTURES: Columns = {
    **dict.fromkeys(("url_surtkey", "url", "url_host_name"), "text"),
    **{f"url_host_{part}": "text" for part in HOST_PARTS},
    **dict.fromkeys(("url_host_registry_suffix", "url_host_registered_domain", "url_host_name_reversed"), "text"),
    "url_protocol": "text",
    "url_port": "integer",
    "url_path": "text",
    "url_query": "text",
    "fetch_time": "moment",
    "fetch_status": "small",
    "content_digest": "text",
    "content_mime_type": "text",
    "content_truncated": "text",
    "warc_filename": "text",
    "warc_record_offset": "integer",
    "warc_record_length": "integer",
    **dict.fromkeys(("record_id", "kind", "refers_to", "spider", "via", "state", "requested_url"), "text"),
    **dict.fromkeys(("ip_address", "protocol"), "text"),
}
"""Those of Common Crawl's columnar index that an index can tell, then our own from ``record_id`` on."""
READ: Columns = {"record_id": "text", "reader": "text", "url": "text", "captured_at": "moment"}
"""What names one reading; with ``position`` it names a photo or a claim."""
ARTICLES: Columns = {
    **READ,
    **dict.fromkeys(("canonical_url", "outlet", "key", "template", "headline"), "text"),
    "section": "texts",
    "standfirst": "text",
    "authors": "texts",
    **dict.fromkeys(("published_at", "modified_at", "language", "body", "block_notice"), "text"),
    "topics": "texts",
    "paywalled": "truth",
    "notes": "texts",
}
PHOTOS: Columns = {
    **READ,
    "position": "integer",
    "src": "text",
    "caption": "text",
    "credits": "texts",
    **dict.fromkeys(("alt", "role", "source", "mention", "photo_record_id"), "text"),
}
MIRRORS: Columns = {
    **READ,
    "outlet": "text",
    "position": "integer",
    **dict.fromkeys(("kind", "address", "host", "name", "printed", "href", "scope", "phrase", "evidence"), "text"),
    "confidence": "real",
}
VERSIONS: Columns = {
    "story": "integer",
    "version": "integer",
    "outlet": "text",
    "key": "text",
    **READ,
    "first_seen_at": "moment",
    "last_seen_at": "moment",
    "captures": "integer",
    "headline": "text",
    "changed": "texts",
    "other_reader": "truth",
}
STORY_TABLES = {"articles": ARTICLES, "photos": PHOTOS, "mirrors": MIRRORS, "versions": VERSIONS}


def story_rows(story: Sequence[ToldArticle]) -> dict[str, list[Row]]:
    """Return the rows of each table of `STORY_TABLES` that one story, all its captures, amounts to."""
    rows: dict[str, list[Row]] = {name: [] for name in STORY_TABLES}
    for told in story:
        read = _read(told)
        fields = asdict(told.article)
        rows["articles"].append({**{name: fields[name] for name in ARTICLES if name in fields}, **read})
        for position, photo in enumerate(fields["photos"]):
            photo["photo_record_id"] = photo.pop("record_id")
            rows["photos"].append({**photo, **read, "position": position})
        for position, claim in enumerate(fields["mirrors"]):
            rows["mirrors"].append({**claim, **read, "outlet": told.article.outlet, "position": position})
    rows["versions"] += _versions(story)
    return rows


def _read(told: ToldArticle) -> Row:
    return {
        "record_id": told.record_id,
        "reader": told.article.reader,
        "url": told.article.url,
        "captured_at": told.captured_at,
    }


def _versions(story: Sequence[ToldArticle]) -> Iterator[Row]:
    by_record = {told.record_id: told for told in story if told.captured_at is not None}
    sightings = [
        Sighting(at=told.captured_at, url=told.article.url, record_id=told.record_id, status=None, article=told.article)
        for told in by_record.values()
        if told.captured_at is not None
    ]
    for version in timeline_of(sightings).versions:
        told = by_record[version.article.record_id or ""]
        yield {
            **_read(told),
            "story": told.story,
            "version": version.number,
            "outlet": version.article.outlet,
            "key": version.article.key,
            "first_seen_at": version.first_seen_at,
            "last_seen_at": version.last_seen_at,
            "captures": version.captures,
            "headline": version.article.headline,
            "changed": [change.field for change in version.changes],
            "other_reader": version.other_reader,
        }
