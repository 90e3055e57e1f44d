"""When two addresses found on pages are the same address."""

from __future__ import annotations

import re

from crawler.url.parts import split, without_dots

TRACKING_NAMES = frozenset(
    {
        "__twitter_impression",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "action_object_map",
        "action_ref_map",
        "action_type_map",
        "at_campaign",
        "at_medium",
        "dclid",
        "epik",
        "fb_action_ids",
        "fb_action_types",
        "fb_source",
        "fbclid",
        "gad_source",
        "gbraid",
        "gclid",
        "gclsrc",
        "guccounter",
        "guce_referrer",
        "guce_referrer_sig",
        "hsctatracking",
        "igsh",
        "igshid",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "msclkid",
        "ncid",
        "oly_anon_id",
        "oly_enc_id",
        "ref_src",
        "ref_url",
        "s_kwcid",
        "srsltid",
        "ttclid",
        "twclid",
        "vero_conv",
        "vero_id",
        "wbraid",
        "wickedid",
        "xtor",
        "yclid",
        "ysclid",
    }
)
"""Parameters (lower case) that say where a reader came from and never which page is meant."""
TRACKING_PREFIXES = ("utm_", "itm_", "pk_", "mtm_", "hsa_")

# Already canonical and without a query: most links of a page. A host whose last label begins with a digit is left out,
# it may be an IPv4 address in an odd spelling.
PLAIN = re.compile(
    r"https?://(?:[a-z0-9_-]{1,63}\.)*[a-z][a-z0-9_-]{0,62}"
    r"(?:/(?!\.\.?(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]*)+\Z"
)
ODD_IN_PATH = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$&'()*+,;=:@/-]")
ODD_IN_QUERY = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_url(url: str) -> str:
    """Return the one spelling of *url* by which a crawl knows it; idempotent.

    Scheme and host in lower case, no default port, user name, fragment, empty query, dot segment or tracking parameter;
    percent-encoding as RFC 3986 section 6.2.2 has it. Order of parameters, case of the path, ``www.`` and the scheme
    are kept: they may name another page. Raises `BadAddress` for anything but http(s).

    >>> canonical_url("HTTP://News.example:80/a/../b%7e?utm_source=x&id=1#top")
    'http://news.example/b~?id=1'
    """
    if PLAIN.match(url):
        return url
    parts = split(url)
    path = without_dots(ODD_IN_PATH.sub(_mend, parts.path or "/"))
    query = _query(ODD_IN_QUERY.sub(_mend, parts.query)) if parts.query else ""
    return f"{parts.origin}{path}?{query}" if query else parts.origin + path


def _query(query: str) -> str:
    return "&".join([pair for pair in query.split("&") if pair and not _is_tracking(pair.partition("=")[0].lower())])


def _is_tracking(name: str) -> bool:
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _mend(match: re.Match[str]) -> str:
    """An escape of a character that needs none is undone, others get capitals; what may not stand bare is escaped."""
    text = match[0]
    if len(text) == 3:
        character = chr(int(text[1:], 16))
        return character if character in UNRESERVED else text.upper()
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
