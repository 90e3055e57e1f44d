"""A question to the CDX server, read from its parameters and checked."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.index import Position, Span, one_key
from crawler.index.captures import key_of
from crawler.replay.address import BadReplayAddress, archived_url
from crawler.replay.cdx.filters import FILTERS_MAX, BadQuestion, Collapse, collapse_of, filter_of
from crawler.replay.cdx.lines import NAMES, OUTPUTS, WAYBACK_NAMES, Dialect, Fields, name_in
from crawler.replay.timestamps import last_moment, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LINES_MAX = 150_000
"""So many lines one answer has; the rest is had by its resumption key."""
LAST_MAX = 10_000
BLOCK_LINES = 3_000
"""Captures in one block; a page has one, or as many as are asked for."""
BLOCKS_MAX = 50
YES = frozenset({"true", "1", "yes"})
MATCHES = ("exact", "prefix", "host", "domain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked."""

    url: str
    span: Span
    filters: tuple[Callable[[Fields], bool], ...]
    collapses: tuple[Collapse, ...]
    names: tuple[str, ...]
    output: str
    limit: int
    """Lines at most; a negative number asks for the last ones."""
    offset: int
    """Lines left out at the start."""
    wants_key: bool
    wants_pages: bool
    page: int | None
    page_lines: int
    closest: datetime | None
    resolves: bool

    @property
    def is_turnable(self) -> bool:
        """Whether its last lines are the first ones of the same question asked backwards."""
        return not self.collapses and self.page is None and self.closest is None and self.span.after is None


def query_of(pairs: Sequence[tuple[str, str]], dialect: Dialect) -> Query:
    """Return the question that parameters ask. Raises `BadQuestion`."""
    one = dict(reversed(pairs))
    several = {
        kind: [value for name, value in pairs if name.rstrip("0123456789") == kind and value]
        for kind in ("filter", "collapse")
    }
    if len(several["filter"]) > FILTERS_MAX:
        raise BadQuestion(f"at most {FILTERS_MAX} filters")
    url = one.get("url", "")
    bare, match = _matched(url, one.get("matchType", ""))
    closest = _closest(one)
    if closest is not None and match != "exact":
        raise BadQuestion("closest asks about one address, without wildcards")
    page_blocks = min(_number(one, "pageSize", 1, least=1), BLOCKS_MAX)
    query = Query(
        url=url,
        span=_limited(Span(keys=_keys(bare, match)), one),
        filters=tuple(filter_of(text, dialect) for text in several["filter"]),
        collapses=tuple(collapse_of(text, dialect) for text in several["collapse"]),
        names=_names(one.get("fl") or one.get("fields") or "", dialect),
        output=_output(one.get("output", "text"), dialect),
        limit=max(-LAST_MAX, min(_number(one, "limit", LINES_MAX, least=-(10**9)), LINES_MAX)),
        offset=_number(one, "offset", 0),
        wants_key=one.get("showResumeKey", "").lower() in YES,
        wants_pages=one.get("showNumPages", "").lower() in YES,
        page=_number(one, "page", 0) if one.get("page") else None,
        page_lines=page_blocks * BLOCK_LINES,
        closest=closest,
        resolves=one.get("resolveRevisits", "").lower() in YES,
    )
    if query.limit < 0 and query.offset > LAST_MAX and not query.is_turnable:
        raise BadQuestion(f"with such a question a negative limit goes with an offset up to {LAST_MAX}")
    return query


def key_text(at: Position) -> str:
    """Return *at* as a resumption key."""
    parts = [at.surt, at.captured_at.astimezone(UTC).isoformat(), at.record_id]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _limited(span: Span, one: dict[str, str]) -> Span:
    try:
        return replace(
            span,
            from_at=moment(one["from"]) if one.get("from") else None,
            until_at=last_moment(one["to"]) if one.get("to") else None,
            backwards=one.get("sort", "").lower() == "reverse",
            after=_position(one["resumeKey"]) if one.get("resumeKey") else None,
        )
    except ValueError as err:
        raise BadQuestion(f"{err}: from, to and closest are like 2024, 20240501 or 20240501103000") from err


def _closest(one: dict[str, str]) -> datetime | None:
    if not one.get("closest") or one.get("sort", "closest").lower() != "closest":
        return None
    try:
        return moment(one["closest"])
    except ValueError as err:
        raise BadQuestion(f"{err}: closest is like 2024, 20240501 or 20240501103000") from err


def _position(text: str) -> Position:
    try:
        surt, at, record_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Position(str(surt).replace("\0", ""), datetime.fromisoformat(at).astimezone(UTC), str(record_id))
    except (ValueError, TypeError, OverflowError, RecursionError) as err:
        raise BadQuestion("the resumeKey is none of ours") from err


def _matched(url: str, match: str) -> tuple[str, str]:
    """Return *url* without its wildcards, nothing of it when all addresses are meant, and how it is to be matched."""
    if not url:
        raise BadQuestion("url is missing: which address is asked about?")
    if match and match not in MATCHES:
        raise BadQuestion(f"matchType {match[:40]!r} is none of {', '.join(MATCHES)}")
    if url == "*":
        return "", "prefix"
    if url.startswith("*."):
        return url[2:].removesuffix("/*"), match or "domain"
    if url.endswith("*"):
        return url[:-1], match or "prefix"
    return url, match or "exact"


def _keys(url: str, match: str) -> tuple[tuple[str, str | None], ...]:
    """Return the ranges of keys that *url*, without wildcards, means."""
    if not url and match == "prefix":
        return (("", None),)
    try:
        key = key_of(archived_url(url))
    except BadReplayAddress as err:
        raise BadQuestion(str(err)) from err
    host = key.partition(")")[0]
    if match == "prefix":
        whole = f"{key}/" if url.endswith("/") and not key.endswith("/") else key
        return ((whole, whole[:-1] + chr(ord(whole[-1]) + 1)),)
    if match == "host":
        return ((f"{host})", f"{host}*"), (f"{host}:", f"{host};"))
    if match == "domain":
        return ((f"{host})", f"{host}*"), (f"{host},", f"{host}-"), (f"{host}:", f"{host};"))
    return (one_key(archived_url(url)),)


def _names(text: str, dialect: Dialect) -> tuple[str, ...]:
    if not text:
        return WAYBACK_NAMES if dialect is Dialect.WAYBACK else NAMES[dialect]
    found = [(word, name_in(dialect, word)) for word in text.replace("+", ",").replace(" ", ",").split(",") if word]
    unknown = [word for word, name in found if name is None]
    if unknown or len(found) > 2 * len(NAMES[dialect]):
        raise BadQuestion(f"fl {text[:100]!r}: the fields are {', '.join(NAMES[dialect])}")
    return tuple(name for _, name in found if name is not None)


def _output(text: str, dialect: Dialect) -> str:
    if text not in OUTPUTS[dialect]:
        raise BadQuestion(f"output {text[:40]!r} is none of {', '.join(OUTPUTS[dialect])}")
    return text


def _number(one: dict[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = one.get(name) or str(default)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(text) >= least):
        raise BadQuestion(f"{name} {text[:40]!r} is no number from {least} on")
    return int(text)
