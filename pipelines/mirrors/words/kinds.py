"""What sort of address a claim names, and which addresses are none of an outlet's mirrors."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.model import MirrorKind
from crawler.url import registrable_domain
from pipelines.mirrors.address import I2P, ONION
from pipelines.mirrors.words.hosts import hosts

if TYPE_CHECKING:
    from collections.abc import Sequence

APP_FILE = re.compile(r"[./](?:apk|ipa|aab)\Z", re.IGNORECASE)
RELEASES = re.compile(r"/releases\b")
"""In the path where programs are fetched, beside their code."""
FOR_TV = re.compile(
    r"platform=appletv\b|/smart-?tv\b|[./](?:androidtv|leanback|atv|firetv|roku|tizen|webos)\b", re.IGNORECASE
)
"""In the address of an app for television sets."""
KNOWN_HOSTS = 4096
"""So many hosts are kept with what they stand for; pages of one site link to the same ones."""
S3 = re.compile(r"(?:\A|\.)s3(?:[.-](?:dualstack|website|accelerate))?(?:[.-][a-z0-9-]+)?\.amazonaws\.com\Z")
SHORT_NAME_CHARS = 5
CODE = re.compile(r"/(?=[a-z]*[A-Z0-9])(?=\d*[A-Za-z])[A-Za-z0-9]{4,8}")
"""The path of a short link: a few letters and figures that are no word."""
CODE_OR_NUMBER = re.compile(r"/[A-Za-z0-9]{3,8}")
ACCOUNT = re.compile(r"/@[\w.]+(?:@[\w.-]+)?/?")
"""The path of an account in the network of Mastodon, whatever the host."""
POST = re.compile(
    r"(?:\A|\.)(?:t|telegram)\.me/(?:s/)?\w+/\d|instagram\.com/p/|/watch/?\Z|/wall-?\d+_\d"
    r"|/(?:status|statuses|posts|videos|live|shorts|embed|reel|photo)/."
)
"""In host and path of a single post or film, behind the name of a channel."""
STORES = frozenset({MirrorKind.APP, MirrorKind.TV_APP, MirrorKind.CHANNEL})
BY_PLACE = frozenset({MirrorKind.ONION, MirrorKind.I2P})
PLACES = frozenset({*BY_PLACE, MirrorKind.BUCKET, MirrorKind.CDN, MirrorKind.SHORT_LINK})
"""Kinds that a link tells, and that outlets which nobody blocks seldom offer."""


def kind_of(url: str, host: str) -> str:
    """Return the kind of the address *url*; whether a web mirror is a successor only its announcement tells."""
    path = urlsplit(url).path
    kind = _kind_of_host(host)
    if APP_FILE.search(path) or (host in hosts().code and RELEASES.search(path)):
        kind = kind if kind in BY_PLACE else MirrorKind.APP
    elif kind is None and ACCOUNT.fullmatch(path) and not host.endswith(hosts().blogs):
        kind = MirrorKind.CHANNEL
    if kind == MirrorKind.APP and FOR_TV.search(url):
        kind = MirrorKind.TV_APP
    return kind or (MirrorKind.SHORT_LINK if _is_short(url, host) else MirrorKind.WEB_MIRROR)


@lru_cache(maxsize=KNOWN_HOSTS)
def _kind_of_host(host: str) -> str | None:
    """What a host stands for, whatever the address; None when that tells nothing."""
    if ONION.match(host):
        return MirrorKind.ONION
    if I2P.match(host):
        return MirrorKind.I2P
    return MirrorKind.BUCKET if S3.search(host) else hosts().kind_of(host)


@lru_cache(maxsize=KNOWN_HOSTS)
def is_told_by_host(host: str) -> bool:
    """Return whether an address at *host* may be of another kind than a web mirror, whatever its path."""
    first, _, suffix = host.partition(".")
    short = len(first) <= SHORT_NAME_CHARS and "." not in suffix
    return short or host in hosts().code or _kind_of_host(host) is not None


def is_told_by_path(path: str) -> bool:
    """Return whether a *path* is of an app or an account, whatever the host."""
    return APP_FILE.search(path) is not None or ACCOUNT.fullmatch(path) is not None


def is_sold(url: str, host: str) -> bool:
    """Return whether *url* is of something in a shop that sells apps for television sets, among all else."""
    return registrable_domain(host).partition(".")[0] in hosts().shops and urlsplit(url).path not in {"", "/"}


def _is_short(url: str, host: str) -> bool:
    """Whether an address has the form of short links, which outlets have of their own: "nws.example/x7Kd"."""
    name, _, suffix = host.partition(".")
    parts = urlsplit(url)
    code = CODE_OR_NUMBER if suffix in hosts().short else CODE
    return len(name) <= SHORT_NAME_CHARS and "." not in suffix and not parts.query and bool(code.fullmatch(parts.path))


def is_refused(url: str, host: str, own_hosts: Sequence[str]) -> bool:
    """Return whether *url* is an archive, a share button, a language edition, or another form of the page's site.

    *own_hosts*: of the page, without `www.`.
    """
    table = hosts()
    parts = urlsplit(url)
    if any(_is_of_others(host, own) for own in own_hosts) or table.refuses(host):
        return True
    if _kind_of_host(host) == MirrorKind.CHANNEL and (
        any(mark in f"{parts.path}?{parts.query}" for mark in table.share) or POST.search(host + parts.path)
    ):
        return True
    if "/amp/" in parts.path or parts.path.endswith("/amp"):
        return True
    if host.removeprefix("www.") in own_hosts:
        return parts.path.strip("/").split("/")[0].lower() in table.languages
    first = host.partition(".")[0]
    return (first in table.forms or first in table.languages) and any(same_owner(host, own) for own in own_hosts)


@lru_cache(maxsize=KNOWN_HOSTS)
def _is_of_others(host: str, own: str) -> bool:
    """Whether *host* has a part or an ending of those that sell something, or is a state's, and *own* has not."""
    table = hosts()
    if not table.states.isdisjoint(host.split(".")[1:]) and table.states.isdisjoint(own.split(".")[1:]):
        return True
    if any(part in host and part not in own for part in table.parts):
        return True
    first, _, rest = host.partition(".")
    if first in table.things and "." in rest and not own.startswith(f"{first}."):
        return True
    return host.endswith(table.endings) and not own.endswith(table.endings)


def same_owner(host: str, page_host: str) -> bool:
    """Return whether both hosts have one registered name, be it under different suffixes.

    >>> same_owner("fr.news.org", "www.news.com"), same_owner("fr.other.org", "www.news.com")
    (True, False)
    """
    names = [registrable_domain(name).split(".")[0] for name in (host, page_host)]
    return names[0] == names[1]
