"""What the answers look like, as JSON schema."""

from __future__ import annotations

from typing import Any

from crawler.index import CaptureKind
from crawler.mirrors import AddressState
from crawler.model import CaptureState
from crawler.schedule import JobState

TEXT: dict[str, Any] = {"type": "string"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
YES_NO: dict[str, Any] = {"type": "boolean"}
TIME: dict[str, Any] = {"type": "string", "format": "date-time"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}


def maybe(schema: dict[str, Any]) -> dict[str, Any]:
    """Return *schema*, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def listed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a list of *schema*."""
    return {"type": "array", "items": schema}


def one_of(values: Any) -> dict[str, Any]:
    """Return one of the words of an enumeration."""
    return {"type": "string", "enum": [value.value for value in values]}


def having(**properties: dict[str, Any]) -> dict[str, Any]:
    """Return an object that has exactly these."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def named(name: str) -> dict[str, Any]:
    """Return a reference to one of `COMPONENTS`."""
    return {"$ref": f"#/components/schemas/{name}"}


STORY = {
    "record_id": TEXT,
    "url": TEXT,
    "outlet": maybe(TEXT),
    "headline": maybe(TEXT),
    "language": maybe(TEXT),
    "published_at": maybe(TIME),
    "first_seen_at": maybe(TIME),
    "seen_at": maybe(TIME),
    "photos": COUNT,
}
COMPONENTS: dict[str, dict[str, Any]] = {
    "Error": having(error=TEXT),
    "Story": having(**STORY),
    "Found": having(**STORY, snippet=listed(having(text=TEXT, hit=YES_NO)), earlier_version=YES_NO),
    "Capture": having(
        record_id=TEXT,
        url=TEXT,
        captured_at=TIME,
        kind=one_of(CaptureKind),
        state=one_of(CaptureState),
        status=maybe({"type": "integer"}),
        mime=maybe(TEXT),
        payload_digest=maybe(TEXT),
        refers_to=maybe(TEXT),
        truncated=maybe(TEXT),
        requested_url=maybe(TEXT),
        file_name=TEXT,
        offset=COUNT,
        length=COUNT,
    ),
    "Version": having(
        number=COUNT,
        first_seen_at=TIME,
        last_seen_at=TIME,
        captures=COUNT,
        url=TEXT,
        record_id=maybe(TEXT),
        reader=maybe(TEXT),
        other_reader=YES_NO,
        changes=listed(having(field=TEXT, before=TEXT, after=TEXT)),
    ),
    "Event": having(
        kind=TEXT, at=TIME, url=TEXT, record_id=TEXT, status=maybe({"type": "integer"}), leads_to=maybe(TEXT)
    ),
    "Outlet": having(name=TEXT, stories=COUNT, first_at=maybe(TIME), last_at=maybe(TIME), seen_at=maybe(TIME)),
    "Address": {
        "type": "object",
        "properties": {
            "place": TEXT,
            "kind": TEXT,
            "url": maybe(TEXT),
            "state": one_of(AddressState),
            "pages": COUNT,
            "first_printed_at": maybe(TIME),
            "last_printed_at": maybe(TIME),
            "courses": listed({"type": "object"}),
        },
        "required": ["place", "kind", "url", "state", "pages", "first_printed_at", "last_printed_at", "courses"],
    },
    "Scheduled": having(
        key=TEXT,
        outlet=TEXT,
        state=one_of(JobState),
        worker=maybe(TEXT),
        queued_at=TIME,
        started_at=maybe(TIME),
        ended_at=maybe(TIME),
        tries=COUNT,
        reason=TEXT,
        said=TEXT,
        log=TEXT,
        run=TEXT,
    ),
    "Plan": having(outlet=TEXT, when=TEXT, next_at=maybe(TIME), is_paused=YES_NO),
    "Job": having(
        name=TEXT,
        spider=maybe(TEXT),
        is_running=maybe(YES_NO),
        ended=maybe(TEXT),
        pages_read=COUNT,
        pending=COUNT,
        hosts=listed({"type": "array", "minItems": 2, "maxItems": 2}),
        changed_at=maybe(TIME),
        trouble=maybe(TEXT),
    ),
}
