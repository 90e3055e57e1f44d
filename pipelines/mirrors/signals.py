"""Mirror addresses that a page names to machines: Onion-Location and X-I2P-Location."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.model import MirrorAddress, MirrorKind, MirrorScope
from pipelines.mirrors.address import I2P, ONION, address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Pattern

    from crawler.page import Page

NAMES: dict[str, tuple[str, Pattern[str]]] = {
    "onion-location": (MirrorKind.ONION, ONION),
    "x-i2p-location": (MirrorKind.I2P, I2P),
}
FROM_HEADER, FROM_META = 0.95, 0.9
ABSOLUTE = re.compile(r"https?://[^\s,;\"'<>]+\Z", re.IGNORECASE)


def signals_of(page: Page) -> Iterator[MirrorAddress]:
    """Yield the addresses in header fields and meta tags.

    Onion-Location counts only on a page that came over https, where nobody on the way can have put it in
    (https://community.torproject.org/onion-services/advanced/onion-location/); one absolute address is allowed.
    """
    for name, (kind, host_form) in NAMES.items():
        if kind == MirrorKind.ONION and urlsplit(page.url).scheme != "https":
            continue
        values = page.head.all(name.encode()) if page.head else []
        sources = [("header", [value.decode("latin-1") for value in values], FROM_HEADER)]
        sources.append(("meta", page.meta.get(name, []), FROM_META))
        for where, told, confidence in sources:
            distinct = list(dict.fromkeys(value.strip() for value in told if value.strip()))
            if len(distinct) != 1 or not ABSOLUTE.match(distinct[0]):
                continue
            found = address_of(distinct[0])
            if found is not None and host_form.match(found[1]):
                yield MirrorAddress(
                    kind=kind,
                    address=found[0],
                    host=found[1],
                    scope=_scope(found[0]),
                    evidence=f"{where}:{name}",
                    confidence=confidence,
                )


def _scope(url: str) -> str:
    return MirrorScope.SITE if urlsplit(url).path in {"", "/"} else MirrorScope.ARTICLE
