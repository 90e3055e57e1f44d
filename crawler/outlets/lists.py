"""Public lists of mirrors, each entry of them a claim with its source (docs/outlets.md#lists-of-mirrors)."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from crawler.errors import BadAddress, BadOutlet, reason_of
from crawler.model import HostKind, OutletHost
from crawler.outlets.fields import plain_text
from crawler.url import ip_of, is_private
from crawler.url.parts import place, split

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 16 << 20
RSF = "RSF Collateral Freedom, sites.json"
ONIONS = "real-world-onion-sites, master.csv"
ONION_COLUMNS = frozenset({"category", "site_name", "onion_url", "proof_url"})
CDN_ENDS = (".fastly.net", ".cloudfront.net", ".azureedge.net", ".akamaized.net", ".b-cdn.net")
ONION = re.compile(r"(?P<edition>(?:[a-z0-9-]+\.)*)[a-z2-7]{56}\.onion")


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorClaim:
    """A list says that an outlet is reached at *host*."""

    host: OutletHost
    name: str
    """Name of the outlet as the list has it; its host where there is no name."""
    home: str | None = None
    """Address of the outlet as the list has it."""
    proof: str | None = None
    """A page that the list gives as proof; often, not always, of the outlet itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something of a list that is not taken over."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorList:
    """What a list says, in its order."""

    source: str
    """Which list it is."""
    claims: tuple[MirrorClaim, ...]
    skipped: tuple[Skipped, ...]


def read_list(path: Path) -> MirrorList:
    """Return what the list at *path* says; which one it is, is told by its content. Raises `BadOutlet`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadOutlet(path, f"larger than {MOST_BYTES} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as err:
        raise BadOutlet(path, reason_of(err)) from err
    except UnicodeDecodeError as err:
        raise BadOutlet(path, "not UTF-8 text") from err
    if text.lstrip().startswith("{"):
        return _rsf(path, text)
    rows = csv.DictReader(io.StringIO(text))
    try:
        if set(rows.fieldnames or ()) >= ONION_COLUMNS:
            return _onions(rows)
    except csv.Error as err:
        raise BadOutlet(path, f"not CSV: {err}") from err
    raise BadOutlet(path, "neither sites.json of RSF (outlet to list of hosts) nor the CSV of onion sites")


def _rsf(path: Path, text: str) -> MirrorList:
    try:
        sites: Any = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise BadOutlet(path, f"not JSON: {err}") from err
    claims: list[MirrorClaim] = []
    skipped: list[Skipped] = []
    for home, hosts in sites.items():
        if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
            raise BadOutlet(path, "not a list of host names", entry=plain_text(home))
        try:
            name = _public(split(home).host).removeprefix("www.")
        except (BadAddress, ValueError) as err:
            skipped.append(Skipped(what=plain_text(home), why=plain_text(str(err), 400)))
            continue
        for host in hosts:
            try:
                claims.append(MirrorClaim(host=_mirror(host), name=name, home=home))
            except ValueError as err:
                skipped.append(Skipped(what=plain_text(f"{home} {host}", 400), why=str(err)))
    return MirrorList(source=RSF, claims=tuple(claims), skipped=tuple(skipped))


def _mirror(text: str) -> OutletHost:
    """Raises `ValueError`."""
    host, port = place(text.strip(), "https")
    _public(host)
    if "." not in host:
        raise ValueError("not a full host name")
    kind = HostKind.CDN if host.endswith(CDN_ENDS) else HostKind.WEB_MIRROR
    return OutletHost(host=f"{host}:{port}" if port else host, kind=kind, source=RSF)


def _public(host: str) -> str:
    """Return *host*; raises `ValueError` when it is an IP address that says something else at every place."""
    ip = ip_of(host)
    if ip is not None and is_private(ip):
        raise ValueError(f"{ip} is no address of the public network")
    return host


def _onions(rows: csv.DictReader[str]) -> MirrorList:
    """Rows of one onion are one claim: what has a path there is an edition of it."""
    found: dict[str, MirrorClaim] = {}
    skipped: list[Skipped] = []
    for row in rows:
        name, url = plain_text(row.get("site_name") or ""), (row.get("onion_url") or "").strip()
        category = plain_text(row.get("category") or "")
        if not category.startswith("News"):
            skipped.append(Skipped(what=name, why=f"category {category!r} is no news"))
            continue
        try:
            parts = split(url)
        except BadAddress as err:
            skipped.append(Skipped(what=name, why=plain_text(str(err), 400)))
            continue
        if not ONION.fullmatch(parts.host):
            skipped.append(Skipped(what=name, why=f"{parts.host[:200]!r} is not an onion of version 3"))
        elif parts.host in found:
            found[parts.host] = _with_row(found[parts.host], name)
            skipped.append(Skipped(what=name, why=f"{parts.host} is there once, for all its editions"))
        else:
            found[parts.host] = _claim(row, name, parts.host, parts.scheme)
    return MirrorList(source=ONIONS, claims=tuple(found.values()), skipped=tuple(skipped))


def _claim(row: dict[str, str], name: str, host: str, scheme: str) -> MirrorClaim:
    proof: str | None = plain_text(row.get("proof_url") or "", 1000)
    try:
        _public(split(proof or "").host)
        source = f"{ONIONS}; proof: {proof}"
    except (BadAddress, ValueError):
        proof, source = None, ONIONS
    edition = ONION.fullmatch(host)
    if edition is not None and edition["edition"] not in {"", "www."}:
        # What the proof vouches for is the outlet; an edition has a host of its own that is not told.
        proof = None
        label = edition["edition"].removeprefix("www.").rstrip(".")
        name = name.partition(" | ")[0].strip()
        name = name if label in name.split() else f"{name} ({label})"
    onion = OutletHost(host=host, kind=HostKind.ONION, scheme=scheme, source=source)
    return MirrorClaim(host=onion, name=name.partition(" | ")[0].strip() or host, proof=proof)


def _with_row(claim: MirrorClaim, name: str) -> MirrorClaim:
    """The rows of one onion are called by what their names begin with: "BBC News /arabic", "BBC News /mundo"."""
    words, others = claim.name.split(), name.partition(" | ")[0].split()
    common = [word for word, _ in takewhile(lambda pair: pair[0] == pair[1], zip(words, others, strict=False))]
    return replace(claim, name=" ".join(common).rstrip(" /:-")) if common else claim
