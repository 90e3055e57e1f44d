"""The archive's settings, read once and checked at the edge. Each is documented in docs/settings.md."""

from __future__ import annotations

import ipaddress
import json
import math
import re
import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from crawler import __version__
from crawler.due import Bounds, Rules, durations
from crawler.errors import BadSetting
from crawler.model import Hours

if TYPE_CHECKING:
    from collections.abc import Mapping

Word = TypeVar("Word", bound=StrEnum)
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

SOFTWARE = f"microfiche/{__version__}"
"""Who writes and reads: in ``warcinfo`` and in ``Article.reader``."""


class Requisites(StrEnum):
    """What is archived besides the pages."""

    PAGE = "page"
    """The photos of articles, and the style sheets, icons and fonts of their pages."""
    PHOTOS = "photos"
    NONE = "none"


class SharedAddress(StrEnum):
    """Whose hosts share one pace when they are at one address."""

    OUTLET = "outlet"
    """Those of one outlet."""
    ALL = "all"
    """Everybody's."""
    NONE = "none"


RECORD = "record"
OPT_OUTS = ("noai", "noarchive", "nocache", "noimageai", "noimageindex", "noindex", "none", "nosnippet", "tdm")
"""What an answer can opt out of; `crawler.page.wishes` reads it."""


class OutsideHours(StrEnum):
    """What becomes of a crawl outside of its hours."""

    WAIT = "wait"
    END = "end"


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
class StoreSettings:
    """Where closed WARC files are brought."""

    address: str | None = None
    """Of the folder or bucket, without a slash at its end (ARCHIVE_STORE); None: they stay where they were written."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the file system of the store must know besides (ARCHIVE_STORE_OPTIONS)."""
    keeps_local: bool = False
    """Whether the local copy stays, too (ARCHIVE_STORE_KEEP_LOCAL)."""

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Raises `BadSetting`."""
        address = str(settings.get("ARCHIVE_STORE") or "").strip().rstrip("/")
        if address and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s?#]+", address):
            raise BadSetting("ARCHIVE_STORE", f"{address[:100]!r} is not like s3://bucket/folder")
        if address.count("://") > 1 or re.match(r"[^/]*//[^/]*:[^/]*@", address):
            raise BadSetting("ARCHIVE_STORE", "no password and no second address in it; see ARCHIVE_STORE_OPTIONS")
        return cls(
            address=address or None,
            options=_object(settings, "ARCHIVE_STORE_OPTIONS"),
            keeps_local=_yes(settings, "ARCHIVE_STORE_KEEP_LOCAL"),
        )


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
    longest_crawl_delay_s: float = 30.0
    """A server is slowed down to so many seconds at most (ARCHIVE_LONGEST_CRAWL_DELAY_S)."""
    longest_retry_after_s: float = 3600.0
    """A server is left alone for so long at most (ARCHIVE_LONGEST_RETRY_AFTER_S)."""
    busy_tries: int = 4
    """So many more tries after an answer that says: not now (ARCHIVE_BUSY_TRIES)."""
    pace_by_address: SharedAddress = SharedAddress.OUTLET
    """Whose hosts share one pace when they are at one address (ARCHIVE_PACE_BY_ADDRESS)."""
    hours: Hours | None = None
    """When something is asked, whatever the outlet's entry says; None: as that says (ARCHIVE_HOURS)."""
    outside_hours: OutsideHours = OutsideHours.WAIT
    """What becomes of a crawl outside of its hours (ARCHIVE_OUTSIDE_HOURS)."""
    opt_outs: frozenset[str] = frozenset()
    """An answer that opts out of one of these is not kept (ARCHIVE_OPT_OUTS)."""
    tdmrep: bool = False
    """Whether hosts of an outlet are asked for their list of reserved rights (ARCHIVE_TDMREP)."""
    socks_proxy: tuple[str, int] | None = None
    """Host and port through which onion hosts are reached (ARCHIVE_SOCKS_PROXY)."""
    decoded_max_bytes: int = 64 << 20
    """So much of a body is unpacked for reading (ARCHIVE_DECODED_MAX_BYTES)."""
    requisites: Requisites = Requisites.PAGE
    """What is archived besides the pages (ARCHIVE_REQUISITES)."""
    requisite_max_bytes: int = 32 << 20
    """A photo, style sheet or font that is larger is left out (ARCHIVE_REQUISITE_MAX_BYTES)."""
    alarms: bool = True
    """Whether a crawl ends with a look for alarms (ARCHIVE_ALARMS)."""
    metrics_file: Path | None = None
    """Where metrics are written for a collector that reads files (ARCHIVE_METRICS_FILE)."""
    metrics_port: int | None = None
    """Where a worker answers for metrics and health on the loopback (ARCHIVE_METRICS_PORT)."""
    alarm_url: str | None = None
    """Where alarms are sent (ARCHIVE_ALARM_URL)."""
    alarm_command: tuple[str, ...] = ()
    """What is run with them (ARCHIVE_ALARM_COMMAND)."""
    alarm_tries: int = 3
    """So often that is tried (ARCHIVE_ALARM_TRIES)."""
    alarm_timeout_s: float = 10.0
    """Each try takes at most so long (ARCHIVE_ALARM_TIMEOUT_S)."""
    incremental: bool = True
    """Whether only what is new or due is fetched (ARCHIVE_INCREMENTAL)."""
    due: Rules = field(default_factory=Rules)
    """When an address is due again (ARCHIVE_DUE_ARTICLES and others)."""
    store: StoreSettings = StoreSettings()
    """Where closed WARC files are brought (ARCHIVE_STORE and others)."""

    @property
    def warc_folder(self) -> Path:
        return self.folder / "warc"

    @property
    def index_address(self) -> str | Path:
        return self.index or self.folder / "index.sqlite"

    @property
    def is_index_on_server(self) -> bool:
        """Whether other machines can ask the index as this one does."""
        return self.index is not None and self.index.startswith("postgresql")

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
            longest_crawl_delay_s=_not_negative(settings, "ARCHIVE_LONGEST_CRAWL_DELAY_S"),
            longest_retry_after_s=_positive(settings, "ARCHIVE_LONGEST_RETRY_AFTER_S"),
            busy_tries=_positive_int(settings, "ARCHIVE_BUSY_TRIES"),
            pace_by_address=_word(SharedAddress, settings, "ARCHIVE_PACE_BY_ADDRESS"),
            hours=_hours(settings),
            outside_hours=_word(OutsideHours, settings, "ARCHIVE_OUTSIDE_HOURS"),
            opt_outs=_opt_outs(settings),
            tdmrep=_yes(settings, "ARCHIVE_TDMREP"),
            socks_proxy=socks_proxy(settings),
            decoded_max_bytes=_positive_int(settings, "ARCHIVE_DECODED_MAX_BYTES"),
            requisites=_word(Requisites, settings, "ARCHIVE_REQUISITES"),
            requisite_max_bytes=_positive_int(settings, "ARCHIVE_REQUISITE_MAX_BYTES"),
            alarms=_yes(settings, "ARCHIVE_ALARMS"),
            metrics_file=Path(named).expanduser() if (named := settings.get("ARCHIVE_METRICS_FILE")) else None,
            metrics_port=metrics_port(settings),
            alarm_url=_alarm_url(settings),
            alarm_command=_alarm_command(settings),
            alarm_tries=_positive_int(settings, "ARCHIVE_ALARM_TRIES"),
            alarm_timeout_s=_positive(settings, "ARCHIVE_ALARM_TIMEOUT_S"),
            incremental=_yes(settings, "ARCHIVE_INCREMENTAL"),
            due=_due(settings),
            store=StoreSettings.from_settings(settings),
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


def _due(settings: Mapping[str, Any]) -> Rules:
    name = "ARCHIVE_DUE_ARTICLES"
    try:
        articles = Rules(articles=durations(str(settings[name]))).articles
        bounds: dict[str, Bounds] = {}
        for kind in ("lists", "pages", "requisites", "gone"):
            name = f"ARCHIVE_DUE_{kind.upper()}"
            shortest, *longest = durations(str(settings[name]))
            if len(longest) > 1:
                raise BadSetting(name, "give two times, the shortest and the longest, such as 10m,6h")
            bounds[kind] = Bounds(shortest=shortest, longest=(longest or [shortest])[0])
    except ValueError as err:
        raise BadSetting(name, f"{err}; give times such as 10m,6h or 1d") from err
    return Rules(articles=articles, **bounds)


def _object(settings: Mapping[str, Any], name: str) -> dict[str, Any]:
    given = settings.get(name) or {}
    try:
        found = json.loads(given) if isinstance(given, str) else dict(given)
    except ValueError as err:
        raise BadSetting(name, f"no JSON: {err}") from err
    if not isinstance(found, dict):
        raise BadSetting(name, 'not an object such as {"endpoint_url": "https://…"}')
    return found


def _word(words: type[Word], settings: Mapping[str, Any], name: str) -> Word:
    given = str(settings[name]).strip().lower()
    try:
        return words(given)
    except ValueError as err:
        raise BadSetting(name, f"{given[:80]!r} is not one of {', '.join(words)}") from err


def _opt_outs(settings: Mapping[str, Any]) -> frozenset[str]:
    name = "ARCHIVE_OPT_OUTS"
    words = {word for part in str(settings[name]).split(",") if (word := part.strip().lower())}
    unknown = sorted(words - {RECORD, *OPT_OUTS})
    if unknown or (RECORD in words and len(words) > 1):
        raise BadSetting(name, f"{str(settings[name])[:80]!r} is neither {RECORD} nor some of {', '.join(OPT_OUTS)}")
    return frozenset(words - {RECORD})


def _hours(settings: Mapping[str, Any]) -> Hours | None:
    text = str(settings.get("ARCHIVE_HOURS") or "").strip()
    try:
        return Hours.from_text(text) if text else None
    except ValueError as err:
        raise BadSetting("ARCHIVE_HOURS", str(err)) from err


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


def metrics_port(settings: Mapping[str, Any]) -> int | None:
    """Return the port of ARCHIVE_METRICS_PORT, None when it is empty. Raises `BadSetting` for what is none."""
    name = "ARCHIVE_METRICS_PORT"
    text = str(settings.get(name) or "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or not 0 < int(text) < 65536:
        raise BadSetting(name, f"{text[:80]!r} is not a port from 1 to 65535")
    return int(text)


def _alarm_url(settings: Mapping[str, Any]) -> str | None:
    name = "ARCHIVE_ALARM_URL"
    text = str(settings.get(name) or "").strip()
    if text and not re.fullmatch(r"https?://[^\s/]+(?:/\S*)?", text, re.ASCII):
        # It may hold a secret: it is not told.
        raise BadSetting(name, "is not an address that begins with http:// or https://")
    return text or None


def _alarm_command(settings: Mapping[str, Any]) -> tuple[str, ...]:
    name = "ARCHIVE_ALARM_COMMAND"
    try:
        return tuple(shlex.split(str(settings.get(name) or "")))
    except ValueError as err:
        raise BadSetting(name, f"cannot be parted into words: {str(err).lower()}") from err


def _positive(settings: Mapping[str, Any], name: str) -> float:
    value = _number(settings, name)
    if value <= 0:
        raise BadSetting(name, f"{settings[name]!r} is not above zero")
    return value


def _not_negative(settings: Mapping[str, Any], name: str) -> float:
    value = _number(settings, name)
    if value < 0:
        raise BadSetting(name, f"{settings[name]!r} is below zero")
    return value


def _number(settings: Mapping[str, Any], name: str) -> float:
    try:
        value = float(settings[name])
    except (TypeError, ValueError) as err:
        raise BadSetting(name, f"{settings[name]!r} is not a number") from err
    if not math.isfinite(value):
        raise BadSetting(name, f"{settings[name]!r} is not a number")
    return value


def _positive_int(settings: Mapping[str, Any], name: str) -> int:
    return max(1, round(_positive(settings, name)))


def _yes(settings: Mapping[str, Any], name: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    value = words.get(str(settings[name]).strip().lower())
    if value is None:
        raise BadSetting(name, f"{settings[name]!r} is neither yes nor no")
    return value
