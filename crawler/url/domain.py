"""Hosts and the domains they belong to, by the public suffix list that ships with tldextract."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from crawler.url.parts import clean_host, split
from crawler.url.private import ip_of

if TYPE_CHECKING:
    from tldextract import TLDExtract


def host_of(url: str) -> str:
    """Return the host of *url*: lower case, IDN as A-labels, no port, an IPv6 address in brackets.

    Raises `BadAddress` for anything but http(s).

    >>> host_of("https://WWW.News.Example:8443/a")
    'www.news.example'
    """
    return split(url).host


@lru_cache(maxsize=8192)
def registrable_domain(host: str) -> str:
    """Return the domain that the owner of *host* has registered; *host* itself where there is none to be found.

    A platform that hands out names below its own, such as a blog host, counts as a suffix: each blog is its own domain.

    >>> registrable_domain("www.news.co.uk"), registrable_domain("localhost")
    ('news.co.uk', 'localhost')
    """
    name = _name(host)
    if name is None:
        return host.lower()
    return _extractor()(name).top_domain_under_public_suffix or name


@lru_cache(maxsize=8192)
def registries_domain(host: str) -> tuple[str, str] | None:
    """Return the domain that a registry has given out, and the suffix below which; None where there is none.

    Unlike `registrable_domain` a platform that hands out names is the one that has the domain.

    >>> registries_domain("www.news.co.uk"), registries_domain("a.blogspot.com"), registries_domain("localhost")
    (('news.co.uk', 'co.uk'), ('blogspot.com', 'com'), None)
    """
    name = _name(host)
    found = None if name is None else _extractor()(name, include_psl_private_domains=False)
    return (
        None
        if found is None or not (found.suffix and found.domain)
        else (f"{found.domain}.{found.suffix}", found.suffix)
    )


@lru_cache(maxsize=8192)
def is_public_host(host: str) -> bool:
    """Return whether *host* is a full host name below a known public suffix: no IP address, no bare suffix, no port.

    >>> is_public_host("www.presstv.ir"), is_public_host("story.php"), is_public_host("co.uk")
    (True, False, False)
    """
    if host.startswith(".") or ".." in host:
        return False
    name = _name(host)
    if name is None or "." not in name:
        return False
    found = _extractor()(name, include_psl_private_domains=False)
    return bool(found.suffix and found.domain)


def _name(host: str) -> str | None:
    """*host* as a clean host name; None for an IP address and for what is no host."""
    try:
        name = clean_host(host)
        return None if ip_of(name) else name
    except ValueError:
        return None


@cache
def _extractor() -> TLDExtract:
    # Imported late: it brings requests along. No list is fetched and no cache folder written: only the bundled list is
    # read.
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
