"""The arguments of a crawl (``-a NAME=VALUE``) as a value, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from crawler.errors import BadAddress, BadSetting
from crawler.fetch.discovery.links import article_like
from crawler.model import Seed, SeedKind
from crawler.url import host_of, is_public_host

if TYPE_CHECKING:
    from collections.abc import Mapping

FEED_ENDS = (".rss", ".atom", ".rdf", "/rss", "/feed", "/atom", "feed.xml", "feed.json", "rss.xml", "atom.xml")
LIST_ENDS = (".xml", ".xml.gz")
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
FILE_ENDS = frozenset({"html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp", "xml"})
"""In a list of addresses ``,b.html`` goes on with the address before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a person asked of one crawl. None or empty: not said."""

    limit: int | None = None
    """So many pages are read, no more; feeds, sitemaps, errors and pictures do not count."""
    depth: int | None = None
    """So many steps from a seed; what a feed or sitemap lists is one step away from it."""
    since: datetime | None = None
    """What a feed or sitemap dates before this is left out (aware, UTC)."""
    seeds: tuple[Seed, ...] = ()
    """Start here instead of at the seeds of the spider."""
    again: bool = False
    """Fetch everything anew, whether it is due or not."""

    @classmethod
    def from_strings(cls, given: Mapping[str, str]) -> Self:
        """Raises `BadSetting` for a name that is not known or a value that cannot be used."""
        known = [field.name for field in fields(cls)]
        for name in given:
            if name not in known:
                raise BadSetting(name, f"no such argument; known: {', '.join(known)}")
        return cls(
            limit=_whole(given, "limit", least=1),
            depth=_whole(given, "depth", least=0),
            since=_since(given.get("since")),
            seeds=_seeds(given["seeds"]) if "seeds" in given else (),
            again=_yes(given, "again"),
        )


def _whole(given: Mapping[str, str], name: str, *, least: int) -> int | None:
    if name not in given:
        return None
    text = str(given[name]).strip()
    # isdecimal() alone would also take digits of other scripts, and int() limits the length of what it reads.
    if not (text.isascii() and text.isdecimal() and len(text) <= 12) or int(text) < least:
        raise BadSetting(name, f"{text[:80]!r} is not a whole number of {least} or more")
    return int(text)


def _yes(given: Mapping[str, str], name: str) -> bool:
    text = str(given.get(name, "false")).strip().lower()
    if text not in {"true", "yes", "1", "false", "no", "0"}:
        raise BadSetting(name, f"{text[:80]!r} is neither true nor false")
    return text in {"true", "yes", "1"}


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(str(text).strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as err:
        raise BadSetting("since", f"{str(text)[:80]!r} is not an ISO date such as 2026-11-22") from err


def _seeds(text: str) -> tuple[Seed, ...]:
    seeds = tuple(_seed(part) for part in _addresses(str(text)))
    if not seeds:
        raise BadSetting("seeds", "no address given")
    return seeds


def _addresses(text: str) -> list[str]:
    """Return the addresses of a list; a comma inside of an address does not end it.

    >>> _addresses("https://news.org/a,b.html, example.org,http://localhost:8000/")
    ['https://news.org/a,b.html', 'example.org', 'http://localhost:8000/']
    >>> _addresses("https://news.org/a,новости.рф")
    ['https://news.org/a', 'новости.рф']
    """
    found: list[str] = []
    for part in text.split(","):
        if found and not _begins_address(part.strip()):
            found[-1] += f",{part}"
        else:
            found.append(part)
    return [address.strip() for address in found if address.strip()]


def _begins_address(part: str) -> bool:
    host = part.partition("/")[0].partition(":")[0].lower()
    is_name = HOST.fullmatch(host) is not None or is_public_host(host)
    looks_like_host = is_name and host.rpartition(".")[2] not in FILE_ENDS
    return not part or "://" in part or host == "localhost" or looks_like_host


def _seed(text: str) -> Seed:
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as err:
        raise BadSetting("seeds", f"{text[:200]!r} is not an address: {err}") from err
    if not usable or any(sign.isspace() for sign in text):
        raise BadSetting("seeds", f"{text[:200]!r} is not an http or https address")
    if "@" in parts.netloc:
        host = parts.netloc.rpartition("@")[2]
        raise BadSetting("seeds", f"the address at {host} has a name or password: pages behind one are not archived")
    try:
        host_of(text)
    except BadAddress as err:
        raise BadSetting("seeds", str(err)) from err
    return Seed(url=text, kind=_kind(text))


def _kind(url: str) -> SeedKind:
    """A guess from the address, only for what is asked beside it; what comes back is read as what it is."""
    path = urlsplit(url).path.lower()
    if path.endswith(FEED_ENDS):
        return SeedKind.FEED
    if path.endswith(LIST_ENDS) or "sitemap" in path.rpartition("/")[2]:
        return SeedKind.SITEMAP
    return SeedKind.PAGE if article_like(url) else SeedKind.SITE
