"""Our own pages, made of templates: nothing archived gets into them but text that is escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from crawler.replay.address import replay_path
from crawler.replay.timestamps import timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TEMPLATES = Path(__file__).parent / "templates"


def page(
    name: str, own: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> Response:
    """Return the page made of the template *name*; *own* is where frames may come from."""
    text = _environment().get_template(name).render(style=_style(), **values)
    return Response(
        text,
        status_code=status,
        media_type="text/html",
        headers={**(headers or {}), "Content-Security-Policy": _policy(own), **SAFE},
    )


SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = _moment
    environment.globals["replay_path"] = replay_path
    environment.globals["timestamp"] = timestamp
    return environment


@cache
def _style() -> str:
    return (TEMPLATES / "replay.css").read_text("utf-8")


@cache
def _policy(own: str) -> str:
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; frame-src {own}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
