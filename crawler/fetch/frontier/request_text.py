"""A request as JSON text and back. Not a pickle: reading a journal runs no code but the spider's own callbacks."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from scrapy import FormRequest, Request
from scrapy.http import JsonRequest

if TYPE_CHECKING:
    from scrapy import Spider

AS_THEY_ARE = ("meta", "cb_kwargs", "cookies", "flags")
SAME_ON_THE_WIRE = (Request, FormRequest, JsonRequest)
"""Kinds of requests that are plain ones once they are made."""


def text_of(request: Request, spider: Spider) -> str:
    """Return *request* as one line of JSON; what is as usual is left out.

    Raises ValueError when it holds what JSON cannot, or a callback that is no method of *spider*.
    """
    if type(request) not in SAME_ON_THE_WIRE:
        raise ValueError(f"{type(request).__name__} cannot be journaled")
    values: dict[str, Any] = {
        "url": request.url,
        "method": request.method if request.method != "GET" else None,
        "headers": [[_text(name), [_text(value) for value in values]] for name, values in request.headers.items()],
        "body": b64encode(request.body).decode() if request.body else None,
        "encoding": request.encoding if request.encoding != "utf-8" else None,
        "priority": request.priority,
        "dont_filter": request.dont_filter,
        "callback": _name(request.callback, spider),
        "errback": _name(request.errback, spider),
    }
    for name in AS_THEY_ARE:
        values[name] = _plain(getattr(request, name))
    return json.dumps({name: value for name, value in values.items() if value}, separators=(",", ":"))


def request_of(text: str, spider: Spider) -> Request:
    """Return the request that `text_of` has written.

    Raises ValueError when it cannot be one for *spider*: damaged, or a callback that is no longer there.
    """
    try:
        values = json.loads(text)
        values["headers"] = [(_bytes(name), [_bytes(v) for v in found]) for name, found in values.get("headers", ())]
        for name in ("callback", "errback"):
            if name in values:
                values[name] = _method(values[name], spider)
        return Request(**values | {"body": b64decode(values.get("body", ""))})
    except (TypeError, AttributeError, KeyError) as err:
        raise ValueError(f"no request: {err}") from err


def _name(function: Any, spider: Spider) -> str | None:
    if function is None:
        return None
    name = getattr(function, "__name__", "")
    # Bound methods are equal when both their object and their function are.
    if getattr(spider, name, None) != function:
        raise ValueError(f"{function!r} is no method of spider {spider.name}")
    return str(name)


def _method(name: str, spider: Spider) -> Any:
    found = getattr(spider, name, None)
    if getattr(found, "__self__", None) is not spider:
        raise ValueError(f"spider {spider.name} has no method {name!r}")
    return found


def _plain(value: Any) -> Any:
    """Return *value* as JSON gives it back. Raises ValueError for what JSON would change or refuse."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(part) for key, part in value.items()}
    raise ValueError(f"{type(value).__name__} cannot be journaled")


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")
