"""The archive's settings, read once and checked at the edge. Each is documented in docs/settings.md."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from crawler import __version__
from crawler.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

SOFTWARE = f"microfiche/{__version__}"
"""Who writes and reads: in ``warcinfo`` and in ``Article.reader``."""


class Requisites(StrEnum):
    """What is archived besides the pages."""

    PAGE = "page"
    """The photos of articles, and the style sheets, icons and fonts of their pages."""
    PHOTOS = "photos"
    NONE = "none"


UNITS = {"": 1, "b": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40} | {
    f"{letter}b": 1000**power for power, letter in enumerate("kmgt", start=1)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MinFree:
    """How much of a disk must stay free: the smaller of a size and a share of the disk, where both are given."""

    size_bytes: int | None = None
    share: float | None = None

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what *text* says, such as ``2GiB``, ``5%`` or ``2GiB,5%``; 0 is no floor. Raises `BadSetting`."""
        size_bytes, share = None, None
        for part in text.split(","):
            found = re.fullmatch(r"([0-9]{1,18}(?:\.[0-9]{1,6})?) ?([a-z%]*)", part.strip().lower(), re.ASCII)
            if found is None or found[2] not in (*UNITS, "%"):
                raise BadSetting("ARCHIVE_MIN_FREE", f"{text[:100]!r} is not like 2GiB or 5%")
            if found[2] == "%":
                share = float(found[1]) / 100
            else:
                size_bytes = round(float(found[1]) * UNITS[found[2]])
        return cls(size_bytes=size_bytes, share=share)

    def of(self, disk_bytes: int) -> int:
        """Return how many bytes of a disk of that size must stay free."""
        floors = [self.size_bytes, None if self.share is None else round(self.share * disk_bytes)]
        return min(floor for floor in floors if floor is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveConfig:
    """Where the archive is and how it is written."""

    folder: Path
    """The archive (ARCHIVE)."""
    index: str | None = None
    """Address of the metadata index (ARCHIVE_INDEX); None is ``index.sqlite`` in the folder."""
    warc_max_bytes: int = 1 << 30
    """A WARC file is closed when it has reached this size (ARCHIVE_WARC_MAX_BYTES)."""
    warc_max_age_s: float = 86_400
    """A WARC file is closed at this age (ARCHIVE_WARC_MAX_AGE_S)."""
    group_bytes: int = 16 << 20
    """So many record bytes are made durable together (ARCHIVE_GROUP_BYTES)."""
    group_s: float = 1.0
    """A record waits at most so long to be made durable (ARCHIVE_GROUP_SECONDS)."""
    dedup: bool = True
    """Whether a body that is in the archive already is kept as a revisit (ARCHIVE_DEDUP)."""
    revisit_min_bytes: int = 256
    """Smaller bodies are always kept themselves (ARCHIVE_REVISIT_MIN_BYTES)."""
    min_free: MinFree = MinFree(size_bytes=2 << 30, share=0.05)
    """Fetching pauses while less of the disk is free (ARCHIVE_MIN_FREE)."""
    disk_wait_s: float = 600.0
    """So long a write that failed is tried again before it is given up (ARCHIVE_DISK_WAIT_S)."""
    operator: str | None = None
    """Who runs this archive, for ``warcinfo`` (ARCHIVE_OPERATOR)."""
    vantage: str | None = None
    """From where this archive asks, in the user's words, for ``warcinfo`` (ARCHIVE_VANTAGE)."""
    allowed_networks: tuple[Network, ...] = ()
    """Private networks that links may lead to (ARCHIVE_ALLOWED_NETWORKS)."""
    failover: bool = True
    """Whether an outlet's other addresses are asked when one fails (ARCHIVE_FAILOVER)."""
    failover_after: int = 3
    """After so many failures in a row a host rests (ARCHIVE_FAILOVER_AFTER)."""
    failover_rest_s: float = 600.0
    """So long (ARCHIVE_FAILOVER_REST_S)."""
    socks_proxy: tuple[str, int] | None = None
    """Host and port through which onion hosts are reached (ARCHIVE_SOCKS_PROXY)."""
    decoded_max_bytes: int = 64 << 20
    """So much of a body is unpacked for reading (ARCHIVE_DECODED_MAX_BYTES)."""
    requisites: Requisites = Requisites.PAGE
    """What is archived besides the pages (ARCHIVE_REQUISITES)."""
    requisite_max_bytes: int = 32 << 20
    """A photo, style sheet or font that is larger is left out (ARCHIVE_REQUISITE_MAX_BYTES)."""

    @property
    def warc_folder(self) -> Path:
        return self.folder / "warc"

    @property
    def index_address(self) -> str | Path:
        return self.index or self.folder / "index.sqlite"

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Raises `BadSetting` for a value that is no number or not positive."""
        return cls(
            folder=Path(settings["ARCHIVE"]).expanduser(),
            index=settings.get("ARCHIVE_INDEX") or None,
            warc_max_bytes=_positive_int(settings, "ARCHIVE_WARC_MAX_BYTES"),
            warc_max_age_s=_positive(settings, "ARCHIVE_WARC_MAX_AGE_S"),
            group_bytes=_positive_int(settings, "ARCHIVE_GROUP_BYTES"),
            group_s=_positive(settings, "ARCHIVE_GROUP_SECONDS"),
            dedup=_yes(settings, "ARCHIVE_DEDUP"),
            revisit_min_bytes=_positive_int(settings, "ARCHIVE_REVISIT_MIN_BYTES"),
            min_free=MinFree.from_text(str(settings["ARCHIVE_MIN_FREE"])),
            disk_wait_s=_positive(settings, "ARCHIVE_DISK_WAIT_S"),
            operator=settings.get("ARCHIVE_OPERATOR") or None,
            vantage=" ".join(str(settings.get("ARCHIVE_VANTAGE") or "").split()) or None,
            allowed_networks=allowed_networks(settings),
            failover=_yes(settings, "ARCHIVE_FAILOVER"),
            failover_after=_positive_int(settings, "ARCHIVE_FAILOVER_AFTER"),
            failover_rest_s=_positive(settings, "ARCHIVE_FAILOVER_REST_S"),
            socks_proxy=socks_proxy(settings),
            decoded_max_bytes=_positive_int(settings, "ARCHIVE_DECODED_MAX_BYTES"),
            requisites=_requisites(settings),
            requisite_max_bytes=_positive_int(settings, "ARCHIVE_REQUISITE_MAX_BYTES"),
        )


def allowed_networks(settings: Mapping[str, Any]) -> tuple[Network, ...]:
    """Return the networks of ARCHIVE_ALLOWED_NETWORKS. Raises `BadSetting` for what is no network."""
    name = "ARCHIVE_ALLOWED_NETWORKS"
    given = settings.get(name) or ()
    texts = given.split(",") if isinstance(given, str) else given
    try:
        return tuple(ipaddress.ip_network(str(text).strip()) for text in texts)
    except ValueError as err:
        raise BadSetting(name, f"{err}; give networks such as 10.0.0.0/8,fd00::/8") from err


def _requisites(settings: Mapping[str, Any]) -> Requisites:
    given = str(settings["ARCHIVE_REQUISITES"]).strip().lower()
    try:
        return Requisites(given)
    except ValueError as err:
        raise BadSetting("ARCHIVE_REQUISITES", f"{given[:80]!r} is not one of page, photos, none") from err


def socks_proxy(settings: Mapping[str, Any]) -> tuple[str, int] | None:
    """Return host and port of ARCHIVE_SOCKS_PROXY, None when it is empty. Raises `BadSetting` for what is neither."""
    name = "ARCHIVE_SOCKS_PROXY"
    text = str(settings.get(name) or "").strip()
    if not text:
        return None
    found = re.fullmatch(r"(?:socks5h?://)?\[?([0-9A-Za-z.:-]{1,253}?)\]?:([0-9]{1,5})/?", text)
    if found is None or not 0 < int(found[2]) < 65536:
        raise BadSetting(name, f"{text[:100]!r} is not like 127.0.0.1:9050")
    return found[1], int(found[2])


def _positive(settings: Mapping[str, Any], name: str) -> float:
    try:
        value = float(settings[name])
    except (TypeError, ValueError) as err:
        raise BadSetting(name, f"{settings[name]!r} is not a number") from err
    if not 0 < value < float("inf"):
        raise BadSetting(name, f"{settings[name]!r} is not above zero")
    return value


def _positive_int(settings: Mapping[str, Any], name: str) -> int:
    return max(1, round(_positive(settings, name)))


def _yes(settings: Mapping[str, Any], name: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    value = words.get(str(settings[name]).strip().lower())
    if value is None:
        raise BadSetting(name, f"{settings[name]!r} is neither yes nor no")
    return value
