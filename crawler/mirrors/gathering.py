"""All that an archive knows of the addresses of one outlet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import BadRecord
from crawler.http import read_head
from crawler.mirrors.health import NO_ANSWER, NOTICES, Health, Seen, health_of
from crawler.mirrors.history import histories
from crawler.mirrors.places import name_of, place_at, with_claimed
from crawler.model import HostKind
from crawler.model.readings import newest_reading
from crawler.outlets import likeness, path_key
from crawler.url import ip_of, is_private, resolve, without_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.mirrors.history import AddressHistory
    from crawler.model import Article, Outlet

FOLLOWED_WITHIN = timedelta(minutes=5)
"""A redirect is followed at once: what its target showed later is another story."""
MOST_VISITS = 10
"""So many captures of the target are looked at for one redirect."""


def addresses_of(index: Index, files: WarcFiles, outlet: Outlet) -> list[AddressHistory]:
    """Return the rows of *outlet*, whose articles bear its name. Raises `ArchiveError`."""
    claims = list(index.mirror_claims(outlet=outlet.name))
    return histories(outlet, claims, seen_of(index, files, with_claimed(outlet, claims)))


def seen_of(index: Index, files: WarcFiles, outlet: Outlet) -> Iterator[Seen]:
    """Yield each capture at an address of *outlet* that says something of how the address fared."""
    vantages = {file.name: file.vantage for file in index.files()}
    agreements = agreements_of(index, outlet)
    for host in sorted({name for each in outlet.hosts for name in _twins(each.host)}):
        for row in index.captures(host=host):
            seen = _seen(row, outlet, vantages, agreements)
            if seen is not None and seen.health is Health.REDIRECT:
                seen = _led(seen, row, index, files, outlet)
            if seen is not None:
                yield seen


def agreements_of(index: Index, outlet: Outlet) -> dict[str, bool]:
    """Return, by record id, whether an article says what the outlet's of the same key says.

    The outlet's are those from its main hosts; where these have none, from addresses that the user vouches for. What
    cannot be compared is not there, and neither are the outlet's own.
    """
    copies: dict[str, dict[str, str]] = defaultdict(dict)
    for record_id, url, key in index.article_places(outlet=outlet.name):
        place = place_at(outlet, url)
        name = key or path_key(outlet, url)
        if place is not None and name is not None:
            copies[name][record_id] = place
    main = {name_of(host) for host in outlet.hosts if host.kind is HostKind.MAIN}
    vouched = {name_of(host) for host in outlet.hosts if host.confirmed}
    found: dict[str, bool] = {}
    for records in copies.values():
        if not set(records.values()) <= main and len(set(records.values())) > 1:
            found |= _compared(index, records, main, vouched)
    return found


def _compared(index: Index, records: Mapping[str, str], main: set[str], vouched: set[str]) -> dict[str, bool]:
    articles = {record_id: article for record_id in records if (article := _article(index, record_id)) is not None}
    found = {}
    for record_id, article in articles.items():
        place = records[record_id]
        if place in main:
            continue
        own = [other for name, other in articles.items() if records[name] in main]
        own = own or [other for name, other in articles.items() if records[name] in vouched - {place}]
        for other in own:
            like = likeness(other, article)
            if like.text is None:
                continue
            found[record_id] = like.is_same
            if like.is_same:
                break
    return found


def _article(index: Index, record_id: str) -> Article | None:
    """Return what the newest reading of a capture gave."""
    return newest_reading(index.articles(record_id=record_id))


def _seen(
    row: CaptureRow, outlet: Outlet, vantages: Mapping[str, str | None], agreements: Mapping[str, bool]
) -> Seen | None:
    place = place_at(outlet, row.url)
    health = health_of(row)
    # A robots.txt is written for programs: that it is there, or not, says nothing of the paper.
    if place is None or (urlsplit(row.url).path == "/robots.txt" and health not in NO_ANSWER | NOTICES):
        return None
    page = path_key(outlet, row.url) or row.url
    return Seen(
        at=row.captured_at,
        record_id=row.record_id,
        place=place,
        health=health,
        page=page,
        is_home=page == "/",
        vantage=vantages.get(row.file_name),
        agrees=agreements.get(row.record_id) if health is Health.OK else None,
    )


def _led(seen: Seen, row: CaptureRow, index: Index, files: WarcFiles, outlet: Outlet) -> Seen | None:
    """Return *seen* with where its redirect leads; None when that is the same address, or not known."""
    target = _target(row, files)
    place = place_at(outlet, target) if target is not None else None
    if target is None or place == seen.place:
        return None
    if _is_inward(target):
        # Resolvers and servers of some providers send readers of what they block to an address of their own network.
        return replace(seen, health=Health.BLOCKED)
    # A home page has captures without number; of those of other hours nothing is asked.
    for other in index.visits(target, before=row.captured_at + FOLLOWED_WITHIN, most=MOST_VISITS):
        shown = health_of(other)
        if shown in NOTICES and other.captured_at >= row.captured_at:
            return replace(seen, health=shown)
    return replace(seen, leads_to=place or urlsplit(target).netloc, leads_home=place is not None)


def _target(row: CaptureRow, files: WarcFiles) -> str | None:
    """Return the address a redirect names; None when its record cannot be read, which `verify` tells, or names none."""
    try:
        head = read_head(files.record(row.file_name, row.offset).block)[0]
    except BadRecord:
        return None
    location = head.first(b"location") if head else None
    return resolve(row.url, location.decode("utf-8", "replace")) if location else None


def _is_inward(url: str) -> bool:
    try:
        address = ip_of(urlsplit(url).hostname or "")
    except ValueError:
        return False
    return address is not None and is_private(address)


def _twins(host: str) -> tuple[str, str]:
    """Return the host's name as the index has it, without a port, with ``www.`` and without."""
    name = without_port(host).removeprefix("www.")
    return name, f"www.{name}"
