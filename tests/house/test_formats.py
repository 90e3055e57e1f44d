"""The JSON schema says what the dataclasses say; the examples of docs/formats.md are what the code writes."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from house.tree import document

from crawler.http import Bytes
from crawler.index import CaptureKind, CaptureRow
from crawler.index.cdxj import cdxj_line
from crawler.model import Article, Exchange, MirrorAddress, Photo, TextBlock
from crawler.model.schema import article_schema, field_docs
from crawler.warc import exchange_records
from crawler.warc.packing import record_bytes


def test_a_field_is_described_by_the_docstring_below_it() -> None:
    @dataclass
    class Pair:
        """Two things."""

        left: str
        """The ``first``
        one."""
        right: str

    assert field_docs(Pair) == {"left": "The `first`\none."}


def test_types_of_fields() -> None:
    schema = article_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    fields = {
        name: {key: value for key, value in field.items() if key != "description"}
        for name, field in schema["properties"].items()
    }
    assert fields["url"] == {"type": "string"}
    assert fields["body"] == {"type": ["string", "null"]}
    assert fields["paywalled"] == {"type": ["boolean", "null"]}
    assert fields["sources"] == {"type": "object", "additionalProperties": {"type": "string"}}
    assert fields["authors"] == {"type": "array", "items": {"type": "string"}}
    assert fields["photos"] == {"type": "array", "items": {"$ref": "#/$defs/Photo"}}
    assert schema["$defs"]["MirrorAddress"]["properties"]["confidence"]["type"] == "number"


def test_an_article_as_printed_follows_the_schema() -> None:
    article = Article(
        url="https://news.example/1",
        body="One.",
        blocks=[TextBlock(kind="paragraph", text="One.")],
        photos=[Photo(src="https://news.example/1.jpg", credits=["A. Person"])],
        mirrors=[MirrorAddress(kind="onion", address="http://abc.onion/")],
        paywalled=False,
    )
    schema = article_schema()
    printed = json.loads(json.dumps(asdict(article)))
    assert flaws(printed, schema, schema["$defs"]) == []
    assert flaws({**printed, "topics": "one"}, schema, schema["$defs"]) == ["topics"]


def test_the_example_exchange_is_what_is_written() -> None:
    shown = re.findall(r"```\n(WARC/1\.1\n.*?)```", document("formats.md"), re.DOTALL)[0]
    ids = iter(re.findall(r"WARC-Record-ID: <urn:uuid:(.*?)>", shown))
    at = datetime(2026, 11, 24, 15, 16, 37, 123456, UTC)
    exchange = Exchange(
        url="http://news.example/harbour",
        request=Bytes(
            b"GET /harbour HTTP/1.1\r\nHost: news.example\r\nUser-Agent: microfiche/0.1 (news archive)\r\n\r\n"
        ),
        response=Bytes(
            b"HTTP/1.1 200 OK\r\ncontent-TYPE: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"
        ),
        started_at=at,
        ended_at=at + timedelta(milliseconds=84),
        ip_address="192.0.2.7",
        via="http://news.example/",
        spider="news",
    )
    written = b"".join(map(record_bytes, exchange_records(exchange, ids=lambda: UUID(next(ids)))))
    assert written == shown.encode().replace(b"\n", b"\r\n")


def test_the_example_line_of_the_index_is_what_is_written() -> None:
    shown = re.findall(r"^    (example,news.*)$", document("formats.md"), re.MULTILINE)[0]
    fields = json.loads(shown.partition(" {")[2].join(("{", "")))
    row = CaptureRow(
        record_id="urn:uuid:0b0e4f6c-5f0e-4a51-8a3e-2f1d6c9a7e10",
        kind=CaptureKind.RESPONSE,
        url="http://news.example/harbour",
        captured_at=datetime(2026, 11, 24, 15, 16, 37, 123456, UTC),
        file_name=fields["filename"],
        offset=int(fields["offset"]),
        length=int(fields["length"]),
        status=200,
        mime="text/html",
        payload_digest=fields["digest"],
    )
    assert cdxj_line(row) == shown


def test_the_example_article_follows_the_schema() -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", document("formats.md"), re.DOTALL)[0])
    assert set(shown) <= set(article_schema()["properties"])
    schema = article_schema()
    whole = asdict(Article(url="")) | shown
    assert flaws(whole, schema, schema["$defs"]) == []


def flaws(value: Any, schema: dict[str, Any], definitions: dict[str, Any], where: str = "") -> list[str]:
    """Return where *value* breaks *schema*, for the few words our schema uses."""
    if "$ref" in schema:
        return flaws(value, definitions[schema["$ref"].rpartition("/")[2]], definitions, where)
    types: dict[str, Any] = {
        "string": str,
        "null": type(None),
        "boolean": bool,
        "number": int | float,
        "array": list,
        "object": dict,
    }
    allowed = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(isinstance(value, types[name]) for name in allowed):
        return [where]
    if isinstance(value, list):
        return [flaw for item in value for flaw in flaws(item, schema["items"], definitions, where)]
    if isinstance(value, dict) and "additionalProperties" in schema:
        return [
            flaw for item in value.values() for flaw in flaws(item, schema["additionalProperties"], definitions, where)
        ]
    if isinstance(value, dict):
        missing = [name for name in schema["required"] if name not in value]
        pairs = [(name, schema["properties"][name]) for name in value if name in schema["properties"]]
        return missing + [flaw for name, field in pairs for flaw in flaws(value[name], field, definitions, name)]
    return []
