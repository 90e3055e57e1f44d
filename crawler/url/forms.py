"""The table of what in an address does not tell pages apart (forms.toml), and the plain form of an address."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the address of one form of a page differs from the plain one."""

    hosts: frozenset[str] = frozenset()
    """First labels of the host: ``m.news.example``."""
    first_segments: frozenset[str] = frozenset()
    last_segments: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    """Of the last segment, in front of its file ending if it has one."""
    parameters: Mapping[str, frozenset[str]]
    """Values by name."""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        parameters = {name: frozenset(values) for name, values in table.get("parameters", {}).items()}
        segments = {name: frozenset(table.get(name, ())) for name in ("hosts", "first_segments", "last_segments")}
        return cls(**segments, endings=tuple(table.get("endings", ())), parameters=parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The whole table."""

    tracking: frozenset[str]
    tracking_starts: tuple[str, ...]
    forms: tuple[Form, ...]

    @classmethod
    def shipped(cls) -> Self:
        table = tomllib.loads(files(__package__).joinpath("forms.toml").read_text("utf-8"))
        return cls(
            tracking=frozenset(table["tracking"]["names"]),
            tracking_starts=tuple(table["tracking"]["starts"]),
            forms=tuple(Form.of(form) for form in table["forms"].values()),
        )


FORMS = Forms.shipped()


def plain_form(url: str) -> str:
    """Return the address of the page that *url*, in its canonical spelling, may be another form of; idempotent.

    Only the form is undone: AMP, mobile, print, a folder's own file, a slash at the end. It is a hint, since ``/print``
    may be a section: see docs/incremental.md.

    >>> plain_form("https://m.news.example/2026/ferry.amp.html?print=1&id=7")
    'https://news.example/2026/ferry.html?id=7'
    """
    while (plainer := _plainer(url)) != url:
        url = plainer
    return url


def _plainer(url: str) -> str:
    parts = urlsplit(url)
    host, path, query = parts.netloc, parts.path, parts.query
    for form in FORMS.forms:
        host = _host(host, form)
        path = _path(path, form)
        if query:
            query = "&".join(pair for pair in query.split("&") if not _is_of(pair, form))
    return parts._replace(netloc=host, path=path.rstrip("/") or "/", query=query).geturl()


def _host(host: str, form: Form) -> str:
    label, _, rest = host.partition(".")
    # What is left must still be a host below a domain, not a domain itself: m.example is a site.
    return rest if label in form.hosts and "." in rest.partition(":")[0] else host


def _path(path: str, form: Form) -> str:
    segments = path.rstrip("/").split("/")
    if len(segments) > 2 and segments[1].lower() in form.first_segments:
        del segments[1]
    # /print alone is a section; only a file may be all that there is.
    if segments[-1].lower() in form.last_segments and (len(segments) > 2 or "." in segments[-1]):
        del segments[-1]
    name, dot, ending = segments[-1].rpartition(".")
    stem = name if dot else ending
    for mark in form.endings:
        if stem.lower().endswith(mark) and len(stem) > len(mark):
            segments[-1] = stem[: -len(mark)] + (f".{ending}" if dot else "")
        elif dot and f".{ending.lower()}" == mark and name:
            segments[-1] = name
    return "/".join(segments) or "/"


def _is_of(pair: str, form: Form) -> bool:
    name, _, value = pair.lower().partition("=")
    return value in form.parameters.get(name, ())
